import TestSupport

/// Matches on where the packet comes from and goes to, and on what the node wrote on it.
extension RandomMatch {
  static let way: [RandomMatch] = [
    RandomMatch(name: "addrtype", isListed: true, weight: 3) { one, place in one.addressType(place)
    },
    RandomMatch(name: "iprange", isListed: true) { one, _ in one.addressRange() },
    RandomMatch(name: "set", isListed: true, weight: 4) { one, _ in
      one.set(RulesetGenerator.decidedSets)
    },
    RandomMatch(name: "set", isDecided: false) { one, _ in one.set(RulesetGenerator.otherSets) },
    RandomMatch(name: "mark", isListed: true, weight: 3) { one, _ in
      ["-m", "mark"] + one.negation(2) + ["--mark", one.mark()]
    },
    RandomMatch(name: "comment", isListed: true) { one, _ in
      ["-m", "comment", "--comment", one.random.pick(comments)]
    },
    RandomMatch(name: "owner", hooks: ["OUTPUT", "POSTROUTING"], isListed: true, weight: 2) {
      one, _ in
      let option = one.random.pick(["--uid-owner", "--gid-owner", "--socket-exists"])
      let ids = ["0", "0-99", "1000", "2000", "1000-2000"]
      return ["-m", "owner"] + one.negation()
        + (option == "--socket-exists" ? [option] : [option, one.random.pick(ids)])
    },
    RandomMatch(name: "pkttype") { one, _ in
      ["-m", "pkttype"] + one.negation()
        + ["--pkt-type", one.random.pick(["unicast", "unicast", "broadcast", "multicast"])]
    },
    RandomMatch(name: "physdev", isDecided: false, isListed: true) { one, _ in
      ["-m", "physdev"] + one.negation(2)
        + one.random.pick([["--physdev-in", "eth0"], ["--physdev-is-bridged"]])
    },
    RandomMatch(name: "devgroup", hooks: arriving, isDecided: false) { one, _ in
      ["-m", "devgroup"] + one.negation() + ["--src-group", one.random.pick(["0x0", "0x1"])]
    },
    RandomMatch(name: "devgroup", hooks: leaving, isDecided: false) { one, _ in
      ["-m", "devgroup"] + one.negation() + ["--dst-group", one.random.pick(["0x0", "0x1"])]
    },
    RandomMatch(
      name: "rpfilter", hooks: ["PREROUTING"], tables: ["raw", "mangle"], isDecided: false
    ) { one, _ in
      ["-m", "rpfilter"] + one.random.pick([[], ["--loose"], ["--invert"], ["--validmark"]])
    },
    RandomMatch(name: "policy", hooks: arriving, isDecided: false) { one, _ in
      ["-m", "policy", "--dir", "in", "--pol", one.random.pick(["none", "ipsec"])]
    },
    RandomMatch(name: "policy", hooks: leaving, isDecided: false) { one, _ in
      ["-m", "policy", "--dir", "out", "--pol", one.random.pick(["none", "ipsec"])]
    },
    RandomMatch(name: "socket", hooks: ["PREROUTING", "INPUT"], isDecided: false) { one, _ in
      ["-m", "socket"] + one.random.pick([[], ["--nowildcard"], ["--transparent"]])
    },
    RandomMatch(name: "cgroup", hooks: ["INPUT", "OUTPUT", "POSTROUTING"], isDecided: false) {
      one, _ in ["-m", "cgroup"] + one.negation() + ["--cgroup", "1"]
    },
    RandomMatch(
      name: "realm", hooks: ["INPUT", "FORWARD", "OUTPUT", "POSTROUTING"], isIPv6: false,
      isDecided: false
    ) { one, _ in ["-m", "realm"] + one.negation() + ["--realm", "0x1"] },
    RandomMatch(
      name: "eui64", hooks: arriving, isIPv6: true, isDecided: false
    ) { _, _ in ["-m", "eui64"] },
  ]

  private static let comments = [
    "plain", "\"two words\"", "\"it's a \\\"quote\\\"\"", "\"-j DNAT --to-destination 1.2.3.4\"",
    "\"*/ -m mark\"", "\"default/web:http\"", "\"! -d 10.0.0.1\"", "\"-j DROP\"",
  ]
}

extension RulesetGenerator {
  fileprivate mutating func addressType(_ place: Place) -> [String] {
    let types =
      isIPv6
      ? ["LOCAL", "UNICAST", "MULTICAST", "LOCAL,UNICAST", "UNREACHABLE"]
      : [
        "LOCAL", "UNICAST", "LOCAL", "BROADCAST", "MULTICAST", "LOCAL,UNICAST", "ANYCAST",
        "BLACKHOLE", "UNREACHABLE", "PROHIBIT",
      ]
    var words = ["-m", "addrtype"]
    let both = random.chance(of: 6)
    let destination = random.chance(3, of: 4)
    if both || !destination { words += negation() + ["--src-type", random.pick(types)] }
    if both || destination { words += negation() + ["--dst-type", random.pick(types)] }
    // Which addresses an interface has, natscope is not told.
    if setting != .decided, random.chance(of: 8) {
      if RandomMatch.arriving.isSuperset(of: place.hooks) {
        words.append("--limit-iface-in")
      } else if RandomMatch.leaving.isSuperset(of: place.hooks) {
        words.append("--limit-iface-out")
      }
    }
    return words
  }

  fileprivate mutating func addressRange() -> [String] {
    let low = isIPv6 ? "2001:db8:1::1" : "192.0.2.1"
    let high = isIPv6 ? "2001:db8:9::10" : "203.0.113.10"
    let single = random.pick(pool.all)
    return ["-m", "iprange"] + negation() + [
      random.pick(["--src-range", "--dst-range"]),
      random.chance(of: 3) ? "\(single)-\(single)" : "\(low)-\(high)",
    ]
  }

  fileprivate static let decidedSets: [(name: String, flags: [String])] = [
    ("hosts", ["src", "dst"]), ("nets", ["src", "dst"]),
    ("endpoints", ["dst,dst", "src,dst", "dst,src"]), ("netports", ["dst,dst", "src,src"]),
    ("ports", ["dst", "src"]),
  ]
  fileprivate static let otherSets: [(name: String, flags: [String])] = [
    ("pairs", ["src,dst,dst", "dst,dst,src"]), ("routes", ["dst,dst,src", "src,dst,dst"]),
    ("ways", ["src,src", "dst,dst"]), ("all", ["src", "dst", "src,dst"]),
  ]

  fileprivate mutating func set(_ sets: [(name: String, flags: [String])]) -> [String] {
    let (name, flags) = random.pick(sets)
    let set = name == "ports" ? name : name + pool.suffix
    return ["-m", "set"] + negation() + ["--match-set", set, random.pick(flags)]
  }

  /// `value` or `value/mask`, the mask sometimes without bits that the value has.
  mutating func mark() -> String {
    let values = ["0x0", "0x1", "0x4000", "0x2000", "0xff00", "0x4001"]
    let masks = ["", "/0x4000", "/0x2000", "/0xffff", "/0xff", "/0x0"]
    return random.pick(values) + random.pick(masks)
  }
}
