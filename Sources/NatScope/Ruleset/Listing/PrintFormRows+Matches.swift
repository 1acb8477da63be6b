// The forms of iptables 1.8.9, as its programs print them, with those of older versions where they
// differ. The order of the parts is iptables-save's.

extension PrintForm {
  /// Alternatives that stand in this order, each at most once and at least one of them.
  static func inOrder(_ parts: [String]) -> String {
    parts.map { "(?:(?:\\A| )\($0))?" }.joined()
  }

  /// `-p tcp` and the like: the ports, and what else the protocol's header has. Some versions before
  /// 1.4.21 print `tcp dpt:22flags: 0x17/0x02`.
  static let transport: [PrintForm?] = [
    PrintForm(
      "-m tcp", ["tcp", "tcpflags"],
      "tcp\(ports)(?: option=(?<no>!)?(?<o>\\d+))?(?: ?flags: ?(?<nf>! ?)?(?<f>\\S+))?",
      portParts + [
        .option("--tcp-option", "o", not: "no"),
        .option("--tcp-flags", "f", not: "nf", .tcpFlags),
      ]),
    PrintForm("-m udp", ["udp"], "udp\(ports)", portParts),
    PrintForm("-m udplite", ["udplite"], "udplite\(ports)", portParts),
    PrintForm(
      "-m sctp", ["sctp"],
      "sctp\(ports)(?: (?<nc>! ?)?(?<c>(?:any|all|only) (?:0x|[A-Z])\\S*))?",
      portParts + [.option("--chunk-types", "c", not: "nc", .sctpChunks)]),
    PrintForm(
      "-m dccp", ["dccp"],
      "dccp\(ports)(?: (?<nt>! ?)?(?<t>\(packetType)(?:,\(packetType))*))?"
        + "(?: option=(?<no>!)?(?<o>\\d+))?",
      portParts + [
        .option("--dccp-types", "t", not: "nt", .dccpTypes),
        .option("--dccp-option", "o", not: "no"),
      ]),
    PrintForm(
      "-m multiport", ["multiport"],
      "multiport (?:sports (?<ns>! ?)?(?<s>\\S+)|dports (?<nd>! ?)?(?<d>\\S+)"
        + "|ports (?<np>! ?)?(?<p>\\S+))",
      [
        .option("--sports", "s", not: "ns", .ports), .option("--dports", "d", not: "nd", .ports),
        .option("--ports", "p", not: "np", .ports),
      ]),
    PrintForm(
      "-m icmp", ["icmp", "icmptype"], "icmp\(icmpType)",
      [
        .option("--icmp-type", "v", not: "n", .icmpType),
        .option("--icmp-type", "w", not: "m", .icmpType),
      ]),
    PrintForm(
      "-m icmp6", ["ipv6-icmp", "ipv6-icmptype"], "ipv6-icmp\(icmpType)",
      [
        .option("--icmpv6-type", "v", not: "n", .icmpType),
        .option("--icmpv6-type", "w", not: "m", .icmpType),
      ]),
  ]

  private static let ports =
    "(?: spts?:(?<ns>! ?)?(?<s>[^\\s!]+))?(?: dpts?:(?<nd>! ?)?(?<d>[^\\s!]+?))?"
  private static let portParts: [Part] = [
    .option("--sport", "s", not: "ns", .ports), .option("--dport", "d", not: "nd", .ports),
  ]
  private static let packetType =
    "(?:\\d+|REQUEST|RESPONSE|DATAACK|DATA|ACK|CLOSEREQ|CLOSE|RESET|SYNCACK|SYNC|INVALID)"
  /// `icmptype 8` is 1.8's; before it was `icmp type 8`.
  private static let icmpType =
    "(?: ?(?<n>! ?)?(?<v>type \\d+(?: code \\d+)?)| (?<m>! ?)?(?<w>[A-Za-z][A-Za-z-]*))"

  /// What connection tracking and marks know.
  static let state: [PrintForm?] = [
    PrintForm(
      "-m conntrack",
      [
        "ctstate", "ctproto", "ctorigsrc", "ctorigdst", "ctreplsrc", "ctrepldst", "ctorigsrcport",
        "ctorigdstport", "ctreplsrcport", "ctrepldstport", "ctstatus", "ctexpire", "ctdir",
      ],
      inOrder(
        [
          "(?<n1>! )?ctstate (?<v1>[A-Z,]+)", "(?<n2>! )?ctproto (?<v2>\\d+)",
          "(?<n3>! )?ctorigsrc (?<v3>\\S+)", "(?<n4>! )?ctorigdst (?<v4>\\S+)",
          "(?<n5>! )?ctreplsrc (?<v5>\\S+)", "(?<n6>! )?ctrepldst (?<v6>\\S+)",
          "(?<n7>! )?ctorigsrcport (?<v7>[\\d:]+)", "(?<n8>! )?ctorigdstport (?<v8>[\\d:]+)",
          "(?<n9>! )?ctreplsrcport (?<v9>[\\d:]+)", "(?<n10>! )?ctrepldstport (?<v10>[\\d:]+)",
          "(?<n11>! )?ctstatus (?<v11>[A-Z_,]+)", "(?<n12>! )?ctexpire (?<v12>[\\d:]+)",
          "ctdir (?<v13>ORIGINAL|REPLY)",
        ]),
      [
        .option("--ctstate", "v1", not: "n1"), .option("--ctproto", "v2", not: "n2"),
        .option("--ctorigsrc", "v3", not: "n3", .address),
        .option("--ctorigdst", "v4", not: "n4", .address),
        .option("--ctreplsrc", "v5", not: "n5", .address),
        .option("--ctrepldst", "v6", not: "n6", .address),
        .option("--ctorigsrcport", "v7", not: "n7"), .option("--ctorigdstport", "v8", not: "n8"),
        .option("--ctreplsrcport", "v9", not: "n9"), .option("--ctrepldstport", "v10", not: "n10"),
        .option("--ctstatus", "v11", not: "n11"), .option("--ctexpire", "v12", not: "n12"),
        .option("--ctdir", "v13"),
      ]),
    PrintForm(
      "-m state", ["state"], "(?<n>! )?state (?<s>[A-Z,]+)", [.option("--state", "s", not: "n")]),
    PrintForm(
      "-m mark", ["mark", "MARK"], "(?:mark|MARK) match (?<n>! ?)?(?<v>0x\\S+)",
      [.option("--mark", "v", not: "n", .hex)]),
    PrintForm(
      "-m connmark", ["connmark", "CONNMARK"], "(?:connmark|CONNMARK) match (?<n>! ?)?(?<v>0x\\S+)",
      [.option("--mark", "v", not: "n", .hex)]),
    PrintForm(
      "-m connlabel", ["connlabel"], "connlabel (?<n>! ?)?(?<l>[^\\s!]+)(?<s> set)?",
      [.option("--label", "l", not: "n", .inQuotes), .flag("--set", "s")]),
    PrintForm(
      "-m connbytes", ["connbytes"],
      "(?<n>! )?connbytes (?<b>\\d+:?\\d*) connbytes mode (?<m>[a-z]+)"
        + " connbytes direction (?<d>[a-z]+)",
      [
        .option("--connbytes", "b", not: "n"), .option("--connbytes-mode", "m"),
        .option("--connbytes-dir", "d"),
      ]),
    PrintForm(
      "-m helper", ["helper"], "helper match (?<n>! ?)?\"(?<h>.{1,29})\"",
      [.option("--helper", "h", not: "n", .quoted)], isOpenEnded: true),
    PrintForm(
      "-m nfacct", ["nfacct-name"], "nfacct-name (?<n>\\S+)", [.option("--nfacct-name", "n")]),
    PrintForm(
      "-m osf", ["OS"], "OS fingerprint match (?<n>! ?)?(?<g>[^\\s!]+)",
      [.option("--genre", "g", not: "n")], hidden: ["--ttl", "--log"]),
  ]

  /// Addresses, interfaces, sets, owners.
  static let addresses: [PrintForm?] = [
    PrintForm(
      "-m addrtype", ["ADDRTYPE"],
      "ADDRTYPE match(?: src-type (?<ns>! ?)?(?<s>[A-Z,]+))?(?: dst-type (?<nd>! ?)?(?<d>[A-Z,]+))?"
        + "(?<i> limit-in)?(?<o> limit-out)?",
      [
        .option("--src-type", "s", not: "ns"), .option("--dst-type", "d", not: "nd"),
        .flag("--limit-iface-in", "i"), .flag("--limit-iface-out", "o"),
      ]),
    PrintForm(
      "-m iprange", ["source", "destination"],
      inOrder([
        "source IP range (?<ns>! ?)?(?<s>[^\\s!]+)",
        "destination IP range (?<nd>! ?)?(?<d>[^\\s!]+)",
      ]),
      [
        .option("--src-range", "s", not: "ns", .address),
        .option("--dst-range", "d", not: "nd", .address),
      ]),
    PrintForm(
      "-m set", ["match-set", "set"],
      "(?<n>! )?(?:match-)?set (?<s>\\S+ (?:src|dst)(?:,(?:src|dst))*)(?<r> return-nomatch)?"
        + "(?<u> ! update-counters)?(?<k> ! update-subcounters)?"
        + "(?: (?:(?<np>! )?packets-eq (?<pe>\\d+)|packets-lt (?<pl>\\d+)|packets-gt (?<pg>\\d+)))?"
        + "(?: (?:(?<nb>! )?bytes-eq (?<be>\\d+)|bytes-lt (?<bl>\\d+)|bytes-gt (?<bg>\\d+)))?",
      [
        .option("--match-set", "s", not: "n"), .flag("--return-nomatch", "r"),
        .flag("! --update-counters", "u"), .flag("! --update-subcounters", "k"),
        .option("--packets-eq", "pe", not: "np"), .option("--packets-lt", "pl"),
        .option("--packets-gt", "pg"), .option("--bytes-eq", "be", not: "nb"),
        .option("--bytes-lt", "bl"), .option("--bytes-gt", "bg"),
      ]),
    PrintForm(
      "-m owner", ["owner", "OWNER"],
      inOrder([
        "(?<n1>! )?(?:owner|OWNER) (?<e>socket) exists",
        "(?<n2>! )?(?:owner|OWNER) UID match (?<u>\\S+)",
        "(?<n3>! )?(?:owner|OWNER) GID match (?<g>\\S+)(?<s> incl\\. suppl\\. groups)?",
      ]),
      [
        .flag("--socket-exists", "e", not: "n1"),
        .option("--uid-owner", "u", not: "n2", .owner(.user)),
        .option("--gid-owner", "g", not: "n3", .owner(.group)), .flag("--suppl-groups", "s"),
      ]),
    PrintForm(
      "-m physdev", ["PHYSDEV"],
      "PHYSDEV match(?<v>(?: (?:! )?--physdev-(?:is-in|is-out|is-bridged|in \\S+|out \\S+))+)",
      [.option("", "v", .words { _ in nil })]),
    PrintForm(
      "-m devgroup", ["src-group", "dst-group"],
      inOrder(["(?<ns>! )?src-group (?<s>\\S+)", "(?<nd>! )?dst-group (?<d>\\S+)"]),
      [
        .option("--src-group", "s", not: "ns", .hex), .option("--dst-group", "d", not: "nd", .hex),
      ]),
    PrintForm(
      "-m realm", ["realm"], "(?<n>! )?realm (?<r>\\S+)",
      [.option("--realm", "r", not: "n", .hex)]),
    PrintForm(
      "-m mac", ["MAC"], "MAC (?<n>! ?)?(?<m>(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2})",
      [.option("--mac-source", "m", not: "n")]),
    PrintForm(
      "-m rpfilter", ["rpfilter"],
      "rpfilter(?<l> loose)?(?<v> validmark)?(?<a> accept-local)?(?<i> invert)?",
      [
        .flag("--loose", "l"), .flag("--validmark", "v"), .flag("--accept-local", "a"),
        .flag("--invert", "i"),
      ]),
    PrintForm(
      "-m socket", ["socket"],
      "socket(?<t> (?:--)?transparent)?(?<n> (?:--)?nowildcard)?(?<r> (?:--)?restore-skmark)?",
      [
        .flag("--transparent", "t"), .flag("--nowildcard", "n"), .flag("--restore-skmark", "r"),
      ]),
    PrintForm(
      "-m ipvs", ["ipvs", "vproto", "vaddr", "vport", "vdir", "vmethod", "vportctl"],
      "(?<v>(?:(?:\\A| )(?:! )?(?:ipvs|vproto \\d+|vaddr [0-9a-f.:/]+|vport \\d+|vdir (?:REPLY|ORIGINAL)"
        + "|vmethod (?:GATE|IPIP|MASQ)|vportctl \\d+))+)",
      [
        .option(
          "", "v",
          .words { word in
            let isOption = ["ipvs", "vproto", "vaddr", "vport", "vdir", "vmethod", "vportctl"]
              .contains { word.elementsEqual($0.utf8) }
            return isOption ? "--" + String(decoding: word, as: UTF8.self) : nil
          })
      ]),
    PrintForm(
      "-m cgroup", ["cgroup"], "cgroup (?<n>! ?)?(?:(?<c>\\d+)|(?<p>/.*))",
      [.option("--cgroup", "c", not: "n"), .option("--path", "p", not: "n", .inQuotes)],
      isOpenEnded: true),
  ]
}
