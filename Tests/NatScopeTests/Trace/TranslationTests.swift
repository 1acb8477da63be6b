import Testing

@testable import NatScope

/// What NAT targets do to the packet.
@Suite struct TranslationTests {
  private static func dnat(_ to: String) -> [String] {
    ["PREROUTING -p tcp -j DNAT --to-destination \(to)"]
  }

  static let destinations: [TraceRow] = [
    TraceRow(dnat("10.1.0.1"), "10.0.0.5:443", "DNAT 10.1.0.1:443"),
    TraceRow(dnat("10.1.0.1:80"), "10.0.0.5:443", "DNAT 10.1.0.1:80"),
    TraceRow(dnat(":8080"), "10.0.0.5:443", "DNAT 10.0.0.5:8080"),
    TraceRow(dnat("10.1.0.1-10.1.0.4"), "10.0.0.5:443", "DNAT 10.1.0.1-10.1.0.4:443"),
    TraceRow(dnat("10.1.0.1:400-500"), "10.0.0.5:443", "DNAT 10.1.0.1:443"),
    TraceRow(dnat("10.1.0.1:500-600"), "10.0.0.5:443", "DNAT 10.1.0.1:500"),
    TraceRow(dnat("10.1.0.1:500-600 --random"), "10.0.0.5:443", "DNAT 10.1.0.1:500-600"),
    TraceRow(dnat("10.1.0.1:500-600"), "10.0.0.5", "DNAT 10.1.0.1:500-600"),
    TraceRow(dnat("10.1.0.1:100-110/440"), "10.0.0.5:443", "DNAT 10.1.0.1:103"),
    TraceRow(dnat("10.1.0.1:100-110/1000"), "10.0.0.5:999", "DNAT 10.1.0.1:108"),
    TraceRow(dnat("10.1.0.1:80"), "10.0.0.5:443/udp", "ACCEPT"),
    TraceRow(
      ["PREROUTING -j DNAT --to-destination 10.1.0.1:80"], "10.0.0.5/icmp", "DNAT 10.1.0.1:?"),
    TraceRow(["PREROUTING -j REDIRECT"], "10.0.0.5:443", "REDIRECT ?:443"),
    TraceRow(["PREROUTING -p tcp -j REDIRECT --to-ports 8080"], "10.0.0.5:443", "REDIRECT ?:8080"),
    TraceRow(
      ["OUTPUT -p tcp -j REDIRECT --to-ports 8080"], "10.9.0.5:443 local", "REDIRECT 127.0.0.1:8080"
    ),
    TraceRow(["PREROUTING -j NETMAP --to 10.7.0.0/16"], "10.0.3.5:443", "NETMAP 10.7.3.5:443"),
    TraceRow(
      ["PREROUTING -d 10.0.0.0/16 -j NETMAP --to 10.7.1.1"], "10.0.3.5:443", "NETMAP 10.7.1.1:443"),
    TraceRow(
      ["PREROUTING -p tcp -j DNAT [unsupported revision]"], "10.0.0.5:443",
      "undecided corruptRule if `[unsupported`", "ACCEPT if not `[unsupported`"),
    TraceRow(
      ["PREROUTING -p tcp -j DNAT --to-destination :0 --persistent"], "10.0.0.5:443",
      "undecided corruptRule"),
    TraceRow(
      ["*mangle", "PREROUTING -j DNAT --to-destination 1.2.3.4", "*nat", "PREROUTING -j ACCEPT"],
      "10.0.0.5:443", "undecided corruptRule"),
    // The first translation ends the table.
    TraceRow(
      [
        "PREROUTING -j DNAT --to-destination 10.1.0.1",
        "PREROUTING -j DNAT --to-destination 10.1.0.2",
      ],
      "10.0.0.5:443", "DNAT 10.1.0.1:443"),
    TraceRow(["PREROUTING -j ACCEPT", "PREROUTING -j REDIRECT"], "10.0.0.5:443", "ACCEPT"),
  ]

  static let sources: [TraceRow] = [
    TraceRow(
      dnat("10.1.0.1:80") + ["POSTROUTING -j MASQUERADE"], "10.0.0.5:443", "DNAT 10.1.0.1:80 masq"),
    TraceRow(
      dnat("10.1.0.1:80") + ["POSTROUTING -j SNAT --to-source 10.0.0.9"],
      "10.0.0.5:443 from 1.2.3.4:5000", "DNAT 10.1.0.1:80 masq 10.0.0.9:5000"),
    TraceRow(
      dnat("10.1.0.1:80") + ["POSTROUTING -d 10.1.0.1/32 -p tcp -m tcp --dport 80 -j MASQUERADE"],
      "10.0.0.5:443", "DNAT 10.1.0.1:80 masq"),
    TraceRow(
      dnat("10.1.0.1:80") + ["POSTROUTING -p tcp -m tcp --dport 443 -j MASQUERADE"], "10.0.0.5:443",
      "DNAT 10.1.0.1:80"),
    TraceRow(
      dnat("10.1.0.1:80") + ["POSTROUTING -m conntrack --ctstate DNAT -j MASQUERADE"],
      "10.0.0.5:443", "DNAT 10.1.0.1:80 masq"),
    TraceRow(
      dnat("10.1.0.1:80") + ["POSTROUTING -m conntrack --ctorigdstport 443 -j MASQUERADE"],
      "10.0.0.5:443", "DNAT 10.1.0.1:80 masq"),
    TraceRow(
      ["PREROUTING -j MARK --set-xmark 0x4000/0x4000"] + dnat("10.1.0.1:80")
        + ["POSTROUTING -m mark --mark 0x4000/0x4000 -j MASQUERADE"], "10.0.0.5:443",
      "DNAT 10.1.0.1:80 masq"),
    TraceRow(
      dnat("10.1.0.1:80") + ["POSTROUTING -s 10.1.0.0/24 -j MASQUERADE"], "10.0.0.5:443",
      "DNAT 10.1.0.1:80 masq if source 10.1.0.0/24", "DNAT 10.1.0.1:80 if not source 10.1.0.0/24"),
    TraceRow(
      dnat("10.1.0.1:80") + ["POSTROUTING -j NETMAP --to 10.8.0.0/16"],
      "10.0.0.5:443 from 1.2.3.4:5000", "DNAT 10.1.0.1:80 masq 10.8.3.4:5000"),
    TraceRow(
      dnat("10.1.0.1:80") + ["POSTROUTING -p tcp -j SNAT --to-source 10.0.0.9:1000-2000"],
      "10.0.0.5:443 from 1.2.3.4:1500", "DNAT 10.1.0.1:80 masq 10.0.0.9:1500"),
  ]

  @Test(arguments: destinations) func destination(_ row: TraceRow) { row.check() }
  @Test(arguments: sources) func source(_ row: TraceRow) { row.check() }

  @Test func version6() {
    let text = """
      *nat
      :PREROUTING ACCEPT [0:0]
      -A PREROUTING -d fd00::5/128 -p tcp -m tcp --dport 443 -j DNAT --to-destination [fd00::9]:80
      COMMIT

      """
    #expect(Tracing(text, "[fd00::5]:443").outcomes == ["DNAT fd00::9:80"])
    #expect(Tracing(text, "[fd00::6]:443").outcomes == ["ACCEPT"])
    #expect(Tracing(text, "[::1]:443").outcomes == ["DROP"])
  }

  @Test func rulesTooLate() {
    let text = TraceRow.save([
      "PREROUTING -p tcp -j DNAT --to-destination 10.1.0.1",
      "PREROUTING -p udp -j DNAT --to-destination 10.1.0.2", "PREROUTING -j REDIRECT",
      "PREROUTING -s 1.2.3.4/32 -j REDIRECT",
    ])
    let tracing = Tracing(text, "10.0.0.5:443")
    #expect(tracing.trace.outcomes[0].alsoMatch.map { tracing.ruleset.number($0) } == [3])
  }
}
