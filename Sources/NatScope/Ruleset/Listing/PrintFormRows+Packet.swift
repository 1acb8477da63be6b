// More forms of iptables 1.8.9; the order of the parts is iptables-save's.

extension PrintForm {
  /// Rates, counts, chance and time.
  static let rates: [PrintForm?] = [
    PrintForm(
      "-m statistic", ["statistic"],
      "statistic mode (?:random(?<n> !)? probability (?<p>[\\d.]+)"
        + "|nth(?<m> !)? every (?<e>\\d+)(?: packet (?<k>\\d+))?)",
      [
        .fixed("--mode random", ifAny: ["p"]), .option("--probability", "p", not: "n"),
        .fixed("--mode nth", ifAny: ["e"]), .option("--every", "e", not: "m"),
        .option("--packet", "k"), .fixed("--packet 0", ifAny: ["e"], unless: ["k"]),
      ]),
    // The listing never has the name of the table that the rates are counted in. With a rate
    // interval it counts the rate in other units than iptables-save (extensions/libxt_hashlimit.c).
    PrintForm(
      "-m hashlimit", ["limit"],
      "limit: (?:up to (?<u>\\S+)|above (?<a>\\S+)|avg (?<v>\\S+)(?= burst \\d+ mode ))"
        + "(?: burst (?<b>\\S+))?(?: mode (?<m>[a-z-]+))?(?: htable-size (?<hs>\\d+))?"
        + "(?: htable-max (?<hm>\\d+))?(?: htable-gcinterval (?<hg>\\d+))?"
        + "(?: htable-expire (?<he>\\d+))?(?: srcmask (?<sm>\\d+))?(?: dstmask (?<dm>\\d+))?"
        + "(?<r> rate-match)?(?: rate-interval (?<ri>\\d+))?",
      [
        .option("--hashlimit-upto", "u"), .option("--hashlimit-above", "a"),
        .option("--hashlimit-upto", "v"), .option("--hashlimit-burst", "b"),
        .option("--hashlimit-mode", "m", .replacing(UInt8(ascii: "-"), with: UInt8(ascii: ","))),
        .option("--hashlimit-htable-size", "hs"), .option("--hashlimit-htable-max", "hm"),
        .option("--hashlimit-htable-gcinterval", "hg"),
        .option("--hashlimit-htable-expire", "he"), .option("--hashlimit-srcmask", "sm"),
        .option("--hashlimit-dstmask", "dm"), .flag("--hashlimit-rate-match", "r"),
        .unreadable("ri"),
      ], hidden: ["--hashlimit-name"]),
    PrintForm(
      "-m limit", ["limit"], "limit: avg (?<l>\\d+/[a-z]+) burst (?<b>\\d+)(?! mode )",
      [.option("--limit", "l"), .option("--limit-burst", "b", .unless("5"))]),
    PrintForm(
      "-m connlimit", ["#conn"],
      "#conn(?: (?:(?<s>src)|(?<d>dst)))?/(?<m>\\d+) (?:<= (?<u>\\d+)|> (?<a>\\d+))",
      [
        .option("--connlimit-upto", "u"), .option("--connlimit-above", "a"),
        .option("--connlimit-mask", "m"), .flag("--connlimit-saddr", "s"),
        .flag("--connlimit-daddr", "d"),
      ]),
    // Negated or not, it prints the same (extensions/libxt_quota.c).
    PrintForm(
      "-m quota", ["quota"], "quota: (?<q>\\d+) bytes", [.option("--quota", "q")],
      hidden: ["! --quota"]),
    PrintForm(
      "-m recent", ["recent"],
      "(?<n>! ?)?recent: (?:(?<a>SET)|(?<b>CHECK)|(?<c>UPDATE)|(?<d>REMOVE))"
        + "(?: seconds: (?<s>\\d+))?(?<r> reap)?(?: hit_count: (?<h>\\d+))?(?<t> TTL-Match)?"
        + "(?: name: (?<l>\\S+))?(?: side: (?:(?<rs>source)|(?<rd>dest)))?"
        + "(?: mask: (?<m>[0-9a-f.:]+))?",
      [
        .flag("--set", "a", not: "n"), .flag("--rcheck", "b", not: "n"),
        .flag("--update", "c", not: "n"), .flag("--remove", "d", not: "n"),
        .option("--seconds", "s"), .flag("--reap", "r"), .option("--hitcount", "h"),
        .flag("--rttl", "t"), .option("--name", "l"), .option("--mask", "m"),
        .flag("--rsource", "rs"), .flag("--rdest", "rd"),
      ]),
    PrintForm(
      "-m time", ["TIME"],
      "TIME(?: from (?<a>[\\d:]+) to (?<b>[\\d:]+))?(?: on (?<nw>! ?)?(?<w>\(day)(?:,\(day))*))?"
        + "(?: on (?<nm>! ?)?(?<m>\\d+[a-z]{2}(?:,\\d+[a-z]{2})*))?"
        + "(?: starting from (?<s>\\d\\S+ [\\d:]+))?(?: until date (?<e>\\d\\S+ [\\d:]+))?"
        + "(?<u> UTC)?(?<c> contiguous)?",
      [
        .option("--timestart", "a"), .option("--timestop", "b"),
        .option("--monthdays", "m", not: "nm", .ordinals), .option("--weekdays", "w", not: "nw"),
        .option("--datestart", "s", .timestamp), .option("--datestop", "e", .timestamp),
        // The kernel's own last date, which iptables-save always writes.
        .fixed("--datestop 2038-01-19T03:14:07", unless: ["e"]),
        .fixed("--kerneltz", unless: ["u"]), .flag("--contiguous", "c"),
      ]),
    PrintForm("-m cpu", ["cpu"], "cpu (?<n>! ?)?(?<c>\\d+)", [.option("--cpu", "c", not: "n")]),
    PrintForm(
      "-m cluster", ["cluster"],
      "cluster (?<n>! ?)?node_mask=(?<m>0x\\S+) total_nodes=(?<t>\\d+) hash_seed=(?<h>0x\\S+)",
      [
        .option("--cluster-local-nodemask", "m", not: "n"), .option("--cluster-total-nodes", "t"),
        .option("--cluster-hash-seed", "h"),
      ]),
  ]

  private static let day = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"

  /// The rate estimators of the target RATEEST, compared with numbers or with each other.
  static let rateEstimates: [PrintForm?] = [
    PrintForm(
      "-m rateest", ["rateest"],
      "rateest match (?<a>\\S+)(?: bps (?<b>\\d\\S*)\(comparison("x")))?"
        + "(?: pps\(comparison("y")) (?<p>\\d+))?",
      [.option("--rateest", "a")] + comparisonParts("x")
        + [.option("--rateest-bps", "b", .rate)] + comparisonParts("y")
        + [.option("--rateest-pps", "p")]),
    PrintForm(
      "-m rateest", ["rateest"],
      "rateest match (?<a>\\S+) delta(?: bps (?<b>\\d\\S*) (?<c>\\d\\S*)\(comparison("x"))"
        + "| pps (?<p>\\d+)\(comparison("y")) (?<q>\\d+))",
      [
        .fixed("--rateest-delta"), .option("--rateest", "a"), .option("--rateest-bps1", "b", .rate),
        .option("--rateest-pps1", "p"),
      ] + comparisonParts("x") + comparisonParts("y") + [
        .option("--rateest-bps2", "c", .rate), .option("--rateest-pps2", "q"),
      ]),
    PrintForm(
      "-m rateest", ["rateest"],
      "rateest match (?<a>\\S+) (?:(?<b>bps)|(?<p>pps))\(comparison("x")) (?<e>\\S+) (?:bps|pps)",
      [.option("--rateest1", "a")] + comparisonParts("x") + [
        .flag("--rateest-bps", "b"), .flag("--rateest-pps", "p"), .option("--rateest2", "e"),
      ]),
    PrintForm(
      "-m rateest", ["rateest"],
      "rateest match (?<a>\\S+) delta (?:bps (?<b>\\d\\S*)|pps (?<p>\\d+))\(comparison("x"))"
        + " (?<e>\\S+) (?:bps (?<c>\\d\\S*)|pps (?<q>\\d+))",
      [
        .fixed("--rateest-delta"), .option("--rateest1", "a"),
        .option("--rateest-bps1", "b", .rate), .option("--rateest-pps1", "p"),
      ] + comparisonParts("x") + [
        .option("--rateest-bps2", "c", .rate), .option("--rateest-pps2", "q"),
        .option("--rateest2", "e"),
      ]),
  ]

  private static func comparison(_ name: String) -> String {
    "(?<\(name)n> !)? (?:(?<\(name)l>lt)|(?<\(name)g>gt)|(?<\(name)e>eq))"
  }

  private static func comparisonParts(_ name: String) -> [Part] {
    [("l", "lt"), ("g", "gt"), ("e", "eq")].map {
      .flag("--rateest-\($0.1)", name + $0.0, not: name + "n")
    }
  }

  /// Header fields.
  static let packet: [PrintForm?] = [
    PrintForm(
      "-m length", ["length"], "length (?<n>! ?)?(?<l>[\\d:]+)",
      [.option("--length", "l", not: "n")]),
    PrintForm(
      "-m pkttype", ["PKTTYPE"], "PKTTYPE (?:=|(?<n>!=)) (?<t>[a-z]+)",
      [.option("--pkt-type", "t", not: "n")]),
    PrintForm(
      "-m ttl", ["TTL"],
      "TTL match TTL (?:== ?(?<e>\\d+)|!= ?(?<n>\\d+)|> ?(?<g>\\d+)|< ?(?<l>\\d+))",
      [
        .option("--ttl-eq", "e"), .option("! --ttl-eq", "n"), .option("--ttl-gt", "g"),
        .option("--ttl-lt", "l"),
      ]),
    PrintForm(
      "-m hl", ["HL"], "HL match HL (?:== ?(?<e>\\d+)|!= ?(?<n>\\d+)|> ?(?<g>\\d+)|< ?(?<l>\\d+))",
      [
        .option("--hl-eq", "e"), .option("! --hl-eq", "n"), .option("--hl-gt", "g"),
        .option("--hl-lt", "l"),
      ]),
    PrintForm(
      "-m tos", ["tos", "TOS"], "(?:tos|TOS) match(?<n> ?!)? ?(?<t>0x\\S+|[A-Z][A-Za-z-]+)",
      [.option("--tos", "t", not: "n", .tos)]),
    PrintForm(
      "-m dscp", ["DSCP"], "DSCP match (?<n>! ?)?(?<d>0x[0-9a-f]+)",
      [.option("--dscp", "d", not: "n")]),
    PrintForm(
      "-m ecn", ["ECN"],
      "ECN match(?<e> (?<ne>!)?ECE)?(?<c> (?<nc>!)?CWR)?(?: (?<nt>!)?ECT=(?<t>\\d))?",
      [
        .flag("--ecn-tcp-ece", "e", not: "ne"), .flag("--ecn-tcp-cwr", "c", not: "nc"),
        .option("--ecn-ip-ect", "t", not: "nt"),
      ]),
    PrintForm(
      "-m esp", ["esp"], "esp(?: spis?:(?<n>!)?(?<s>[\\d:]+))?",
      [.option("--espspi", "s", not: "n")]),
    // libip6t_ah prints no blank before the length.
    PrintForm(
      "-m ah", ["ah"],
      "ah(?: spis?:(?<n>!)?(?<s>[\\d:]+))?(?: ?length:(?<nl>!)?(?<l>\\d+))?(?<r> reserved)?",
      [
        .option("--ahspi", "s", not: "n"), .option("--ahlen", "l", not: "nl"),
        .flag("--ahres", "r"),
      ]),
    PrintForm(
      "-m ipcomp", ["comp"], "comp(?: spis?:(?<n>!)?(?<s>[\\d:]+))?(?<r> reserved)?",
      [.option("--ipcompspi", "s", not: "n"), .flag("--compres", "r")]),
    PrintForm(
      "-m tcpmss", ["tcpmss"], "tcpmss match (?<n>! ?)?(?<m>[\\d:]+)",
      [.option("--mss", "m", not: "n")]),
    PrintForm(
      "-m policy", ["policy"],
      "policy match dir (?<d>in|out) pol (?<p>none|ipsec)(?<s> strict)?"
        + "(?<e>(?: (?:\\[\\d+\\]|(?:! )?(?:reqid \\d+|spi 0x[0-9a-f]+|proto \\w+|mode \\w+"
        + "|tunnel-(?:dst|src) [0-9a-f.:/]+)))+)?",
      [
        .option("--dir", "d"), .option("--pol", "p"), .flag("--strict", "s"),
        .option("", "e", .words(policyWord)),
      ]),
  ]

  /// `[0] reqid 5 [1] reqid 6` is `--reqid 5 --next --reqid 6`; the protocols are those of IPsec.
  private static func policyWord(_ word: ArraySlice<UInt8>) -> String? {
    switch String(decoding: word, as: UTF8.self) {
    case "[0]": ""
    case let text where text.hasPrefix("["): "--next"
    case "reqid", "spi", "proto", "mode", "tunnel-dst", "tunnel-src":
      "--" + String(decoding: word, as: UTF8.self)
    case "50": "esp"
    case "51": "ah"
    case "108": "ipcomp"
    default: nil
    }
  }
}
