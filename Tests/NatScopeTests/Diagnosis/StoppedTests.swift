import Testing

@testable import NatScope

/// A translated packet that filter stops: the first line says both.
@Suite struct StoppedTests {
  static let docker = [
    "PREROUTING -m addrtype --dst-type LOCAL -j DOCKER",
    "DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80",
  ]

  static let headlines: [(rules: [String], question: String, headline: String)] = [
    (
      docker + ["*filter", ":FORWARD DROP"], "10.0.0.5:8080 in eth0",
      "8080/tcp is published by Docker: DNAT to 172.17.0.2:80, but then it is dropped by filter "
        + "FORWARD policy (line 12)."
    ),
    (
      docker + ["*filter", "FORWARD -j DOCKER-USER", "DOCKER-USER -s 1.2.3.0/24 -j DROP"],
      "10.0.0.5:8080 from 1.2.3.4 in eth0",
      "8080/tcp is published by Docker: DNAT to 172.17.0.2:80, but then it is dropped by filter "
        + "DOCKER-USER #1 (line 16)."
    ),
    // Who is refused is told, but not first.
    (
      docker + ["*filter", "FORWARD -s 1.2.3.0/24 -j REJECT"], "10.0.0.5:8080 in eth0",
      "8080/tcp is published by Docker: DNAT to 172.17.0.2:80. No socket on this node is needed. "
        + "If source in 1.2.3.0/24: DNAT to 172.17.0.2:80, then rejected."
    ),
    (
      docker + ["*filter", "INPUT -p tcp -m tcp --dport 8080 -j DROP"], "10.0.0.5:8080 in eth0",
      "8080/tcp is published by Docker: DNAT to 172.17.0.2:80. No socket on this node is needed."
    ),
    (
      docker + ["*filter", ":FORWARD DROP", "FORWARD -o docker0 -j ACCEPT"],
      "10.0.0.5:8080 in eth0",
      "8080/tcp is published by Docker: DNAT to 172.17.0.2:80. No socket on this node is needed. "
        + "Unless it leaves by docker0: dropped by filter FORWARD policy (line 12)."
    ),
    (
      ["PREROUTING -p tcp -j REDIRECT --to-ports 9", "*filter", "INPUT -j NFQUEUE --queue-num 1"],
      "10.0.0.5:8080",
      "10.0.0.5:8080/tcp is translated: REDIRECT to port 9, but then it is handed to a user "
        + "program (QUEUE) by filter INPUT #1 (line 12)."
    ),
    (
      ["*filter", ":INPUT DROP", "INPUT -s 1.2.3.4/32 -j ACCEPT", "*nat", "PREROUTING -j LOG"],
      "10.0.0.5:8080",
      "10.0.0.5:8080/tcp is dropped by filter INPUT policy (line 2). If source is 1.2.3.4: not "
        + "translated, to a local socket."
    ),
    (
      ["*filter", "INPUT -s 1.2.3.4/32 -j DROP", "*nat", "PREROUTING -j LOG"], "10.0.0.5:8080",
      "No rule translates 8080/tcp: it goes to a socket of this node, if any. If source is "
        + "1.2.3.4: dropped."
    ),
  ]

  @Test(arguments: headlines)
  func headline(_ row: (rules: [String], question: String, headline: String)) {
    let tracing = Tracing(TraceRow.save(row.rules), row.question)
    let diagnosis = Diagnosis(tracing.trace, in: tracing.ruleset)
    #expect(diagnosis.explanation.headline == row.headline)
  }

  @Test func why() {
    let tracing = Tracing(
      TraceRow.save(Self.docker + ["*filter", ":FORWARD DROP"]), "10.0.0.5:8080 in eth0")
    let diagnosis = Diagnosis(tracing.trace, in: tracing.ruleset)
    #expect(diagnosis.explanation.kind == .docker)
    #expect(
      diagnosis.explanation.why.joined(separator: " ")
        == "The destination is rewritten as it should be; the packet dies behind that, in FORWARD, "
        + "which sees the new destination. It is stopped by a chain's policy, since no rule of it "
        + "lets the packet through, so it reaches no socket, whether there is one or not. The "
        + "sender gets no answer and sees a time-out.")
    #expect(diagnosis.explanation.confirm == ["sudo iptables-save -c -t filter"])
    #expect(
      diagnosis.result
        == "DNAT to 172.17.0.2:80, then dropped by filter FORWARD policy (line 12)")
    #expect(diagnosis.reply == nil)
  }
}
