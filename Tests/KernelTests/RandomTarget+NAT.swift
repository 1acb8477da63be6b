import TestSupport

/// What rewrites addresses and ports.
extension RandomTarget {
  static let nat: [RandomTarget] = [
    RandomTarget(name: "DNAT", tables: ["nat"], hooks: destinations, weight: 14) { one in
      one.destinationNAT()
    },
    fixed("REDIRECT", tables: ["nat"], hooks: destinations, weight: 2),
    RandomTarget(name: "REDIRECT", tables: ["nat"], hooks: destinations, weight: 2) { one in
      let to = one.random.pick(["8000", "53", "8080-8089"])
      return Written(words: ["-j", "REDIRECT", "--to-ports", to], needs: one.kindWithPorts)
    },
    options("NETMAP", tables: ["nat"], hooks: destinations, weight: 2) { one in
      ["--to", one.isIPv6 ? "fd00:10:244::/64" : "10.244.1.0/24"]
    },
    options("NETMAP", tables: ["nat"], hooks: sources) { one in
      ["--to", one.isIPv6 ? "fd00:77::/64" : "100.64.7.0/24"]
    },
    RandomTarget(name: "SNAT", tables: ["nat"], hooks: sources, weight: 8) { one in
      one.sourceNAT()
    },
    options("MASQUERADE", tables: ["nat"], hooks: ["POSTROUTING"], weight: 5) { one in
      one.random.pick([[], [], ["--random-fully"], ["--random"]])
    },
    RandomTarget(name: "MASQUERADE", tables: ["nat"], hooks: ["POSTROUTING"], weight: 2) { one in
      Written(words: ["-j", "MASQUERADE", "--to-ports", "61000-61009"], needs: one.kindWithPorts)
    },
    options("DNPT", tables: ["mangle"], isIPv6: true, isDecided: false) { _ in
      ["--src-pfx", "2001:db8:1::/64", "--dst-pfx", "fd00:10:244::/64"]
    },
    options(
      "SNPT", tables: ["mangle"], hooks: ["INPUT", "POSTROUTING"], isIPv6: true, isDecided: false
    ) { _ in ["--src-pfx", "2001:db8:9::/64", "--dst-pfx", "fd00:77::/64"] },
  ]

  private static let destinations: Set = ["PREROUTING", "OUTPUT"]
  private static let sources: Set = ["INPUT", "POSTROUTING"]
}

extension RulesetGenerator {
  fileprivate var kindWithPorts: TestPacket.Kind { packet.hasPorts ? packet.kind : .tcp }

  fileprivate mutating func destinationNAT() -> RandomTarget.Written {
    let first = random.pick(pool.pods + pool.other + pool.node)
    let host = isIPv6 ? "[\(first)]" : first
    let low = random.pick([8000, 8080, 53])
    let range = "\(low)-\(low + 9)"
    let addresses = isIPv6 ? "fd00:10:244::5-fd00:10:244::8" : "10.244.1.5-10.244.1.8"
    switch random.number(0...8) {
    case 0, 1: return dnat(first)
    case 2: return dnat(addresses, random.pick([[], ["--persistent"], ["--random"]]))
    case 3: return dnat(":\(low)", needsPorts: true)
    case 4, 5: return dnat("\(host):\(low)", random.pick([[], ["--persistent"]]), needsPorts: true)
    case 6: return dnat("\(host):\(range)", random.pick([[], ["--random"]]), needsPorts: true)
    default:
      let base = random.pick([Int(packet.destinationPort), 80, 75, 30000])
      return dnat("\(host):\(range)/\(base)", needsPorts: true)
    }
  }

  private func dnat(
    _ to: String, _ options: [String] = [], needsPorts: Bool = false
  ) -> RandomTarget.Written {
    RandomTarget.Written(
      words: ["-j", "DNAT", "--to-destination", to] + options,
      needs: needsPorts ? kindWithPorts : nil)
  }

  fileprivate mutating func sourceNAT() -> RandomTarget.Written {
    let address = random.pick(pool.node)
    let host = isIPv6 ? "[\(address)]" : address
    let words = ["-j", "SNAT", "--to-source"]
    switch random.number(0...2) {
    case 0: return RandomTarget.Written(words: words + [address])
    case 1: return RandomTarget.Written(words: words + [address, "--random-fully"])
    default:
      return RandomTarget.Written(words: words + ["\(host):61000-61009"], needs: kindWithPorts)
    }
  }
}
