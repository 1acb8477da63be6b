import TestSupport

/// Matches on state, sets and time, and the ones that only look like something.
extension RulesetGenerator {
  /// One match of an extension that needs no protocol.
  mutating func extraMatch(
    table: String, hook: String, kind: TestPacket.Kind?
  ) -> [String] {
    switch random.number(0...16) {
    case 0, 1: return addressType(hook: hook)
    case 2, 3: return ["-m", "mark"] + negation(2) + ["--mark", mark()]
    case 4: return ["-m", "connmark"] + negation(2) + ["--mark", mark()]
    case 5: return comment()
    case 6: return statistic()
    case 7, 8: return connection(hook: hook)
    case 9: return ["-m", "state"] + negation() + ["--state", random.pick(Self.states)]
    case 10: return range()
    case 11: return recent()
    case 12:
      return ["-m", "limit", "--limit", random.pick(["5/min", "1/hour", "100/sec"])]
        + (random.chance(of: 2) ? ["--limit-burst", "\(random.number(1...9))"] : [])
    case 13 where hook != "PREROUTING":
      return ["-m", "owner"] + negation() + [
        random.pick(["--uid-owner", "--gid-owner"]), random.pick(["0", "0-99", "1000"]),
      ]
    case 14:
      let option = hook == "PREROUTING" ? "--physdev-in" : "--physdev-is-bridged"
      return ["-m", "physdev"] + negation(2) + [option]
        + (option == "--physdev-in" ? ["eth0"] : [])
    default: return set()
    }
  }

  private static let states = ["NEW", "ESTABLISHED,RELATED", "NEW,INVALID", "INVALID", "UNTRACKED"]

  private mutating func addressType(hook: String) -> [String] {
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
    if random.chance(of: 8) {
      words.append(hook == "PREROUTING" ? "--limit-iface-in" : "--limit-iface-out")
    }
    return words
  }

  /// `value` or `value/mask`, the mask sometimes without bits that the value has.
  mutating func mark() -> String {
    let values = ["0x0", "0x1", "0x4000", "0x2000", "0xff00", "0x4001"]
    let masks = ["", "/0x4000", "/0x2000", "/0xffff", "/0xff", "/0x0"]
    return random.pick(values) + random.pick(masks)
  }

  private mutating func comment() -> [String] {
    let texts = [
      "plain", "\"two words\"", "\"it's a \\\"quote\\\"\"", "\"-j DNAT --to-destination 1.2.3.4\"",
      "\"*/ -m mark\"", "\"default/web:http\"", "\"! -d 10.0.0.1\"",
    ]
    return ["-m", "comment", "--comment", random.pick(texts)]
  }

  private mutating func statistic() -> [String] {
    if random.chance(of: 2) {
      let every = random.number(1...3)
      return ["-m", "statistic", "--mode", "nth"] + negation() + [
        "--every", "\(every)", "--packet", "\(random.number(0...every - 1))",
      ]
    }
    return ["-m", "statistic", "--mode", "random"] + negation() + [
      "--probability", random.pick(["0.5", "0.33333333349", "1.0", "0.00000000047"]),
    ]
  }

  private mutating func connection(hook: String) -> [String] {
    let own = random.chance(2, of: 3)
    let original = own ? packet.destination : random.pick(pool.all)
    let source = own ? packet.source : random.pick(pool.all)
    let port = random.chance(2, of: 3) ? packet.destinationPort : random.pick(Pool.ports)
    let choices: [[String]] = [
      ["--ctstate", random.pick(Self.states + ["DNAT", "SNAT", "NEW,DNAT"])],
      [
        "--ctproto", random.pick(["tcp", "17", packet.kind == .icmp ? "1" : packet.kind.rawValue]),
      ],
      ["--ctorigdst", original], ["--ctorigsrc", source], ["--ctreplsrc", original],
      ["--ctorigdst", "\(original)/\(isIPv6 ? 64 : 16)"], ["--ctorigdstport", "\(port)"],
      ["--ctorigsrcport", "\(packet.sourcePort)"], ["--ctdir", "ORIGINAL"],
      ["--ctstatus", random.pick(["NONE", "SEEN_REPLY", "CONFIRMED", "EXPECTED", "ASSURED"])],
    ]
    let choice = random.pick(choices)
    return ["-m", "conntrack"] + (choice[0] == "--ctdir" ? [] : negation()) + choice
  }

  private mutating func range() -> [String] {
    let low = isIPv6 ? "2001:db8:1::1" : "192.0.2.1"
    let high = isIPv6 ? "2001:db8:9::10" : "203.0.113.10"
    let single = random.pick(pool.all)
    return ["-m", "iprange"] + negation() + [
      random.pick(["--src-range", "--dst-range"]),
      random.chance(of: 3) ? "\(single)-\(single)" : "\(low)-\(high)",
    ]
  }

  private mutating func recent() -> [String] {
    let action = random.pick(["--set", "--set", "--rcheck", "--update", "--remove"])
    return ["-m", "recent", "--name", random.pick(["seen", "other"])]
      + (action == "--set" ? [] : negation()) + [action, random.pick(["--rsource", "--rdest"])]
      + (action == "--rcheck" && random.chance(of: 2) ? ["--seconds", "60"] : [])
  }

  private mutating func set() -> [String] {
    let suffix = pool.suffix
    let (name, flags) = random.pick([
      ("hosts", ["src", "dst"]), ("nets", ["src", "dst"]),
      ("endpoints", ["dst,dst", "src,dst", "dst,src"]), ("netports", ["dst,dst", "src,src"]),
      ("ports", ["dst", "src"]),
    ])
    let set = name == "ports" ? name : name + suffix
    return ["-m", "set"] + negation() + ["--match-set", set, random.pick(flags)]
  }
}
