import TestSupport

/// What rules do with the packet.
extension RulesetGenerator {
  struct Target {
    var words: [String]
    /// The target names a port, so the rule must name a protocol.
    var needsPorts = false
  }

  mutating func target(
    table: String, side: Side, level: Int, kind: TestPacket.Kind?
  ) -> Target {
    let chains = chains(below: level, side)
    if !chains.isEmpty, random.chance(level == 0 ? 3 : 2, of: 5) {
      return Target(words: [random.chance(of: 4) ? "-g" : "-j", random.pick(chains)])
    }
    switch random.number(0...(table == "nat" ? 15 : 9)) {
    case 0: return Target(words: ["-j", "RETURN"])
    case 1: return Target(words: ["-j", "ACCEPT"])
    case 2 where table != "nat" && random.chance(of: 3): return Target(words: ["-j", "DROP"])
    case 2: return Target(words: [])
    case 3: return Target(words: log(table))
    case 4, 5: return Target(words: random.chance(of: 2) ? markTarget(table) : [])
    default:
      switch table {
      case "raw": return Target(words: trackTarget())
      case "mangle": return mangleTarget(side, kind)
      default: return side == .before ? destinationTarget() : sourceTarget()
      }
    }
  }

  private mutating func log(_ table: String) -> [String] {
    if table == "raw", random.chance(of: 8) { return ["-j", "TRACE"] }
    return random.chance(of: 2)
      ? ["-j", "LOG", "--log-prefix", "\"natscope: \""]
      : ["-j", "NFLOG", "--nflog-group", "7"]
  }

  private mutating func markTarget(_ table: String) -> [String] {
    if table == "mangle" || table == "nat" || table == "raw", random.chance(of: 3) {
      return ["-j", "CONNMARK"]
        + random.pick([
          ["--set-xmark", mark()], ["--save-mark"], ["--restore-mark"],
          ["--save-mark", "--nfmask", "0xff00", "--ctmask", "0xffff"],
          ["--restore-mark", "--nfmask", "0xffff", "--ctmask", "0x4000"],
        ])
    }
    return ["-j", "MARK"]
      + random.pick([
        ["--set-xmark", mark()], ["--set-mark", mark()], ["--or-mark", "0x4000"],
        ["--and-mark", "0xffffbfff"], ["--xor-mark", "0x2001"],
      ])
  }

  private mutating func trackTarget() -> [String] {
    random.chance(of: 3)
      ? ["-j", "CT", "--notrack"]
      : random.chance(of: 3) ? ["-j", "CT", "--zone", "7"] : markTarget("raw")
  }

  private mutating func mangleTarget(_ side: Side, _ kind: TestPacket.Kind?) -> Target {
    guard side == .before, packet.inInterface != nil, random.chance(of: 8) else {
      return Target(words: markTarget("mangle"))
    }
    var target = Target(words: [
      "-j", "TPROXY", "--on-port", "\(KernelNode.transparentPort)", "--tproxy-mark",
      "0x80000000/0x80000000",
    ])
    target.needsPorts = packet.kind == .tcp || packet.kind == .udp
    return target.needsPorts ? target : Target(words: markTarget("mangle"))
  }

  private mutating func destinationTarget() -> Target {
    let first = random.pick(pool.pods + pool.other + pool.node)
    let host = isIPv6 ? "[\(first)]" : first
    let low = random.pick([8000, 8080, 53])
    let range = "\(low)-\(low + 9)"
    let addresses = isIPv6 ? "fd00:10:244::5-fd00:10:244::8" : "10.244.1.5-10.244.1.8"
    switch random.number(0...11) {
    case 0: return Target(words: ["-j", "REDIRECT"])
    case 1:
      let to = random.pick(["\(low)", range])
      return Target(words: ["-j", "REDIRECT", "--to-ports", to], needsPorts: true)
    case 2:
      let to = isIPv6 ? "fd00:10:244::/64" : "10.244.1.0/24"
      return Target(words: ["-j", "NETMAP", "--to", to])
    case 3, 4: return dnat(first)
    case 5: return dnat(addresses, random.pick([[], ["--persistent"], ["--random"]]))
    case 6: return dnat(":\(low)", needsPorts: true)
    case 7, 8: return dnat("\(host):\(low)", random.pick([[], ["--persistent"]]), needsPorts: true)
    case 9: return dnat("\(host):\(range)", random.pick([[], ["--random"]]), needsPorts: true)
    case 10:
      let base = random.pick([Int(packet.destinationPort), 80, 75, 30000])
      return dnat("\(host):\(range)/\(base)", needsPorts: true)
    default: return Target(words: ["-j", "RETURN"])
    }
  }

  private func dnat(
    _ to: String, _ options: [String] = [], needsPorts: Bool = false
  ) -> Target {
    Target(words: ["-j", "DNAT", "--to-destination", to] + options, needsPorts: needsPorts)
  }

  private mutating func sourceTarget() -> Target {
    let address = random.pick(pool.node)
    let host = isIPv6 ? "[\(address)]" : address
    switch random.number(0...7) {
    case 0, 1: return Target(words: ["-j", "MASQUERADE"])
    case 2: return Target(words: ["-j", "MASQUERADE", "--random-fully"])
    case 3:
      return Target(words: ["-j", "MASQUERADE", "--to-ports", "61000-61009"], needsPorts: true)
    case 4: return Target(words: ["-j", "SNAT", "--to-source", address])
    case 5:
      return Target(words: ["-j", "SNAT", "--to-source", "\(host):61000-61009"], needsPorts: true)
    case 6:
      let to = isIPv6 ? "fd00:77::/64" : "100.64.7.0/24"
      return Target(words: ["-j", "NETMAP", "--to", to])
    default: return Target(words: ["-j", "SNAT", "--to-source", address, "--random-fully"])
    }
  }
}
