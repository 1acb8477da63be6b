import Testing
import TestSupport

/// The judge itself: an answer that is wrong in one place must not pass. Needs no kernel.
struct ComparisonTests {
  private static let packet = TestPacket(source: "203.0.113.9", destination: "192.0.2.10")

  /// What the kernel printed for a DNAT and a MASQUERADE.
  private static let report: [String: [Substring]] = [
    "sent": ["ok"],
    "save": [
      "*nat", ":PREROUTING ACCEPT [0:0]", ":POSTROUTING ACCEPT [0:0]",
      "[1:40] -A PREROUTING -p tcp -j DNAT --to-destination 10.244.1.5:8000-8010",
      "[0:0] -A PREROUTING -j RETURN", "[1:40] -A POSTROUTING -j MASQUERADE", "COMMIT",
    ],
    "counters": ["  counter left-docker0 {", "    packets 1 bytes 40", "  }"],
    "conntrack": [
      """
      ipv4 2 tcp 6 119 SYN_SENT src=203.0.113.9 dst=192.0.2.10 sport=40000 dport=80 [UNREPLIED] \
      src=10.244.1.5 dst=10.244.0.1 sport=8000 dport=40000 mark=0 use=1
      """
    ],
  ]

  private static func problems(_ edits: [(String, String)]) throws -> [String] {
    var json = """
      { "schema": "natscope.trace/1", "traces": [ { "outcomes": [ {
        "verdict": "ACCEPT", "translation": "DNAT", "primary": true, "probability": 1,
        "destination": { "addresses": "10.244.1.5", "ports": "8000-8010" }, "source": null,
        "masquerade": true, "delivery": "forward", "conditions": [],
        "path": [
          { "hook": "PREROUTING", "table": "nat", "chain": "PREROUTING", "rule": 1,
            "text": "-A PREROUTING -p tcp -j DNAT", "effect": "translate" },
          { "hook": "POSTROUTING", "table": "nat", "chain": "POSTROUTING", "rule": 1,
            "text": "-A POSTROUTING -j MASQUERADE", "effect": "translate" } ] } ] } ] }
      """
    for (old, new) in edits {
      #expect(json.contains(old))
      json = json.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
    }
    let kernel = KernelResult(report: report, since: KernelCounters())
    return Comparison(packet, kernel: kernel, answer: try TraceAnswer(json: json)).problems
  }

  @Test func rightAnswerPasses() throws {
    #expect(try Self.problems([]) == [])
  }

  @Test(arguments: [
    ("\"rule\": 1", "\"rule\": 2"), ("10.244.1.5", "10.244.1.6"), ("8000-8010", "8001-8010"),
    ("\"ACCEPT\"", "\"DROP\""), ("\"masquerade\": true", "\"masquerade\": false"),
    ("\"forward\"", "\"local\""), ("\"primary\": true", "\"primary\": false"),
    ("\"source\": null", "\"source\": { \"addresses\": \"192.0.2.10\", \"ports\": null }"),
    (
      "\"conditions\": []",
      """
      "conditions": [ { "text": "source in 10.0.0.0/8", "negated": false, "all": [
        { "field": "source", "op": "in", "value": "10.0.0.0/8" } ] } ]
      """
    ),
  ])
  func wrongAnswerFails(old: String, new: String) throws {
    #expect(try !Self.problems([(old, new)]).isEmpty)
  }
}
