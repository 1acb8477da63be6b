/// The options of iptables' matches and targets: how many values each takes.
///
/// An option that is not listed takes the words up to the next option, and stays as written
/// (iptables-extensions(8), iptables 1.8.9).
enum OptionTable {
  /// Options of the rule itself, valid before and behind any `-m` (iptables(8), "PARAMETERS").
  static let general: [String: Int] = [
    "-s": 1, "--source": 1, "--src": 1, "-d": 1, "--destination": 1, "--dst": 1,
    "-i": 1, "--in-interface": 1, "-o": 1, "--out-interface": 1, "-p": 1, "--protocol": 1,
    "--proto": 1, "-f": 0, "--fragment": 0, "-m": 1, "--match": 1, "-j": 1, "--jump": 1,
    "-g": 1, "--goto": 1, "-c": 2, "--set-counters": 2, "-4": 0, "-6": 0,
  ]

  private static let ports = [
    "--sport": 1, "--source-port": 1, "--dport": 1, "--destination-port": 1,
  ]

  /// Match extensions whose meaning natscope knows, with their options.
  static let matches: [String: [String: Int]] = [
    "tcp": ports.merging(["--tcp-flags": 2, "--syn": 0, "--tcp-option": 1]) { a, _ in a },
    "udp": ports, "udplite": ports,
    "sctp": ports.merging(["--chunk-types": 2]) { a, _ in a },
    "dccp": ports.merging(["--dccp-types": 1, "--dccp-option": 1]) { a, _ in a },
    "multiport": [
      "--sports": 1, "--source-ports": 1, "--dports": 1, "--destination-ports": 1, "--ports": 1,
      "--port": 1,
    ],
    "addrtype": [
      "--src-type": 1, "--dst-type": 1, "--limit-iface-in": 0, "--limit-iface-out": 0,
    ],
    "mark": ["--mark": 1], "connmark": ["--mark": 1], "comment": ["--comment": 1],
    "statistic": ["--mode": 1, "--probability": 1, "--every": 1, "--packet": 1],
    "conntrack": [
      "--ctstate": 1, "--ctproto": 1, "--ctorigsrc": 1, "--ctorigdst": 1, "--ctreplsrc": 1,
      "--ctrepldst": 1, "--ctorigsrcport": 1, "--ctorigdstport": 1, "--ctreplsrcport": 1,
      "--ctrepldstport": 1, "--ctstatus": 1, "--ctexpire": 1, "--ctdir": 1,
    ],
    "state": ["--state": 1],
    "iprange": ["--src-range": 1, "--dst-range": 1],
    "icmp": ["--icmp-type": 1], "icmp6": ["--icmpv6-type": 1], "icmpv6": ["--icmpv6-type": 1],
    "recent": [
      "--set": 0, "--rcheck": 0, "--update": 0, "--remove": 0, "--seconds": 1, "--reap": 0,
      "--hitcount": 1, "--rttl": 0, "--name": 1, "--mask": 1, "--rsource": 0, "--rdest": 0,
    ],
    "owner": [
      "--uid-owner": 1, "--gid-owner": 1, "--socket-exists": 0, "--suppl-groups": 0,
    ],
    "physdev": [
      "--physdev-in": 1, "--physdev-out": 1, "--physdev-is-in": 0, "--physdev-is-out": 0,
      "--physdev-is-bridged": 0,
    ],
    "set": [
      "--match-set": 2, "--return-nomatch": 0, "--update-counters": 0, "--update-subcounters": 0,
      "--packets-eq": 1, "--packets-lt": 1, "--packets-gt": 1, "--bytes-eq": 1, "--bytes-lt": 1,
      "--bytes-gt": 1,
    ],
    "limit": ["--limit": 1, "--limit-burst": 1],
  ]

  /// Match extensions that exist but stay opaque: their options are kept as written.
  static let opaqueMatches: Set<String> = [
    "ah", "bpf", "cgroup", "cluster", "connlabel", "cpu", "devgroup", "dscp", "dst", "ecn", "esp",
    "eui64", "frag", "hbh", "helper", "hl", "ipcomp", "ipv6header", "ipvs", "length", "mac", "mh",
    "osf", "pkttype", "policy", "realm", "rpfilter", "rt", "socket", "srh", "string", "tcpmss",
    "time", "tos", "ttl", "u32", "unclean",
  ]

  /// Match extensions with state of their own that changes from packet to packet.
  static let volatileMatches: Set<String> = [
    "limit", "hashlimit", "quota", "connlimit", "connbytes", "rateest", "nfacct", "quota2",
  ]

  /// Targets whose options natscope reads.
  static let targets: [String: [String: Int]] = [
    "DNAT": ["--to-destination": 1, "--random": 0, "--random-fully": 0, "--persistent": 0],
    "SNAT": ["--to-source": 1, "--random": 0, "--random-fully": 0, "--persistent": 0],
    "REDIRECT": ["--to-ports": 1, "--to-port": 1, "--random": 0],
    "MASQUERADE": ["--to-ports": 1, "--random": 0, "--random-fully": 0],
    "NETMAP": ["--to": 1],
    "MARK": [
      "--set-xmark": 1, "--set-mark": 1, "--and-mark": 1, "--or-mark": 1, "--xor-mark": 1,
    ],
    "CONNMARK": [
      "--set-xmark": 1, "--set-mark": 1, "--and-mark": 1, "--or-mark": 1, "--xor-mark": 1,
      "--save-mark": 0, "--restore-mark": 0, "--nfmask": 1, "--ctmask": 1, "--mask": 1,
      "--left-shift-mark": 1, "--right-shift-mark": 1,
    ],
    "CT": [
      "--notrack": 0, "--helper": 1, "--timeout": 1, "--ctevents": 1, "--expevents": 1,
      "--zone": 1, "--zone-orig": 1, "--zone-reply": 1,
    ],
    "NOTRACK": [:], "ACCEPT": [:], "DROP": [:], "RETURN": [:],
    "TPROXY": ["--on-port": 1, "--on-ip": 1, "--tproxy-mark": 1],
    "REJECT": ["--reject-with": 1],
    "SET": [
      "--add-set": 2, "--del-set": 2, "--map-set": 2, "--timeout": 1, "--exist": 0,
      "--map-mark": 0, "--map-prio": 0, "--map-queue": 0,
    ],
  ]

  /// Targets that change a header field or label which opaque matches may look at.
  static let rewritingTargets: Set<String> = [
    "CLASSIFY", "DSCP", "ECN", "TOS", "TTL", "HL", "TCPMSS", "TCPOPTSTRIP", "SECMARK",
    "CONNSECMARK",
  ]

  /// Targets that change or report something but leave the packet on its way, and NAT and the
  /// mark alone.
  static let passiveTargets: Set<String> = [
    "LOG", "NFLOG", "TRACE", "ULOG", "AUDIT", "CHECKSUM", "IDLETIMER", "LED", "RATEEST", "TEE",
  ]

  /// Whether a rule that ends in this option was cut: all that have the option ask for a value.
  static func needsValue(_ option: String) -> Bool {
    let arities =
      [general[option]].compactMap { $0 } + matches.values.compactMap { $0[option] }
      + targets.values.compactMap { $0[option] }
    return !arities.isEmpty && !arities.contains(0) || option == "-" || option == "--"
  }
}

extension OptionTable {
  /// Targets without options or with options that natscope does not read.
  private static let otherTargets: Set<String> = [
    "ACCEPT", "DROP", "RETURN", "QUEUE", "NFQUEUE", "HMARK", "SYNPROXY", "CLUSTERIP", "DNPT",
    "SNPT", "",
  ]

  /// Whether a word behind `-j` is a target of iptables, not the name of a chain.
  static func isTarget(_ name: String) -> Bool {
    otherTargets.contains(name) || targets[name] != nil || passiveTargets.contains(name)
      || rewritingTargets.contains(name)
  }
}
