import Testing

@testable import NatScope

/// What options about headers, connections and sockets come to.
@Suite struct HeaderDecodingTests {
  private static let dscp46: [ClosedRange<UInt64>] = [184...187]

  static let rows: [(String, [Tested])] = [
    ("-m length --length 40", [yes(.header(.length, [40...40]))]),
    ("-m length ! --length 0x10:", [not(.header(.length, [16...65535]))]),
    ("-m length --length :9", [yes(.header(.length, [0...9]))]),
    ("-m length --length 9:8", [yes(.header(.length, []))]),
    ("-m ttl --ttl 9", [yes(.header(.timeToLive, [9...9]))]),
    ("-m ttl --ttl-lt 9", [yes(.header(.timeToLive, [0...8]))]),
    ("-m ttl --ttl-lt 0", [yes(.header(.timeToLive, []))]),
    ("-m ttl --ttl-gt 254", [yes(.header(.timeToLive, [255...255]))]),
    ("-m ttl --ttl-gt 255", [yes(.header(.timeToLive, []))]),
    ("-m dscp --dscp 0x2e", [yes(.header(.typeOfService, dscp46))]),
    ("-m dscp ! --dscp-class ef", [not(.header(.typeOfService, dscp46))]),
    ("-m tos --tos 0x10", [yes(.header(.typeOfService, [16...16]))]),
    ("-m tos --tos 0xb8/0xfc", [yes(.header(.typeOfService, dscp46))]),
    ("-m tos --tos 1/2", [yes(.header(.typeOfService, []))]),
    (
      "-m tos --tos Minimize-Delay",
      [yes(.header(.typeOfService, [16...16, 80...80, 144...144, 208...208]))]
    ),
    (
      "-p tcp -m ecn --ecn-tcp-cwr ! --ecn-tcp-ece",
      [
        yes(.ipProtocol(.tcp)), yes(.header(.tcpFlags, [128...255])),
        not(.header(.tcpFlags, [64...127, 192...255])),
      ]
    ),
    (
      "-p tcp -m tcpmss --mss 500:",
      [yes(.ipProtocol(.tcp)), yes(.header(.segmentSize, [500...65535]))]
    ),
    (
      "-m mac ! --mac-source 02:00:5E:10:00:01",
      [not(.header(.sourceHardware, [0x0200_5e10_0001...0x0200_5e10_0001]))]
    ),
    ("-m pkttype --pkt-type bcast", [yes(.header(.packetType, [1...1]))]),
    ("-m pkttype ! --pkt-type multicast", [not(.header(.packetType, [2...2]))]),
    (
      "-p esp -m esp ! --espspi 5:9",
      [yes(.ipProtocol(IPProtocol(number: 50))), not(.header(.securityIndex, [5...9]))]
    ),
    ("-p esp -m esp", [yes(.ipProtocol(IPProtocol(number: 50)))]),
    (
      "-p ah -m ah --ahspi 5",
      [yes(.ipProtocol(IPProtocol(number: 51))), yes(.header(.securityIndex, [5...5]))]
    ),
    ("-p tcp -m tcp ! --tcp-option 8", [yes(.ipProtocol(.tcp)), not(.tcpOption(8))]),
    (
      "-p sctp -m sctp --chunk-types any INIT,DATA:Be",
      [yes(.ipProtocol(.sctp)), yes(.chunkTypes(ChunkTest(quantity: .any, types: [0, 1])))]
    ),
    (
      "-p sctp -m sctp ! --chunk-types ALL none",
      [yes(.ipProtocol(.sctp)), not(.chunkTypes(ChunkTest(quantity: .all, types: [])))]
    ),
    (
      "-p dccp -m dccp --dccp-types REQUEST,INVALID",
      [yes(.ipProtocol(.dccp)), yes(.dccpTypes(0x401))]
    ),
    ("-m helper ! --helper ftp", [not(.helper)]),
    ("-m connlabel --label 3 --set", [yes(.connectionLabel("3", isSetting: true))]),
    (
      "-m connbytes ! --connbytes 5:9 --connbytes-mode avgpkt --connbytes-dir reply",
      [not(.connectionCount(ConnectionCountTest(unit: .average, side: .reply, range: 5...9)))]
    ),
    (
      "-m connbytes --connbytes 5 --connbytes-mode bytes --connbytes-dir both",
      [
        yes(
          .connectionCount(
            ConnectionCountTest(unit: .bytes, side: .both, range: 5...UInt64.max)))
      ]
    ),
    (
      "-m rpfilter --loose --validmark --invert",
      [yes(.reversePath(isInverted: true, readsMark: true))]
    ),
    (
      "-m physdev ! --physdev-in eth0 --physdev-is-bridged", [not(.bridgePort), yes(.bridgePort)]
    ),
    ("-m cgroup ! --path a/b", [not(.controlGroup)]),
    ("-m time --timestart 08:00", [yes(.fact([]))]),
    ("-m devgroup --src-group 5", [yes(.fact(.route))]),
    ("-m string --string x --algo bm", [yes(.fact(.all))]),
  ]

  @Test(arguments: rows) func options(_ text: String, _ expected: [Tested]) {
    let read = RuleText(text)
    #expect(read.tests == expected)
    #expect(read.problems == [])
  }

  @Test(arguments: [
    ("-m hl --hl-lt 9", [yes(.header(.timeToLive, [0...8]))]),
    ("-m frag ! --fragid 5", [not(.extensionHeader(44))]),
    ("-m rt --rt-type 0 ! --rt-segsleft 1", [yes(.extensionHeader(43))]),
    ("-m hbh", [yes(.extensionHeader(0))]), ("-m dst --dst-len 8", [yes(.extensionHeader(60))]),
    ("-m srh ! --srh-tag 5", [not(.extensionHeader(43))]),
    ("-m ah ! --ahspi 5", [not(.extensionHeader(51))]),
    (
      "-m ipv6header ! --header hop,prot,FRAG --soft",
      [not(.ipv6Headers(IPv6HeaderTest(headers: 0x91, isSoft: true)))]
    ),
    (
      "-m ipv6header --header ipv6-route,none,auth,esp,dst",
      [yes(.ipv6Headers(IPv6HeaderTest(headers: 0x6e, isSoft: false)))]
    ),
  ])
  func ofIPv6(_ text: String, _ expected: [Tested]) {
    let read = RuleText(text, .ipv6)
    #expect(read.tests == expected)
    #expect(read.problems == [])
  }

  @Test(arguments: [
    "-m length --length x", "-m length --length 1:65536", "-m ttl --ttl-eq 256",
    "-m dscp --dscp 64", "-m dscp --dscp-class XX", "-m tos --tos 0x100", "-m mac --mac-source 1:2",
    "-m pkttype --pkt-type all", "-m u32 --u32 0=", "-m u32 --u32 0&&1", "-m u32 --u32 0=1&2",
    "-p sctp -m sctp --chunk-types any WHAT", "-p dccp -m dccp --dccp-types WHAT",
    "-m ecn --ecn-ip-ect 4", "-p tcp -m tcp --tcp-option 256",
    "-m connbytes --connbytes 9:5 --connbytes-mode bytes --connbytes-dir both",
    "-m connbytes --connbytes 5 --connbytes-mode bytes",
  ])
  func unreadable(_ text: String) {
    let read = RuleText(text)
    #expect(read.problems.count == 1)
    #expect(read.problems.allSatisfy { $0.hasPrefix("badValue") })
    #expect(read.kept.count == 1)
  }

  /// The tests of u32 in the form of the manual, and in that of iptables-save.
  @Test(arguments: [
    ("6 & 0xFF = 1", [part(6, [.and(255)], [1...1])]),
    ("\"0x6&0xff=0x1\"", [part(6, [.and(255)], [1...1])]),
    (
      "4 & 0x3FFF = 0 && 0 >> 22 & 0x3C @ 0 >> 24 = 0:3,9",
      [
        part(4, [.and(0x3fff)], [0...0]),
        part(0, [.shiftRight(22), .and(0x3c), .move(0), .shiftRight(24)], [0...3, 9...9]),
      ]
    ),
    ("0<<1=5:4", [part(0, [.shiftLeft(1)], [])]),
  ])
  func u32(_ text: String, _ parts: [U32Test.Part]) {
    #expect(U32Test(Array(text.utf8))?.parts == parts)
  }

  private static func part(
    _ start: UInt32, _ operations: [U32Test.Operation], _ ranges: [ClosedRange<UInt32>]
  ) -> U32Test.Part {
    U32Test.Part(start: start, operations: operations, ranges: ranges)
  }
}
