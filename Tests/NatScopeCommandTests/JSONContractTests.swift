import Testing
import TestSupport

/// The contract `natscope.trace/1`: other programs read it, so its keys stay.
@Suite struct JSONContractTests {
  /// The keys of one object of the answer; additions are free.
  private static let keys: [String: Set<String>] = [
    "answer": ["schema", "input", "diagnostics", "traces"],
    "input": ["rulesets", "nodeFacts", "sections"],
    "ruleset": ["source", "format", "family", "backend", "version", "tables", "chains", "rules"],
    "section": ["source", "firstLine", "lastLine", "kind"],
    "diagnostic": ["severity", "code", "source", "line", "column", "message"],
    "trace": [
      "family", "ruleset", "packet", "assumptions", "outcomes", "omitted", "explanation",
      "findings",
    ],
    "packet": [
      "protocol", "destination", "destinationPort", "source", "sourcePort", "inInterface", "mark",
      "state", "hook",
    ],
    "assumption": ["text", "settledBy"],
    "outcome": [
      "verdict", "translation", "destination", "source", "masquerade", "delivery", "probability",
      "conditions", "primary", "path", "decidedBy", "notChecked", "alsoMatch",
    ],
    "endpoint": ["addresses", "ports"],
    "condition": ["text", "negated", "all"],
    "fact": ["field", "op", "value", "settledBy"],
    "item": ["hook", "table", "chain", "rule", "source", "line", "text", "effect", "target"],
    "decision": ["hook", "table", "chain", "rule", "source", "line"],
    "table": ["hook", "table", "inInput", "settledBy"],
    "omitted": ["outcomes", "probability"],
    "explanation": ["kind", "owner", "headline", "why", "confirm"],
  ]

  private func check(_ value: JSONTree, _ kind: String) {
    let missing = (Self.keys[kind] ?? []).subtracting(value.keys)
    #expect(missing == [], "\(kind)")
  }

  private func check(all values: JSONTree, _ kind: String) {
    for value in values.items { check(value, kind) }
  }

  @Test(arguments: Natscope.samples)
  func keys(_ sample: String) async throws {
    let run = try await Natscope.run(
      ":8000", "192.0.2.10:30080", "[2001:db8:1::10]:8000", "192.0.2.10:8080", "-o", "json",
      Natscope.sample(sample))
    #expect(run.status == 0)
    #expect(JSONTree.unsortedKeys(run.output) == [])
    let answer = try JSONTree(run.output)
    #expect(answer["schema"] == .string("natscope.trace/1"))
    check(answer, "answer")
    check(answer["input"], "input")
    check(all: answer["input"]["rulesets"], "ruleset")
    check(all: answer["input"]["sections"], "section")
    check(all: answer["diagnostics"], "diagnostic")
    #expect(answer["traces"].items.count >= 4)
    for trace in answer["traces"].items {
      check(trace, "trace")
      check(trace["packet"], "packet")
      check(all: trace["assumptions"], "assumption")
      check(trace["omitted"], "omitted")
      check(trace["explanation"], "explanation")
      #expect(trace["outcomes"].items.filter { $0["primary"] == .bool(true) }.count == 1)
      for outcome in trace["outcomes"].items { check(outcome: outcome) }
    }
  }

  private func check(outcome: JSONTree) {
    check(outcome, "outcome")
    check(outcome["destination"], "endpoint")
    if outcome["source"] != .null { check(outcome["source"], "endpoint") }
    check(all: outcome["conditions"], "condition")
    for condition in outcome["conditions"].items { check(all: condition["all"], "fact") }
    check(all: outcome["path"], "item")
    if outcome["decidedBy"] != .null { check(outcome["decidedBy"], "decision") }
    check(all: outcome["notChecked"], "table")
  }

  @Test func values() async throws {
    let answer = try await Natscope.json("192.0.2.10:8000", Natscope.sample("hostport"))
    let ruleset = answer["input"]["rulesets"][0]
    #expect(ruleset["backend"] == .string("nf_tables"))
    #expect(ruleset["version"] == .string("1.8.9"))
    #expect(ruleset["tables"] == .array([.string("nat")]))
    let trace = answer["traces"][0]
    #expect(trace["packet"]["destinationPort"] == .number(8000))
    #expect(trace["packet"]["source"] == .null)
    #expect(trace["explanation"]["kind"] == .string("hostPort"))
    let primary = trace["outcomes"].items.first { $0["primary"] == .bool(true) } ?? .null
    #expect(primary["verdict"] == .string("ACCEPT"))
    #expect(primary["translation"] == .string("DNAT"))
    #expect(primary["destination"]["addresses"] == .string("10.55.3.5"))
    #expect(primary["destination"]["ports"] == .string("80"))
    #expect(primary["delivery"] == .string("forward"))
    // Of the two cases the hairpin comes first in rule order; the other one has the three rules.
    let plain = trace["outcomes"].items.last ?? .null
    #expect(plain["conditions"][0]["negated"] == .bool(true))
    let steps = plain["path"].items.filter { $0["hook"] == .string("PREROUTING") }
    #expect(steps.map { $0["line"] } == [.number(15), .number(31), .number(24)])
    #expect(steps.last?["effect"] == .string("translate"))
    #expect(steps.last?["target"] == .string("DNAT"))
    #expect(plain["decidedBy"]["line"] == .number(24))
  }

  /// The text of an item is the rule as iptables-save prints it.
  @Test func canonicalText() async throws {
    let lines = Set(
      try Natscope.text("samples/hostport.save").split(separator: "\n").map { String($0) })
    let answer = try await Natscope.json("localhost:8000", Natscope.sample("hostport"))
    let path = answer["traces"][0]["outcomes"][0]["path"].items
    #expect(path.count == 7)
    for item in path { #expect(lines.contains(item["text"].text ?? ""), "\(item)") }
  }

  @Test func unsortedKeysAreFound() {
    #expect(JSONTree.unsortedKeys("{\n  \"b\": 1,\n  \"a\": 2\n}") == ["b, a"])
    #expect(JSONTree.unsortedKeys("[\n  {\n    \"b\": 1\n  },\n  {\n    \"a\": 2\n  }\n]") == [])
  }
}
