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
        "conditions": [ { "text": "owner is 0", "negated": false, "all": [
          { "field": "owner", "op": "is", "value": "0" } ] } ],
        "decidedBy": { "hook": "PREROUTING", "table": "nat", "chain": "a", "rule": 2,
          "source": "<stdin>", "line": 9 },
        "path": [
          { "hook": "PREROUTING", "table": "nat", "chain": "a", "rule": 2, "source": "<stdin>",
            "line": 9, "text": "-A a -j DNAT", "effect": "translate", "target": "DNAT" } ] }, {
        "verdict": "DROP", "translation": null, "primary": false, "probability": 0.25,
        "destination": { "addresses": "192.0.2.10", "ports": "80" }, "source": null,
        "masquerade": null, "delivery": "none",
        "conditions": [ { "text": "not (owner is 0)", "negated": true, "all": [
          { "field": "owner", "op": "is", "value": "0" } ] } ],
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

  private static let wrong = [
    ("\"ACCEPT\"", "\"QUEUE\""), ("\"DNAT\", \"primary\"", "\"NETMAP\", \"primary\""),
    ("10.244.1.5", "10.244.1.6"), ("\"masquerade\": true", "\"masquerade\": false"),
    ("\"forward\"", "\"local\""), ("\"rule\": 2", "\"rule\": 3"),
    ("\"target\": \"DNAT\"", "\"target\": \"a\""),
    ("\"effect\": \"translate\"", "\"effect\": \"go\""),
    ("\"probability\": 0.5", "\"probability\": 0.6"), ("\"mark\": 0", "\"mark\": 1"),
    ("\"source\": \"203.0.113.9\"", "\"source\": null"),
    ("\"family\": \"ipv4\"", "\"family\": \"ipv6\""),
    ("\"value\": \"0\"", "\"value\": \"1\""), ("\"verdict\": \"DROP\"", "\"verdict\": \"ACCEPT\""),
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

  /// Each edit of an answer takes a condition away, so that it is surer than the save.
  @Test(arguments: [
    ("\"owner is 0\", \"negated\": false", "\"in interface is eth0\", \"negated\": true"),
    ("\"negated\": true", "\"negated\": false"),
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
