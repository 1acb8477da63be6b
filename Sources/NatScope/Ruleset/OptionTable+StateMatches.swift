extension OptionTable {
  /// Matches that look at what the node knows of the packet: connections, marks, rates, sockets, time.
  static let stateMatches: [String: ExtensionRow] = [
    "addrtype": [
      OptionRow("--src-type", takes: addressTypes), OptionRow("--dst-type", takes: addressTypes),
      OptionRow("--limit-iface-in"), OptionRow("--limit-iface-out"),
    ],
    "mark": [OptionRow("--mark", takes: .maskedHexadecimal)],
    "connmark": [OptionRow("--mark", takes: .maskedHexadecimal)],
    "comment": [OptionRow("--comment", takes: .string)],
    "statistic": [
      OptionRow("--mode", takes: .choice(["random", "nth"])),
      OptionRow("--probability", takes: .probability),
      OptionRow("--every", takes: .number(0xffff_ffff)),
      OptionRow("--packet", takes: .number(0xffff_ffff), preset: Preset("0", with: ["--every"])),
    ],
    "conntrack": [
      OptionRow("--ctstate", takes: conntrackStates),
      OptionRow("--ctproto", takes: .ipProtocolNumber),
      OptionRow("--ctorigsrc", takes: .plainAddress),
      OptionRow("--ctorigdst", takes: .plainAddress),
      OptionRow("--ctreplsrc", takes: .plainAddress),
      OptionRow("--ctrepldst", takes: .plainAddress),
      OptionRow("--ctorigsrcport", takes: .ports), OptionRow("--ctorigdstport", takes: .ports),
      OptionRow("--ctreplsrcport", takes: .ports), OptionRow("--ctrepldstport", takes: .ports),
      OptionRow(
        "--ctstatus", takes: .list(["EXPECTED", "SEEN_REPLY", "ASSURED", "CONFIRMED", "NONE"])),
      OptionRow("--ctexpire", takes: .numbers(0xffff_ffff)),
      OptionRow("--ctdir", takes: .choice(["ORIGINAL", "REPLY"])),
    ],
    "state": [OptionRow("--state", takes: conntrackStates)],
    "connbytes": [
      OptionRow("--connbytes", takes: .openNumbers),
      OptionRow("--connbytes-mode", takes: .choice(["packets", "bytes", "avgpkt"])),
      OptionRow("--connbytes-dir", takes: .choice(["original", "reply", "both"])),
    ],
    "connlabel": [OptionRow("--label", takes: .quoted), OptionRow("--set")],
    "connlimit": [
      OptionRow("--connlimit-upto", takes: .number(0xffff_ffff)),
      OptionRow("--connlimit-above", takes: .number(0xffff_ffff)),
      OptionRow(
        "--connlimit-mask", takes: .number(128),
        preset: Preset("32", ipv6: "128", with: connectionCounts)),
      OptionRow(
        "--connlimit-saddr",
        preset: Preset("", with: connectionCounts, without: ["--connlimit-daddr"])),
      OptionRow("--connlimit-daddr"),
    ],
    "helper": [OptionRow("--helper", takes: .string)],
    "recent": [
      OptionRow("--set"), OptionRow("--rcheck"), OptionRow("--update"), OptionRow("--remove"),
      OptionRow("--seconds", takes: .number(0xffff_ffff)), OptionRow("--reap"),
      OptionRow("--hitcount", takes: .number(0xffff_ffff)), OptionRow("--rttl"),
      OptionRow("--name", takes: .word, preset: Preset("DEFAULT", with: recentOperations)),
      OptionRow(
        "--mask", takes: .host,
        preset: Preset(
          "255.255.255.255", ipv6: "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
          with: recentOperations)),
      OptionRow("--rsource", preset: Preset("", with: recentOperations, without: ["--rdest"])),
      OptionRow("--rdest"),
    ],
    "set": [
      OptionRow("--match-set", "--set", takes: .word, .word), OptionRow("--return-nomatch"),
      OptionRow("--update-counters"), OptionRow("--update-subcounters"),
      OptionRow("--packets-eq", takes: .number(.max)),
      OptionRow("--packets-lt", takes: .number(.max)),
      OptionRow("--packets-gt", takes: .number(.max)),
      OptionRow("--bytes-eq", takes: .number(.max)),
      OptionRow("--bytes-lt", takes: .number(.max)), OptionRow("--bytes-gt", takes: .number(.max)),
    ],
    "limit": [
      OptionRow("--limit", takes: .rate(10_000), preset: Preset("3/hour")),
      OptionRow("--limit-burst", takes: .number(10_000), omits: "5"),
    ],
    "hashlimit": [
      OptionRow("--hashlimit-upto", "--hashlimit", takes: .packetOrByteRate),
      OptionRow("--hashlimit-above", takes: .packetOrByteRate),
      OptionRow(
        "--hashlimit-burst", takes: .word,
        // Without a burst, a rate of bytes has none.
        preset: Preset(
          "5", with: ["--hashlimit-upto", "--hashlimit-above"],
          appliesTo: { !$0.hasSuffix("b/s") })),
      OptionRow("--hashlimit-mode", takes: .list(["srcip", "srcport", "dstip", "dstport"])),
      OptionRow("--hashlimit-name", takes: .word),
      OptionRow("--hashlimit-htable-size", takes: .number(0xffff_ffff)),
      OptionRow("--hashlimit-htable-max", takes: .number(0xffff_ffff)),
      OptionRow("--hashlimit-htable-gcinterval", takes: .number(0xffff_ffff), omits: "1000"),
      OptionRow("--hashlimit-htable-expire", takes: .number(0xffff_ffff)),
      OptionRow("--hashlimit-srcmask", takes: .number(128), omits: "32", ipv6Omits: "128"),
      OptionRow("--hashlimit-dstmask", takes: .number(128), omits: "32", ipv6Omits: "128"),
      OptionRow("--hashlimit-rate-match"),
      OptionRow("--hashlimit-rate-interval", takes: .number(0xffff_ffff)),
    ],
    "quota": [OptionRow("--quota", takes: .number(.max))],
    "nfacct": [OptionRow("--nfacct-name", takes: .word)],
    "rateest": ExtensionRow(
      [
        OptionRow("--rateest-delta"), OptionRow("--rateest", takes: .word),
        OptionRow("--rateest1", takes: .word), OptionRow("--rateest2", takes: .word),
        OptionRow("--rateest-bps", takes: .bitRate, optionally: true),
        OptionRow("--rateest-bps1", takes: .bitRate, optionally: true),
        OptionRow("--rateest-bps2", takes: .bitRate, optionally: true),
        OptionRow("--rateest-pps", takes: .number(0xffff_ffff), optionally: true),
        OptionRow("--rateest-pps1", takes: .number(0xffff_ffff), optionally: true),
        OptionRow("--rateest-pps2", takes: .number(0xffff_ffff), optionally: true),
        OptionRow("--rateest-lt"), OptionRow("--rateest-gt"), OptionRow("--rateest-eq"),
      ], keepsOrder: true),
    "owner": [
      OptionRow("--socket-exists"), OptionRow("--uid-owner", takes: .userID),
      OptionRow("--gid-owner", takes: .userID), OptionRow("--suppl-groups"),
      OptionRow("--pid-owner", takes: .number(0xffff_ffff)),
      OptionRow("--sid-owner", takes: .number(0xffff_ffff)), OptionRow("--cmd-owner", takes: .word),
    ],
    "socket": [
      OptionRow("--transparent"), OptionRow("--nowildcard"), OptionRow("--restore-skmark"),
    ],
    "cgroup": [
      OptionRow("--path", takes: .quoted), OptionRow("--cgroup", takes: .number(0xffff_ffff)),
    ],
    "physdev": [
      OptionRow("--physdev-is-in"), OptionRow("--physdev-in", takes: .word),
      OptionRow("--physdev-is-out"), OptionRow("--physdev-out", takes: .word),
      OptionRow("--physdev-is-bridged"),
    ],
    "devgroup": [OptionRow("--src-group", takes: .word), OptionRow("--dst-group", takes: .word)],
    "realm": [OptionRow("--realm", takes: .maskedHexadecimal)],
    "rpfilter": [
      OptionRow("--loose"), OptionRow("--validmark"), OptionRow("--accept-local"),
      OptionRow("--invert"),
    ],
    "policy": ExtensionRow(
      [
        OptionRow("--dir", takes: .choice(["in", "out"])),
        OptionRow("--pol", takes: .choice(["none", "ipsec"])), OptionRow("--strict"),
        OptionRow("--reqid", takes: .number(0xffff_ffff)),
        OptionRow("--spi", takes: .hexadecimal(digits: 1)), OptionRow("--proto", takes: .word),
        OptionRow("--mode", takes: .choice(["transport", "tunnel"])),
        OptionRow("--tunnel-src", takes: .plainAddress),
        OptionRow("--tunnel-dst", takes: .plainAddress), OptionRow("--next"),
      ], keepsOrder: true),
    "ipvs": [
      OptionRow("--ipvs"), OptionRow("--vproto", takes: .ipProtocolNumber),
      OptionRow("--vaddr", takes: .plainAddress), OptionRow("--vport", takes: .port),
      OptionRow("--vdir", takes: .choice(["ORIGINAL", "REPLY"])),
      OptionRow("--vmethod", takes: .choice(["GATE", "IPIP", "MASQ"])),
      OptionRow("--vportctl", takes: .port),
    ],
    "cluster": [
      OptionRow("--cluster-local-nodemask", takes: .hexadecimal(digits: 8)),
      OptionRow("--cluster-total-nodes", takes: .number(32)),
      OptionRow("--cluster-hash-seed", takes: .hexadecimal(digits: 8)),
      OptionRow(
        "--cluster-local-node", takes: .number(32),
        as: { nodeMask($0).map { [SavedOption("--cluster-local-nodemask", $0)] } }),
    ],
    "cpu": [OptionRow("--cpu", takes: .number(0xffff_ffff))],
    "time": [
      OptionRow("--timestart", takes: .timeOfDay), OptionRow("--timestop", takes: .timeOfDay),
      OptionRow("--monthdays", takes: .monthDays), OptionRow("--weekdays", takes: .weekdays),
      OptionRow("--datestart", takes: .date), OptionRow("--datestop", takes: .date),
      OptionRow("--kerneltz", "--localtz"), OptionRow("--contiguous"),
      OptionRow("--utc", as: { _ in [] }),
    ],
  ]

  private static let connectionCounts = ["--connlimit-upto", "--connlimit-above"]
  private static let recentOperations = ["--set", "--rcheck", "--update", "--remove"]
  private static let addressTypes = ValueForm.list([
    "UNSPEC", "UNICAST", "LOCAL", "BROADCAST", "ANYCAST", "MULTICAST", "BLACKHOLE", "UNREACHABLE",
    "PROHIBIT", "THROW", "NAT", "XRESOLVE",
  ])
  private static let conntrackStates = ValueForm.list([
    "INVALID", "NEW", "RELATED", "ESTABLISHED", "UNTRACKED", "SNAT", "DNAT",
  ])

  /// Node 3 of a cluster is the third bit of the mask.
  private static func nodeMask(_ values: [[UInt8]]) -> String? {
    guard let node = values.first.flatMap({ Decimal.unsigned($0, below: 33) }), node > 0 else {
      return nil
    }
    let digits = String(UInt32(1) << UInt32(node - 1), radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}
