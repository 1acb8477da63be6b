import Testing

@testable import NatScope

/// Outcomes taken together, and the shares that are spoken of.
@Suite struct CaseTests {
  static let example = Example("*nat\n:PREROUTING ACCEPT [0:0]\nCOMMIT\n")

  private static func dnat(
    _ target: String, _ share: Double, isMasqueraded: Bool = false, _ conditions: Condition...
  ) -> Outcome {
    example.outcome(
      to: target, isMasqueraded: isMasqueraded, probability: share, conditions: conditions)
  }

  private static func cases(_ outcomes: Outcome...) -> [String] {
    var outcomes = outcomes
    outcomes[0].isPrimary = true
    let trace = Trace(
      packet: Packet(family: .ipv4), outcomes: outcomes, assumptions: [])
    return Case.cases(outcomes[0], trace, in: example.ruleset).shown.map {
      "\($0.share) \($0.answer)" + ($0.conditions.isEmpty ? "" : " if ")
        + $0.conditions.joined(separator: " and ")
    }
  }

  /// The endpoint that calls itself and all others: together everybody.
  @Test func complementsVanish() {
    #expect(
      Self.cases(
        Self.dnat("10.0.0.1:80", 0.5, Self.example.source("10.0.0.1/32")),
        Self.dnat("10.0.0.1:80", 0.5, Self.example.source("10.0.0.1/32", isNegated: true)),
        Self.dnat("10.0.0.2:80", 0.5)) == [
          "1/2 DNAT to 10.0.0.1:80", "1/2 DNAT to 10.0.0.2:80",
        ])
  }

  @Test func differentAnswersStay() {
    #expect(
      Self.cases(
        Self.dnat("10.0.0.1:80", 1, isMasqueraded: true, Self.example.source("10.0.0.0/24")),
        Self.dnat("10.0.0.1:80", 1, Self.example.source("10.0.0.0/24", isNegated: true))) == [
          "all DNAT to 10.0.0.1:80, masqueraded if source in 10.0.0.0/24",
          "all DNAT to 10.0.0.1:80 if source not in 10.0.0.0/24",
        ])
  }

  /// Three parts of one field become one; what restricts another field too does not.
  @Test func partsOfAField() {
    let interface = Condition(
      isNegated: false,
      all: [.field(.inInterface, [InterfacePattern("eth0".utf8)?.bounds ?? 0...0])])
    #expect(
      Self.cases(
        Self.dnat("10.0.0.1:80", 1, Self.example.source("10.0.0.1/32")),
        Self.dnat("10.0.0.1:80", 1, Self.example.source("10.0.0.0/24", isNegated: true)),
        Self.dnat(
          "10.0.0.1:80", 1, Self.example.source("10.0.0.0/24"),
          Self.example.source("10.0.0.1/32", isNegated: true)),
        Self.dnat("10.0.0.1:80", 0.25, Self.example.source("10.0.0.0/24"), interface)) == [
          "all DNAT to 10.0.0.1:80",
          "1/4 DNAT to 10.0.0.1:80 if source in 10.0.0.0/24 and in interface is eth0",
        ])
  }

  /// Shares are those of a packet for which nothing special holds.
  @Test func shares() {
    var outcomes = [
      Self.dnat("10.0.0.1:80", 0.5, Self.example.source("10.0.0.1/32")),
      Self.dnat("10.0.0.1:80", 0.5, Self.example.source("10.0.0.1/32", isNegated: true)),
      Self.dnat("10.0.0.2:80", 0.5),
    ]
    outcomes[0].isPrimary = true
    let trace = Trace(packet: Packet(family: .ipv4), outcomes: outcomes, assumptions: [])
    let main = trace.spokenOf(.ipv4)
    #expect(main.conditions.first?.isNegated == true)
    let answers = Answers(main, trace, .ipv4)
    #expect(answers.isWhole)
    #expect(answers.all.map(\.share) == [0.5, 0.5])
    #expect(Share.each(answers.all.map(\.share)) == "half each")
  }

  /// Near misses come first, and only the chains that were asked for.
  @Test func nearMisses() {
    let example = Example(
      """
      *nat
      :PREROUTING ACCEPT [0:0]
      :A - [0:0]
      -A PREROUTING -s 10.0.0.1/32 -j A
      -A PREROUTING -d 10.0.0.2/32 -p tcp -m tcp --dport 81 -j A
      -A A -s 10.0.0.3/32 -j ACCEPT
      COMMIT

      """)
    var trace = Trace(
      packet: Packet(family: .ipv4), outcomes: [example.outcome()], assumptions: [])
    for (place, held) in [("nat PREROUTING 1", 0), ("nat PREROUTING 2", 2), ("nat A 1", 0)] {
      let rule = example.rule(place)
      let failed = example.ruleset.decode(rule).matches.last?.text ?? .empty
      trace.misses.append(Trace.Miss(hook: .prerouting, rule: rule, failed: failed, held: held))
    }
    let found = NearMiss.list(trace, in: example.ruleset, limit: 1) { $0 == "PREROUTING" }
    #expect(found.more == 1)
    #expect(found.shown.map(\.place.text) == ["nat PREROUTING #2 (line 5)"])
    #expect(found.shown.map(\.reason) == ["--dport 81 does not hold, 2 other matches do"])
  }
}
