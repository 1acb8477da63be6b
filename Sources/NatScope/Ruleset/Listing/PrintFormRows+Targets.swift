// What targets print: always the last of a line. The parts are in iptables-save's order.

extension PrintForm {
  /// Targets of nat, and TPROXY.
  static let natTargets: [PrintFormTable.TargetRow] = [
    (["DNAT"], "--to-destination", [natRange("--to-destination")]),
    (["SNAT"], "--to-source", [natRange("--to-source")]),
    (
      ["REDIRECT"], nil,
      [
        PrintForm(
          "", ["redir", "random"], "(?:redir ports (?<p>\\d+(?:-\\d+)?))?\(random)\\z",
          [.option("--to-ports", "p"), .flag("--random", "r"), .flag("--random-fully", "f")])
      ]
    ),
    (
      ["MASQUERADE"], nil,
      [
        PrintForm(
          "", ["masq", "random", "random-fully"],
          "(?:masq ports: (?<p>\\d+(?:-\\d+)?))?\(random)\\z",
          [.option("--to-ports", "p"), .flag("--random", "r"), .flag("--random-fully", "f")])
      ]
    ),
    (
      ["NETMAP"], "--to",
      [PrintForm("", ["to"], "to:(?<t>[0-9a-f.:/]+)\\z", [.option("--to", "t")])]
    ),
    (
      ["TPROXY"], "--on-port",
      [
        PrintForm(
          "", ["TPROXY"],
          "TPROXY redirect \\[?(?<a>[0-9a-f.:]+)\\]?:(?<p>\\d+) mark (?<m>0x\\S+/0x\\S+)\\z",
          [
            .option("--on-port", "p"), .option("--on-ip", "a", .address),
            .option("--tproxy-mark", "m"),
          ])
      ]
    ),
  ]

  private static let random = "(?:(?:\\A| )(?<r>random))?(?:(?:\\A| )(?<f>random-fully))?"

  /// Kernels before 2.6.11 took several ranges; a wrong revision is printed as several, too.
  private static func natRange(_ option: String) -> PrintForm? {
    PrintForm(
      "", ["to"],
      "(?<t>to:[0-9A-Fa-f.:/\\[\\]-]+(?: to:[0-9A-Fa-f.:/\\[\\]-]+)*)"
        + "(?<r> random)?(?<f> random-fully)?(?<p> persistent)?\\z",
      [
        .option("", "t", .natRanges(option)), .flag("--random", "r"),
        .flag("--random-fully", "f"), .flag("--persistent", "p"),
      ])
  }

  /// Targets that change marks or what connection tracking does.
  static let markTargets: [PrintFormTable.TargetRow] = [
    (["MARK"], "--set-xmark", [PrintForm("", ["MARK"], "MARK \(markChange)\\z", markParts)]),
    (
      ["CONNMARK"], "--set-xmark",
      [
        PrintForm("", ["CONNMARK"], "CONNMARK \(markChange)\(shift)\\z", markParts + shiftParts),
        PrintForm(
          "", ["CONNMARK"],
          "CONNMARK (?:(?<sv>save)|(?<rs>restore))(?: mask (?<m>0x\\w+)"
            + "| nfmask (?<nf>0x\\w+) ctmask ~?(?<cf>0x\\w+)"
            + "| ctmask (?<ct>0x\\w+) nfmask ~?(?<nn>0x\\w+))?\(shift)\\z",
          [
            .flag("--save-mark", "sv"), .flag("--restore-mark", "rs"), .option("--nfmask", "m"),
            .option("--nfmask", "nf"), .option("--nfmask", "nn"),
            .fixed("--nfmask 0xffffffff", unless: ["m", "nf", "nn"]), .option("--ctmask", "m"),
            .option("--ctmask", "cf"), .option("--ctmask", "ct"),
            .fixed("--ctmask 0xffffffff", unless: ["m", "cf", "ct"]),
          ] + shiftParts),
      ]
    ),
    (
      ["CT"], "--notrack",
      [
        // An alias of CT prints its own name (libxt_CT, notrack_ct2_target_reg).
        PrintForm("", ["NOTRACK"], "NOTRACK\\z", [.fixed("--notrack")]),
        PrintForm(
          "", ["CT"],
          "CT(?<n> notrack)?(?: helper (?<h>\\S+))?(?: timeout (?<t>\\S+))?"
            + "(?: ctevents (?<c>[a-z,]+))?(?: expevents (?<e>[a-z,]+))?"
            + "(?: zone (?<z>mark|\\d+)| zone-orig (?<zo>mark|\\d+)| zone-reply (?<zr>mark|\\d+))?\\z",
          [
            .flag("--notrack", "n"), .option("--helper", "h"), .option("--timeout", "t"),
            .option("--ctevents", "c"), .option("--expevents", "e"), .option("--zone", "z"),
            .option("--zone-orig", "zo"), .option("--zone-reply", "zr"),
          ]),
      ]
    ),
    (
      ["HMARK"], "--hmark-mod",
      [
        PrintForm(
          "", ["HMARK"],
          "HMARK mod (?<mod>\\d+)(?: \\+ (?<off>0x\\w+))?(?<ct> ct,)?"
            + "(?<s> src-prefix(?: (?<sp>\\d+))?)?(?<d> dst-prefix(?: (?<dp>\\d+))?)?"
            + "(?: sport-mask (?<sm>0x\\w+))?(?: dport-mask (?<dm>0x\\w+))?"
            + "(?: spi-mask (?<pm>0x\\w+))?(?: sport (?<so>0x\\w+))?(?: dport (?<do>0x\\w+))?"
            + "(?: spi (?<po>0x\\w+))?(?: proto-mask (?<xm>0x\\w+))?(?: rnd (?<rnd>0x\\w+))?\\z",
          [
            .option("--hmark-src-prefix", "sp"),
            // ip6tables prints no length of a whole address.
            .fixed("--hmark-src-prefix 128", ifAny: ["s"], unless: ["sp"]),
            .option("--hmark-dst-prefix", "dp"),
            .fixed("--hmark-dst-prefix 128", ifAny: ["d"], unless: ["dp"]),
            .option("--hmark-sport-mask", "sm", .padded(4)),
            .option("--hmark-dport-mask", "dm", .padded(4)),
            .option("--hmark-spi-mask", "pm", .padded(8)),
            .option("--hmark-sport", "so", .padded(4)), .option("--hmark-dport", "do", .padded(4)),
            .option("--hmark-spi", "po", .padded(8)),
            .option("--hmark-proto-mask", "xm", .padded(2)),
            .option("--hmark-rnd", "rnd", .padded(8)), .option("--hmark-mod", "mod"),
            .option("--hmark-offset", "off", .decimal), .fixed("--hmark-tuple ct", ifAny: ["ct"]),
          ])
      ]
    ),
  ]

  private static let markChange =
    "(?:set (?<s>0x\\w+)|xset (?<x>0x\\w+/0x\\w+)|and (?<a>0x\\w+)|or (?<o>0x\\w+)|xor (?<e>0x\\w+))"
  private static let markParts: [Part] = [
    .option("--set-xmark", "s", .markSet), .option("--set-xmark", "x"),
    .option("--set-xmark", "a", .markAnd), .option("--set-xmark", "o", .markOr),
    .option("", "e", .words { "--set-xmark \(String(decoding: $0, as: UTF8.self))/0x0" }),
  ]
  private static let shift =
    "(?: left-shift-mark (?<sl>\\d+)| right-shift-mark (?<sr>\\d+))?"
  private static let shiftParts: [Part] = [
    .option("--left-shift-mark", "sl"), .option("--right-shift-mark", "sr"),
  ]

  /// Targets that refuse, report or hand over.
  static let reportTargets: [PrintFormTable.TargetRow] = [
    (
      ["REJECT"], "--reject-with",
      [
        PrintForm(
          "", ["reject-with"], "reject-with (?<r>[a-z0-9-]+)\\z", [.option("--reject-with", "r")])
      ]
    ),
    (
      ["LOG"], "--log-level",
      [
        PrintForm(
          "", ["LOG"], "LOG flags (?<f>\\d+) level (?<l>\\d+)\(logPrefix)\\z",
          [
            .option("--log-prefix", "p", .quoted), .option("--log-prefix", "q", .quoted),
            .option("--log-level", "l", .unless("4")), .option("", "f", .logFlags),
          ]),
        PrintForm(
          "", ["LOG"],
          "LOG level (?:(?<w>warn|warning)|(?<l>[a-z]+))(?<s> tcp-sequence)?(?<o> tcp-options)?"
            + "(?<i> ip-options)?(?<u> uid)?(?<m> macdecode)?\(logPrefix)\\z",
          [
            .option("--log-prefix", "p", .quoted), .option("--log-prefix", "q", .quoted),
            .option("--log-level", "l", .logLevel), .flag("--log-tcp-sequence", "s"),
            .flag("--log-tcp-options", "o"), .flag("--log-ip-options", "i"),
            .flag("--log-uid", "u"), .flag("--log-macdecode", "m"),
          ]),
      ]
    ),
    (
      ["NFLOG"], nil,
      [
        PrintForm(
          "",
          ["nflog-prefix", "nflog-group", "nflog-range", "nflog-size", "nflog-threshold"],
          inOrder([
            "nflog-prefix (?<p>\"(?:[^\"\\\\]|\\\\.)*\"|[^\\s\"]+)", "nflog-group (?<g>\\d+)",
            "nflog-range (?<r>\\d+)", "nflog-size (?<s>\\d+)", "nflog-threshold (?<t>\\d+)",
          ]) + "\\z",
          [
            .option("--nflog-prefix", "p"), .option("--nflog-group", "g"),
            .option("--nflog-range", "r"), .option("--nflog-size", "s"),
            .option("--nflog-threshold", "t"),
          ])
      ]
    ),
    (
      ["ULOG"], nil,
      [
        PrintForm(
          "", ["ULOG"],
          "ULOG copy_range (?<c>\\d+) nlgroup (?<g>\\d+)(?: prefix [\"`](?<p>.*)[\"'])?"
            + "(?: queue_threshold (?<q>\\d+))?\\z",
          [
            .option("--ulog-prefix", "p", .quoted), .option("--ulog-nlgroup", "g", .unless("1")),
            .option("--ulog-cprange", "c", .unless("0")),
            .option("--ulog-qthreshold", "q", .unless("1")),
          ])
      ]
    ),
    (
      ["NFQUEUE"], "--queue-num",
      [
        PrintForm(
          "", ["NFQUEUE"],
          "NFQUEUE (?:num (?<n>\\d+)|balance (?<b>\\d+:\\d+))(?<y> bypass)?(?<f> cpu-fanout)?\\z",
          [
            .option("--queue-num", "n"), .option("--queue-balance", "b"),
            .flag("--queue-bypass", "y"), .flag("--queue-cpu-fanout", "f"),
          ])
      ]
    ),
    (
      ["AUDIT"], "--type",
      [PrintForm("", ["AUDIT"], "AUDIT (?<t>accept|drop|reject)\\z", [.option("--type", "t")])]
    ),
    (
      ["TEE"], "--gateway",
      [
        PrintForm(
          "", ["TEE"], "TEE gw:(?<g>\\S+)(?: oif=(?<o>\\S+))?\\z",
          [.option("--gateway", "g", .address), .option("--oif", "o")])
      ]
    ),
    (
      ["SYNPROXY"], "SYNPROXY",
      [
        PrintForm(
          "", ["SYNPROXY"],
          "SYNPROXY(?<s> sack-perm)?(?<t> timestamp)?(?: wscale (?<w>\\d+))?(?: mss (?<m>\\d+))?"
            + "(?<e> ecn)?\\z",
          [
            .flag("--sack-perm", "s"), .flag("--timestamp", "t"), .option("--wscale", "w"),
            .option("--mss", "m"), .flag("--ecn", "e"),
          ])
      ]
    ),
  ]

  /// The prefix is printed as it is, in quotes that older versions write as `` `drop ' ``.
  private static let logPrefix = "(?: prefix (?:\"(?<p>.*)\"|`(?<q>.*)'))?"
}
