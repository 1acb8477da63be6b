extension PrintForm {
  /// Targets that change a field of the packet.
  static let packetTargets: [PrintFormTable.TargetRow] = [
    (
      ["TCPMSS"], "--set-mss",
      [
        PrintForm(
          "", ["TCPMSS"], "TCPMSS (?:set (?<s>\\d+)|(?<c>clamp) to PMTU)\\z",
          [.option("--set-mss", "s"), .flag("--clamp-mss-to-pmtu", "c")])
      ]
    ),
    (
      ["TCPOPTSTRIP"], nil,
      [
        PrintForm(
          "", ["TCPOPTSTRIP"], "TCPOPTSTRIP options (?<o>[a-z0-9,-]+)\\z",
          [.option("--strip-options", "o", .tcpOptions)])
      ]
    ),
    (
      ["TOS"], "--set-tos",
      [
        PrintForm(
          "", ["TOS"],
          "TOS (?:set ?(?<s>0x\\S+|[A-Z][A-Za-z-]+)|and (?<a>0x\\w+)|or (?<o>0x\\w+)|xor (?<e>0x\\w+))\\z",
          [
            .option("--set-tos", "s", .tos), .option("--set-tos", "a", .tosAnd),
            .option("--set-tos", "o", .tosOr), .option("--set-tos", "e", .tosXor),
          ])
      ]
    ),
    (
      ["DSCP"], "--set-dscp",
      [PrintForm("", ["DSCP"], "DSCP set (?<d>0x[0-9a-f]+)\\z", [.option("--set-dscp", "d")])]
    ),
    (["TTL"], "--ttl-set", [PrintForm("", ["TTL"], "TTL \(hops)\\z", hopParts("--ttl"))]),
    (["HL"], "--hl-set", [PrintForm("", ["HL"], "HL \(hops)\\z", hopParts("--hl"))]),
    (
      ["ECN"], "--ecn-tcp-remove",
      [PrintForm("", ["ECN"], "ECN TCP remove\\z", [.fixed("--ecn-tcp-remove")])]
    ),
    (
      ["CHECKSUM"], "--checksum-fill",
      [PrintForm("", ["CHECKSUM"], "CHECKSUM fill\\z", [.fixed("--checksum-fill")])]
    ),
    (
      ["CLASSIFY"], "--set-class",
      [
        PrintForm(
          "", ["CLASSIFY"], "CLASSIFY set (?<c>[0-9a-f]+:[0-9a-f]+)\\z",
          [.option("--set-class", "c", .classID)])
      ]
    ),
    (
      ["DNPT", "SNPT"], "--src-pfx",
      [
        PrintForm(
          "", ["DNPT", "SNPT"], "[DS]NPT src-pfx (?<s>\\S+) dst-pfx (?<d>\\S+)\\z",
          [.option("--src-pfx", "s", .address), .option("--dst-pfx", "d", .address)])
      ]
    ),
    (
      ["CLUSTERIP"], "--new",
      [
        PrintForm(
          "", ["CLUSTERIP"],
          "CLUSTERIP hashmode=(?<h>\\S+) clustermac=(?<m>\\S+) total_nodes=(?<t>\\d+)"
            + " local_node=(?<l>\\d+) hash_init=(?<i>\\d+)\\z",
          [
            .fixed("--new"), .option("--hashmode", "h"), .option("--clustermac", "m"),
            .option("--total-nodes", "t"), .option("--local-node", "l"),
            .option("--hash-init", "i"),
          ])
      ]
    ),
  ]

  private static let hops =
    "(?:set to (?<s>\\d+)|decrement by (?<d>\\d+)|increment by (?<i>\\d+))"

  private static func hopParts(_ name: String) -> [Part] {
    [.option(name + "-set", "s"), .option(name + "-dec", "d"), .option(name + "-inc", "i")]
  }

  /// Targets that label, count or change sets.
  static let labelTargets: [PrintFormTable.TargetRow] = [
    (
      ["SET"], "--add-set",
      [
        PrintForm(
          "", ["add-set", "del-set", "map-set"],
          inOrder([
            "add-set (?<a>\(setName))(?<e> exist)?(?: timeout (?<t>\\d+))?",
            "del-set (?<d>\(setName))",
            "map-set (?<m>\(setName))(?<k> map-mark)?(?<p> map-prio)?(?<q> map-queue)?",
          ]) + "\\z",
          [
            .option("--add-set", "a"), .flag("--exist", "e"), .option("--timeout", "t"),
            .option("--del-set", "d"), .option("--map-set", "m"), .flag("--map-mark", "k"),
            .flag("--map-prio", "p"), .flag("--map-queue", "q"),
          ])
      ]
    ),
    (
      ["SECMARK"], "--selctx",
      [
        PrintForm(
          "", ["SECMARK"], "SECMARK selctx (?<c>\\S+)\\z", [.option("--selctx", "c")])
      ]
    ),
    (
      ["CONNSECMARK"], "--save",
      [
        PrintForm(
          "", ["CONNSECMARK"], "CONNSECMARK (?:(?<s>save)|(?<r>restore))\\z",
          [.flag("--save", "s"), .flag("--restore", "r")])
      ]
    ),
    (
      ["IDLETIMER"], "--timeout",
      [
        PrintForm(
          "", ["timeout"], "timeout:(?<t>\\d+) label:(?<l>\\S+)(?<a> alarm)?\\z",
          [.option("--timeout", "t"), .option("--label", "l"), .flag("--alarm", "a")])
      ]
    ),
    (
      ["LED"], "--led-trigger-id",
      [
        PrintForm(
          "", ["led-trigger-id"],
          "led-trigger-id:\"(?<i>.*)\"(?: led-delay:(?:(?<f>inf)|(?<d>\\d+) ?ms))?"
            + "(?<b> led-always-blink)?\\z",
          [
            .option("--led-trigger-id", "i", .inQuotes), .option("--led-delay", "f"),
            .option("--led-delay", "d"), .flag("--led-always-blink", "b"),
          ])
      ]
    ),
    (
      ["RATEEST"], "--rateest-name",
      [
        PrintForm(
          "", ["name"], "name (?<n>\\S+) interval (?<i>\\S+) ewmalog (?<e>\\S+)\\z",
          [
            .option("--rateest-name", "n"), .option("--rateest-interval", "i"),
            .option("--rateest-ewmalog", "e"),
          ])
      ]
    ),
  ]

  private static let setName = "\\S+ (?:src|dst)(?:,(?:src|dst))*"
}
