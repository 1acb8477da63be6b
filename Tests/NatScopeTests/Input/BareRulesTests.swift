import Testing

@testable import NatScope

/// `iptables -S`, and iptables-save text without its chain lines or COMMIT.
@Suite struct BareRulesTests {
  private static func withoutCounters(_ rule: String) -> String {
    var words = rule.split(separator: " ", omittingEmptySubsequences: false).map { String($0) }
    if let option = words.firstIndex(of: "-c") { words.removeSubrange(option...option + 2) }
    return words.joined(separator: " ")
  }

  /// -S says what the save says.
  @Test(arguments: NodeDumps.backends, NodeDumps.families)
  func saysWhatTheSaveSays(_ backend: String, _ family: String) throws {
    let saved = try NodeDumps.saved(backend, family)
    for options in ["S", "Sv"] {
      let text = try NodeDumps.text("\(backend).\(family).\(options).txt")
      let reading = Reading(text)
      #expect(reading.shape.hasPrefix("\(family) rules nat: PREROUTING=accept "))
      #expect(reading.rules.map(Self.withoutCounters) == saved.map(\.text))
      #expect(reading.unaccounted(text) == [])
      let lines = text.split(separator: "\n").count
      #expect(reading.sections == ["1-\(lines) rules"])
      let ruleset = try #require(reading.capture.rulesets.first)
      for (index, saved) in saved.enumerated() {
        let counters = ruleset.counters(Rule.ID(index))
        #expect(counters?.packets == (options == "Sv" ? saved.packets...saved.packets : nil))
        #expect(counters?.bytes == (options == "Sv" ? saved.bytes...saved.bytes : nil))
      }
    }
  }

  /// All tables of a node, one behind the other, with or without the commands.
  @Test(arguments: NodeDumps.backends) func tablesInARow(_ backend: String) throws {
    let tables = ["raw", "mangle", "nat", "filter"]
    let texts = try tables.map { table in
      try NodeDumps.text(table == "nat" ? "\(backend).4.S.txt" : "\(backend).4.\(table).S.txt")
    }
    let plain = Reading(texts.joined())
    #expect(
      plain.shape
        == "4 rules raw: PREROUTING=accept 1, OUTPUT=accept 0; "
        + "mangle: PREROUTING=accept 0, INPUT=accept 0, FORWARD=accept 1, OUTPUT=accept 0, "
        + "POSTROUTING=accept 0; "
        + "nat: PREROUTING=accept 4, INPUT=accept 0, OUTPUT=accept 2, POSTROUTING=accept 1, "
        + "A-CHAIN-WITH-A-NAME-OF-28-CH 1, DOCKER 3, EMPTY 0, WEB 1; "
        + "filter: INPUT=drop 1, FORWARD=accept 1, OUTPUT=accept 0, DOCKER-USER 1")
    let shown = zip(tables, texts).map { "root@n:~# iptables-\(backend) -t \($0) -S\n\($1)" }
    let told = Reading(shown.joined())
    let name = backend == "nft" ? "nf_tables" : "legacy"
    #expect(
      told.shape == plain.shape.replacing("4 rules", with: "4 \(name) rules"))
    #expect(told.rules == plain.rules)
  }

  static let rows: [ShapeRow] = [
    ShapeRow(
      "one chain that was asked for",
      "$ iptables -t nat -S DOCKER\n-N DOCKER\n-A DOCKER -i docker0 -j RETURN\n",
      "4 fragment nat: DOCKER 1~"),
    ShapeRow(
      "two chains that were asked for",
      "$ iptables -t nat -S A\n-N A\n-A A -j RETURN\n$ iptables -t nat -S B\n-N B\n-A B -j RETURN\n",
      "4 fragment nat: A 1~ | 4 fragment nat: B 1~"),
    ShapeRow(
      "IPv6", "-P PREROUTING ACCEPT\n-A PREROUTING -p tcp -j DNAT --to-destination [fd00::1]:2\n",
      "6 rules nat: PREROUTING=accept 1"),
    ShapeRow(
      "rules without chain lines",
      "-A PREROUTING -j A\n-A A -p tcp -j DNAT --to-destination 10.0.0.1\n",
      "4 rules nat: PREROUTING=unknown 1, A 1"),
    ShapeRow(
      "counters before the rules",
      "[5:300] -A PREROUTING -j A\n[0:0] -A A -p tcp -j DNAT --to-destination 10.0.0.1\n",
      "4 rules nat: PREROUTING=unknown 1, A 1"),
    ShapeRow(
      "a save without COMMIT", "*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -j RETURN\n",
      "4 save nat: PREROUTING=accept 1", diagnostics: ["missingCommit 1:1"]),
    ShapeRow(
      "a policy that is none", "-P PREROUTING ACCEPT\n-P INPUT QUEUE\n-A PREROUTING -j ACCEPT\n",
      "4 rules -: PREROUTING=accept 1"),
    ShapeRow(
      "text between",
      "-P PREROUTING ACCEPT\n-A PREROUTING -j DNAT --to-destination 10.0.0.1\nand\n",
      "4 rules nat: PREROUTING=accept 1", sections: ["1-2 rules", "3-3 text"],
      diagnostics: ["unrecognisedLine 3:1"]),
    ShapeRow(
      "two nodes",
      "-P PREROUTING ACCEPT\n-A PREROUTING -j DNAT --to-destination 10.0.0.1\n"
        + "-P PREROUTING ACCEPT\n-A PREROUTING -j DNAT --to-destination 10.0.0.2\n",
      "4 rules nat: PREROUTING=accept 1 | 4 rules nat: PREROUTING=accept 1"),
    ShapeRow(
      "quoted, CR LF", "> -P PREROUTING ACCEPT\r\n> -A PREROUTING -j REDIRECT --to-ports 1\r\n",
      "4 rules nat: PREROUTING=accept 1"),
    ShapeRow(
      "grep -n -C",
      "1--P PREROUTING ACCEPT\n2--N A\n3--A PREROUTING -j A\n4:-A A -p tcp -j REDIRECT --to-ports 1\n--\n"
        + "9--A B -j RETURN\n", "4 fragment nat: PREROUTING=accept 1~, A 1~, B 1~"),
    ShapeRow(
      "two tables without their lines",
      "-A INPUT -j REJECT\n-A OUTPUT -j ACCEPT\n-A PREROUTING -j DNAT --to-destination 10.0.0.1\n",
      "4 fragment filter: INPUT=unknown 1~, OUTPUT=unknown 1~; "
        + "nat: OUTPUT=unknown 1~, PREROUTING=unknown 1~",
      diagnostics: ["ruleOfEitherTable 2:1", "mixedTables 3:1"]),
    ShapeRow(
      "DROP, which nat does not take",
      "-A PREROUTING -j DROP\n-A PREROUTING -j REDIRECT\n-A FORWARD -j ACCEPT\n",
      "4 fragment mangle?: PREROUTING=unknown 1~; nat: PREROUTING=unknown 1~; "
        + "filter?: FORWARD=unknown 1~",
      diagnostics: ["mixedTables 2:1", "mixedTables 3:1"]),
  ]

  @Test(arguments: rows) func read(_ row: ShapeRow) { row.check() }

  /// Without a newline at the end the last rule may have lost a part.
  @Test func openEnd() {
    let reading = Reading("-A PREROUTING -j A\n-A A -p tcp -j DNAT --to-destination 10.0.0.1")
    #expect(reading.diagnostics == ["cutRule 2:45"])
    #expect(reading.capture.rulesets[0].rules.map { $0.flags.contains(.damaged) } == [false, true])
  }
}
