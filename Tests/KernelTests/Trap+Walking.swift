extension Trap {
  /// A packet from a stranger to the node's web port.
  static let web = TestPacket(source: "203.0.113.9", destination: "192.0.2.10")
  static let web6 = TestPacket(source: "2001:db8:9::9", destination: "2001:db8:1::10")
  static let local = TestPacket(source: "192.0.2.10", destination: "192.0.2.10", inInterface: nil)
  static let localOut = TestPacket(
    source: "192.0.2.10", destination: "198.18.0.5", inInterface: nil)

  /// How chains, tables and hooks follow each other.
  static let walking: [Trap] = [
    Trap(
      "the end of a chain entered by goto returns behind the last jump", web,
      [
        "nat -A PREROUTING -j a", "nat -A PREROUTING", "nat -A a -g b", "nat -A a", "nat -A b",
      ], kernel: "nat PREROUTING #1, nat PREROUTING #2, nat a #1, nat b #1"),
    Trap(
      "goto from a built-in chain: the end of the chain is the policy", web,
      ["nat -A PREROUTING -g a", "nat -A PREROUTING", "nat -A a"],
      kernel: "nat PREROUTING #1, nat a #1"),
    Trap(
      "RETURN in a chain entered by goto from a built-in chain is the policy", web,
      ["nat -A PREROUTING -g a", "nat -A PREROUTING", "nat -A a -j RETURN", "nat -A a"],
      kernel: "nat PREROUTING #1, nat a #1"),
    Trap(
      "RETURN in a built-in chain is the policy", web,
      ["nat -A PREROUTING -j RETURN", "nat -A PREROUTING"], kernel: "nat PREROUTING #1"),
    Trap(
      "ACCEPT in a user chain ends the table, not the chain", web,
      [
        "mangle -A PREROUTING -j a", "mangle -A PREROUTING -j DROP", "mangle -A a -j ACCEPT",
        "nat -A PREROUTING -p tcp -j DNAT --to-destination 10.244.1.5:8080",
      ], kernel: "mangle PREROUTING #1, mangle a #1, nat PREROUTING #1 -> 10.244.1.5:8080"),
    Trap(
      "a chain entered twice counts twice", web,
      ["nat -A PREROUTING -j a", "nat -A PREROUTING -j a", "nat -A a"],
      kernel: "nat PREROUTING #1, nat PREROUTING #2, nat a #1 x2"),
    Trap(
      "the first translation ends nat at this hook", web,
      [
        "nat -A PREROUTING -j DNAT --to-destination 10.244.1.5",
        "nat -A PREROUTING -j DNAT --to-destination 10.244.2.6", "nat -A POSTROUTING -j MASQUERADE",
        "nat -A POSTROUTING",
      ],
      kernel: "nat POSTROUTING #1, "
        + "nat PREROUTING #1 -> 10.244.1.5:80 from 10.244.0.1:40000"),
    Trap(
      "a local packet sees OUTPUT and never nat PREROUTING", local,
      [
        "nat -A PREROUTING -j DNAT --to-destination 10.244.1.5", "nat -A OUTPUT",
        "raw -A OUTPUT", "mangle -A OUTPUT", "mangle -A POSTROUTING",
      ], kernel: "mangle OUTPUT #1, mangle POSTROUTING #1, nat OUTPUT #1, raw OUTPUT #1"),
    Trap(
      "a packet for this node never sees POSTROUTING", web,
      ["mangle -A POSTROUTING", "nat -A POSTROUTING", "nat -A PREROUTING -j REDIRECT"],
      kernel: "nat PREROUTING #1"),
    Trap(
      "DROP in raw, mangle PREROUTING and mangle POSTROUTING", web,
      [
        "mangle -A POSTROUTING -j DROP", "nat -A PREROUTING -j DNAT --to-destination 10.244.1.5",
        "nat -A POSTROUTING",
      ], kernel: "mangle POSTROUTING #1, nat PREROUTING #1 dropped"),
    Trap(
      "DROP in raw", web, ["raw -A PREROUTING -j DROP", "mangle -A PREROUTING"],
      kernel: "raw PREROUTING #1 dropped"),
    Trap(
      "-i in OUTPUT: there is no such interface, so its negation holds", localOut,
      ["nat -A OUTPUT -j a", "nat -A a -i eth0", "nat -A a ! -i eth0", "nat -A a -i eth+"],
      kernel: "nat OUTPUT #1, nat a #2"),
    Trap(
      "-o in PREROUTING: there is no such interface, so its negation holds", web,
      ["nat -A PREROUTING -j a", "nat -A a -o eth0", "nat -A a ! -o eth0"],
      kernel: "nat PREROUTING #1, nat a #2"),
    Trap(
      "a wildcard interface matches the bare name", web,
      [
        "nat -A PREROUTING -i eth0+", "nat -A PREROUTING -i eth+", "nat -A PREROUTING -i eth1+",
        "nat -A PREROUTING -i +",
      ], kernel: "nat PREROUTING #1, nat PREROUTING #2, nat PREROUTING #4"),
    Trap(
      "from outside to 127.0.0.1: the rules are walked, and a translation saves it",
      TestPacket(source: "203.0.113.9", destination: "127.0.0.1"),
      ["nat -A PREROUTING -d 127.0.0.1/32 -j DNAT --to-destination 10.244.1.5"],
      kernel: "nat PREROUTING #1 -> 10.244.1.5:80"),
    Trap(
      "from outside to ::1: dies before any rule",
      TestPacket(source: "2001:db8:9::9", destination: "::1"), ["raw -A PREROUTING"],
      kernel: " lost"),
  ]
}
