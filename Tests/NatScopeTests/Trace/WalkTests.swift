import Testing

@testable import NatScope

/// Chains, conditions and everything that the text leaves open.
@Suite struct WalkTests {
  static let to1 = "-j DNAT --to-destination 10.1.0.1"
  static let to2 = "-j DNAT --to-destination 10.1.0.2"

  static let chains: [TraceRow] = [
    TraceRow(
      ["PREROUTING -j A", "PREROUTING \(to2)", "A -j RETURN", "A \(to1)"], "10.0.0.5:443",
      "DNAT 10.1.0.2:443"),
    TraceRow(["PREROUTING -j A", "PREROUTING \(to2)", "A -j ACCEPT"], "10.0.0.5:443", "ACCEPT"),
    // Off the end of a chain entered by goto: behind the last jump, not behind the goto.
    TraceRow(
      ["PREROUTING -j A", "PREROUTING \(to1)", "A -g B", "A \(to2)", "B -p udp -j ACCEPT"],
      "10.0.0.5:443", "DNAT 10.1.0.1:443"),
    TraceRow(
      ["PREROUTING -g A", "PREROUTING \(to1)", "A -p udp -j ACCEPT"], "10.0.0.5:443", "ACCEPT"),
    TraceRow(["PREROUTING -g A", "PREROUTING \(to1)", "A -j RETURN"], "10.0.0.5:443", "ACCEPT"),
    TraceRow(["PREROUTING -j RETURN", "PREROUTING \(to1)"], "10.0.0.5:443", "ACCEPT"),
    TraceRow(["PREROUTING -j A", "A -j B", "B -j A"], "10.0.0.5:443", "undecided loop A>B>A"),
    TraceRow(["PREROUTING -j A", "A -j A"], "10.0.0.5:443", "undecided loop A>A"),
    TraceRow(
      ["PREROUTING -p udp -j A", "PREROUTING \(to1)", "A -j A"], "10.0.0.5:443", "DNAT 10.1.0.1:443"
    ),
    TraceRow(
      ["PREROUTING -j NOWHERE", "PREROUTING \(to1)"], "10.0.0.5:443", "undecided unknownTarget"),
    TraceRow(
      ["PREROUTING -j LOG", "PREROUTING", "PREROUTING \(to1)"], "10.0.0.5:443", "DNAT 10.1.0.1:443"),
    TraceRow(
      ["*mangle", "PREROUTING -j DROP", "*nat", "PREROUTING \(to1)"], "10.0.0.5:443", "DROP"),
    TraceRow(
      ["*mangle", "PREROUTING -j ACCEPT", "*nat", "PREROUTING \(to1)"], "10.0.0.5:443",
      "DNAT 10.1.0.1:443"),
    TraceRow(
      ["*mangle", "PREROUTING -j NFQUEUE", "*nat", "PREROUTING \(to1)"], "10.0.0.5:443", "QUEUE"),
    TraceRow(["*mangle", "PREROUTING -j ACCEPT"], "10.0.0.5:443", "undecided noNATTable"),
  ]

  static let conditions: [TraceRow] = [
    TraceRow(
      ["PREROUTING -s 10.9.0.0/16 \(to1)"], "10.0.0.5:443",
      "DNAT 10.1.0.1:443 if source 10.9.0.0/16",
      "ACCEPT if not source 10.9.0.0/16"),
    TraceRow(
      ["PREROUTING -s 10.9.0.0/16 \(to1)"], "10.0.0.5:443 from 10.9.1.1", "DNAT 10.1.0.1:443"),
    TraceRow(["PREROUTING ! -s 10.9.0.0/16 \(to1)"], "10.0.0.5:443 from 10.9.1.1", "ACCEPT"),
    TraceRow(
      ["PREROUTING -i eth0 \(to1)", "PREROUTING -i eth+ \(to2)"], "10.0.0.5:443",
      "DNAT 10.1.0.1:443 if inInterface eth0",
      "DNAT 10.1.0.2:443 if inInterface eth+, not inInterface eth0",
      "ACCEPT if not inInterface eth+"),
    TraceRow(["PREROUTING -i eth+ \(to1)"], "10.0.0.5:443 in eth5", "DNAT 10.1.0.1:443"),
    TraceRow(
      ["PREROUTING -p tcp -m tcp --sport 1024: \(to1)"], "10.0.0.5:443",
      "DNAT 10.1.0.1:443 if sourcePort 1024-65535", "ACCEPT if sourcePort 0-1023"),
    // Several open matches: the outside is one state that carries "not all of these".
    TraceRow(
      ["PREROUTING -s 10.9.0.0/16 -i eth0 \(to1)"], "10.0.0.5:443",
      "DNAT 10.1.0.1:443 if source 10.9.0.0/16, inInterface eth0",
      "ACCEPT if not source 10.9.0.0/16 and inInterface eth0"),
    TraceRow(
      [
        "PREROUTING -s 10.9.0.0/16 -i eth0 -m limit --limit 5/min \(to1)",
        "PREROUTING -s 10.9.1.0/24 -i eth0 \(to2)",
      ],
      "10.0.0.5:443",
      "DNAT 10.1.0.1:443 if source 10.9.0.0/16, inInterface eth0, `-m limit --limit 5/min`",
      "DNAT 10.1.0.2:443 if source 10.9.1.0/24, inInterface eth0, not `-m limit --limit 5/min`",
      "ACCEPT if not source 10.9.0.0/16 and inInterface eth0 and `-m limit --limit 5/min`, not source 10.9.1.0/24 and inInterface eth0"
    ),
    // A state within an exclusion is empty.
    TraceRow(
      ["PREROUTING -s 10.9.0.0/16 -i eth0 \(to1)", "PREROUTING -s 10.9.1.0/24 -i eth0 \(to2)"],
      "10.0.0.5:443",
      "DNAT 10.1.0.1:443 if source 10.9.0.0/16, inInterface eth0",
      "ACCEPT if not source 10.9.0.0/16 and inInterface eth0"),
  ]

  static let facts: [TraceRow] = [
    TraceRow(["PREROUTING -m mark --mark 0x1/0x1 \(to1)"], "10.0.0.5:443", "ACCEPT"),
    TraceRow(
      ["PREROUTING -m mark --mark 0x1/0x1 \(to1)"], "10.0.0.5:443 mark 5", "DNAT 10.1.0.1:443"),
    TraceRow(["PREROUTING -m mark --mark 0x3/0x1 \(to1)"], "10.0.0.5:443 mark 3", "ACCEPT"),
    TraceRow(
      [
        "*mangle", "PREROUTING -j MARK --set-xmark 0x4000/0x0",
        "PREROUTING -j MARK --set-xmark 0x4000/0x0", "*nat",
        "PREROUTING -m mark --mark 0x4000 \(to1)",
      ],
      "10.0.0.5:443", "ACCEPT"),
    TraceRow(
      [
        "*mangle", "PREROUTING -j HMARK --hmark-tuple src", "*nat",
        "PREROUTING -m mark --mark 0x1/0x1 \(to1)",
      ],
      "10.0.0.5:443", "DNAT 10.1.0.1:443 if `--mark 0x1/0x1`",
      "ACCEPT if not `--mark 0x1/0x1`"),
    TraceRow(
      [
        "*mangle", "PREROUTING -j CONNMARK --set-xmark 0x7/0xffffffff",
        "PREROUTING -j CONNMARK --restore-mark", "*nat", "PREROUTING -m mark --mark 0x7 \(to1)",
      ],
      "10.0.0.5:443", "DNAT 10.1.0.1:443"),
    TraceRow(
      ["*raw", "PREROUTING -j CT --notrack", "*nat", "PREROUTING \(to1)"], "10.0.0.5:443", "ACCEPT"),
    TraceRow(
      [
        "*raw", "PREROUTING -j CT --zone 5", "PREROUTING -j CT --notrack", "*nat",
        "PREROUTING \(to1)",
      ], "10.0.0.5:443", "DNAT 10.1.0.1:443"),
    TraceRow(
      [
        "*raw", "PREROUTING -m conntrack --ctstate NEW -j CT --notrack", "*nat",
        "PREROUTING \(to1)",
      ], "10.0.0.5:443", "DNAT 10.1.0.1:443"),
    TraceRow(
      [
        "*raw", "PREROUTING -m conntrack --ctstate INVALID -j CT --notrack", "*nat",
        "PREROUTING \(to1)",
      ], "10.0.0.5:443", "ACCEPT"),
    TraceRow(
      ["PREROUTING -m conntrack --ctstate RELATED \(to1)"], "10.0.0.5:443 state RELATED",
      "DNAT 10.1.0.1:443"),
    TraceRow(["PREROUTING \(to1)"], "10.0.0.5:443 state INVALID", "ACCEPT"),
    TraceRow(["PREROUTING \(to1)"], "10.0.0.5:443 state UNTRACKED", "ACCEPT"),
    TraceRow(
      ["PREROUTING \(to1)"], "10.0.0.5:443 state ESTABLISHED", "undecided establishedConnection"),
    // recent: --set is true and seen by a later --rcheck of the same packet.
    TraceRow(
      [
        "PREROUTING -m recent --set --name a -j LOG",
        "PREROUTING -m recent --rcheck --name a \(to1)",
      ],
      "10.0.0.5:443", "DNAT 10.1.0.1:443"),
    TraceRow(
      ["PREROUTING -m recent --rcheck --name a \(to1)"], "10.0.0.5:443",
      "DNAT 10.1.0.1:443 if `-m recent --rcheck --name a`",
      "ACCEPT if not `-m recent --rcheck --name a`"),
    TraceRow(
      ["PREROUTING -m time --utc \(to1)", "PREROUTING -m time --utc \(to2)"], "10.0.0.5:443",
      "DNAT 10.1.0.1:443 if `-m time --utc`", "ACCEPT if not `-m time --utc`"),
    TraceRow(
      ["PREROUTING -m limit --limit 5/min \(to1)", "PREROUTING -m limit --limit 5/min \(to2)"],
      "10.0.0.5:443",
      "DNAT 10.1.0.1:443 if `-m limit --limit 5/min`",
      "DNAT 10.1.0.2:443 if not `-m limit --limit 5/min`, `-m limit --limit 5/min`#1",
      "ACCEPT if not `-m limit --limit 5/min`, not `-m limit --limit 5/min`#1"),
    TraceRow(
      [
        "*mangle",
        "PREROUTING -p tcp -j TPROXY --on-port 15001 --on-ip 0.0.0.0 --tproxy-mark 0x1/0x1", "*nat",
        "PREROUTING -m mark --mark 0x1/0x1 -j LOG",
      ],
      "10.0.0.5:443", "DROP if not `TPROXY`", "TPROXY 10.0.0.5:443 if `TPROXY`"),
    TraceRow(
      ["PREROUTING -p tcp --dport"], "10.0.0.5:443", "undecided corruptRule if damaged",
      "ACCEPT if not damaged"),
    TraceRow(["PREROUTING -m owner --uid-owner 5 \(to1)"], "10.0.0.5:443", "ACCEPT"),
    TraceRow(["PREROUTING ! -f \(to1)"], "10.0.0.5:443", "DNAT 10.1.0.1:443"),
    TraceRow(["PREROUTING -p tcp --syn \(to1)"], "10.0.0.5:443", "DNAT 10.1.0.1:443"),
  ]

  @Test(arguments: chains) func chain(_ row: TraceRow) { row.check() }
  @Test(arguments: conditions) func condition(_ row: TraceRow) { row.check() }
  @Test(arguments: facts) func fact(_ row: TraceRow) { row.check() }
}
