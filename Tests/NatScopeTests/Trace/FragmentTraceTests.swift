import Testing

@testable import NatScope

/// What can be said of a packet where rules are missing from the text: never more than the text tells.
@Suite struct FragmentTraceTests {
  private static let dnat = "-A A -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.0.0.1:80\n"

  /// Texts in which some rule may be missing.
  static let fragments = [
    "*nat\n:PREROUTING ACCEPT [0:0]\n:A - [0:0]\n--\n" + dnat + "--\nCOMMIT\n",
    "# iptables-save | grep -e '^[*:]' -e DNAT\n*nat\n:PREROUTING ACCEPT [0:0]\n:A - [0:0]\n" + dnat
      + "COMMIT\n",
    "-A PREROUTING -j A\n--\n" + dnat,
    "Chain PREROUTING (policy ACCEPT)\ntarget     prot opt source               destination\n"
      + "A          all  --  0.0.0.0/0            0.0.0.0/0\n--\n"
      + "DNAT       tcp  --  0.0.0.0/0            0.0.0.0/0            tcp dpt:80 to:10.0.0.1:80\n",
    "iptables -t nat -A A -p tcp --dport 80 -j DNAT --to-destination 10.0.0.1:80\n"
      + "iptables -t nat -P PREROUTING ACCEPT\niptables -t nat -A PREROUTING -j A\n"
      + "iptables -t nat -I PREROUTING 9 -j RETURN\n",
  ]

  /// No outcome is sure, whatever the port: a rule that is not in the text may take the packet.
  @Test(arguments: fragments, ["192.0.2.1:80", "192.0.2.1:81", "192.0.2.1:80/udp"])
  func nothingIsSure(_ text: String, _ question: String) {
    let tracing = Tracing(text, question)
    #expect(tracing.ruleset.isFragment)
    let sure = tracing.trace.outcomes.filter { $0.conditions.isEmpty && $0.verdict != nil }
    #expect(sure.map { tracing.describe($0) } == [])
    #expect(tracing.trace.outcomes.contains { $0.conditions.isEmpty == false || $0.verdict == nil })
  }

  /// As the text shows it, the packet goes where the rule says.
  @Test func shown() throws {
    for text in Self.fragments.dropFirst(2) {
      let tracing = Tracing(text, "192.0.2.1:80")
      let shown = try #require(tracing.trace.asShown)
      let main = try #require(shown.trace.outcomes.first { $0.isPrimary })
      #expect(tracing.describe(main).hasPrefix("DNAT 10.0.0.1:80"), "\(text)")
    }
  }

  /// Chains that nothing leads to, more than are tried: then nothing is said.
  @Test(arguments: [1, 19, 20, 21, 60]) func manyChains(_ count: Int) {
    let text = (1...count).map {
      "-A SEP-\($0) -p tcp -m tcp -j DNAT --to-destination 10.0.0.\($0):80\n"
    }.joined()
    let tracing = Tracing(text, "192.0.2.1:80")
    #expect(
      tracing.trace.outcomes.allSatisfy { !$0.conditions.isEmpty || $0.verdict == nil })
    let probabilities = tracing.trace.outcomes.map(\.probability)
    #expect(probabilities.allSatisfy { $0 > 0 && $0 <= 1 })
  }
}
