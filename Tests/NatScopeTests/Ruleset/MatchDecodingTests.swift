import Testing

@testable import NatScope

/// What each option that natscope evaluates comes to.
@Suite struct MatchDecodingTests {
  static let general: [(String, [Tested])] = [
    ("", []),
    ("-s 10.0.0.0/8", [yes(.source(pattern("10.0.0.0/8")))]),
    ("! -s 10.0.0.5/32", [not(.source(pattern("10.0.0.5")))]),
    ("-s ! 10.0.0.5/32", [not(.source(pattern("10.0.0.5")))]),
    ("--source 10.0.0.5", [yes(.source(pattern("10.0.0.5")))]),
    ("--src 10.0.0.5", [yes(.source(pattern("10.0.0.5")))]),
    ("-d 0.0.0.10/0.0.0.255", [yes(.destination(pattern("0.0.0.10/0.0.0.255")))]),
    ("--destination 10.0.0.5", [yes(.destination(pattern("10.0.0.5")))]),
    ("! --dst 10.0.0.5", [not(.destination(pattern("10.0.0.5")))]),
    ("-i eth0", [yes(.inInterface(interface("eth0")))]),
    ("! --in-interface veth+", [not(.inInterface(interface("veth+")))]),
    ("-o docker0", [yes(.outInterface(interface("docker0")))]),
    ("--out-interface ! docker0", [not(.outInterface(interface("docker0")))]),
    ("-p tcp", [yes(.ipProtocol(.tcp))]), ("-p 6", [yes(.ipProtocol(.tcp))]),
    ("! -p udp", [not(.ipProtocol(.udp))]), ("--protocol sctp", [yes(.ipProtocol(.sctp))]),
    ("--proto 253", [yes(.ipProtocol(IPProtocol(number: 253)))]),
    ("-p all", []), ("-p 0", []),
    ("-f", [yes(.fragment)]), ("! -f", [not(.fragment)]), ("--fragment", [yes(.fragment)]),
    ("-c 12 3456", []), ("-4", []), ("-p tcp -m tcp", [yes(.ipProtocol(.tcp))]),
    ("-m comment --comment nothing", []), ("-m comment --comment \"-j DROP\"", []),
  ]

  static let ports: [(String, [Tested])] = [
    ("--dport 80", [yes(.destinationPorts([PortRange(80, 80)]))]),
    ("! --dport 80:90", [not(.destinationPorts([PortRange(80, 90)]))]),
    ("--dport ! 80", [not(.destinationPorts([PortRange(80, 80)]))]),
    ("--destination-port :1023", [yes(.destinationPorts([PortRange(0, 1023)]))]),
    ("--sport 1024:", [yes(.sourcePorts([PortRange(1024, 65535)]))]),
    ("--source-port 53", [yes(.sourcePorts([PortRange(53, 53)]))]),
    (
      "--sport 1 --dport 2",
      [yes(.sourcePorts([PortRange(1, 1)])), yes(.destinationPorts([PortRange(2, 2)]))]
    ),
  ]

  static let others: [(String, [Tested])] = [
    (
      "-m multiport --dports 80,443,8000:8010",
      [
        yes(
          .destinationPorts([PortRange(80, 80), PortRange(443, 443), PortRange(8000, 8010)]))
      ]
    ),
    ("-m multiport ! --dports 80", [not(.destinationPorts([PortRange(80, 80)]))]),
    ("-m multiport --sports 1:2", [yes(.sourcePorts([PortRange(1, 2)]))]),
    ("-m multiport --ports 53", [yes(.eitherPorts([PortRange(53, 53)]))]),
    ("-m multiport --destination-ports 5", [yes(.destinationPorts([PortRange(5, 5)]))]),
    ("-m multiport --source-ports 5", [yes(.sourcePorts([PortRange(5, 5)]))]),
    (
      "-m addrtype --dst-type LOCAL",
      [yes(.destinationType(AddressTypes(kinds: [.local], limit: nil)))]
    ),
    (
      "-m addrtype ! --src-type LOCAL,UNICAST --limit-iface-in",
      [not(.sourceType(AddressTypes(kinds: [.local, .unicast], limit: .inInterface)))]
    ),
    (
      "-m addrtype ! --src-type LOCAL --dst-type LOCAL",
      [
        not(.sourceType(AddressTypes(kinds: [.local], limit: nil))),
        yes(.destinationType(AddressTypes(kinds: [.local], limit: nil))),
      ]
    ),
    ("-m mark --mark 0x4000/0x4000", [yes(.mark(MarkTest(value: 0x4000, mask: 0x4000)))]),
    ("-m mark ! --mark 5", [not(.mark(MarkTest(value: 5, mask: .max)))]),
    ("-m connmark --mark 0x1/0xff", [yes(.connmark(MarkTest(value: 1, mask: 255)))]),
    (
      "-m statistic --mode random --probability 0.33333333349",
      [yes(.random(share: 715_827_883))]
    ),
    ("-m statistic --mode random ! --probability 0.5", [not(.random(share: 1 << 30))]),
    ("-m statistic --mode random --probability 0", [yes(.random(share: 0))]),
    ("-m statistic --mode random --probability 1", [yes(.random(share: 1 << 31))]),
    ("-m statistic --mode nth --every 3 --packet 0", [yes(.everyNth(every: 3))]),
    ("-m statistic --mode nth ! --every 3", [not(.everyNth(every: 3))]),
    ("-m state --state NEW", [yes(.conntrack(.state(.new), besideState: true))]),
    ("-m state ! --state INVALID", [not(.conntrack(.state(.invalid), besideState: true))]),
    (
      "-m iprange --src-range 10.0.0.1-10.0.0.9",
      [yes(.sourceRange(addresses("10.0.0.1", "10.0.0.9")))]
    ),
    (
      "-m iprange ! --dst-range 10.0.0.1-10.0.0.1",
      [not(.destinationRange(addresses("10.0.0.1", "10.0.0.1")))]
    ),
    ("-m limit --limit 5/min --limit-burst 7", [yes(.volatile)]),
    ("-m hashlimit --hashlimit-upto 5/min --hashlimit-name x", [yes(.volatile)]),
    ("-m physdev --physdev-in eth0", [yes(.bridgePort)]),
    ("-m owner --uid-owner 1337", [yes(.header(.user, [1337...1337]))]),
    ("-m owner ! --uid-owner 1337", [not(.header(.user, [1337...1337]))]),
    (
      "-m owner ! --uid-owner 10-20 --gid-owner 5",
      [not(.header(.user, [10...20])), yes(.header(.group, [5...5]))]
    ),
    ("-m owner --gid-owner 5 --suppl-groups", [yes(.owner)]),
    ("-m owner ! --socket-exists", [not(.socketExists)]),
    (
      "-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN",
      [yes(.ipProtocol(.tcp)), yes(.tcpFlags(mask: 0x17, set: 2))]
    ),
    ("-p tcp ! --syn", [yes(.ipProtocol(.tcp)), not(.tcpFlags(mask: 0x17, set: 2))]),
    (
      "-p tcp --tcp-flags ALL NONE", [yes(.ipProtocol(.tcp)), yes(.tcpFlags(mask: 63, set: 0))]
    ),
  ]

  static let lists: [(String, [Tested])] = [
    (
      "-m recent --set --name ssh --mask 255.255.255.255 --rsource",
      [
        yes(
          .recent(
            RecentTest(operation: .set, list: "ssh source 255.255.255.255", isSatisfiedByOne: true))
        )
      ]
    ),
    (
      "-m recent ! --rcheck --seconds 60 --hitcount 4 --name ssh --rdest",
      [
        not(
          .recent(RecentTest(operation: .check, list: "ssh destination ", isSatisfiedByOne: false)))
      ]
    ),
    (
      "-m recent --update",
      [
        yes(
          .recent(RecentTest(operation: .update, list: "DEFAULT source ", isSatisfiedByOne: true)))
      ]
    ),
    (
      "-m recent --remove --name a",
      [yes(.recent(RecentTest(operation: .remove, list: "a source ", isSatisfiedByOne: true)))]
    ),
    (
      "-m set --match-set blocked src",
      [yes(.set(SetTest(name: "blocked", directions: [.source], hasFurtherOptions: false)))]
    ),
    (
      "-m set ! --match-set web dst,src",
      [
        not(
          .set(SetTest(name: "web", directions: [.destination, .source], hasFurtherOptions: false)))
      ]
    ),
    (
      "-m set --match-set web dst --return-nomatch",
      [
        yes(
          .set(
            SetTest(
              name: "web", directions: [.destination], returnsExceptions: true,
              hasFurtherOptions: false)))
      ]
    ),
    (
      "-m set --match-set web dst --packets-gt 4",
      [yes(.set(SetTest(name: "web", directions: [.destination], hasFurtherOptions: true)))]
    ),
    (
      "-m set --match-set web dst ! --update-counters",
      [yes(.set(SetTest(name: "web", directions: [.destination], hasFurtherOptions: false)))]
    ),
  ]

  private static func check(
    _ text: String, _ expected: [Tested], _ family: IPFamily = .ipv4
  ) {
    for options in [text, text + " -j ACCEPT", "-j ACCEPT"] where options != "-j ACCEPT" {
      let read = RuleText(options, family)
      #expect(read.tests == expected, "\(options)")
      #expect(read.problems == [], "\(options)")
    }
  }

  @Test(arguments: general) func generalOptions(_ text: String, _ expected: [Tested]) {
    Self.check(text, expected)
  }

  /// With and without `-m`, for every protocol that has ports.
  @Test(arguments: ports) func portOptions(_ text: String, _ expected: [Tested]) {
    for name in ["tcp", "udp", "sctp", "dccp", "udplite"] {
      guard let ipProtocol = IPProtocol(name: Array(name.utf8)) else { continue }
      for module in ["", " -m \(name)"] {
        Self.check("-p \(name)\(module) \(text)", [yes(.ipProtocol(ipProtocol))] + expected)
      }
    }
  }

  @Test(arguments: others) func modules(_ text: String, _ expected: [Tested]) {
    Self.check(text, expected)
  }

  @Test(arguments: lists) func listsAndSets(_ text: String, _ expected: [Tested]) {
    Self.check(text, expected)
  }

  @Test(arguments: [
    ("--ctstate NEW,RELATED", ConntrackTest.state([.new, .related])),
    ("--ctstate DNAT", .state(.dnat)), ("--ctstate snat", .state(.snat)),
    ("--ctstate UNTRACKED,INVALID,ESTABLISHED", .state([.untracked, .invalid, .established])),
    ("--ctproto 17", .ipProtocol(.udp)),
    ("--ctorigsrc 10.0.0.0/8", .originalSource(pattern("10.0.0.0/8"))),
    ("--ctorigdst 10.0.0.1", .originalDestination(pattern("10.0.0.1"))),
    ("--ctreplsrc 10.0.0.1", .replySource(pattern("10.0.0.1"))),
    ("--ctrepldst 10.0.0.1", .replyDestination(pattern("10.0.0.1"))),
    ("--ctorigsrcport 5:6", .originalSourcePort(PortRange(5, 6))),
    ("--ctorigdstport 80", .originalDestinationPort(PortRange(80, 80))),
    ("--ctreplsrcport 80", .replySourcePort(PortRange(80, 80))),
    ("--ctrepldstport 80", .replyDestinationPort(PortRange(80, 80))),
    ("--ctstatus NONE", .status(bits: 1)), ("--ctstatus EXPECTED,CONFIRMED", .status(bits: 18)),
    ("--ctdir ORIGINAL", .direction(isOriginal: true)),
    ("--ctdir REPLY", .direction(isOriginal: false)),
    ("--ctexpire 1:10", .expire),
  ])
  func conntrack(_ text: String, _ test: ConntrackTest) {
    let asksState = text.contains("ctstate")
    Self.check(
      "-m conntrack \(text)", [yes(.conntrack(test, besideState: asksState))])
    Self.check("-m conntrack ! \(text)", [not(.conntrack(test, besideState: asksState))])
  }

  /// A state beside another option changes what both say of a packet without conntrack entry.
  @Test func conntrackBesideState() {
    Self.check(
      "-m conntrack --ctstate NEW --ctdir ORIGINAL",
      [
        yes(.conntrack(.state(.new), besideState: true)),
        yes(.conntrack(.direction(isOriginal: true), besideState: true)),
      ])
  }

  @Test(arguments: [
    ("-p icmp -m icmp --icmp-type 8", IPFamily.ipv4, 0x0800...0x08ff),
    ("-p icmp -m icmp --icmp-type 3/4", .ipv4, 0x0304...0x0304),
    ("-p icmp -m icmp --icmp-type any", .ipv4, 0...65535),
    ("-p icmp --icmp-type echo-request", .ipv4, 0x0800...0x08ff),
    ("-p ipv6-icmp -m icmp6 --icmpv6-type 128", .ipv6, 0x8000...0x80ff),
    ("-p icmpv6 --icmpv6-type echo-reply", .ipv6, 0x8100...0x81ff),
    ("-p ipv6-icmp -m icmp6 --icmpv6-type 1/4", .ipv6, 0x0104...0x0104),
  ])
  func icmp(_ text: String, _ family: IPFamily, _ range: ClosedRange<UInt16>) {
    let ipProtocol: IPProtocol = family == .ipv4 ? .icmp : .icmpv6
    Self.check(
      text,
      [
        yes(.ipProtocol(ipProtocol)),
        yes(.icmpType(ICMPTypes(ipProtocol: ipProtocol, range: range))),
      ], family)
  }

  @Test(arguments: [
    ("-s 2001:db8::/32", yes(.source(pattern("2001:db8::/32")))),
    ("! -d ::1/128", not(.destination(pattern("::1")))),
    ("-m iprange --src-range ::1-::9", yes(.sourceRange(addresses("::1", "::9")))),
    (
      "-m conntrack --ctorigdst fd00::1",
      yes(.conntrack(.originalDestination(pattern("fd00::1")), besideState: false))
    ),
  ])
  func version6(_ text: String, _ expected: Tested) {
    Self.check(text, [expected], .ipv6)
  }
}
