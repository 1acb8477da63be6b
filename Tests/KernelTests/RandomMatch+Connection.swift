import TestSupport

/// Matches on the connection.
extension RandomMatch {
  static let connection: [RandomMatch] = [
    RandomMatch(name: "conntrack", isListed: true, weight: 4) { one, _ in one.connection() },
    RandomMatch(name: "state", isListed: true, weight: 2) { one, _ in
      ["-m", "state"] + one.negation() + ["--state", one.random.pick(RulesetGenerator.states)]
    },
    RandomMatch(name: "connmark", isListed: true, weight: 2) { one, _ in
      ["-m", "connmark"] + one.negation(2) + ["--mark", one.mark()]
    },
    RandomMatch(name: "helper", isDecided: false) { one, _ in
      ["-m", "helper"] + one.negation() + ["--helper", "ftp"]
    },
    RandomMatch(name: "connbytes", isDecided: false) { one, _ in
      ["-m", "connbytes"] + one.negation() + [
        "--connbytes", one.random.pick(["0:10", "1:10", "5:"]), "--connbytes-mode", "packets",
        "--connbytes-dir", one.random.pick(["original", "reply", "both"]),
      ]
    },
    RandomMatch(name: "connlabel", isDecided: false) { one, _ in
      ["-m", "connlabel"] + one.negation() + ["--label", "1"]
    },
    RandomMatch(name: "connlimit", isDecided: false) { one, _ in
      ["-m", "connlimit", one.random.pick(["--connlimit-upto", "--connlimit-above"]), "1"]
    },
    RandomMatch(name: "cluster", isDecided: false) { one, _ in
      ["-m", "cluster", "--cluster-total-nodes", "2"] + one.negation()
        + ["--cluster-local-node", "1", "--cluster-hash-seed", "0x1"]
    },
  ]
}

extension RulesetGenerator {
  fileprivate static let states = [
    "NEW", "ESTABLISHED,RELATED", "NEW,INVALID", "INVALID", "UNTRACKED",
  ]

  fileprivate mutating func connection() -> [String] {
    let own = random.chance(2, of: 3)
    let original = own ? packet.destination : random.pick(pool.all)
    let source = own ? packet.source : random.pick(pool.all)
    let port = random.chance(2, of: 3) ? packet.destinationPort : random.pick(Pool.ports)
    let icmp = isIPv6 ? "58" : "1"
    let choices: [[String]] = [
      ["--ctstate", random.pick(Self.states + ["DNAT", "SNAT", "NEW,DNAT"])],
      [
        "--ctproto",
        random.pick(["tcp", "17", packet.kind == .icmp ? icmp : packet.kind.rawValue]),
      ],
      ["--ctorigdst", original], ["--ctorigsrc", source], ["--ctreplsrc", original],
      ["--ctrepldst", source], ["--ctorigdst", "\(original)/\(isIPv6 ? 64 : 16)"],
      ["--ctorigdstport", "\(port)"], ["--ctorigsrcport", "\(packet.sourcePort)"],
      ["--ctreplsrcport", random.pick(["\(port)", "8000:8090"])], ["--ctdir", "ORIGINAL"],
      ["--ctdir", "REPLY"],
      ["--ctstatus", random.pick(["NONE", "SEEN_REPLY", "CONFIRMED", "EXPECTED", "ASSURED"])],
    ]
    let choice = random.pick(choices)
    return ["-m", "conntrack"] + (choice[0] == "--ctdir" ? [] : negation()) + choice
  }
}
