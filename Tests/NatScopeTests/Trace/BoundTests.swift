import Testing

@testable import NatScope

/// Rulesets that would take for ever if every path were walked.
@Suite struct BoundTests {
  /// A nat table in which each of the chains C0… calls the next one twice.
  private static func levels(_ count: Int, _ extra: (Int) -> String = { _ in "" }) -> String {
    let chains = (0...count).map { ":C\($0) - [0:0]\n" }.sorted().joined()
    let rules = (0..<count).map { "\(extra($0))-A C\($0) -j C\($0 + 1)\n-A C\($0) -j C\($0 + 1)\n" }
    return "*nat\n:PREROUTING ACCEPT [0:0]\n\(chains)-A PREROUTING -j C0\n"
      + "-A PREROUTING -p tcp -j DNAT --to-destination 10.1.0.1:80\n\(rules.joined())-A C\(count)\nCOMMIT\n"
  }

  @Test(arguments: ["10.0.0.5:443 from 1.2.3.4:5 in eth0", "10.0.0.5:443"])
  func fortyLevels(_ question: String) {
    let tracing = Tracing(Self.levels(40), question)
    #expect(tracing.outcomes == ["DNAT 10.1.0.1:80"])
    let outcome = tracing.trace.outcomes[0]
    #expect(outcome.path.count == 1_000)
    // A jump for each call, the last chain's rule 2^40 times, the jump to C0 and the DNAT.
    let calls = (1...40).reduce(0) { $0 + 1 << $1 }
    #expect(outcome.pathOmitted == 1 + calls + 1 << 40 + 1 - 1_000)
  }

  /// At each level a bit of the mark is toggled: twice is as if never, in the end.
  @Test func fortyLevelsWithMarks() {
    let text = Self.levels(40) { "-A C\($0) -j MARK --set-xmark 0x\(1 << ($0 % 4))/0x0\n" }
    let tracing = Tracing(text, "10.0.0.5:443 from 1.2.3.4:5 in eth0")
    #expect(tracing.outcomes == ["DNAT 10.1.0.1:80"])
    #expect(tracing.trace.outcomes[0].pathOmitted > 1 << 40)
  }

  /// With a condition at each level the states are bounded, and what is given up keeps its weight.
  @Test func levelsWithConditions() {
    let text = Self.levels(7) {
      "-A C\($0) -m time --timestart 0\($0 % 10):0\($0 / 10):00 -j LOG\n"
    }
    let tracing = Tracing(text, "10.0.0.5:443")
    #expect(!tracing.trace.outcomes.isEmpty)
    #expect(tracing.trace.outcomes.count <= 1_000)
    #expect(tracing.trace.outcomes.filter(\.isPrimary).count == 1)
  }

  @Test func manySources() {
    let rules = (0..<100_000).map {
      "-A PREROUTING -s 10.\($0 >> 16).\($0 >> 8 & 255).\($0 & 255)/32 -j DROP\n"
    }
    let text =
      "*mangle\n:PREROUTING ACCEPT [0:0]\n\(rules.joined())COMMIT\n*nat\n:PREROUTING ACCEPT [0:0]\nCOMMIT\n"
    let tracing = Tracing(text, "192.0.2.5:443")
    let trace = tracing.trace
    #expect(trace.outcomes.count == 1_000)
    // One for each rule, and the rest that passes, which is listed whatever is not.
    #expect(trace.omitted.outcomes == 99_001)
    #expect(trace.outcomes.count { $0.verdict == .accept } == 1)
    #expect(tracing.trace.outcomes.allSatisfy { $0.probability == 1 })
    let known = Tracing(text, "192.0.2.5:443 from 10.1.134.159")
    #expect(known.outcomes == ["DROP"])
    #expect(known.trace.outcomes[0].path.count == 1)
    #expect(known.ruleset.number(known.trace.outcomes[0].path[0].rule) == 100_000)
  }

  @Test(arguments: ["", " -j MARK --set-xmark 0x1/0x1"])
  func manyChances(_ target: String) {
    let rule = "PREROUTING -m statistic --mode random --probability 0.50000000000\(target)"
    let tracing = Tracing(
      TraceRow.save(Array(repeating: rule, count: 30) + ["PREROUTING -j REDIRECT"]), "10.0.0.5:443")
    #expect(abs(tracing.sum - 1) < 1e-9)
    #expect(tracing.trace.outcomes.count <= 1_000)
    #expect(tracing.trace.outcomes.allSatisfy { $0.translation == .redirect })
  }

  /// 2^30 ways to settle thirty limits all come to the same end.
  @Test func manyLimits() {
    let rules = Array(repeating: "PREROUTING -m limit --limit 5/min -j LOG", count: 30)
    let tracing = Tracing(TraceRow.save(rules + ["PREROUTING -j REDIRECT"]), "10.0.0.5:443")
    #expect(tracing.trace.outcomes.count <= 1_000)
    #expect(tracing.trace.outcomes.allSatisfy { $0.translation == .redirect || $0.verdict == nil })
    // The facts are true or false independently: an outcome with k of them holds in 2^-k of the
    // cases. What is not listed has the least weight, so at most as much as the last one listed.
    let shares = tracing.trace.outcomes.map { outcome in
      outcome.probability
        / Double(UInt64(1) << UInt64(min(63, ConditionTruth.facts([outcome]).count)))
    }
    let listed = shares.reduce(0, +)
    #expect(listed <= 1 + 1e-9)
    let unlisted = Double(tracing.trace.omitted.outcomes) * (shares.min() ?? 0)
    #expect(abs(listed + unlisted - 1) < 1e-9)
  }

  @Test func deepChains() {
    let count = 3_000
    let name = { (index: Int) in
      "C" + String(repeating: "0", count: 5 - "\(index)".count) + "\(index)"
    }
    let text =
      "*nat\n:PREROUTING ACCEPT [0:0]\n" + (0...count).map { ":\(name($0)) - [0:0]\n" }.joined()
      + "-A PREROUTING -j \(name(0))\n-A PREROUTING -j REDIRECT\n"
      + (0..<count).map { "-A \(name($0)) -j \(name($0 + 1))\n" }.joined() + "COMMIT\n"
    let tracing = Tracing(text, "10.0.0.5:443")
    #expect(tracing.outcomes == ["REDIRECT ?:443"])
    #expect(tracing.trace.outcomes[0].pathOmitted == count + 2 - 1_000)
  }
}
