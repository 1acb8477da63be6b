import Testing

@testable import NatScope

/// What the way does to a header, and what later rules see of it.
@Suite struct HeaderWayTests {
  private static let accept = "-j DNAT --to-destination 10.1.0.1"

  @Test(arguments: [
    // What targets write is seen, also in a field that was open.
    TraceRow(
      [
        "*mangle", "PREROUTING -j TTL --ttl-set 9", "*nat",
        "PREROUTING -m ttl --ttl-eq 9 \(accept)",
      ], "10.0.0.5:443", "DNAT 10.1.0.1:443", nodes: ["10.0.0.5"]),
    TraceRow(
      [
        "*mangle", "PREROUTING -j TTL --ttl-dec 4", "*nat",
        "PREROUTING -m ttl --ttl-lt 10 \(accept)",
      ], "10.0.0.5:443", "DNAT 10.1.0.1:443 if ttl 0-13", "ACCEPT if ttl 14-255",
      nodes: ["10.0.0.5"]),
    TraceRow(
      [
        "*mangle", "PREROUTING -j DSCP --set-dscp-class CS1", "*nat",
        "PREROUTING -m tos --tos 0x20/0xfc \(accept)",
      ], "10.0.0.5:443", "DNAT 10.1.0.1:443", nodes: ["10.0.0.5"]),
    TraceRow(
      [
        "*mangle", "PREROUTING -j TOS --xor-tos 0xff", "*nat",
        "PREROUTING -m tos --tos 0xff \(accept)",
      ], "10.0.0.5:443 tos 0", "DNAT 10.1.0.1:443", nodes: ["10.0.0.5"]),
    TraceRow(
      [
        "*mangle", "PREROUTING -p tcp -m tcp --syn -j TCPMSS --set-mss 1000", "*nat",
        "PREROUTING -p tcp -m tcpmss --mss 1000 \(accept)",
      ], "10.0.0.5:443 mss 1460", "DNAT 10.1.0.1:443", nodes: ["10.0.0.5"]),
    TraceRow(
      [
        "*mangle", "PREROUTING -p tcp -m tcp --syn -j TCPMSS --set-mss 1000", "*nat",
        "PREROUTING -p tcp -m tcpmss --mss 536 -m length --length 44 \(accept)",
      ], "10.0.0.5:443 mss none length 40", "DNAT 10.1.0.1:443", nodes: ["10.0.0.5"]),
    TraceRow(
      [
        "*mangle", "PREROUTING -p tcp -j TCPOPTSTRIP --strip-options 2,4", "*nat",
        "PREROUTING -p tcp -m tcp ! --tcp-option 2 ! --tcp-option 4 \(accept)",
      ], "10.0.0.5:443", "DNAT 10.1.0.1:443", nodes: ["10.0.0.5"]),
    TraceRow(
      [
        "*mangle", "PREROUTING -m connlabel --label 3 --set", "*nat",
        "PREROUTING -m connlabel --label 3 \(accept)",
      ], "10.0.0.5:443", "DNAT 10.1.0.1:443", nodes: ["10.0.0.5"]),
    // Forwarding takes one from the TTL; the last one is not forwarded.
    TraceRow(
      ["*mangle", "POSTROUTING -m ttl --ttl-eq 63 -j DROP"], "10.0.0.9:443 ttl 64",
      "undecided noNATTable", nodes: ["10.0.0.5"]),
    TraceRow(["PREROUTING"], "10.0.0.9:443 ttl 1", "DROP", nodes: ["10.0.0.5"]),
    TraceRow(["PREROUTING"], "10.0.0.5:443 ttl 1", "ACCEPT", nodes: ["10.0.0.5"]),
    TraceRow(["PREROUTING"], "10.0.0.9:443 ttl 2", "ACCEPT", nodes: ["10.0.0.5"]),
    TraceRow(
      ["POSTROUTING -m ttl --ttl-eq 1 -j MASQUERADE"], "10.0.0.9:443 ttl 2", "ACCEPT masq",
      nodes: ["10.0.0.5"]),
    // What the node sends has a socket behind it and no frame.
    TraceRow(
      ["OUTPUT -m owner --uid-owner 7-9 \(accept)"], "10.0.0.5:443 local uid 8",
      "DNAT 10.1.0.1:443", nodes: ["10.0.0.5"]),
    TraceRow(
      ["OUTPUT -m owner --gid-owner 7 \(accept)"], "10.0.0.5:443 local gid 8", "ACCEPT",
      nodes: ["10.0.0.5"]),
    TraceRow(
      ["OUTPUT -m owner --socket-exists ! --uid-owner 7 \(accept)"], "10.0.0.5:443 local uid 8",
      "DNAT 10.1.0.1:443", nodes: ["10.0.0.5"]),
    TraceRow(
      ["OUTPUT -m pkttype --pkt-type unicast -m physdev ! --physdev-is-bridged \(accept)"],
      "10.0.0.5:443 local", "DNAT 10.1.0.1:443", nodes: ["10.0.0.5"]),
    TraceRow(
      ["POSTROUTING -o eth1 -j MASQUERADE"], "10.0.0.9:443 out eth1", "ACCEPT masq",
      nodes: ["10.0.0.5"]),
  ])
  func way(_ row: TraceRow) { row.check() }

  /// Two states that a chance parted meet the same chain with other destinations: what the chain did
  /// for one says nothing of the other.
  @Test func chainsRememberTheDestination() {
    let targets = (1...4).map { "10.1.0.\($0)" }
    let rules =
      targets.enumerated().map { index, target in
        let share = index == 3 ? "" : "-m statistic --mode random --probability 0.5 "
        return "PREROUTING \(share)-j DNAT --to-destination \(target)"
      } + ["POSTROUTING -j again", "POSTROUTING -m mark --mark 0x1 -j MASQUERADE"]
      + ["again -d 10.1.0.3/32 -j MARK --set-mark 1"]
    let tracing = Tracing(
      TraceRow.save(rules), "10.0.0.5:443", nodes: ["10.0.0.5"])
    let masqueraded = tracing.trace.outcomes.filter { $0.isMasqueraded == true }
    #expect(masqueraded.map { tracing.describe($0) } == ["DNAT 10.1.0.3:443 masq 0.125"])
  }
}
