import Testing

@testable import NatScope

/// A listing's line in the words of iptables-save.
@Suite struct ListedRuleTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let line: String
    let save: String
    let family: IPFamily
    init(_ line: String, _ save: String, _ family: IPFamily = .ipv4) {
      self.line = line
      self.save = save
      self.family = family
    }
    var testDescription: String { line }
  }

  /// The line in a chain FOO of nat, whose columns have `-v`.
  static func listed(_ line: String, _ family: IPFamily) throws -> (ListedRule, Ruleset) {
    let program = family == .ipv4 ? "iptables" : "ip6tables"
    let text =
      "$ \(program) -t nat -nvL FOO\nChain FOO (1 references)\n"
      + " pkts bytes target     prot opt in     out     source               destination\n\(line)\n"
    let ruleset = try #require(Reading(text).capture.rulesets.first)
    try #require(ruleset.rules.count == 1)
    return (ListedRule(ruleset, Rule.ID(0)), ruleset)
  }

  static let rows: [Row] = [
    Row("0 0 RETURN all -- * * 0.0.0.0/0 0.0.0.0/0", "-A FOO -j RETURN"),
    Row("0 0 RETURN 0 -- any any anywhere anywhere", "-A FOO -j RETURN"),
    Row("0 0  all -- * * 10.0.0.1 !10.0.0.0/8", "-A FOO -s 10.0.0.1/32 ! -d 10.0.0.0/8"),
    Row("0 0 ACCEPT all -- + * !0.0.0.0/0 0.0.0.0/0", "-A FOO ! -s 0.0.0.0/0 -j ACCEPT"),
    Row("0 0 ACCEPT all -- eth+ !lo 0.0.0.0/0 0.0.0.0/0", "-A FOO -i eth+ ! -o lo -j ACCEPT"),
    Row("0 0 ACCEPT !6 -f * * 0.0.0.0/0 0.0.0.0/0", "-A FOO ! -p tcp -f -j ACCEPT"),
    Row("0 0 ACCEPT udp !f * * 0.0.0.0/0 0.0.0.0/0", "-A FOO -p udp ! -f -j ACCEPT"),
    Row(
      "0 0 ACCEPT 0 -- * * 0.0.0.0/0 0.0.0.10/0.0.0.255", "-A FOO -d 0.0.0.10/0.0.0.255 -j ACCEPT"),
    Row("0 0 BAR 0 -- * * 0.0.0.0/0 0.0.0.0/0 [goto] ", "-A FOO -g BAR"),
    Row(
      "0 0 BAR 6 -- * * 0.0.0.0/0 10.0.0.0/24 [goto]  tcp dpt:80",
      "-A FOO -d 10.0.0.0/24 -p tcp -m tcp --dport 80 -g BAR"),
    Row(
      "0 0 ACCEPT all -- * * localhost loopback/8",
      "-A FOO -s 127.0.0.1/32 -d 127.0.0.0/8 -j ACCEPT"),
    Row("0 0 ACCEPT all * * ::/0 !fe80::/10", "-A FOO ! -d fe80::/10 -j ACCEPT", .ipv6),
    Row("0 0 ACCEPT all -- * * 2001:db8::1 ::/0", "-A FOO -s 2001:db8::1/128 -j ACCEPT", .ipv6),
    Row(
      "0 0 ACCEPT 58 -- * * ::/0 ip6-allnodes", "-A FOO -d ff02::1/128 -p ipv6-icmp -j ACCEPT",
      .ipv6),
    Row(
      "0 0 DNAT\ttcp -- * * 0.0.0.0/0 0.0.0.0/0 tcp\tdpt:80\tto:10.0.0.1",
      "-A FOO -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.0.0.1"),
  ]

  @Test(arguments: rows) func words(_ row: Row) throws {
    let (listed, _) = try Self.listed(row.line, row.family)
    #expect(String(decoding: listed.saveText, as: UTF8.self) == row.save)
    #expect(!listed.hidesInterfaces)
    #expect(listed.packets?.range == 0...0)
  }

  /// What nobody can read is one quoted word, and the rule is not concluded from.
  @Test(arguments: [
    "0 0 ACCEPT tcp -- * * 0.0.0.0/0 0.0.0.0/0 something nobody knows",
    "0 0 ACCEPT tcp -- * * 0.0.0.0/0 0.0.0.0/0 something \\\"quoted\\\" \\ -j DROP",
    "0 0 ACCEPT tcp -- * * some-host 0.0.0.0/0",
  ])
  func unread(_ line: String) throws {
    let (_, ruleset) = try Self.listed(line, .ipv4)
    let rule = ruleset.decode(Rule.ID(0))
    #expect(rule.problems.count == 1)
    #expect(rule.matches.contains { $0.test == .opaque })
    #expect(rule.target == .accept)
    #expect(!ruleset.isComplete(Rule.ID(0)))
  }
}
