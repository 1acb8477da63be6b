extension OptionTable {
  /// Target extensions and the targets that iptables itself knows.
  static let targets: [String: ExtensionRow] = [
    "ACCEPT": [], "DROP": [], "RETURN": [], "QUEUE": [],
    // MARK: NAT
    "DNAT": [
      OptionRow("--to-destination", takes: .natRange), OptionRow("--random"),
      OptionRow("--random-fully"), OptionRow("--persistent"),
    ],
    "SNAT": [
      OptionRow("--to-source", takes: .natRange), OptionRow("--random"),
      OptionRow("--random-fully"), OptionRow("--persistent"),
    ],
    "REDIRECT": [
      OptionRow("--to-ports", "--to-port", takes: .natPorts), OptionRow("--random"),
      OptionRow("--random-fully"),
    ],
    "MASQUERADE": [
      OptionRow("--to-ports", takes: .natPorts), OptionRow("--random"),
      OptionRow("--random-fully"),
    ],
    "NETMAP": [OptionRow("--to", takes: .address)],
    "DNPT": [OptionRow("--src-pfx", takes: .word), OptionRow("--dst-pfx", takes: .word)],
    "SNPT": [OptionRow("--src-pfx", takes: .word), OptionRow("--dst-pfx", takes: .word)],
    "TPROXY": [
      OptionRow("--on-port", takes: .port),
      OptionRow(
        "--on-ip", takes: .host, preset: Preset("0.0.0.0", ipv6: "::", with: ["--on-port"])),
      OptionRow("--tproxy-mark", takes: .mark, preset: Preset("0x0/0x0", with: ["--on-port"])),
    ],
    "CLUSTERIP": [
      OptionRow("--new"), OptionRow("--hashmode", takes: .word),
      OptionRow("--clustermac", takes: .word), OptionRow("--total-nodes", takes: .number(65535)),
      OptionRow("--local-node", takes: .number(65535)),
      OptionRow("--hash-init", takes: .number(0xffff_ffff)),
    ],
    // MARK: marks
    "MARK": ExtensionRow(settingMark),
    "CONNMARK": ExtensionRow(
      settingMark + [
        OptionRow("--save-mark"), OptionRow("--restore-mark"),
        OptionRow("--nfmask", takes: .hexadecimal(digits: 1), preset: allBits),
        OptionRow("--ctmask", takes: .hexadecimal(digits: 1), preset: allBits),
        OptionRow("--mask", takes: .word, as: bothMasks),
        OptionRow("--left-shift-mark", takes: .number(32)),
        OptionRow("--right-shift-mark", takes: .number(32)),
      ]),
    "HMARK": [
      OptionRow("--hmark-src-prefix", takes: .number(128)),
      OptionRow("--hmark-dst-prefix", takes: .number(128)),
      OptionRow("--hmark-sport-mask", takes: .hexadecimal(digits: 4)),
      OptionRow("--hmark-dport-mask", takes: .hexadecimal(digits: 4)),
      OptionRow("--hmark-spi-mask", takes: .hexadecimal(digits: 8)),
      OptionRow("--hmark-sport", takes: .hexadecimal(digits: 4)),
      OptionRow("--hmark-dport", takes: .hexadecimal(digits: 4)),
      OptionRow("--hmark-spi", takes: .hexadecimal(digits: 8)),
      OptionRow("--hmark-proto-mask", takes: .hexadecimal(digits: 2)),
      OptionRow("--hmark-rnd", takes: .hexadecimal(digits: 8)),
      OptionRow("--hmark-mod", takes: .number(0xffff_ffff)),
      OptionRow("--hmark-offset", takes: .number(0xffff_ffff)),
      // Any other tuple is saved as the masks of its parts.
      OptionRow("--hmark-tuple", takes: .choice(["ct"])),
    ],
    // MARK: connections
    "CT": [
      OptionRow("--notrack"), OptionRow("--helper", takes: .word),
      OptionRow("--timeout", takes: .word),
      OptionRow(
        "--ctevents",
        takes: .list([
          "new", "related", "destroy", "reply", "assured", "protoinfo", "helper", "mark",
          "natseqinfo", "secmark",
        ])),
      OptionRow("--expevents", takes: .list(["new"])), OptionRow("--zone-orig", takes: .word),
      OptionRow("--zone-reply", takes: .word), OptionRow("--zone", takes: .word),
    ],
    "NOTRACK": [],
    "SET": [
      OptionRow("--add-set", takes: .word, .word), OptionRow("--del-set", takes: .word, .word),
      OptionRow("--map-set", takes: .word, .word), OptionRow("--exist"),
      OptionRow("--timeout", takes: .number(0xffff_ffff)), OptionRow("--map-mark"),
      OptionRow("--map-prio"), OptionRow("--map-queue"),
    ],
    "SYNPROXY": [
      OptionRow("--sack-perm"), OptionRow("--timestamp", "--timestamps"),
      OptionRow("--wscale", takes: .number(14)), OptionRow("--mss", takes: .number(65535)),
      OptionRow("--ecn"),
    ],
    "SECMARK": [OptionRow("--selctx", takes: .word)],
    "CONNSECMARK": [OptionRow("--save"), OptionRow("--restore")],
    // MARK: verdicts
    "REJECT": [OptionRow("--reject-with", takes: .rejection, preset: rejection)],
    "NFQUEUE": [
      OptionRow(
        "--queue-num", takes: .number(65535), preset: Preset("0", without: ["--queue-balance"])),
      OptionRow("--queue-balance", takes: .numbers(65534)), OptionRow("--queue-bypass"),
      OptionRow("--queue-cpu-fanout"),
    ],
    // MARK: header fields
    "CLASSIFY": [OptionRow("--set-class", takes: .word)],
    "DSCP": [
      OptionRow("--set-dscp", takes: .hexadecimal(digits: 2)),
      OptionRow(
        "--set-dscp-class", takes: .word,
        as: { codePoint($0).map { [SavedOption("--set-dscp", $0)] } }),
    ],
    "ECN": [
      OptionRow("--ecn-tcp-remove"), OptionRow("--ecn-tcp-cwr", takes: .number(1)),
      OptionRow("--ecn-tcp-ece", takes: .number(1)), OptionRow("--ecn-ip-ect", takes: .number(3)),
    ],
    "TOS": [
      OptionRow("--set-tos", takes: .typeOfService),
      OptionRow("--and-tos", takes: .word, as: { typeOfService($0) { (0, ~$0) } }),
      OptionRow("--or-tos", takes: .word, as: { typeOfService($0) { ($0, $0) } }),
      OptionRow("--xor-tos", takes: .word, as: { typeOfService($0) { ($0, 0) } }),
    ],
    "TTL": [
      OptionRow("--ttl-set", takes: .number(255)), OptionRow("--ttl-dec", takes: .number(255)),
      OptionRow("--ttl-inc", takes: .number(255)),
    ],
    "HL": [
      OptionRow("--hl-set", takes: .number(255)), OptionRow("--hl-dec", takes: .number(255)),
      OptionRow("--hl-inc", takes: .number(255)),
    ],
    "CHECKSUM": [OptionRow("--checksum-fill")],
    "TCPMSS": [OptionRow("--set-mss", takes: .number(65535)), OptionRow("--clamp-mss-to-pmtu")],
    "TCPOPTSTRIP": [OptionRow("--strip-options", takes: .tcpOptions)],
    // MARK: reports and copies
    "LOG": [
      OptionRow("--log-prefix", takes: .string),
      OptionRow("--log-level", takes: .logLevel, omits: "4"),
      OptionRow("--log-tcp-sequence"), OptionRow("--log-tcp-options"),
      OptionRow("--log-ip-options"), OptionRow("--log-uid"), OptionRow("--log-macdecode"),
    ],
    "NFLOG": [
      OptionRow("--nflog-prefix", takes: .cutString(63)),
      OptionRow("--nflog-group", takes: .number(65535), omits: "0"),
      OptionRow("--nflog-range", takes: .number(0xffff_ffff)),
      OptionRow("--nflog-size", takes: .number(0xffff_ffff)),
      OptionRow("--nflog-threshold", takes: .number(65535), omits: "0"),
    ],
    "ULOG": [
      OptionRow("--ulog-prefix", takes: .string),
      OptionRow("--ulog-nlgroup", takes: .number(32), omits: "1"),
      OptionRow("--ulog-cprange", takes: .number(0xffff_ffff)),
      OptionRow("--ulog-qthreshold", takes: .number(50), omits: "1"),
    ],
    "TRACE": [],
    "AUDIT": [OptionRow("--type", takes: .choice(["accept", "drop", "reject"]))],
    "IDLETIMER": [
      OptionRow("--timeout", takes: .number(0xffff_ffff)), OptionRow("--label", takes: .word),
      OptionRow("--alarm"),
    ],
    "LED": [
      OptionRow("--led-trigger-id", takes: .quoted),
      OptionRow("--led-delay", takes: .word, omits: "0"),
      OptionRow("--led-always-blink"),
    ],
    "RATEEST": [
      OptionRow("--rateest-name", takes: .word), OptionRow("--rateest-interval", takes: .word),
      OptionRow("--rateest-ewmalog", takes: .word),
    ],
    "TEE": [OptionRow("--gateway", takes: .host), OptionRow("--oif", takes: .word)],
  ]

  private static let allBits = Preset("0xffffffff", with: ["--save-mark", "--restore-mark"])
  private static let rejection = Preset(
    "icmp-port-unreachable", ipv6: "icmp6-port-unreachable")

  /// The ways to write a mark, all of them saved as "clear the mask, then flip the value"
  /// (libxt_MARK.c, libxt_CONNMARK.c). `--set-mark` sets the bits of the value outside the mask, too.
  private static let settingMark = [
    OptionRow("--set-xmark", takes: .mark),
    OptionRow("--set-mark", takes: .word, as: { mark($0) { bits, mask in (bits, bits | mask) } }),
    OptionRow("--and-mark", takes: .word, as: { mark($0) { bits, _ in (0, ~bits) } }),
    OptionRow("--or-mark", takes: .word, as: { mark($0) { bits, _ in (bits, bits) } }),
    OptionRow("--xor-mark", takes: .word, as: { mark($0) { bits, _ in (bits, 0) } }),
  ]

  private static func mark(
    _ values: [[UInt8]], _ operation: (UInt32, UInt32) -> (UInt32, UInt32)
  ) -> [SavedOption]? {
    guard let (value, mask) = values.first.flatMap({ RuleDecoder.valueAndMask($0) }) else {
      return nil
    }
    let (bits, under) = operation(value, mask)
    return [
      SavedOption("--set-xmark", "0x" + String(bits, radix: 16) + "/0x" + String(under, radix: 16))
    ]
  }

  /// CONNMARK's `--mask` is the mask of both marks.
  @Sendable private static func bothMasks(_ values: [[UInt8]]) -> [SavedOption]? {
    guard let bits = values.first.flatMap({ CNumber.unsigned32($0) }) else { return nil }
    let mask = "0x" + String(bits, radix: 16)
    return [SavedOption("--nfmask", mask), SavedOption("--ctmask", mask)]
  }

  private static func typeOfService(
    _ values: [[UInt8]], _ operation: (UInt8) -> (UInt8, UInt8)
  ) -> [SavedOption]? {
    guard let bits = values.first.flatMap({ CNumber.unsigned($0, upTo: 255) }) else { return nil }
    let (value, mask) = operation(UInt8(bits))
    return [
      SavedOption(
        "--set-tos",
        "0x" + CNumber.hexadecimal(UInt64(value), 2) + "/0x" + CNumber.hexadecimal(UInt64(mask), 2))
    ]
  }
}
