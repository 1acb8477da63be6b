extension Trap {
  private static let dnat =
    "nat -A PREROUTING -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.244.1.5:8080"
  private static let dnatted = "nat PREROUTING #1 -> 10.244.1.5:8080"

  /// A rule that only counts in each table at each hook.
  private static let everywhere = [
    ("raw", ["PREROUTING", "OUTPUT"]),
    ("mangle", ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"]),
    ("nat", ["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"]),
    ("filter", ["INPUT", "FORWARD", "OUTPUT"]),
    ("security", ["INPUT", "FORWARD", "OUTPUT"]),
  ].flatMap { table, hooks in hooks.map { "\(table) -A \($0)" } }

  private static let inputNAT = [
    "nat -A INPUT -p tcp -j SNAT --to-source 203.0.113.99", "filter -A INPUT -s 203.0.113.9",
    "filter -A INPUT -m conntrack --ctstate SNAT", "security -A INPUT -s 203.0.113.9",
    "security -A INPUT -s 203.0.113.99",
  ]

  /// Which tables a packet meets, and what each hook knows of it.
  static let way: [Trap] = [
    Trap(
      "for this node: PREROUTING and INPUT", web, everywhere,
      kernel: "filter INPUT #1, mangle INPUT #1, mangle PREROUTING #1, nat INPUT #1, "
        + "nat PREROUTING #1, raw PREROUTING #1, security INPUT #1"),
    Trap(
      "through this node: PREROUTING, FORWARD and POSTROUTING",
      TestPacket(source: "203.0.113.9", destination: "198.18.0.5"), everywhere,
      kernel: "filter FORWARD #1, mangle FORWARD #1, mangle POSTROUTING #1, "
        + "mangle PREROUTING #1, nat POSTROUTING #1, nat PREROUTING #1, raw PREROUTING #1, "
        + "security FORWARD #1"),
    Trap(
      "from this node: OUTPUT and POSTROUTING", localOut, everywhere,
      kernel: "filter OUTPUT #1, mangle OUTPUT #1, mangle POSTROUTING #1, nat OUTPUT #1, "
        + "nat POSTROUTING #1, raw OUTPUT #1, security OUTPUT #1"),
    Trap(
      "from this node to itself: all but FORWARD, and nat only on the way out", local, everywhere,
      kernel: "filter INPUT #1, filter OUTPUT #1, mangle INPUT #1, mangle OUTPUT #1, "
        + "mangle POSTROUTING #1, mangle PREROUTING #1, nat OUTPUT #1, nat POSTROUTING #1, "
        + "raw OUTPUT #1, raw PREROUTING #1, security INPUT #1, security OUTPUT #1"),
    Trap(
      "the same for IPv6",
      TestPacket(source: "2001:db8:1::10", destination: "2001:db8:1::10", inInterface: nil),
      everywhere,
      kernel: "filter INPUT #1, filter OUTPUT #1, mangle INPUT #1, mangle OUTPUT #1, "
        + "mangle POSTROUTING #1, mangle PREROUTING #1, nat OUTPUT #1, nat POSTROUTING #1, "
        + "raw OUTPUT #1, raw PREROUTING #1, security INPUT #1, security OUTPUT #1"),
    Trap(
      "a broadcast is for this node",
      TestPacket(kind: .udp, source: "192.0.2.77", destination: "255.255.255.255"), everywhere,
      kernel: "filter INPUT #1, mangle INPUT #1, mangle PREROUTING #1, nat INPUT #1, "
        + "nat PREROUTING #1, raw PREROUTING #1, security INPUT #1"),
    Trap(
      "a queue that nobody reads swallows the packet", web,
      ["filter -A INPUT -j NFQUEUE --queue-num 9", "security -A INPUT"],
      kernel: "filter INPUT #1 lost"),
    Trap(
      "with --queue-bypass it ends the table like ACCEPT", web,
      [
        "filter -A INPUT -j NFQUEUE --queue-num 9 --queue-bypass", "filter -A INPUT -j DROP",
        "security -A INPUT",
      ],
      kernel: "filter INPUT #1, security INPUT #1"),
    Trap(
      "mangle, filter, security: the first one to drop ends the way", web,
      [
        dnat, "mangle -A FORWARD", "filter -A FORWARD -j ACCEPT", "security -A FORWARD -j DROP",
        "mangle -A POSTROUTING",
      ],
      kernel: "filter FORWARD #1, mangle FORWARD #1, nat PREROUTING #1, security FORWARD #1 dropped"
    ),
    Trap(
      "DROP in mangle FORWARD: filter is not asked", web,
      [dnat, "mangle -A FORWARD -j DROP", "filter -A FORWARD"],
      kernel: "mangle FORWARD #1, nat PREROUTING #1 dropped"),
    Trap(
      "the policy of FORWARD drops what was translated", web, [dnat, "filter :FORWARD DROP"],
      kernel: "nat PREROUTING #1 dropped"),
    Trap(
      "the policy of INPUT is nothing to what was translated away", web,
      [dnat, "filter :INPUT DROP"], kernel: dnatted),
    Trap(
      "ACCEPT in filter does not spare security", web,
      ["filter -A INPUT -j ACCEPT", "filter :INPUT DROP", "security :INPUT DROP"],
      kernel: "filter INPUT #1 dropped"),
    Trap(
      "FORWARD sees the new destination, conntrack keeps the old one", web,
      [
        dnat, "filter -A FORWARD -d 192.0.2.10", "filter -A FORWARD -p tcp -m tcp --dport 80",
        "filter -A FORWARD -d 10.244.1.5 -p tcp -m tcp --dport 8080",
        "filter -A FORWARD -m conntrack --ctorigdst 192.0.2.10 --ctorigdstport 80",
        "filter -A FORWARD -m conntrack --ctorigdst 10.244.1.5",
        "filter -A FORWARD -m conntrack --ctreplsrc 10.244.1.5 --ctreplsrcport 8080",
        "filter -A FORWARD -m conntrack --ctstate NEW",
        "filter -A FORWARD -m conntrack --ctstate DNAT",
        "filter -A FORWARD -m conntrack --ctstate SNAT",
        "filter -A FORWARD -m conntrack --ctdir ORIGINAL",
      ],
      kernel: "filter FORWARD #3, filter FORWARD #4, filter FORWARD #6, filter FORWARD #7, "
        + "filter FORWARD #8, filter FORWARD #10, \(dnatted)"),
    Trap(
      "a rule of INPUT for a published port is never asked", web,
      [dnat, "filter -A INPUT -p tcp -m tcp --dport 80 -j DROP"], kernel: dnatted),
    Trap(
      "REJECT of the new destination", web,
      [dnat, "filter -A FORWARD -d 10.244.1.5 -j REJECT", "mangle -A POSTROUTING"],
      kernel: "filter FORWARD #1, nat PREROUTING #1 rejected"),
    Trap(
      "REJECT in OUTPUT, behind nat", localOut,
      [
        "nat -A OUTPUT -j DNAT --to-destination 10.244.1.5", "filter -A OUTPUT -d 198.18.0.5",
        "filter -A OUTPUT -d 10.244.1.5 -j REJECT",
      ], kernel: "filter OUTPUT #2, nat OUTPUT #1 rejected"),
    Trap(
      "a mark of FORWARD is read in POSTROUTING", web,
      [
        dnat, "filter -A FORWARD -j MARK --set-xmark 0x2000/0x2000",
        "nat -A POSTROUTING -m mark --mark 0x2000/0x2000 -j MASQUERADE",
      ],
      kernel: "filter FORWARD #1, nat POSTROUTING #1, \(dnatted) from 10.244.0.1:40000"),
    Trap(
      "a mark of OUTPUT is there again when the packet comes in over lo", local,
      [
        "mangle -A OUTPUT -j MARK --set-xmark 0x7/0xffffffff",
        "raw -A PREROUTING -m mark --mark 0x7", "filter -A INPUT -m mark --mark 0x7",
      ], kernel: "filter INPUT #1, mangle OUTPUT #1, raw PREROUTING #1"),
    Trap(
      "not tracked: nat is never asked, filter sees UNTRACKED", web,
      [
        "raw -A PREROUTING -j CT --notrack", dnat, "nat -A INPUT",
        "filter -A INPUT -m conntrack --ctstate UNTRACKED",
        "filter -A INPUT -m conntrack --ctstate NEW",
      ], kernel: "filter INPUT #1, raw PREROUTING #1 untracked"),
    Trap(
      "interfaces: FORWARD has both, INPUT no out", web,
      [
        "nat -A PREROUTING -p tcp -j DNAT --to-destination 10.244.1.5",
        "filter -A FORWARD -i eth0 -o docker0", "filter -A FORWARD -j a", "filter -A a ! -i eth0",
        "filter -A a ! -o docker0", "mangle -A POSTROUTING -o docker0",
      ],
      kernel: "filter FORWARD #1, filter FORWARD #2, mangle POSTROUTING #1, "
        + "nat PREROUTING #1 -> 10.244.1.5:80"),
    Trap(
      "interfaces: there is no out interface in INPUT, so its negation holds", web,
      [
        "filter -A INPUT -i eth0 -j a", "filter -A a -o eth0", "filter -A a ! -o eth0",
        "mangle -A INPUT ! -i lo",
      ], kernel: "filter INPUT #1, filter a #2, mangle INPUT #1"),
    Trap(
      "interfaces over lo: in POSTROUTING no in interface, then lo everywhere", local,
      [
        "filter -A OUTPUT -o lo", "mangle -A POSTROUTING -o lo -j a", "mangle -A a -i lo",
        "mangle -A a ! -i lo", "raw -A PREROUTING -i lo", "mangle -A PREROUTING ! -i lo",
        "filter -A INPUT -i lo",
      ],
      kernel: "filter INPUT #1, filter OUTPUT #1, mangle POSTROUTING #1, mangle a #2, "
        + "raw PREROUTING #1"),
    Trap(
      "filter OUTPUT sees the interface of the first route, POSTROUTING that of the new one",
      localOut,
      [
        "nat -A OUTPUT -j DNAT --to-destination 10.244.1.5", "filter -A OUTPUT -o sink0",
        "filter -A OUTPUT -o docker0", "mangle -A POSTROUTING -o sink0",
        "mangle -A POSTROUTING -o docker0",
      ],
      kernel: "filter OUTPUT #1, mangle POSTROUTING #2, nat OUTPUT #1 -> 10.244.1.5:80"),
    Trap(
      "DNAT in OUTPUT to this node: over lo with the new destination and without nat", localOut,
      [
        "nat -A OUTPUT -p tcp -j DNAT --to-destination 192.0.2.10:8080", "nat -A PREROUTING",
        "nat -A INPUT", "filter -A INPUT -d 192.0.2.10 -i lo -p tcp -m tcp --dport 8080",
        "filter -A INPUT -m conntrack --ctstate NEW", "filter -A INPUT -m conntrack --ctstate DNAT",
        "filter -A INPUT -m conntrack --ctorigdst 198.18.0.5",
      ],
      kernel: "filter INPUT #1, filter INPUT #2, filter INPUT #3, filter INPUT #4, "
        + "nat OUTPUT #1 -> 192.0.2.10:8080"),
    Trap(
      "over lo the entry is confirmed already", local,
      [
        "raw -A PREROUTING -m conntrack --ctstate NEW",
        "raw -A PREROUTING -m conntrack --ctstatus CONFIRMED",
        "filter -A INPUT -m conntrack --ctstatus CONFIRMED",
        "filter -A OUTPUT -m conntrack --ctstatus CONFIRMED",
        "filter -A INPUT -m conntrack --ctstatus SEEN_REPLY",
      ], kernel: "filter INPUT #1, raw PREROUTING #1, raw PREROUTING #2"),
    Trap(
      "nat INPUT translates sources, behind filter and security", web, Self.inputNAT,
      kernel: "filter INPUT #1, nat INPUT #1, security INPUT #1 from 203.0.113.99:40000",
      backends: [.legacy]),
    Trap(
      "nat INPUT translates sources: security of iptables-nft stands at 150, behind it", web,
      Self.inputNAT,
      kernel: "filter INPUT #1, nat INPUT #1, security INPUT #2 from 203.0.113.99:40000",
      backends: [.nft]),
    Trap(
      "SNAT over lo: INPUT sees the new source, and the state SNAT", local,
      [
        "nat -A POSTROUTING -o lo -j SNAT --to-source 198.51.100.10",
        "filter -A INPUT -s 198.51.100.10", "filter -A INPUT -m conntrack --ctstate SNAT",
        "filter -A INPUT -m conntrack --ctorigsrc 192.0.2.10",
      ],
      kernel: "filter INPUT #1, filter INPUT #2, filter INPUT #3, "
        + "nat POSTROUTING #1 from 198.51.100.10:40000"),
    Trap(
      "SNAT to the source that it has is none: no state SNAT", local,
      [
        "nat -A POSTROUTING -o lo -j SNAT --to-source 192.0.2.10",
        "filter -A INPUT -m conntrack --ctstate SNAT",
        "filter -A INPUT -m conntrack ! --ctstate SNAT",
      ], kernel: "filter INPUT #2, nat POSTROUTING #1"),
    Trap(
      "REDIRECT: the routing decision comes behind it, so INPUT sees the new port",
      TestPacket(source: "203.0.113.9", destination: "198.18.0.5"),
      [
        "nat -A PREROUTING -p tcp -j REDIRECT --to-ports 8080", "filter -A FORWARD",
        "filter -A INPUT -d 192.0.2.10 -p tcp -m tcp --dport 8080", "filter :FORWARD DROP",
      ], kernel: "filter INPUT #1, nat PREROUTING #1 -> 192.0.2.10:8080"),
    Trap(
      "what TPROXY takes is for this node, whatever its destination",
      TestPacket(source: "203.0.113.9", destination: "198.18.0.5"),
      [
        "mangle -A PREROUTING -p tcp -j TPROXY --on-port 15001 --on-ip 0.0.0.0 "
          + "--tproxy-mark 0x80000000/0x80000000",
        "filter -A INPUT -d 198.18.0.5", "filter -A FORWARD",
      ], kernel: "filter INPUT #1, mangle PREROUTING #1"),
    Trap(
      "goto and ACCEPT in filter, RETURN to the policy in security", web,
      [
        dnat, "filter -A FORWARD -j a", "filter -A FORWARD -j DROP", "filter -A a -g b",
        "filter -A b -j ACCEPT", "security -A FORWARD -j RETURN", "security -A FORWARD -j DROP",
      ],
      kernel: "filter FORWARD #1, filter a #1, filter b #1, nat PREROUTING #1, "
        + "security FORWARD #1 -> 10.244.1.5:8080"),
  ]
}
