import TestSupport

/// What ends a table or the packet's way.
extension RandomTarget {
  static let verdicts: [RandomTarget] = [
    RandomTarget(name: "", weight: 12) { _ in Written(words: []) },
    fixed("RETURN", weight: 4),
    fixed("ACCEPT", weight: 4),
    fixed("DROP", tables: notNAT, weight: 2),
    RandomTarget(name: "REJECT", tables: ["filter"], weight: 4) { one in
      if one.packet.kind == .tcp, one.random.chance(of: 3) {
        return Written(words: ["-j", "REJECT", "--reject-with", "tcp-reset"], needs: .tcp)
      }
      let types = one.isIPv6 ? rejections6 : rejections4
      let with = one.random.chance(of: 3) ? [] : ["--reject-with", one.random.pick(types)]
      return Written(words: ["-j", "REJECT"] + with)
    },
    options("NFQUEUE", tables: ["mangle", "filter", "security"]) { one in
      ["--queue-num", "9"] + (one.random.chance(of: 3) ? ["--queue-bypass"] : [])
    },
    RandomTarget(
      name: "SYNPROXY", tables: ["filter"], hooks: ["INPUT", "FORWARD"], isDecided: false
    ) { one in
      one.packet.kind == .tcp
        ? Written(words: ["-j", "SYNPROXY", "--mss", "1460"], needs: .tcp) : nil
    },
    RandomTarget(name: "TPROXY", tables: ["mangle"], hooks: ["PREROUTING"], weight: 3) { one in
      let words = ["-j", "TPROXY", "--on-port", "\(KernelNode.transparentPort)"]
      let kind = one.packet.kind
      guard kind == .tcp || kind == .udp else { return nil }
      return Written(words: words + ["--tproxy-mark", "0x80000000/0x80000000"], needs: kind)
    },
  ]

  private static let rejections4 = [
    "icmp-net-unreachable", "icmp-host-unreachable", "icmp-port-unreachable",
    "icmp-proto-unreachable", "icmp-net-prohibited", "icmp-host-prohibited",
    "icmp-admin-prohibited",
  ]
  private static let rejections6 = [
    "icmp6-no-route", "icmp6-adm-prohibited", "icmp6-addr-unreachable", "icmp6-port-unreachable",
    "icmp6-policy-fail", "icmp6-reject-route",
  ]
}
