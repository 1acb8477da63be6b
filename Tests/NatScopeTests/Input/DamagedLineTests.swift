import Testing

@testable import NatScope

/// Lines that were cut, wrapped or dressed up on their way: what is said, and what is still read.
@Suite struct DamagedLineTests {
  static let cut: [InputRow] = [
    InputRow(
      "option without value", natTable("-A A -j ACCEPT", "-A B -p tcp --dport"),
      "nat: PREROUTING 0, A 1, B 1", ["cutRule 6:13"]),
    InputRow(
      "target without name", natTable("-A A -p tcp -j"), "nat: PREROUTING 0, A 1, B 0",
      ["cutRule 5:13"]),
    InputRow(
      "to-destination without value", natTable("-A A -p tcp -j DNAT --to-destination"),
      "nat: PREROUTING 0, A 1, B 0", ["cutRule 5:21"]),
    InputRow(
      "quote not closed", natTable("-A A -m comment --comment \"abc", "-A B -j ACCEPT"),
      "nat: PREROUTING 0, A 1, B 1", ["cutRule 5:27"]),
    InputRow(
      "single dash", natTable("-A A -p tcp -"), "nat: PREROUTING 0, A 1, B 0", ["cutRule 5:13"]),
    InputRow(
      "no newline and no COMMIT",
      "*nat\n:PREROUTING ACCEPT [0:0]\n:A - [0:0]\n-A A -p tcp -m tcp --dport 80",
      "nat: PREROUTING 0, A 1", ["missingCommit 1:1", "cutRule 4:29"]),
    InputRow(
      "newline but no COMMIT", natTable("-A A -j ACCEPT", commit: false),
      "nat: PREROUTING 0, A 1, B 0", ["missingCommit 1:1"]),
    InputRow(
      "COMMIT without newline", "*nat\n:A - [0:0]\n-A A -j ACCEPT\nCOMMIT", "nat: A 1", []),
    InputRow(
      "next table without COMMIT",
      "*nat\n:A - [0:0]\n-A A -j ACCEPT\n*filter\n:B - [0:0]\n-A B -j DROP\nCOMMIT\n",
      "nat: A 1; filter: B 1", ["missingCommit 1:1"]),
    InputRow(
      "cut in the chain lines", "*nat\n:PREROUTING ACCEPT [0:0]\n:A", "nat: PREROUTING 0",
      ["noRules 0:0", "missingCommit 1:1", "unreadableRule 3:1"]),
    InputRow(
      "cut behind -A", natTable("-A"), "nat: PREROUTING 0, A 0, B 0",
      ["noRules 0:0", "unreadableRule 5:1"]),
  ]

  static let wrapped: [InputRow] = [
    InputRow(
      "at a blank", natTable("-A A -p tcp -m tcp", "--dport 80 -j ACCEPT"),
      "nat: PREROUTING 0, A 1, B 0", ["wrappedRule 6:1"],
      rules: ["-A A -p tcp -m tcp --dport 80 -j ACCEPT"]),
    InputRow(
      "behind an option", natTable("-A A -p tcp -m tcp --dport", "80 -j ACCEPT"),
      "nat: PREROUTING 0, A 1, B 0", ["cutRule 5:20", "wrappedRule 6:1"],
      rules: ["-A A -p tcp -m tcp --dport 80 -j ACCEPT"]),
    InputRow(
      "inside an option", natTable("-A A -p tcp -m tcp --dpo", "rt 80 -j ACCEPT"),
      "nat: PREROUTING 0, A 1, B 0", ["wrappedRule 6:1"],
      rules: ["-A A -p tcp -m tcp --dport 80 -j ACCEPT"]),
    InputRow(
      "inside a comment",
      natTable("-A A -m comment --comment \"two", "words\" -j ACCEPT"),
      "nat: PREROUTING 0, A 1, B 0", []),
    InputRow(
      "over three lines", natTable("-A A -p tcp", "-m tcp --dport 80", "-j ACCEPT", "-A B -j DROP"),
      "nat: PREROUTING 0, A 1, B 1", ["wrappedRule 6:1"],
      rules: ["-A A -p tcp -m tcp --dport 80 -j ACCEPT", "-A B -j DROP"]),
    InputRow(
      "inside a number", natTable("-A A -p tcp -m tcp --dport 8", "0 -j ACCEPT"),
      "nat: PREROUTING 0, A 1, B 0", ["wrappedRule 6:1"],
      rules: ["-A A -p tcp -m tcp --dport 80 -j ACCEPT"]),
    InputRow(
      "options behind a finished rule", natTable("-A A -j ACCEPT", "-x 5 nonsense"),
      "nat: PREROUTING 0, A 1, B 0", ["ambiguousWrap 6:1"]),
    InputRow(
      "a chain name that may be two", natTable("-A A -g KUBE-", "SVC"),
      "nat: PREROUTING 0, A 1, B 0", ["ambiguousWrap 6:1"], rules: ["-A A -g KUBE-"]),
    InputRow(
      "CRLF", natTable("-A A -p tcp -m tcp\r", "--dport 80 -j ACCEPT\r"),
      "nat: PREROUTING 0, A 1, B 0", ["carriageReturns 5:19 +1", "wrappedRule 6:1"],
      rules: ["-A A -p tcp -m tcp --dport 80 -j ACCEPT"]),
  ]

  static let dressed: [InputRow] = [
    InputRow(
      "CRLF", "*nat\r\n:A - [0:0]\r\n-A A -j ACCEPT\r\nCOMMIT\r\n", "nat: A 1",
      ["carriageReturns 1:5 +3"], rules: ["-A A -j ACCEPT"]),
    InputRow(
      "mail quoting", "> *nat\n> :A - [0:0]\n> -A A -j ACCEPT\n> COMMIT\n", "nat: A 1",
      ["prefixedLine 1:1 +3"], rules: ["-A A -j ACCEPT"]),
    InputRow(
      "twice quoted", ">> *nat\n>> :A - [0:0]\n>> -A A -j ACCEPT\n>> COMMIT\n", "nat: A 1",
      ["prefixedLine 1:1 +3"]),
    InputRow(
      "line numbers", "     1\t*nat\n     2\t:A - [0:0]\n     3\t-A A -j ACCEPT\n     4\tCOMMIT\n",
      "nat: A 1", ["prefixedLine 1:6 +3"]),
    InputRow(
      "numbers with colons", "1: *nat\n2: :A - [0:0]\n3: -A A -j ACCEPT\n4: COMMIT\n", "nat: A 1",
      ["prefixedLine 1:1 +3"]),
    InputRow(
      "numbers and counters", "12 *nat\n13 :A - [0:0]\n14 [5:6] -A A -j ACCEPT\n15 COMMIT\n",
      "nat: A 1", ["prefixedLine 1:1 +3"], rules: ["-A A -j ACCEPT"]),
    InputRow(
      "prompt with command", "root@node:~# iptables-save\n" + natTable("-A A -j ACCEPT"),
      "nat: PREROUTING 0, A 1, B 0", ["promptLine 1:1"]),
    InputRow(
      "dollar prompt",
      "$ sudo iptables-save\n" + natTable("-A A -j ACCEPT") + "user@host:~$ exit\n",
      "nat: PREROUTING 0, A 1, B 0", ["promptLine 1:1", "promptLine 8:1"]),
    InputRow(
      "prompt before a rule", natTable("root@node:~# -A A -j ACCEPT"),
      "nat: PREROUTING 0, A 1, B 0", ["prefixedLine 5:1"]),
    InputRow(
      "code fences", "```\n" + natTable("-A A -j ACCEPT") + "```\n", "nat: PREROUTING 0, A 1, B 0",
      ["codeFence 1:1", "codeFence 8:1"]),
    InputRow(
      "commented-out rule", natTable("#-A A -j DROP", "-A A -j ACCEPT"),
      "nat: PREROUTING 0, A 1, B 0", ["commentedOutRule 5:1"]),
    InputRow(
      "indented", "  *nat\n  :A - [0:0]\n\t-A A -j ACCEPT\n  COMMIT\n", "nat: A 1", [],
      rules: ["-A A -j ACCEPT"]),
    InputRow(
      "trailing blanks", "*nat \n:A - [0:0] \n-A A -j ACCEPT  \nCOMMIT \n", "nat: A 1", [],
      rules: ["-A A -j ACCEPT"]),
    InputRow("blank lines", "*nat\n\n:A - [0:0]\n\n-A A -j ACCEPT\n\nCOMMIT\n\n", "nat: A 1", []),
    InputRow(
      "foreign commands", natTable("-I A -j DROP", "-P A DROP", "-N C", "-A A -j ACCEPT"),
      "nat: PREROUTING 0, A 2, B 0, C 0", ["repeatedChain 6:4"]),
    InputRow(
      "noise between", natTable("-A A -j ACCEPT", "what is this", "-A B -j DROP"),
      "nat: PREROUTING 0, A 1, B 1", ["unreadableRule 6:1"]),
    InputRow(
      "raw newline in a comment",
      natTable("-A A -m comment --comment \"one\ntwo -j DROP\nthree\" -j ACCEPT", "-A B -j B"),
      "nat: PREROUTING 0, A 1, B 1", [],
      rules: ["-A A -m comment --comment \"one\ntwo -j DROP\nthree\" -j ACCEPT", "-A B -j B"]),
    InputRow(
      "escape codes in a comment",
      natTable("-A A -m comment --comment \"\u{1b}[31m<b>&</b> */ -j DNAT x\u{7}\" -j ACCEPT"),
      "nat: PREROUTING 0, A 1, B 0", []),
  ]

  @Test(arguments: cut) func cutLines(_ row: InputRow) { row.check() }
  @Test(arguments: wrapped) func wrappedLines(_ row: InputRow) { row.check() }
  @Test(arguments: dressed) func dressedLines(_ row: InputRow) { row.check() }

  /// Nothing is concluded from a rule whose end is missing.
  @Test(arguments: cut.prefix(6)) func cutRulesAreDamaged(_ row: InputRow) {
    let ruleset = Reading(row.text).capture.rulesets[0]
    #expect(ruleset.rules.filter { $0.flags.contains(.damaged) }.count == 1)
  }

  @Test func notUTF8() {
    var bytes = Array(natTable("-A A -m comment --comment \"a?b\" -j ACCEPT").utf8)
    guard let place = bytes.firstIndex(of: UInt8(ascii: "?")) else { return }
    bytes[place] = 0xff
    let reading = Reading(bytes: bytes)
    #expect(reading.diagnostics == ["notUTF8 5:29"])
    #expect(reading.held == "nat: PREROUTING 0, A 1, B 0")
    #expect(reading.capture.rulesets[0].saveText == bytes)
  }

  @Test func nul() {
    var bytes = Array(natTable("-A A -m comment --comment \"a?b\" -j ACCEPT").utf8)
    guard let place = bytes.firstIndex(of: UInt8(ascii: "?")) else { return }
    bytes[place] = 0
    let reading = Reading(bytes: bytes)
    #expect(reading.diagnostics == ["nulByte 5:29"])
    #expect(reading.held == "nat: PREROUTING 0, A 1, B 0")
  }

  /// A clean long line is read as it is; one with odd bytes is remarked on and read too.
  @Test(arguments: ["x", "\u{e9}"]) func longLine(_ filler: String) {
    let comment = String(repeating: filler, count: 1 << 20)
    let reading = Reading(natTable("-A A -m comment --comment \(comment) -j ACCEPT", "-A B -j A"))
    #expect(reading.held == "nat: PREROUTING 0, A 1, B 1")
    #expect(reading.diagnostics == (filler == "x" ? [] : ["longLine 5:1"]))
    #expect(reading.rules.first?.hasSuffix(" -j ACCEPT") == true)
  }

  @Test func longNonsense() {
    let reading = Reading(String(repeating: "a b ", count: 300_000) + "\n" + natTable("-A A -j B"))
    #expect(reading.held == "nat: PREROUTING 0, A 1, B 0")
    #expect(reading.diagnostics == ["longLine 1:1", "unrecognisedLine 1:1"])
  }
}
