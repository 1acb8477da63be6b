import Testing

@testable import NatScope

/// Which table, family and chain the lines of a listing are taken for.
@Suite struct ListingShapeTests {
  private static let titles = "target     prot opt source               destination\n"
  private static let verboseTitles =
    " pkts bytes target     prot opt in     out     source               destination\n"
  private static func row(_ target: String, _ details: String = "", _ source: String = "0.0.0.0/0")
    -> String
  {
    "\(target)       tcp  --  \(source)            0.0.0.0/0            \(details)\n"
  }
  private static func chain(_ title: String, _ rows: String...) -> String {
    "Chain \(title)\n" + titles + rows.joined() + "\n"
  }

  static let tables: [ShapeRow] = [
    ShapeRow(
      "filter by its chains",
      chain("INPUT (policy DROP)") + chain("FORWARD (policy ACCEPT)")
        + chain("OUTPUT (policy ACCEPT)", row("ACCEPT")),
      "4 listing filter?: INPUT=drop 0, FORWARD=accept 0, OUTPUT=accept 1"),
    ShapeRow(
      "nat of old kernels has no INPUT",
      chain("PREROUTING (policy ACCEPT)") + chain("POSTROUTING (policy ACCEPT)")
        + chain("OUTPUT (policy ACCEPT)", row("ACCEPT")),
      "4 listing nat: PREROUTING=accept 0, POSTROUTING=accept 0, OUTPUT=accept 1"),
    ShapeRow(
      "raw, or what is left of nat",
      chain("PREROUTING (policy ACCEPT)") + chain("OUTPUT (policy ACCEPT)", row("ACCEPT")),
      "4 listing raw?: PREROUTING=accept 0, OUTPUT=accept 1"),
    ShapeRow(
      "a target that only nat has",
      chain("PREROUTING (policy ACCEPT)", row("DNAT", "to:10.0.0.1")),
      "4 fragment nat: PREROUTING=accept 1~"),
    ShapeRow(
      "a target that mangle and security have, behind the chains of security",
      chain("INPUT (policy ACCEPT)", row("CONNSECMARK", "CONNSECMARK save"))
        + chain("FORWARD (policy ACCEPT)") + chain("OUTPUT (policy ACCEPT)"),
      "4 listing security: INPUT=accept 1, FORWARD=accept 0, OUTPUT=accept 0"),
    ShapeRow(
      "the same target behind a command",
      "$ sudo iptables -t mangle -nL\n"
        + chain("PREROUTING (policy ACCEPT)", row("CONNSECMARK", "CONNSECMARK save")),
      "4 fragment mangle: PREROUTING=accept 1~"),
    ShapeRow(
      "one chain that says nothing", chain("FOO (1 references)", row("RETURN")),
      "4 listing -: FOO 1", diagnostics: ["tableNotTold 1:7"]),
    ShapeRow(
      "the command names the table",
      "$ sudo iptables -t mangle -nL\n" + chain("FOO (1 references)", row("RETURN")),
      "4 listing mangle: FOO 1", sections: ["1-1 command", "2-4 listing"],
      diagnostics: ["promptLine 1:1"]),
    ShapeRow(
      "the command names another table than the rules do",
      "$ sudo iptables -t mangle -nL\n"
        + chain("PREROUTING (policy ACCEPT)", row("DNAT", "to:10.0.0.1")),
      "4 fragment nat: PREROUTING=accept 1~"),
    ShapeRow(
      "without -t it is filter",
      "# iptables -nL FOO\n" + chain("FOO (1 references)", row("RETURN")),
      "4 fragment filter: FOO 1"),
    ShapeRow(
      "four tables in a row",
      chain("PREROUTING (policy ACCEPT)") + chain("OUTPUT (policy ACCEPT)")
        + chain("PREROUTING (policy ACCEPT)") + chain("INPUT (policy ACCEPT)")
        + chain("FORWARD (policy ACCEPT)") + chain("OUTPUT (policy ACCEPT)")
        + chain("POSTROUTING (policy ACCEPT)")
        + chain("PREROUTING (policy ACCEPT)", row("DOCKER")) + chain("INPUT (policy ACCEPT)")
        + chain("OUTPUT (policy ACCEPT)") + chain("POSTROUTING (policy ACCEPT)")
        + chain("DOCKER (1 references)", row("RETURN"))
        + chain("INPUT (policy ACCEPT)") + chain("FORWARD (policy ACCEPT)")
        + chain("OUTPUT (policy ACCEPT)"),
      "4 listing raw: PREROUTING=accept 0, OUTPUT=accept 0; "
        + "mangle: PREROUTING=accept 0, INPUT=accept 0, FORWARD=accept 0, OUTPUT=accept 0, "
        + "POSTROUTING=accept 0; "
        + "nat: PREROUTING=accept 1, INPUT=accept 0, OUTPUT=accept 0, POSTROUTING=accept 0, "
        + "DOCKER 1; filter?: INPUT=accept 0, FORWARD=accept 0, OUTPUT=accept 0"),
    ShapeRow(
      "the same table of two nodes",
      chain("PREROUTING (policy ACCEPT)", row("DNAT", "to:10.0.0.1"))
        + chain("PREROUTING (policy ACCEPT)", row("DNAT", "to:10.0.0.2")),
      "4 fragment nat: PREROUTING=accept 1~ | 4 fragment nat: PREROUTING=accept 1~"),
  ]

  static let families: [ShapeRow] = [
    ShapeRow(
      "IPv6 by an address", chain("PREROUTING (policy ACCEPT)", row("DNAT", "to:[::1]:2", "::/0")),
      "6 fragment nat: PREROUTING=accept 1~"),
    ShapeRow(
      "IPv6 by the target alone",
      chain("PREROUTING (policy ACCEPT)", "DNAT  tcp  --  anywhere  anywhere  to:[fd00::1]:2\n"),
      "6 fragment nat: PREROUTING=accept 1~"),
    ShapeRow(
      "IPv6 by the command", "$ ip6tables -t nat -L\n" + chain("PREROUTING (policy ACCEPT)"),
      "6 fragment nat: PREROUTING=accept 0~"),
    ShapeRow(
      "IPv6 by the protocol",
      chain("INPUT (policy ACCEPT)", "ACCEPT  ipv6-icmp --  anywhere  anywhere\n")
        + chain("FORWARD (policy ACCEPT)") + chain("OUTPUT (policy ACCEPT)"),
      "6 listing filter?: INPUT=accept 1, FORWARD=accept 0, OUTPUT=accept 0"),
    ShapeRow(
      "old ip6tables leaves opt blank",
      "Chain PREROUTING (policy ACCEPT 7 packets, 560 bytes)\n" + verboseTitles
        + "    0     0 DNAT       tcp      eth0   *       ::/0                 fd00::9/128          tcp dpt:80 to:[fd00::2]:80\n"
        + "    0     0            all      *      *       ::/0                 ::/0                \n",
      "6 fragment nat: PREROUTING=accept 2~",
      rules: [
        "-A PREROUTING -d fd00::9/128 -i eth0 -p tcp -m tcp --dport 80 -j DNAT "
          + "--to-destination [fd00::2]:80", "-A PREROUTING",
      ]),
    ShapeRow(
      "both families in a row",
      chain("PREROUTING (policy ACCEPT)", row("DNAT", "to:10.0.0.1"))
        + chain("PREROUTING (policy ACCEPT)", row("DNAT", "to:[::1]:2", "::/0")),
      "4 fragment nat: PREROUTING=accept 1~ | 6 fragment nat: PREROUTING=accept 1~"),
  ]

  static let chains: [ShapeRow] = [
    ShapeRow(
      "blanks and tabs in a title",
      "Chain A (1 references) \t\n" + titles + row("RETURN") + "\nChain\tB\t(0\treferences)\n"
        + titles + row("DNAT", "to:10.0.0.1"), "4 listing nat: A 1, B 1"),
    ShapeRow(
      "a title that is cut does not leave its rules to the chain above",
      chain("PREROUTING (policy ACCEPT)", row("DOCKER")) + chain("OUTPUT (policy ACCEPT)")
        + "Chain DOCKER (2 refer\n" + titles + row("DNAT", "to:10.0.0.1"),
      "4 fragment nat: PREROUTING=accept 1, OUTPUT=accept 0, ? 1~"),
    ShapeRow(
      "a title that is cut, behind no blank line",
      "Chain OUTPUT (policy ACCEPT)\n" + titles + "Chain DOCKER (2 refer\n" + titles
        + row("DNAT", "to:10.0.0.1"), "4 fragment nat: OUTPUT=accept 1, ? 1~"),
    ShapeRow(
      "no titles of columns", "Chain PREROUTING (policy ACCEPT)\n" + row("DNAT", "to:10.0.0.1"),
      "4 fragment nat: PREROUTING=accept 1~"),
    ShapeRow(
      "references that iptables could not count",
      chain("A (ERROR obtaining refs)", row("DNAT", "to:10.0.0.1")), "4 listing nat: A 1"),
    ShapeRow(
      "a name of 29 characters",
      chain("AAAAAAAAAAAAAAAAAAAAAAAAAAAAA (1 references)", row("DNAT", "to:10.0.0.1")),
      "4 listing nat: AAAAAAAAAAAAAAAAAAAAAAAAAAAAA 1"),
    ShapeRow(
      "chains that are called like a protocol and like a target",
      chain("PREROUTING (policy ACCEPT)", row("tcp"), row("17"), row("DNAT", "to:10.0.0.1"))
        + chain("17 (1 references)", row("udp")) + chain("tcp (1 references)")
        + chain("udp (1 references)"),
      "4 fragment nat: PREROUTING=accept 3, 17 1, tcp 0, udp 0~",
      rules: [
        "-A PREROUTING -p tcp -j tcp", "-A PREROUTING -p tcp -j 17",
        "-A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.1", "-A 17 -p tcp -j udp",
      ]),
    ShapeRow(
      "a policy that iptables does not have",
      chain("PREROUTING (policy QUEUE)", row("DNAT", "to:10.0.0.1")),
      "4 fragment nat: PREROUTING=unknown 1~"),
    ShapeRow(
      "a sentence between the rules takes the sureness of the rule above",
      "Chain PREROUTING (policy ACCEPT)\n" + titles + row("RETURN") + "what is this?\n"
        + row("DNAT", "to:10.0.0.1"), "4 fragment nat: PREROUTING=accept 2~",
      diagnostics: ["ambiguousWrap 4:1"]),
    ShapeRow(
      "sentences are no rules",
      "6 hello world\ntcp connections failed\n1 Chain PREROUTING (policy\nall is well\n", "",
      diagnostics: [
        "noRuleset 0:0", "unrecognisedLine 1:1", "unrecognisedLine 2:1", "unrecognisedLine 3:1",
        "unrecognisedLine 4:1",
      ]),
    ShapeRow(
      "a rule in the comment of a line that is none",
      "Chain PREROUTING (policy ACCEPT)\n" + titles + "DNAT x99 -- 0.0.0.0/0 0.0.0.0/0 "
        + "/* $ -A PREROUTING -j ACCEPT */\n" + row("DNAT", "to:10.0.0.1"),
      "4 fragment nat: PREROUTING=accept 2~", diagnostics: ["unreadableRule 3:1"]),
  ]

  @Test(arguments: tables + families + chains) func rows(_ row: ShapeRow) { row.check() }

  /// What a comment holds is a comment, whatever it looks like.
  @Test(arguments: [
    "*/ -j ACCEPT", "to:6.6.6.6:6", "[goto] tcp dpt:1", "\\\" -j DNAT", "$ -A PREROUTING -j DROP",
    "Chain X (1 references)", "| -A A -j B", "--", "COMMIT", "*nat", "# iptables-save", "\u{1b}[2J",
    "ADDRTYPE match dst-type LOCAL", "ünïcødé", "$(reboot)",
  ])
  func comments(_ comment: String) {
    let text =
      "Chain PREROUTING (policy ACCEPT)\n" + Self.titles
      + Self.row("DNAT", "tcp dpt:80 /* \(comment) */ to:10.0.0.1:80")
    let reading = Reading(text)
    #expect(reading.shape == "4 fragment nat: PREROUTING=accept 1~")
    let ruleset = reading.capture.rulesets[0]
    #expect(ruleset.comment(Rule.ID(0)) == comment || ruleset.decode(Rule.ID(0)).problems != [])
    // Where the end of the comment is not clear, the target is not certain either.
    if case .destinationNAT(let mapping) = ruleset.decode(Rule.ID(0)).target {
      #expect(mapping.addresses == addresses("10.0.0.1", "10.0.0.1"))
    }
  }
}
