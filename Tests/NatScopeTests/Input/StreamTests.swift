import TestSupport
import Testing

@testable import NatScope

/// One stream with the output of many commands, and what people write between.
@Suite struct StreamTests {
  private static let sockets = """
    State    Recv-Q   Send-Q     Local Address:Port     Peer Address:Port   Process
    LISTEN   0        128              0.0.0.0:22            0.0.0.0:*       users:(("sshd",pid=1,fd=3))

    """
  private static let addresses = """
    1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
        link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
        inet 127.0.0.1/8 scope host lo
           valid_lft forever preferred_lft forever

    """

  private static func lines(_ text: String) -> Int {
    text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
  }

  /// A collector's report: a banner above each dump, all dumps of both families and backends.
  @Test(arguments: [
    "### cmd: NAME", "*** Output of NAME", "==== NAME ====", "root@node-1:~# NAME", "$ sudo NAME",
    "+ NAME", "[root@node ~]# NAME", "Running: NAME",
  ])
  func everythingInOneStream(_ banner: String) throws {
    var text = ""
    var expected: [String] = []
    var sections: [String] = []
    var line = 0
    func add(_ command: String, _ output: String, _ kind: String) {
      text += banner.replacing("NAME", with: command) + "\n" + output
      sections += ["\(line + 1)-\(line + 1) command"]
      let count = Self.lines(output)
      // A blank line at the end belongs to nothing.
      let blanks = output.hasSuffix("\n\n") ? 1 : 0
      sections += ["\(line + 2)-\(line + 1 + count - blanks) \(kind)"]
      line += count + 1
    }
    for backend in NodeDumps.backends {
      for family in NodeDumps.families {
        let program = (family == "4" ? "iptables-" : "ip6tables-") + backend
        let name = backend == "nft" ? "nf_tables" : "legacy"
        add(
          "\(program) -t nat -nvL", try NodeDumps.text("\(backend).\(family).nvL.txt"), "listing")
        let nat = Reading(try NodeDumps.text("\(backend).\(family).nvL.txt")).shape
        expected.append(nat.replacing(" listing", with: " \(name) listing"))
        add("ss -lnt", Self.sockets, "ss")
        add("\(program) -t nat -S", try NodeDumps.text("\(backend).\(family).S.txt"), "rules")
        expected.append(nat.replacing(" listing", with: " \(name) rules"))
        add("ip addr", Self.addresses, "ip-addr")
      }
    }
    let reading = Reading(text)
    #expect(reading.shape.split(separator: " | ").map { String($0) } == expected)
    #expect(reading.sections == sections)
    #expect(reading.unaccounted(text) == [])
    let problems = Set(reading.capture.diagnostics.map(\.problem.kind))
    #expect(problems == ["promptLine"])
  }

  /// Dumps without anything that names them, one behind the other.
  @Test func formsInARow() throws {
    let listing = try NodeDumps.text("nft.4.nvL.txt")
    let save = try NodeDumps.text("legacy.4.save")
    let rules = try NodeDumps.text("nft.6.S.txt")
    for order in [[listing, save, rules], [rules, listing, save], [save, rules, listing]] {
      let text = order.joined()
      let reading = Reading(text)
      let single = order.map { Reading($0).shape }
      #expect(reading.shape == single.joined(separator: " | "))
      #expect(reading.rules == order.flatMap { Reading($0).rules })
      #expect(reading.unaccounted(text) == [])
    }
  }

  private static let small =
    "Chain PREROUTING (policy ACCEPT)\ntarget     prot opt source               destination\n"
    + "DNAT       tcp  --  0.0.0.0/0            0.0.0.0/0            tcp dpt:80 to:10.0.0.1:80\n"

  static let rows: [ShapeRow] = [
    ShapeRow(
      "a prompt for sudo's password",
      "$ sudo iptables -t nat -S\n[sudo] password for bob: \n-P PREROUTING ACCEPT\n"
        + "-A PREROUTING -j DNAT --to-destination 10.0.0.1\n", "4 rules nat: PREROUTING=accept 1",
      sections: ["1-2 command", "3-4 rules"]),
    ShapeRow(
      "markdown",
      "# Problem\n\nIt does not work:\n\n```console\n$ sudo iptables -t nat -nL\n\(small)```\n\nWhy?\n",
      "4 fragment nat: PREROUTING=accept 1~"),
    ShapeRow(
      "the family of the rules, not of the command",
      "$ iptables -t nat -nL\n\(small)\n"
        + small.replacing("0.0.0.0/0", with: "::/0")
        .replacing("10.0.0.1:80", with: "[fd00::1]:80"),
      "4 fragment nat: PREROUTING=accept 1~ | 6 fragment nat: PREROUTING=accept 1~"),
    ShapeRow(
      "a save in a mail that is quoted",
      "> *nat\n> :PREROUTING ACCEPT [0:0]\n> -A PREROUTING -j REDIRECT --to-ports 1\n> COMMIT\n>\n"
        + "> Thanks\n", "4 save nat: PREROUTING=accept 1"),
    ShapeRow(
      "a save that is cut by another dump",
      "*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -j RETURN\n$ iptables -t nat -nL\n\(small)",
      "4 save nat: PREROUTING=accept 1 | 4 fragment nat: PREROUTING=accept 1~",
      diagnostics: ["missingCommit 1:1", "promptLine 4:1"]),
    ShapeRow(
      "two heredocs",
      "iptables-restore <<EOF\n*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -j RETURN\nCOMMIT\nEOF\n",
      "4 save nat: PREROUTING=accept 1"),
    ShapeRow(
      "warnings of iptables-nft below a listing",
      small + "# Warning: iptables-legacy tables present, use iptables-legacy to see them\n",
      "4 fragment nat: PREROUTING=accept 1~", diagnostics: ["legacyTablesPresent 4:1"]),
  ]

  @Test(arguments: rows) func read(_ row: ShapeRow) { row.check() }

  /// Lines of a text between those of a dump never lead to a rule that the dump does not have.
  @Test(arguments: 1...40) func interleaved(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let chatter = [
      "what is this?", "see above", "---", "root@node:~# ", "-- ",
      "LISTEN 0 128 0.0.0.0:22 0.0.0.0:*",
      "tcp", "on 10.0.0.1 it works", "> ok", "#1", "[1:2]", "...", "Chain of events (see above)",
    ]
    let name = random.pick(["legacy.4.nvL.txt", "nft.4.S.txt", "legacy.6.nvL.txt", "nft.4.save"])
    let original = try NodeDumps.text(name)
    let whole = Set(Reading(original).rules)
    var lines = original.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    for _ in 0..<random.number(1...6) {
      lines.insert(random.pick(chatter), at: random.number(0...lines.count - 1))
    }
    let text = lines.joined(separator: "\n")
    let reading = Reading(text)
    for ruleset in reading.capture.rulesets {
      for index in ruleset.rules.indices where !ruleset.rules[index].flags.contains(.damaged) {
        let rule = String(decoding: ruleset.canonicalText(Rule.ID(index)), as: UTF8.self)
        let isUnnamed = ruleset.name(ruleset.rules[index].chain).isEmpty
        #expect(whole.contains(rule) || isUnnamed, "\(text)")
      }
    }
    #expect(reading.unaccounted(text) == [], "\(text)")
  }
}
