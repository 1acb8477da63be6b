import Testing
import TestSupport

/// The judge of forms itself: an answer that differs in one place must not pass. Needs no kernel.
struct FormComparisonTests {
  /// An answer with one outcome under a condition and one that is left.
  private static let answer = """
    { "schema": "natscope.trace/1", "diagnostics": [], "input": { "sections": 1 }, "traces": [ {
      "family": "ipv4", "packet": { "mark": 0, "source": "203.0.113.9" },
      "assumptions": [ { "text": "raw does nothing", "settledBy": "iptables-save -c" } ],
      "explanation": { "headline": "dropped by raw PREROUTING #1 (line 7)." },
      "omitted": { "outcomes": 0, "probability": 0 },
      "outcomes": [ {
        "verdict": "ACCEPT", "translation": "DNAT", "primary": true, "probability": 0.5,
        "destination": { "addresses": "10.244.1.5", "ports": "80" }, "source": null,
        "masquerade": true, "delivery": "forward",
        "conditions": [ { "text": "--uid-owner 0 at nat a #1", "negated": false, "all": [
          { "field": "owner", "op": "matches", "value": "--uid-owner 0" } ] } ],
        "decidedBy": { "hook": "PREROUTING", "table": "nat", "chain": "a", "rule": 2,
          "source": "<stdin>", "line": 9 },
        "path": [
          { "hook": "PREROUTING", "table": "nat", "chain": "a", "rule": 2, "source": "<stdin>",
            "line": 9, "text": "-A a -j DNAT", "effect": "translate", "target": "DNAT" } ] }, {
        "verdict": "DROP", "translation": null, "primary": false, "probability": 0.25,
        "destination": { "addresses": "192.0.2.10", "ports": "80" }, "source": null,
        "masquerade": null, "delivery": "none",
        "conditions": [ { "text": "icmp type in 1-255", "negated": false, "all": [
          { "field": "icmpType", "op": "in", "value": "1-255" } ] } ],
        "decidedBy": null, "path": [] }, {
        "verdict": "REJECT", "translation": null, "primary": false, "probability": 0.25,
        "destination": { "addresses": "192.0.2.10", "ports": "80" }, "source": null,
        "masquerade": null, "delivery": "none", "conditions": [],
        "decidedBy": null, "path": [] } ] } ] }
    """

  private static let further = """
    { "text": "in interface is eth0", "negated": false, "all": [
      { "field": "inInterface", "op": "is", "value": "eth0" } ] }
    """

  private static func edited(_ edits: [(String, String)]) -> String {
    edits.reduce(answer) { text, edit in
      #expect(text.contains(edit.0), "\(edit.0)")
      return text.split(separator: edit.0, omittingEmptySubsequences: false)
        .joined(separator: edit.1)
    }
  }

  private static func problems(_ form: Form, _ edits: [(String, String)]) throws -> [String] {
    try FormComparison(form, save: answer, answer: edited(edits)).problems
  }

  @Test(arguments: Form.allCases)
  func sameAnswerPasses(form: Form) throws {
    #expect(try Self.problems(form, []) == [])
  }

  @Test(arguments: Form.allCases)
  func placesInTheTextAreNotCompared(form: Form) throws {
    let edits = [
      ("\"line\": 9", "\"line\": 8"), ("(line 7)", "(<stdin>:5)"), ("\"sections\": 1", "\"a\": 2"),
      ("\"diagnostics\": []", "\"diagnostics\": [ 1 ]"),
      ("\"source\": \"<stdin>\"", "\"source\": 1"),
    ]
    #expect(try Self.problems(form, edits) == [])
  }

  /// Which table a text shows may be taken for given, but only of a text without its command.
  @Test func bareTextsMayAssumeTheirTable() throws {
    let assumption = """
      [ { "text": "the listing, which does not name its table, shows raw", "settledBy": "" }, {
      """
    let assumed = Self.edited([("\"assumptions\": [ {", "\"assumptions\": \(assumption)")])
    let (save, answer) = (try JSONTree(Self.answer), try JSONTree(assumed))
    #expect(FormComparison(save: save, lossless: answer, isBare: true).problems == [])
    #expect(!FormComparison(save: save, lossless: answer).problems.isEmpty)
  }

  private static let wrong = [
    ("\"ACCEPT\"", "\"QUEUE\""), ("\"DNAT\", \"primary\"", "\"NETMAP\", \"primary\""),
    ("10.244.1.5", "10.244.1.6"), ("\"masquerade\": true", "\"masquerade\": false"),
    ("\"forward\"", "\"local\""), ("\"rule\": 2", "\"rule\": 3"),
    ("\"target\": \"DNAT\"", "\"target\": \"a\""),
    ("\"effect\": \"translate\"", "\"effect\": \"go\""),
    ("\"probability\": 0.5", "\"probability\": 0.6"), ("\"mark\": 0", "\"mark\": 1"),
    ("\"source\": \"203.0.113.9\"", "\"source\": null"),
    ("\"family\": \"ipv4\"", "\"family\": \"ipv6\""),
    ("\"negated\": false", "\"negated\": true"),
    ("\"verdict\": \"DROP\"", "\"verdict\": \"ACCEPT\""),
  ]

  @Test(arguments: Form.allCases, wrong)
  func wrongAnswerFails(form: Form, edit: (String, String)) throws {
    #expect(try !Self.problems(form, [edit]).isEmpty)
  }

  /// Whatever a form prints less, its answer may not say.
  @Test(arguments: [
    ("\"conditions\": []", "\"conditions\": [ \(further) ]"),
    ("\"text\": \"-A a -j DNAT\"", "\"text\": \"-A a -p tcp -j DNAT\""),
    ("raw does nothing", "mangle does nothing"), ("dropped by", "accepted by"),
    ("\"primary\": false", "\"primary\": true"),
    ("\"primary\": false", "\"primary\": false, \"alsoMatch\": 1"),
  ])
  func losslessFormsAnswerTheSame(old: String, new: String) throws {
    for form in Form.allCases {
      #expect(try Self.problems(form, [(old, new)]).isEmpty == !form.isLossless, "\(form)")
    }
  }

  @Test func lossyFormsMayAskMore() throws {
    let more = [
      ("\"conditions\": [ {", "\"conditions\": [ \(Self.further), {"),
      ("\"all\": [", "\"all\": [ { \"field\": \"x\", \"op\": \"is\", \"value\": \"y\" },"),
    ]
    #expect(try Self.problems(.shortListing, more) == [])
  }

  /// What becomes of a condition in a form that says less: what a rule leaves of a field is "not all
  /// of these", and a name stands for a value.
  @Test(arguments: [
    (
      """
      "icmp type in 1-255", "negated": false, "all": [
      """,
      """
      "not all", "negated": true, "all": [ { "field": "interface", "op": "matches", "value": "" },
      """
    ),
    ("uid-owner 0", "uid-owner root"),
  ])
  func lossyFormsMaySayLess(old: String, new: String) throws {
    #expect(try Self.problems(.namedListing, [(old, new)]) == [])
    #expect(try !Self.problems(.exactListing, [(old, new)]).isEmpty)
  }

  /// Each edit takes a condition away or turns it round.
  @Test(arguments: [
    ("\"--uid-owner 0 at nat a #1\", \"negated\": false", "\"x at nat a #2\", \"negated\": true"),
    ("\"field\": \"icmpType\"", "\"field\": \"interface\""),
  ])
  func surerFails(old: String, new: String) throws {
    #expect(try !Self.problems(.namedListing, [(old, new)]).isEmpty)
  }

  @Test func sureOnlyInTheFormFails() throws {
    let save = Self.edited([("\"conditions\": []", "\"conditions\": [ \(Self.further) ]")])
    let comparison = try FormComparison(.namedListing, save: save, answer: Self.answer)
    #expect(comparison.problems.contains { $0.hasPrefix("is surer than the save") })
  }

  /// An outcome that gave up on the way of one of the save stands for it; one elsewhere does not.
  @Test func undecidedStandsForMore() throws {
    let undecided = Self.edited([("\"verdict\": \"ACCEPT\"", "\"verdict\": null")])
    let comparison = try FormComparison(.namedListing, save: Self.answer, answer: undecided)
    #expect(comparison.problems == [])
    #expect(comparison.undecided == 1)
    #expect(try !FormComparison(.listing, save: Self.answer, answer: undecided).problems.isEmpty)
    let elsewhere = Self.edited([
      ("\"verdict\": \"ACCEPT\"", "\"verdict\": null"), ("\"chain\": \"a\"", "\"chain\": \"b\""),
    ])
    #expect(
      try !FormComparison(.namedListing, save: Self.answer, answer: elsewhere).problems.isEmpty)
  }
}
