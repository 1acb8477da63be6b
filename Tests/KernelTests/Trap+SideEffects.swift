extension Trap {
  /// What one rule changes for those behind it, and matches that say the same thing twice.
  static let sideEffects: [Trap] = [
    Trap(
      "a forwarded packet has no owner: only the negation holds", web,
      [
        "nat -A PREROUTING -p tcp -j DNAT --to-destination 10.244.1.5:80",
        "nat -A POSTROUTING -m owner --uid-owner 0",
        "nat -A POSTROUTING -m owner ! --uid-owner 0",
      ], kernel: "nat POSTROUTING #2, nat PREROUTING #1 -> 10.244.1.5:80"),
    Trap(
      "a CT target in raw puts a template in the entry's place: NEW, confirmed, protocol 0", web,
      [
        "raw -A PREROUTING -j CT --zone 7", "raw -A PREROUTING -m conntrack --ctstate NEW",
        "raw -A PREROUTING -m connmark --mark 0x0",
        "raw -A PREROUTING -m conntrack --ctstatus CONFIRMED",
        "raw -A PREROUTING -m conntrack --ctproto tcp",
      ],
      kernel: "raw PREROUTING #1, raw PREROUTING #2, raw PREROUTING #3, raw PREROUTING #4"),
    Trap(
      "without an entry a conntrack match fails unless it asks for the state itself", web,
      [
        "raw -A PREROUTING -m conntrack ! --ctstate NEW -m conntrack ! --ctreplsrc 192.0.2.10",
        "raw -A PREROUTING -m conntrack ! --ctstate NEW ! --ctreplsrc 192.0.2.10",
      ], kernel: "raw PREROUTING #2"),
    Trap(
      "an address with host bits is masked when it is loaded", web,
      ["nat -A PREROUTING -d 192.0.2.99/24", "nat -A PREROUTING -d 192.0.2.99/32"],
      kernel: "nat PREROUTING #1"),
    Trap(
      "a changed DSCP is what later rules see", web,
      [
        "mangle -A PREROUTING -m dscp --dscp 0x10", "mangle -A PREROUTING -j DSCP --set-dscp 0x10",
        "mangle -A PREROUTING -m dscp --dscp 0x10",
      ], kernel: "mangle PREROUTING #2, mangle PREROUTING #3"),
    Trap(
      "what TPROXY took stays on the node, even if nat translates it", web,
      [
        "mangle -A PREROUTING -p tcp -j TPROXY --on-port 15001 --tproxy-mark 0x80000000/0x80000000",
        "nat -A PREROUTING -p tcp -j DNAT --to-destination 10.244.1.5:80",
        "mangle -A POSTROUTING",
      ], kernel: "mangle PREROUTING #1, nat PREROUTING #1 -> 10.244.1.5:80"),
  ]
}
