import Testing

@testable import NatScope

/// Lists of iptables commands, as in scripts, documentation and shell histories.
@Suite struct CommandListTests {
  /// Commands on nat, and the rules and chains that are there behind them.
  struct Row: Sendable, CustomTestStringConvertible {
    let commands: String
    let rules: [String]
    let shape: String

    /// - Parameter commands: each behind `iptables -t nat `, unless it names the program.
    init(_ commands: [String], _ rules: [String], _ shape: String) {
      self.commands = commands.map {
        ($0.contains("tables") ? $0 : "iptables -t nat " + $0) + "\n"
      }.joined()
      self.rules = rules
      self.shape = shape
    }

    var testDescription: String { commands.replacing("iptables -t nat ", with: "") }
  }

  private static let dnat = "-j DNAT --to-destination 10.0.0.1:80"

  static let operations: [Row] = [
    Row(
      ["-A PREROUTING -p tcp --dport 80 \(dnat)"],
      ["-A PREROUTING -p tcp -m tcp --dport 80 \(dnat)"], "4 rules nat: PREROUTING=unknown 1"),
    Row(
      ["-N A", "-A A -j RETURN", "-I A -j ACCEPT", "-I A 2 -j DROP", "-A PREROUTING -j A"],
      ["-A PREROUTING -j A", "-A A -j ACCEPT", "-A A -j DROP", "-A A -j RETURN"],
      "4 rules nat: PREROUTING=unknown 1, A 3"),
    Row(
      ["-A PREROUTING -j ACCEPT", "-A PREROUTING -j RETURN", "-D PREROUTING 1"],
      ["-A PREROUTING -j RETURN"], "4 rules nat: PREROUTING=unknown 1"),
    Row(
      ["-A PREROUTING -j ACCEPT", "-A PREROUTING -j RETURN", "-D PREROUTING -j RETURN"],
      ["-A PREROUTING -j ACCEPT"], "4 rules nat: PREROUTING=unknown 1"),
    Row(
      ["-A PREROUTING -j ACCEPT", "-R PREROUTING 1 -j RETURN"], ["-A PREROUTING -j RETURN"],
      "4 rules nat: PREROUTING=unknown 1"),
    Row(
      ["-N A", "-A PREROUTING -j A", "-E A B", "-A B -j ACCEPT"],
      ["-A PREROUTING -j B", "-A B -j ACCEPT"], "4 rules nat: PREROUTING=unknown 1, B 1"),
    Row(
      [
        "-P PREROUTING ACCEPT", "-A PREROUTING -j A", "-A PREROUTING -j B", "-F",
        "-A PREROUTING -j C",
      ],
      ["-A PREROUTING -j C"], "4 rules nat: PREROUTING=accept 1"),
    Row(
      ["-N A", "-N B", "-A B -j RETURN", "-X"], ["-A B -j RETURN"], "4 rules nat: B 1"),
    Row(
      ["-N A", "-A PREROUTING -j ACCEPT", "-X A"], ["-A PREROUTING -j ACCEPT"],
      "4 rules nat: PREROUTING=unknown 1"),
  ]

  /// What getopt_long(3) takes for the same.
  static let spellings: [Row] = [
    "-APREROUTING -ptcp --dport 80 -jDNAT --to-destination 10.0.0.1:80",
    "--append PREROUTING --protocol tcp --dport 80 --jump DNAT --to-destination 10.0.0.1:80",
    "--append=PREROUTING --proto=TCP --dport=80 --jump=DNAT --to-destination=10.0.0.1:80",
    "-A PREROUTING -p tcp --dport 80 -j DNAT --to 10.0.0.1:80",
    "-A PREROUTING -p tcp --dport 80 -j DNAT --to-dest 10.0.0.1:80 -w -v",
    "-w 5 -A PREROUTING -p tcp --dport 80 -j DNAT --to-destination 10.0.0.1:80",
    "sudo iptables -A PREROUTING -p tcp --dport 80 -j DNAT --to-destination 10.0.0.1:80 -t nat",
    "/usr/sbin/iptables -tnat -A PREROUTING -p tcp --dport 80 -j DNAT --to-destination 10.0.0.1:80 # web",
    "ip netns exec x iptables --table=nat -A PREROUTING -p 'tcp' --dport \"80\" -j DNAT --to-destination 10.0.0.1:80 >/dev/null 2>&1",
    "iptables -t nat -C PREROUTING -p tcp 2>/dev/null || iptables -t nat -A PREROUTING -p tcp --dport 80 -j DNAT --to-destination 10.0.0.1:80",
    "iptables -t nat \\\n    -A PREROUTING \\\n    -p tcp --dport 80 \\\n    -j DNAT --to-destination 10.0.0.1:80",
    "iptables -t nat -A PREROUTING -p tcp \\\n--dport 80 -j DNAT --to-destination 10.0.0.1:80",
    "$ sudo iptables -t nat -A PREROUTING -p tcp \\\n>   --dport 80 -j DNAT --to-destination 10.0.0.1:80"
      .replacing("\n> ", with: "\n"),
  ].map {
    Row(
      [$0], ["-A PREROUTING -p tcp -m tcp --dport 80 \(dnat)"], "4 rules nat: PREROUTING=unknown 1")
  }

  static let rules: [Row] = [
    Row(
      ["-A PREROUTING -s 10.0.0.1,10.0.0.2 -d 10.1.0.1,10.1.0.2 -j ACCEPT"],
      [
        "-A PREROUTING -s 10.0.0.1/32 -d 10.1.0.1/32 -j ACCEPT",
        "-A PREROUTING -s 10.0.0.1/32 -d 10.1.0.2/32 -j ACCEPT",
        "-A PREROUTING -s 10.0.0.2/32 -d 10.1.0.1/32 -j ACCEPT",
        "-A PREROUTING -s 10.0.0.2/32 -d 10.1.0.2/32 -j ACCEPT",
      ], "4 rules nat: PREROUTING=unknown 4"),
    Row(
      ["-A PREROUTING -m comment --comment '-j DROP' -j ACCEPT"],
      ["-A PREROUTING -m comment --comment \"-j DROP\" -j ACCEPT"],
      "4 rules nat: PREROUTING=unknown 1"),
    Row(
      ["-A PREROUTING -m comment --comment -j -j ACCEPT"],
      ["-A PREROUTING -m comment --comment -j -j ACCEPT"],
      "4 rules nat: PREROUTING=unknown 1"),
    Row(
      ["-A PREROUTING -m comment --comment 'it'\\''s \"x\"; rm -rf / | cat' -j ACCEPT"],
      ["-A PREROUTING -m comment --comment \"it\\'s \\\"x\\\"; rm -rf / | cat\" -j ACCEPT"],
      "4 rules nat: PREROUTING=unknown 1"),
    Row(
      ["-A PREROUTING ! -i eth0 -s ! 10.0.0.0/8 -j ACCEPT"],
      ["-A PREROUTING ! -s 10.0.0.0/8 ! -i eth0 -j ACCEPT"],
      "4 rules nat: PREROUTING=unknown 1"),
    Row(
      ["iptables -A INPUT -j DROP", "ip6tables -t nat -A OUTPUT -j ACCEPT", "-A OUTPUT -j RETURN"],
      ["-A INPUT -j DROP", "-A OUTPUT -j RETURN", "-A OUTPUT -j ACCEPT"],
      "4 rules filter: INPUT=unknown 1; nat: OUTPUT=unknown 1 | 6 rules nat: OUTPUT=unknown 1"),
    Row(
      ["iptables-legacy -t nat -A OUTPUT -j A", "iptables-nft -t nat -A OUTPUT -j B"],
      ["-A OUTPUT -j A", "-A OUTPUT -j B"],
      "4 legacy rules nat: OUTPUT=unknown 1 | 4 nf_tables rules nat: OUTPUT=unknown 1"),
  ]

  /// What cannot be followed leaves a mark on all that the list makes.
  static let lost: [Row] = [
    Row(
      ["-A PREROUTING -p tcp \(dnat)", "-I PREROUTING 5 -j ACCEPT"],
      ["-A PREROUTING -p tcp \(dnat)", "-A PREROUTING -j ACCEPT"],
      "4 fragment nat: PREROUTING=unknown 2~"),
    Row(
      ["-A PREROUTING -p tcp \(dnat)", "-R PREROUTING 2 -j ACCEPT"],
      ["-A PREROUTING -p tcp \(dnat)"], "4 fragment nat: PREROUTING=unknown 1~"),
    Row(
      ["iptables -t $TABLE -I PREROUTING -j ACCEPT", "-A PREROUTING -p tcp \(dnat)"],
      ["-A PREROUTING -p tcp \(dnat)"], "4 fragment nat: PREROUTING=unknown 1~"),
    Row(
      ["iptables -t nat -I \"$CHAIN\" -j ACCEPT", "-A PREROUTING -p tcp \(dnat)"],
      ["-A PREROUTING -p tcp \(dnat)"], "4 fragment nat: PREROUTING=unknown 1~"),
    Row(
      [
        "if [ -n \"$X\" ]; then iptables -t nat -I PREROUTING -j ACCEPT; fi",
        "-A PREROUTING -p tcp \(dnat)",
      ], ["-A PREROUTING -p tcp \(dnat)"], "4 fragment nat: PREROUTING=unknown 1~"),
    Row(
      ["-A PREROUTING -p tcp \(dnat)", "iptables-restore < /etc/iptables/rules.v4"],
      ["-A PREROUTING -p tcp \(dnat)"], "4 fragment nat: PREROUTING=unknown 1~"),
  ]

  @Test(arguments: operations + spellings + rules + lost) func run(_ row: Row) {
    let reading = Reading(row.commands)
    #expect(reading.rules == row.rules, "\(row.commands)")
    #expect(reading.shape == row.shape, "\(row.commands)")
    #expect(reading.unaccounted(row.commands) == [], "\(row.commands)")
  }

  /// A variable may stand for anything.
  @Test func variables() {
    let reading = Reading(
      "iptables -t nat -A PREROUTING -p tcp --dport $PORT -j ACCEPT\n"
        + "iptables -t nat -A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.1\n")
    #expect(reading.capture.rulesets[0].rules.map { $0.flags.contains(.damaged) } == [true, false])
  }

  /// Sentences that speak of commands change nothing.
  @Test(arguments: [
    "iptables -A adds a rule to the end", "Use iptables -t nat to see them",
    "# iptables -t nat -A PREROUTING -j DROP", "echo done", "the iptables-save of the node",
  ])
  func sentences(_ line: String) {
    let reading = Reading(
      line + "\niptables -t nat -A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.1\n")
    #expect(reading.shape == "4 rules nat: PREROUTING=unknown 1")
    #expect(reading.unaccounted(line) == [])
  }
}
