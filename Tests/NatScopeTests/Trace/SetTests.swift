import Testing

@testable import NatScope

/// Membership in sets of every type: what Linux 6.1 and 6.18 do, seen in network namespaces.
@Suite struct SetTests {
  /// A set, the directions of a match, and whether a packet from 203.0.113.9:4000 in eth0 to
  /// 192.0.2.10:80/udp with mark 0x1234 is in it.
  struct Row: Sendable, CustomTestStringConvertible {
    let type: String
    let entries: [String]
    let directions: String
    let isMember: Bool
    let question: String

    init(
      _ type: String, _ entries: [String], _ directions: String, _ isMember: Bool,
      _ question: String = "192.0.2.10:80/udp from 203.0.113.9:4000 in eth0 mark 4660"
    ) {
      self.type = type
      self.entries = entries
      self.directions = directions
      self.isMember = isMember
      self.question = question
    }

    var testDescription: String { "\(type) \(entries) \(directions)" }

    var text: String {
      "create s \(type)\n" + entries.map { "add s \($0)\n" }.joined()
    }
  }

  static let addresses: [Row] = [
    // Fewer directions than the set has dimensions never match; more do no harm.
    Row("hash:ip", ["203.0.113.9"], "src,dst,dst", true),
    Row("hash:ip,port", ["203.0.113.9,udp:80"], "src", false),
    Row("hash:ip,port", ["203.0.113.9,udp:80"], "src,dst", true),
    Row("hash:ip,port", ["203.0.113.9,udp:80"], "src,dst,src", true),
    Row("hash:ip,port", ["203.0.113.9,udp:4000"], "src,src", true),
    Row("hash:ip,port", ["203.0.113.9,80"], "src,dst", false),
    Row("hash:ip netmask 24", ["203.0.113.0"], "src", true),
    Row("hash:ip netmask 24", ["203.0.113.0"], "dst", false),
    Row("hash:ip bitmask 255.0.0.255", ["203.0.0.9"], "src", true),
    Row("hash:ip bitmask 255.0.0.255", ["203.0.0.8"], "src", false),
    Row("hash:ip,port netmask 24", ["203.0.113.0,udp:80"], "src,dst", true),
    Row("bitmap:ip range 203.0.113.0/24", ["203.0.113.9"], "src", true),
    Row("bitmap:ip range 203.0.0.0/16 netmask 24", ["203.0.113.0"], "src", true),
    Row("bitmap:ip range 203.0.113.0/24", ["203.0.113.9"], "dst", false),
    Row("hash:ip,port,ip", ["203.0.113.9,udp:80,192.0.2.10"], "src,dst,dst", true),
    Row("hash:ip,port,ip", ["203.0.113.9,udp:80,192.0.2.10"], "src,dst,src", false),
    Row("hash:ip,port,ip", ["203.0.113.9,udp:80,192.0.2.10"], "src,dst", false),
    Row("hash:ip,mark", ["203.0.113.9,0x1234"], "src,src", true),
    Row("hash:ip,mark", ["203.0.113.9,0x1235"], "src,src", false),
    Row("hash:ip,mark", ["203.0.113.9,0x1234"], "src", false),
    Row("hash:ip,mark markmask 0xff00", ["203.0.113.9,0x1200"], "src,src", true),
    Row("hash:ip family inet6", ["::1"], "src", false),
    Row("bitmap:port range 0-100", ["80"], "dst", true),
    Row("bitmap:port range 0-100", ["80"], "src", false),
  ]

  static let networks: [Row] = [
    Row("hash:net", ["203.0.113.0/24", "203.0.113.9 nomatch"], "src", false),
    Row("hash:net", ["203.0.113.0/24", "203.0.113.8 nomatch"], "src", true),
    Row(
      "hash:ip,port,net",
      ["203.0.113.9,udp:80,192.0.2.0/24", "203.0.113.9,udp:80,192.0.2.10 nomatch"], "src,dst,dst",
      false),
    Row(
      "hash:ip,port,net",
      ["203.0.113.9,udp:80,192.0.2.10 nomatch", "203.0.113.9,udp:80,203.0.0.0/16"], "src,dst,src",
      true),
    Row(
      "hash:net,port", ["203.0.113.0/24,udp:80", "203.0.113.9,udp:80 nomatch"], "src,dst", false),
    Row("hash:net,port", ["203.0.113.0/24,udp:80", "203.0.113.9,udp:81 nomatch"], "src,dst", true),
    Row("hash:net,port", ["203.0.113.0/24,udp:79-81"], "src,dst", true),
    // All networks of the second for each of the first, from the longest prefix on.
    Row(
      "hash:net,net", ["203.0.113.0/24,192.0.2.0/24", "203.0.113.0/28,192.0.0.0/16 nomatch"],
      "src,dst", false),
    Row(
      "hash:net,net", ["203.0.0.0/16,192.0.2.10 nomatch", "203.0.113.0/24,192.0.0.0/16"], "src,dst",
      true),
    Row(
      "hash:net,net", ["203.0.0.0/16,192.0.2.10", "203.0.113.0/24,192.0.0.0/16 nomatch"], "src,dst",
      false),
    Row("hash:net,port,net", ["203.0.113.0/24,udp:80,192.0.2.10"], "src,dst,dst", true),
    Row("hash:net,port,net", ["203.0.113.0/24,udp:80,0.0.0.0/0"], "src,dst,src", true),
    Row("hash:net,port,net", ["203.0.113.0/24,tcp:80,0.0.0.0/0"], "src,dst,dst", false),
  ]

  static let interfaces: [Row] = [
    Row("hash:net,iface", ["203.0.113.0/24,eth0"], "src,src", true),
    // PREROUTING has no out interface, and nothing is looked up without a name.
    Row("hash:net,iface", ["203.0.113.0/24,eth0", "203.0.113.0/24,e wildcard"], "src,dst", false),
    // The longest prefix alone is looked at, whatever its interfaces.
    Row("hash:net,iface", ["203.0.113.0/24,eth1", "203.0.0.0/16,eth0"], "src,src", false),
    Row("hash:net,iface", ["203.0.113.0/24,eth1", "203.0.113.0/24,eth0"], "src,src", true),
    Row("hash:net,iface", ["203.0.114.0/24,eth1", "203.0.0.0/16,eth0"], "src,src", true),
    Row("hash:net,iface", ["203.0.113.0/24,eth wildcard"], "src,src", true),
    Row("hash:net,iface", ["203.0.113.0/24,ens wildcard"], "src,src", false),
    Row("hash:net,iface", ["203.0.113.0/24,eth0", "203.0.113.9,eth0 nomatch"], "src,src", false),
    Row("hash:net,iface", ["0.0.0.0/0,eth0"], "src,src", true),
  ]

  /// Protocols without ports have port 0, ICMP its type and code whatever the direction.
  static let protocols: [Row] = [
    Row("hash:ip,port", ["203.0.113.9,gre:0"], "src,dst", true, "192.0.2.10/gre from 203.0.113.9"),
    Row("hash:ip,port", ["203.0.113.9,gre:1"], "src,dst", false, "192.0.2.10/gre from 203.0.113.9"),
    Row(
      "hash:ip,port", ["203.0.113.9,sctp:80"], "src,dst", true,
      "192.0.2.10:80/sctp from 203.0.113.9:5"),
    Row(
      "hash:ip,port", ["203.0.113.9,udplite:80"], "src,dst", true,
      "192.0.2.10:80/udplite from 203.0.113.9:5"),
    Row(
      "hash:ip,port", ["203.0.113.9,dccp:0"], "src,dst", true,
      "192.0.2.10:80/dccp from 203.0.113.9:5"),
    Row(
      "bitmap:port range 0-100", ["80"], "dst", false, "192.0.2.10:80/sctp from 203.0.113.9:5"),
  ]

  @Test(arguments: addresses + networks + interfaces + protocols) func member(_ row: Row) {
    for (not, options) in [("", ""), ("! ", ""), ("", " ! --update-counters")] {
      let rule = "PREROUTING -m set \(not)--match-set s \(row.directions)\(options) \(Self.to1)"
      let tracing = Tracing(row.text + TraceRow.save([rule]), row.question)
      #expect(tracing.trace.outcomes.count == 1, "\(rule)")
      #expect(tracing.trace.primary.conditions == [], "\(rule)")
      #expect(
        (tracing.trace.primary.translation != nil) == (row.isMember == not.isEmpty), "\(rule)")
    }
  }

  static let to1 = "-j DNAT --to-destination 10.1.0.1"

  /// `--return-nomatch` turns the answers of sets of networks round, and those of others not.
  @Test(arguments: [
    ("hash:net", ["203.0.113.0/24"], false),
    ("hash:net", ["203.0.113.0/24", "203.0.113.9 nomatch"], true),
    ("hash:ip", ["203.0.113.9"], true),
    ("hash:net", ["203.0.112.0/24"], false),
  ])
  func returnNomatch(_ type: String, _ entries: [String], _ isMember: Bool) {
    let row = Row(type, entries, "src", isMember)
    let rules = TraceRow.save(["PREROUTING -m set --match-set s src --return-nomatch \(Self.to1)"])
    let outcomes = Tracing(row.text + rules, row.question).trace.outcomes
    #expect(outcomes.map { $0.translation != nil } == [isMember])
    let list = row.text + "create l list:set size 8\nadd l s\n"
    let inList = Tracing(
      list + rules.replacing("--match-set s", with: "--match-set l"), row.question)
    #expect(inList.trace.outcomes.map { $0.translation != nil } == [isMember])
  }

  /// A list is any of its sets; one that is missing leaves it open unless another one matches.
  @Test(arguments: [
    (["a"], "src", ["DNAT 10.1.0.1:80"]), (["b", "a"], "src", ["DNAT 10.1.0.1:80"]),
    (["b"], "src", ["ACCEPT"]), ([], "src", ["ACCEPT"]), (["v6"], "src", ["ACCEPT"]),
    (["c"], "src", ["ACCEPT"]), (["c"], "src,dst", ["DNAT 10.1.0.1:80"]),
    (["missing", "a"], "src", ["DNAT 10.1.0.1:80"]),
    (
      ["missing"], "src",
      [
        "ACCEPT if not `-m set --match-set l src`",
        "DNAT 10.1.0.1:80 if `-m set --match-set l src`",
      ]
    ),
  ])
  func list(_ members: [String], _ directions: String, _ expected: [String]) {
    let text =
      """
      create a hash:ip
      add a 203.0.113.9
      create b hash:net
      add b 203.0.113.0/24
      add b 203.0.113.9 nomatch
      create c hash:ip,port
      add c 203.0.113.9,udp:80
      create v6 hash:ip family inet6
      create l list:set size 8

      """ + members.map { "add l \($0)\n" }.joined()
      + TraceRow.save(["PREROUTING -m set --match-set l \(directions) \(Self.to1)"])
    let tracing = Tracing(text, "192.0.2.10:80/udp from 203.0.113.9:4000 in eth0")
    #expect(tracing.outcomes.sorted() == expected)
  }

  /// One open part of the packet is a condition on it; more are one on the set.
  @Test(arguments: [
    (
      "hash:net", ["10.9.0.0/16", "10.9.7.0/24 nomatch"], "src", "192.0.2.10:80",
      ["source 10.9.0.0/16, not source 10.9.7.0/24"]
    ),
    (
      "hash:ip,port", ["10.9.0.1,tcp:80", "10.9.0.2,udp:80"], "src,dst", "192.0.2.10:80",
      ["source 10.9.0.1"]
    ),
    (
      "hash:ip,port", ["192.0.2.10,tcp:80", "192.0.2.10,tcp:81"], "dst,dst", "192.0.2.10",
      ["destinationPort 80-81"]
    ),
    (
      "hash:ip,port,ip", ["192.0.2.10,tcp:80,10.9.0.1"], "dst,dst,src", "192.0.2.10:80",
      ["source 10.9.0.1"]
    ),
    (
      "hash:net,net", ["10.9.0.0/16,192.0.2.0/24", "10.9.7.0/24,192.0.0.0/8 nomatch"], "src,dst",
      "192.0.2.10:80", ["source 10.9.0.0/16, not source 10.9.7.0/24"]
    ),
    (
      "hash:net,iface", ["10.9.0.0/16,eth0", "10.9.7.0/24,eth1"], "src,src",
      "192.0.2.10:80 in eth0", ["source 10.9.0.0/16, not source 10.9.7.0/24"]
    ),
    (
      "hash:net,iface", ["10.9.0.0/16,eth0", "10.9.7.0/24,eth1"], "src,src",
      "192.0.2.10:80 from 10.9.7.1", ["inInterface eth1"]
    ),
    (
      "hash:ip,port", ["10.9.0.1,icmp:8/0"], "src,dst", "192.0.2.10/icmp from 10.9.0.1",
      ["icmpType 2048"]
    ),
    (
      "hash:ip,port", ["10.9.0.1,tcp:5"], "src,src", "192.0.2.10:80",
      ["`-m set --match-set s src,src`"]
    ),
    ("hash:ip,port", ["10.9.0.1,udp:5"], "src,src", "192.0.2.10:80", []),
    ("hash:ip,mac", ["10.9.0.1,02:00:00:00:00:09"], "src,src", "192.0.2.10:80 from 10.9.0.2", []),
  ])
  func open(
    _ type: String, _ entries: [String], _ directions: String, _ question: String,
    _ expected: [String]
  ) {
    let text =
      "create s \(type)\n" + entries.map { "add s \($0)\n" }.joined()
      + TraceRow.save(["PREROUTING -m set --match-set s \(directions) \(Self.to1)"])
    let conditions = Tracing(text, question).outcomes.filter { $0.contains("DNAT") }.map {
      String($0[($0.firstRange(of: " if ")?.upperBound ?? $0.endIndex)...])
    }
    #expect(conditions == expected)
  }

  /// Of many members a condition names the set.
  @Test func manyMembers() {
    let entries = (0..<200).map { "add s 10.9.\($0).1\n" }.joined()
    let rules = TraceRow.save(["PREROUTING -m set --match-set s src \(Self.to1)"])
    let text = "create s hash:ip\n" + entries + rules
    let open = Tracing(text, "192.0.2.10:80")
    #expect(
      open.outcomes.sorted() == [
        "ACCEPT if not `-m set --match-set s src`",
        "DNAT 10.1.0.1:80 if `-m set --match-set s src`",
      ])
    #expect(Tracing(text, "192.0.2.10:80 from 10.9.199.1").outcomes == ["DNAT 10.1.0.1:80"])
    #expect(Tracing(text, "192.0.2.10:80 from 10.9.200.1").outcomes == ["ACCEPT"])
  }

  /// An entry with a timeout may be gone, and a rule that adds entries changes the set.
  @Test func whatMayHaveChanged() {
    let rules = TraceRow.save(["PREROUTING -m set --match-set s dst \(Self.to1)"])
    for (timeout, isAging) in [("timeout 5", true), ("timeout 0", false)] {
      let text = "create s hash:ip timeout 60\nadd s 192.0.2.10 \(timeout)\n" + rules
      let tracing = Tracing(text, "192.0.2.10:80")
      #expect(tracing.outcomes == ["DNAT 10.1.0.1:80"])
      #expect(tracing.trace.assumptions.contains(.setsKeepEntries(["s"])) == isAging)
    }
    let changed = TraceRow.save([
      "PREROUTING -j SET --add-set s src", "PREROUTING -m set --match-set l dst \(Self.to1)",
    ])
    let text = "create s hash:ip\ncreate l list:set\nadd l s\n" + changed
    #expect(Tracing(text, "192.0.2.10:80").outcomes.count == 2)
  }
}
