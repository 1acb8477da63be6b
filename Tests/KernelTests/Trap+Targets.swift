extension Trap {
  /// Where translations lead, and what the mark becomes.
  static let targets: [Trap] = [
    dnat(
      "DNAT without a port keeps it", "10.244.1.5",
      "10.244.1.5:80"),
    dnat(
      "DNAT with a port alone keeps the address", ":8080",
      "192.0.2.10:8080"),
    dnat(
      "DNAT to a range holds the asked port if it is inside", "10.244.1.5:79-90",
      "10.244.1.5:80"),
    dnat(
      "DNAT to a range takes its first port if the asked one is outside", "10.244.1.5:8000-8010",
      "10.244.1.5:8000"),
    dnat(
      "a shifted range: first + (asked - base)", "10.244.1.5:8000-8010/75",
      "10.244.1.5:8005"),
    dnat(
      "a shifted range, modulo its size", "10.244.1.5:8000-8003/74",
      "10.244.1.5:8002"),
    dnat(
      "a shifted range, asked below base, in 16 bits", "10.244.1.5:8000-8006/443",
      "10.244.1.5:8003"),
    Trap(
      "DNAT of IPv6 with a port", web6,
      ["nat -A PREROUTING -p tcp -j DNAT --to-destination [fd00:10:244::5]:8080"],
      kernel: "nat PREROUTING #1 -> [fd00:10:244::5]:8080"),
    Trap(
      "REDIRECT in PREROUTING: the address of the interface, whatever was asked for",
      TestPacket(source: "203.0.113.9", destination: "198.18.0.5", inInterface: "eth1"),
      ["nat -A PREROUTING -p tcp -j REDIRECT --to-ports 8080"],
      kernel: "nat PREROUTING #1 -> 198.51.100.10:8080"),
    Trap(
      "REDIRECT in OUTPUT: 127.0.0.1", localOut,
      ["nat -A OUTPUT -p tcp -j REDIRECT --to-ports 8080"],
      kernel: "nat OUTPUT #1 -> 127.0.0.1:8080"),
    Trap(
      "REDIRECT in OUTPUT: ::1",
      TestPacket(source: "2001:db8:1::10", destination: "2001:db8:99::5", inInterface: nil),
      ["nat -A OUTPUT -p tcp -j REDIRECT --to-ports 8080"], kernel: "nat OUTPUT #1 -> [::1]:8080"),
    Trap(
      "REDIRECT without a port keeps it", web, ["nat -A PREROUTING -j REDIRECT"],
      kernel: "nat PREROUTING #1"),
    Trap(
      "NETMAP keeps the host bits", web, ["nat -A PREROUTING -j NETMAP --to 10.244.1.0/24"],
      kernel: "nat PREROUTING #1 -> 10.244.1.10:80"),
    Trap(
      "SNAT with a port", TestPacket(source: "203.0.113.9", destination: "10.244.1.5"),
      ["nat -A POSTROUTING -p tcp -j SNAT --to-source 198.51.100.10:61000"],
      kernel: "nat POSTROUTING #1 from 198.51.100.10:61000"),
    marked(
      "--set-xmark clears the mask, then flips: 0x4000/0x0 toggles",
      [
        "MARK --set-xmark 0x4000/0x4000", "MARK --set-xmark 0x4000/0x0",
      ], "0x0"),
    marked(
      "--set-xmark V/M flips bits outside the mask",
      [
        "MARK --set-xmark 0xff/0xff", "MARK --set-xmark 0x101/0xf0",
      ], "0x10e"),
    marked(
      "--set-mark V/M clears the mask, then sets",
      [
        "MARK --set-mark 0xff/0xff", "MARK --set-mark 0x101/0xf0",
      ], "0x10f"),
    marked(
      "--or-mark, --and-mark, --xor-mark",
      [
        "MARK --or-mark 0x4003", "MARK --and-mark 0xfffffffd", "MARK --xor-mark 0x11",
      ], "0x4010"),
    marked(
      "CONNMARK of the first packet is saved and restored",
      [
        "MARK --set-mark 0x1234", "CONNMARK --save-mark --nfmask 0xff00 --ctmask 0xff00",
        "MARK --set-mark 0x1", "CONNMARK --restore-mark",
      ], "0x1200"),
    Trap(
      "notrack: nat is never consulted", web,
      [
        "raw -A PREROUTING -j CT --notrack", "raw -A PREROUTING",
        "mangle -A PREROUTING -m conntrack --ctstate UNTRACKED",
        "nat -A PREROUTING -j DNAT --to-destination 10.244.1.5",
      ], kernel: "mangle PREROUTING #1, raw PREROUTING #1, raw PREROUTING #2 untracked"),
    Trap(
      "the first CT wins: notrack behind a zone does nothing", web,
      [
        "raw -A PREROUTING -j CT --zone 7", "raw -A PREROUTING -j CT --notrack",
        "nat -A PREROUTING -j DNAT --to-destination 10.244.1.5",
      ], kernel: "nat PREROUTING #1, raw PREROUTING #1, raw PREROUTING #2 -> 10.244.1.5:80"),
    Trap(
      "TPROXY keeps the destination and ends the table; nat goes on", web,
      [
        "mangle -A PREROUTING -p tcp -j TPROXY --on-port 15001 --tproxy-mark 0x80000000/0x80000000",
        "mangle -A PREROUTING", "nat -A PREROUTING",
      ], kernel: "mangle PREROUTING #1, nat PREROUTING #1"),
    Trap(
      "rules without target, MARK, LOG and NFLOG go on", web,
      [
        "nat -A PREROUTING", "nat -A PREROUTING -j MARK --set-mark 1",
        "nat -A PREROUTING -j LOG", "nat -A PREROUTING -j NFLOG --nflog-group 7",
        "nat -A PREROUTING -j DNAT --to-destination 10.244.1.5",
      ],
      kernel: "nat PREROUTING #1, nat PREROUTING #2, nat PREROUTING #3, "
        + "nat PREROUTING #4, nat PREROUTING #5 -> 10.244.1.5:80"),
  ]

  private static func dnat(_ fact: String, _ to: String, _ result: String) -> Trap {
    Trap(
      fact, web, ["nat -A PREROUTING -p tcp -j DNAT --to-destination \(to)"],
      kernel: "nat PREROUTING #1 -> \(result)")
  }

  /// Runs `steps` one after the other in mangle and expects the mark `result`.
  private static func marked(_ fact: String, _ steps: [String], _ result: String) -> Trap {
    let rules = steps.map { "mangle -A PREROUTING -j \($0)" }
    let count = (1...steps.count).map { "mangle PREROUTING #\($0)" }.joined(separator: ", ")
    return Trap(
      fact, web,
      rules + [
        "nat -A PREROUTING -m mark --mark \(result)",
        "nat -A PREROUTING -m mark ! --mark \(result)",
      ],
      kernel: count + ", nat PREROUTING #1")
  }
}
