import Testing

@testable import NatScope

/// Every form of every target whose options natscope reads.
@Suite struct TargetDecodingTests {
  static func mapping(
    _ addresses: ClosedRange<UInt128>? = nil, _ ports: PortRange? = nil, base: UInt16? = nil,
    isRandom: Bool = false, isPersistent: Bool = false
  ) -> NATMapping {
    NATMapping(
      addresses: addresses, ports: ports, basePort: base, isRandom: isRandom,
      isPersistent: isPersistent)
  }

  static func one(_ text: String) -> ClosedRange<UInt128> { addresses(text, text) }

  static let forms4: [(String, NATMapping)] = [
    ("10.0.0.1", mapping(one("10.0.0.1"))),
    ("10.0.0.1-10.0.0.9", mapping(addresses("10.0.0.1", "10.0.0.9"))),
    ("10.0.0.1:80", mapping(one("10.0.0.1"), PortRange(80, 80))),
    (":8080", mapping(nil, PortRange(8080, 8080))),
    (":8080-8090", mapping(nil, PortRange(8080, 8090))),
    ("10.0.0.1:80-90", mapping(one("10.0.0.1"), PortRange(80, 90))),
    ("10.0.0.1-10.0.0.2:80-90", mapping(addresses("10.0.0.1", "10.0.0.2"), PortRange(80, 90))),
    ("10.0.0.1:80 --random", mapping(one("10.0.0.1"), PortRange(80, 80), isRandom: true)),
    ("10.0.0.1 --persistent", mapping(one("10.0.0.1"), isPersistent: true)),
    (
      "10.0.0.1 --random --persistent",
      mapping(one("10.0.0.1"), isRandom: true, isPersistent: true)
    ),
  ]

  static let forms6: [(String, NATMapping)] = [
    ("2001:db8::1", mapping(one("2001:db8::1"))),
    ("2001:db8::1-2001:db8::9", mapping(addresses("2001:db8::1", "2001:db8::9"))),
    ("[2001:db8::1]:80", mapping(one("2001:db8::1"), PortRange(80, 80))),
    (
      "[2001:db8::1-2001:db8::9]:80",
      mapping(addresses("2001:db8::1", "2001:db8::9"), PortRange(80, 80))
    ),
    (
      "[2001:db8::1]-[2001:db8::9]:80",
      mapping(addresses("2001:db8::1", "2001:db8::9"), PortRange(80, 80))
    ),
    (
      "[2001:db8::1]:80-90 --random", mapping(one("2001:db8::1"), PortRange(80, 90), isRandom: true)
    ),
    ("[2001:db8::1]", mapping(one("2001:db8::1"))),
    (":8080", mapping(nil, PortRange(8080, 8080))),
    ("::1", mapping(one("::1"))),
  ]

  @Test(arguments: forms4) func nat(_ text: String, _ mapping: NATMapping) {
    #expect(RuleText("-j DNAT --to-destination \(text)").rule.target == .destinationNAT(mapping))
    #expect(RuleText("-j SNAT --to-source \(text)").rule.target == .sourceNAT(mapping))
  }

  @Test(arguments: forms6) func nat6(_ text: String, _ mapping: NATMapping) {
    let dnat = RuleText("-j DNAT --to-destination \(text)", .ipv6)
    #expect(dnat.rule.target == .destinationNAT(mapping))
    #expect(dnat.problems == [])
    #expect(RuleText("-j SNAT --to-source \(text)", .ipv6).rule.target == .sourceNAT(mapping))
  }

  @Test(arguments: [
    ("--to-destination 10.0.0.1:100-110/1000", 1000), ("--to-destination :100-110/0", 0),
    ("--to-destination 10.0.0.1:100-110/65535", 65535),
  ])
  func shifted(_ text: String, _ base: UInt16) {
    guard case .destinationNAT(let mapping) = RuleText("-j DNAT \(text)").rule.target else {
      Issue.record("not DNAT: \(text)")
      return
    }
    #expect(mapping.basePort == base)
    #expect(mapping.ports == PortRange(100, 110))
  }

  static let plain: [(String, Target)] = [
    ("", .none), ("-j ACCEPT", .accept), ("-j DROP", .drop), ("-j RETURN", .return),
    ("-j QUEUE", .queue(bypass: nil)), ("-j NFQUEUE --queue-num 5", .queue(bypass: nil)),
    ("-j NFQUEUE --queue-num 5 --queue-bypass", .queue(bypass: 5...5)),
    ("-j NFQUEUE --queue-bypass", .queue(bypass: 0...0)),
    ("-j NFQUEUE --queue-balance 2:4 --queue-bypass", .queue(bypass: 2...4)),
    ("-j REJECT --reject-with icmp-port-unreachable", .reject), ("-j REJECT", .reject),
    ("--jump ACCEPT", .accept),
    ("-j REDIRECT", .redirect(mapping())),
    ("-j REDIRECT --to-ports 8080", .redirect(mapping(nil, PortRange(8080, 8080)))),
    (
      "-j REDIRECT --to-port 80-90 --random",
      .redirect(mapping(nil, PortRange(80, 90), isRandom: true))
    ),
    ("-j MASQUERADE", .masquerade(mapping())),
    ("-j MASQUERADE --to-ports 1024-2048", .masquerade(mapping(nil, PortRange(1024, 2048)))),
    ("-j MASQUERADE --random-fully", .masquerade(mapping(isRandom: true))),
    (
      "-j SNAT --to-source 10.0.0.1 --random-fully",
      .sourceNAT(mapping(one("10.0.0.1"), isRandom: true))
    ),
    ("-j NETMAP --to 10.5.0.0/16", .netmap(pattern("10.5.0.0/16"))),
    ("-j NETMAP --to 10.5.0.1", .netmap(pattern("10.5.0.1"))),
    ("-j LOG --log-prefix \"a -j DROP \" --log-level 4", .passive),
    ("-j NFLOG --nflog-group 1 --nflog-prefix x", .passive), ("-j TRACE", .passive),
    ("-j TCPMSS --clamp-mss-to-pmtu", .rewrite([.segmentSize(limit: nil)])),
    ("-j TCPMSS --set-mss 1400", .rewrite([.segmentSize(limit: 1400)])),
    ("-j TCPOPTSTRIP --strip-options sack,3", .rewrite([.withoutOptions([3, 5])])),
    ("-j CLASSIFY --set-class 1:1", .rewrite([.other])),
    ("-j SECMARK --selctx x", .rewrite([.other])),
    ("-j TTL --ttl-set 9", .rewrite([.field(.timeToLive, .set(9))])),
    ("-j TTL --ttl-inc 1", .rewrite([.field(.timeToLive, .add(1))])),
    ("-j TTL --ttl-dec 2", .rewrite([.field(.timeToLive, .subtract(2))])),
    ("-j TTL --ttl-dec 256", .rewrite([.other])),
    (
      "-j DSCP --set-dscp 0x2e",
      .rewrite([.field(.typeOfService, .bits(clear: 0xfc, flip: 0xb8))])
    ),
    (
      "-j DSCP --set-dscp-class AF11",
      .rewrite([.field(.typeOfService, .bits(clear: 0xfc, flip: 0x28))])
    ),
    (
      "-j TOS --set-tos 0x10/0x3f",
      .rewrite([.field(.typeOfService, .bits(clear: 0x3f, flip: 0x10))])
    ),
    (
      "-j TOS --set-tos Minimize-Cost",
      .rewrite([.field(.typeOfService, .bits(clear: 0x3f, flip: 0x02))])
    ),
    (
      "-j TOS --and-tos 0x3f", .rewrite([.field(.typeOfService, .bits(clear: 0xc0, flip: 0))])
    ),
    (
      "-j TOS --or-tos 0x3", .rewrite([.field(.typeOfService, .bits(clear: 3, flip: 3))])
    ),
    (
      "-j TOS --xor-tos 0x3", .rewrite([.field(.typeOfService, .bits(clear: 0, flip: 3))])
    ),
    (
      "-j ECN --ecn-tcp-remove", .rewrite([.field(.tcpFlags, .bits(clear: 0xc0, flip: 0))])
    ),
    (
      "-j ECN --ecn-ip-ect 2", .rewrite([.field(.typeOfService, .bits(clear: 3, flip: 2))])
    ),
    ("-j SET --add-set seen src --exist", .changeSet("seen")),
    ("-j SET --map-set marks src --map-mark", .unknownMark(mask: .max)),
    ("-j HMARK --hmark-tuple src --hmark-mod 10", .unknownMark(mask: .max)),
    ("-j NOSUCHCHAIN", .unknown), ("-j FLUX --speed 88", .unknown),
    ("-j CT --notrack", .conntrack(.untracked)), ("-j NOTRACK", .conntrack(.untracked)),
    ("-j CT --helper ftp", .conntrack(.template)), ("-j CT --zone 5", .conntrack(.template)),
    ("-j CT --zone mark --notrack", .conntrack(.untracked)), ("-j CT", .conntrack(.template)),
    ("-j KUBE-SVC", .chain(Chain.ID(1), isGoto: false)),
    ("-g KUBE-SVC", .chain(Chain.ID(1), isGoto: true)),
    ("--goto KUBE-SVC", .chain(Chain.ID(1), isGoto: true)),
  ]

  @Test(arguments: plain) func plainTargets(_ text: String, _ target: Target) {
    let read = RuleText("-p tcp \(text)")
    #expect(read.rule.target == target)
    #expect(read.problems == [])
    #expect(read.tests == [yes(.ipProtocol(.tcp))])
  }

  private static func change(_ clear: UInt32, _ flip: UInt32) -> MarkOperation {
    MarkOperation(clear: clear, flip: flip)
  }

  static let marks: [(String, MarkOperation)] = [
    ("--set-xmark 0x4000/0x4000", change(0x4000, 0x4000)), ("--set-xmark 0x1", change(.max, 1)),
    ("--set-xmark 0x4000/0x0", change(0, 0x4000)), ("--set-mark 5", change(.max, 5)),
    ("--set-mark 0x6/0x3", change(7, 6)), ("--and-mark 0xff", change(0xffff_ff00, 0)),
    ("--or-mark 0x10", change(0x10, 0x10)), ("--xor-mark 0x10", change(0, 0x10)),
    ("--set-mark 4294967295", change(.max, .max)),
  ]

  @Test(arguments: marks) func mark(_ text: String, _ operation: MarkOperation) {
    #expect(RuleText("-j MARK \(text)").rule.target == .mark(operation))
    #expect(RuleText("-j CONNMARK \(text)").rule.target == .connmark(.set(operation)))
  }

  @Test(arguments: [
    (UInt32(0), UInt32(0x6), UInt32(0x3), UInt32(0x6)), (0xf, 0x4000, 0x4000, 0x400f),
    (0xffff, 0x0, 0xff, 0xff00),
  ])
  func markForms(_ before: UInt32, _ value: UInt32, _ mask: UInt32, _ after: UInt32) {
    guard case .mark(let operation) = RuleText("-j MARK --set-mark \(value)/\(mask)").rule.target
    else {
      Issue.record("not MARK")
      return
    }
    #expect(operation(before) == after)
  }

  @Test(arguments: [
    ("--save-mark", ConnmarkOperation.save(nfmask: .max, ctmask: .max)),
    ("--save-mark --nfmask 0xff --ctmask 0xf", .save(nfmask: 0xff, ctmask: 0xf)),
    ("--restore-mark --nfmask 0xff --ctmask 0xf", .restore(nfmask: 0xff, ctmask: 0xf)),
    ("--restore-mark --mask 0x1", .restore(nfmask: 1, ctmask: 1)),
  ])
  func connmark(_ text: String, _ operation: ConnmarkOperation) {
    #expect(RuleText("-j CONNMARK \(text)").rule.target == .connmark(operation))
  }

  @Test(arguments: [
    (
      "--on-port 15006 --on-ip 127.0.0.1 --tproxy-mark 0x1/0xff", 15006, "127.0.0.1", UInt32(0xff),
      UInt32(1)
    ),
    ("--on-port 80 --on-ip 0.0.0.0 --tproxy-mark 0x0/0x0", 80, "nil", 0, 0),
    ("--on-port 80", 80, "nil", 0, 0), ("--on-port 0", 0, "nil", 0, 0),
    ("--on-port 80 --tproxy-mark 5", 80, "nil", .max, 5),
  ])
  func tproxy(_ text: String, _ port: UInt16, _ ip: String, _ clear: UInt32, _ flip: UInt32) {
    let read = RuleText("-p tcp -j TPROXY \(text)", table: "mangle")
    #expect(
      read.rule.target
        == .transparentProxy(
          TransparentProxy(port: port, address: IPAddress(ip), mark: Self.change(clear, flip))))
  }

  /// What iptables prints that lost or damaged the target, and what it would not accept.
  @Test(arguments: [
    "-j DNAT [unsupported revision]",
    "-j DNAT --to-destination :0 --persistent --to-destination 0.0.0.0:0",
    "-j DNAT --to-destination :0 --persistent", "-j DNAT --to-destination 0.0.0.0",
    "-j DNAT --to-destination 10.0.0.1 --to-destination 10.0.0.2", "-j DNAT",
    "-j DNAT --to-destination 10.0.0.1:0", "-j DNAT --to-destination 10.0.0.1:99999",
    "-j DNAT --to-destination 10.0.0.9-10.0.0.1", "-j DNAT --to-destination somewhere:80",
    "-j DNAT --to-destination 10.0.0.1:90-80", "-j DNAT --to-destination ::1",
    "-j DNAT --to-destination 10.0.0.1:80/5/6", "-j DNAT --random",
    "-j SNAT --to-source 0.0.0.0", "-j REDIRECT --to-ports x", "-j REDIRECT --to-ports 0",
    "-j MASQUERADE --to-ports 9-1", "-j NETMAP", "-j NETMAP --to x", "-j NETMAP --to ::/64",
    "-j MARK", "-j MARK --set-xmark x", "-j MARK --set-xmark 0x1/x", "-j CONNMARK",
    "-j CONNMARK --save-mark --nfmask x", "-j TPROXY", "-j TPROXY --on-port x",
    "-j MARK [unsupported revision]", "-m mark [unsupported revision] -j ACCEPT",
  ])
  func corrupt(_ text: String) {
    let read = RuleText(text)
    #expect(read.rule.target == .corrupt)
    #expect(read.rule.problems.contains { $0.kind == .corrupt })
    // Nothing of the text is lost: it prints as it came.
    #expect(read.ruleset.canonicalText(Rule.ID(0)) == Array("-A PREROUTING \(text)".utf8))
  }

  /// An option that the target does not have is kept and said; the target is what it is.
  @Test(arguments: [
    ("-j ACCEPT --fast", Target.accept, "unknownOption: --fast"),
    (
      "-j DNAT --to-destination 10.0.0.1 --sticky 5", .destinationNAT(mapping(one("10.0.0.1"))),
      "unknownOption: --sticky 5"
    ),
    ("-j MARK --set-mark 1 --set-flow 7", .mark(change(.max, 1)), "unknownOption: --set-flow 7"),
  ])
  func unknownTargetOption(_ text: String, _ target: Target, _ problem: String) {
    let read = RuleText(text)
    #expect(read.rule.target == target)
    #expect(read.problems == [problem])
  }
}
