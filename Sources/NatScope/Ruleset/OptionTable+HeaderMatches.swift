extension OptionTable {
  private static let sourcePorts = OptionRow("--sport", "--source-port", takes: .ports)
  private static let destinationPorts = OptionRow("--dport", "--destination-port", takes: .ports)
  /// tcp and udp do not save a range that holds every port.
  private static let somePorts = [
    OptionRow("--sport", "--source-port", takes: .ports, omits: "0:65535"),
    OptionRow("--dport", "--destination-port", takes: .ports, omits: "0:65535"),
  ]
  /// An SPI or another number of 32 bits; the range of all is not saved.
  private static func number32(_ name: String) -> OptionRow {
    OptionRow(name, takes: .numbers(0xffff_ffff), omits: "0:4294967295")
  }
  private static func byte(_ name: String) -> OptionRow { OptionRow(name, takes: .number(255)) }

  /// Matches that look at the packet's headers and contents.
  static let headerMatches: [String: ExtensionRow] = [
    "tcp": ExtensionRow(
      somePorts + [
        OptionRow("--tcp-option", takes: .number(255)),
        OptionRow("--tcp-flags", takes: .tcpFlags, .tcpFlags),
        OptionRow("--syn", as: { _ in [SavedOption("--tcp-flags", "FIN,SYN,RST,ACK", "SYN")] }),
      ]),
    "udp": ExtensionRow(somePorts),
    "udplite": [sourcePorts, destinationPorts],
    "sctp": [
      sourcePorts, destinationPorts,
      OptionRow("--chunk-types", takes: .choice(["all", "any", "only"]), .word),
    ],
    "dccp": [
      sourcePorts, destinationPorts,
      OptionRow(
        "--dccp-types",
        takes: .list([
          "REQUEST", "RESPONSE", "DATA", "ACK", "DATAACK", "CLOSEREQ", "CLOSE", "RESET", "SYNC",
          "SYNCACK", "INVALID",
        ])),
      OptionRow("--dccp-option", takes: .number(255)),
    ],
    "multiport": [
      OptionRow("--sports", "--source-ports", takes: .portList),
      OptionRow("--dports", "--destination-ports", takes: .portList),
      OptionRow("--ports", "--port", takes: .portList),
    ],
    "icmp": [OptionRow("--icmp-type", takes: .icmpType)],
    "icmp6": [OptionRow("--icmpv6-type", takes: .icmpv6Type)],
    "iprange": [
      OptionRow("--src-range", takes: .addressRange),
      OptionRow("--dst-range", takes: .addressRange),
    ],
    "ah": [number32("--ahspi"), OptionRow("--ahlen", takes: .number(.max)), OptionRow("--ahres")],
    "esp": [number32("--espspi")],
    "ipcomp": [number32("--ipcompspi"), OptionRow("--compres")],
    "dscp": [
      OptionRow("--dscp", takes: .hexadecimal(digits: 2)),
      OptionRow(
        "--dscp-class", takes: .word, as: { codePoint($0).map { [SavedOption("--dscp", $0)] } }),
    ],
    "ecn": [
      OptionRow("--ecn-tcp-ece"), OptionRow("--ecn-tcp-cwr"),
      OptionRow("--ecn-ip-ect", takes: .number(3)),
    ],
    "tos": [OptionRow("--tos", takes: .typeOfService)],
    "ttl": [
      OptionRow("--ttl-eq", "--ttl", takes: .number(255)), byte("--ttl-lt"), byte("--ttl-gt"),
    ],
    "hl": [OptionRow("--hl-eq", "--hl", takes: .number(255)), byte("--hl-lt"), byte("--hl-gt")],
    "length": [OptionRow("--length", takes: .numbers(65535))],
    "tcpmss": [OptionRow("--mss", takes: .numbers(65535))],
    "frag": [
      number32("--fragid"), OptionRow("--fraglen", takes: .number(0xffff_ffff)),
      OptionRow("--fragres"), OptionRow("--fragfirst"), OptionRow("--fragmore"),
      OptionRow("--fraglast"),
    ],
    "dst": [OptionRow("--dst-len", takes: .number(65535)), OptionRow("--dst-opts", takes: .word)],
    "hbh": [OptionRow("--hbh-len", takes: .number(65535)), OptionRow("--hbh-opts", takes: .word)],
    "rt": [
      OptionRow("--rt-type", takes: .number(0xffff_ffff)), number32("--rt-segsleft"),
      OptionRow("--rt-len", takes: .number(0xffff_ffff)), OptionRow("--rt-0-res"),
      OptionRow("--rt-0-addrs", takes: .word), OptionRow("--rt-0-not-strict"),
    ],
    "mh": [
      OptionRow("--mh-type", takes: .numbers(255), omits: "0:255")
    ],
    "ipv6header": [OptionRow("--header", takes: .word), OptionRow("--soft")],
    "srh": [
      byte("--srh-next-hdr"), byte("--srh-hdr-len-eq"), byte("--srh-hdr-len-gt"),
      byte("--srh-hdr-len-lt"), byte("--srh-segs-left-eq"), byte("--srh-segs-left-gt"),
      byte("--srh-segs-left-lt"), byte("--srh-last-entry-eq"), byte("--srh-last-entry-gt"),
      byte("--srh-last-entry-lt"), OptionRow("--srh-tag", takes: .number(65535)),
      OptionRow("--srh-psid", takes: .word), OptionRow("--srh-nsid", takes: .word),
      OptionRow("--srh-lsid", takes: .word),
    ],
    "eui64": [],
    "mac": [OptionRow("--mac-source", takes: .mac)],
    "pkttype": [
      OptionRow(
        "--pkt-type",
        takes: .renamed([
          "unicast": "unicast", "broadcast": "broadcast", "multicast": "multicast",
          "host": "unicast", "bcast": "broadcast", "mcast": "multicast",
        ]))
    ],
    "string": [
      OptionRow("--string", takes: .quoted), OptionRow("--hex-string", takes: .quoted),
      OptionRow("--algo", takes: .word), OptionRow("--from", takes: .number(65535), omits: "0"),
      OptionRow("--to", takes: .number(65535), omits: "65535"), OptionRow("--icase"),
    ],
    "u32": [OptionRow("--u32", takes: .u32)],
    "bpf": [OptionRow("--bytecode", takes: .quoted), OptionRow("--object-pinned", takes: .word)],
    "osf": [
      OptionRow("--genre", takes: .word), OptionRow("--ttl", takes: .number(2)),
      OptionRow("--log", takes: .number(2)),
    ],
    "unclean": [],
  ]

  /// The classes of differentiated services and their code points (RFC 2474, 2597, 3246).
  static func codePoint(_ values: [[UInt8]]) -> String? {
    guard let value = values.first else { return nil }
    let name = String(decoding: value, as: UTF8.self).uppercased()
    if name == "BE" { return "0x00" }
    if name == "EF" { return "0x2e" }
    let digits = name.dropFirst(2).utf8.map { UInt8($0) &- 48 }
    let number: UInt8
    switch (name.prefix(2), digits.count) {
    case ("CS", 1) where digits[0] <= 7: number = digits[0] << 3
    case ("AF", 2) where (1...4).contains(digits[0]) && (1...3).contains(digits[1]):
      number = digits[0] << 3 | digits[1] << 1
    default: return nil
    }
    return "0x" + CNumber.hexadecimal(UInt64(number), 2)
  }
}
