extension Trap {
  private static func mangle(_ chain: String, _ rules: [String]) -> [String] {
    rules.map { "mangle -A \(chain) \($0)" }
  }

  private static func matched(_ chain: String, _ numbers: [Int]) -> String {
    numbers.map { "mangle \(chain) #\($0)" }.joined(separator: ", ")
  }

  /// What the matches say of each rule in one chain of mangle.
  private static func header(
    _ fact: String, _ packet: TestPacket, in chain: String = "PREROUTING", _ rules: [String],
    match numbers: [Int], after: String = "", backends: [Backend] = Backend.allCases
  ) -> Trap {
    Trap(
      fact, packet, mangle(chain, rules), kernel: matched(chain, numbers) + after,
      backends: backends)
  }

  private static let far = TestPacket(source: "203.0.113.9", destination: "198.18.0.5")
  private static let far6 = TestPacket(source: "2001:db8:9::9", destination: "2001:db8:77::5")
  private static let sent = TestPacket(
    source: "192.0.2.10", destination: "198.18.0.5", inInterface: nil)
  private static let sent6 = TestPacket(
    source: "2001:db8:1::10", destination: "2001:db8:77::5", inInterface: nil)

  /// What matches say of headers, and what targets make of them.
  static let headers: [Trap] = [
    header(
      "length is all of the packet", web,
      [
        "-m length --length 40", "-m length ! --length 0:39", "-m length --length 41:65535",
        "-m length ! --length 40",
      ], match: [1, 2]),
    header(
      "length of IPv6 is with the header", web6,
      ["-m length --length 60", "-m length --length 20", "-m length ! --length 60:61"],
      match: [1]),
    header(
      "ttl", web,
      [
        "-m ttl --ttl-eq 64", "-m ttl ! --ttl-eq 64", "-m ttl --ttl-lt 64", "-m ttl --ttl-lt 65",
        "-m ttl --ttl-gt 63", "-m ttl --ttl-gt 64", "-m ttl --ttl-gt 255", "-m ttl --ttl-lt 0",
      ], match: [1, 4, 5]),
    header(
      "hop limit", web6,
      ["-m hl --hl-eq 64", "-m hl ! --hl-eq 63", "-m hl --hl-lt 64", "-m hl --hl-gt 63"],
      match: [1, 2, 4]),
    Trap(
      "forwarding takes one from the TTL before FORWARD", far,
      mangle("PREROUTING", ["-m ttl --ttl-eq 64"])
        + mangle("FORWARD", ["-m ttl --ttl-eq 63", "-m ttl --ttl-eq 64"])
        + mangle("POSTROUTING", ["-m ttl --ttl-eq 63", "-m ttl --ttl-eq 62"]),
      kernel: "mangle FORWARD #1, mangle POSTROUTING #1, mangle PREROUTING #1"),
    Trap(
      "forwarding takes one from the hop limit before FORWARD", far6,
      mangle("PREROUTING", ["-m hl --hl-eq 64"])
        + mangle("FORWARD", ["-m hl --hl-eq 63", "-m hl --hl-eq 64"])
        + mangle("POSTROUTING", ["-m hl --hl-eq 63"]),
      kernel: "mangle FORWARD #1, mangle POSTROUTING #1, mangle PREROUTING #1"),
    Trap(
      "a packet of the node keeps its TTL", sent,
      mangle("OUTPUT", ["-m ttl --ttl-eq 64"]) + mangle("POSTROUTING", ["-m ttl --ttl-eq 64"]),
      kernel: "mangle OUTPUT #1, mangle POSTROUTING #1"),
    Trap(
      "a TTL of 1 is not forwarded", far,
      mangle("PREROUTING", ["-j TTL --ttl-set 1", "-m ttl --ttl-eq 1"])
        + mangle("FORWARD", ["-m ttl --ttl-lt 2"]) + mangle("POSTROUTING", ["-m ttl --ttl-lt 2"]),
      kernel: "mangle PREROUTING #1, mangle PREROUTING #2 lost"),
    Trap(
      "a hop limit of 1 is not forwarded", far6,
      mangle("PREROUTING", ["-j HL --hl-set 1", "-m hl --hl-eq 1"])
        + mangle("FORWARD", ["-m hl --hl-lt 2"]),
      kernel: "mangle PREROUTING #1, mangle PREROUTING #2 lost"),
    Trap(
      "a TTL of 1 is delivered, and one of 2 forwarded", web,
      mangle("PREROUTING", ["-j TTL --ttl-set 1", "-m ttl --ttl-eq 1"]),
      kernel: "mangle PREROUTING #1, mangle PREROUTING #2"),
    Trap(
      "TTL ends at 0 and 255", far,
      mangle(
        "PREROUTING",
        [
          "-j TTL --ttl-dec 100", "-m ttl --ttl-eq 0", "-j TTL --ttl-inc 200",
          "-m ttl --ttl-eq 200",
          "-j TTL --ttl-inc 200", "-m ttl --ttl-eq 255",
        ]) + mangle("FORWARD", ["-m ttl --ttl-eq 254"]),
      kernel: "mangle FORWARD #1, " + matched("PREROUTING", [1, 2, 3, 4, 5, 6])),
    header(
      "tos and dscp", web,
      [
        "-m tos --tos 0x00/0xff", "-m tos ! --tos 0x10/0x3f", "-m tos --tos 0x10/0x0f",
        "-m tos ! --tos 0x10/0x0f", "-m dscp --dscp 0x00", "-m dscp ! --dscp 0x0a",
        "-j DSCP --set-dscp 0x2e", "-m dscp --dscp-class EF", "-m tos --tos 0xb8/0xff",
        "-m tos --tos 0xb8/0xfc", "-m ecn --ecn-ip-ect 0", "-j TOS --set-tos 0x02/0x03",
        "-m tos --tos 0xba/0xff", "-m ecn --ecn-ip-ect 2", "-m ecn ! --ecn-ip-ect 1",
        "-m dscp --dscp 0x2e", "-j TOS --xor-tos 0xff", "-m tos --tos 0x45/0xff",
        "-j TOS --and-tos 0x0f", "-m tos --tos 5", "-j TOS --or-tos 0x20", "-m tos --tos 0x25",
        "-j DSCP --set-dscp 0", "-m tos --tos 0x01",
      ],
      match: [1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24]),
    header(
      "traffic class", web6,
      [
        "-m tos --tos 0x00/0xff", "-j DSCP --set-dscp 0x0a", "-m tos --tos 0x28/0xff",
        "-m dscp --dscp-class AF11", "-j TOS --set-tos 0x03/0x03", "-m ecn --ecn-ip-ect 3",
        "-m dscp --dscp 0x0a",
      ], match: [1, 2, 3, 4, 5, 6, 7]),
    header(
      "flags of TCP for congestion", web,
      [
        "-p tcp -m ecn --ecn-tcp-ece", "-p tcp -m ecn ! --ecn-tcp-ece",
        "-p tcp -m ecn ! --ecn-tcp-cwr ! --ecn-tcp-ece", "-p tcp -j ECN --ecn-tcp-remove",
        "-p tcp -m tcp --tcp-flags SYN,ACK SYN",
      ], match: [2, 3, 4, 5]),
    header(
      "options of TCP that are not there", web,
      [
        "-p tcp -m tcp --tcp-option 2", "-p tcp -m tcp ! --tcp-option 2",
        "-p tcp -m tcpmss --mss 0:65535", "-p tcp -m tcpmss ! --mss 5",
        "-p tcp -m tcpmss ! --mss 0:65535",
      ], match: [2, 4, 5]),
    header(
      "TCPMSS adds the option, of no more than 536", web,
      [
        "-p tcp -m tcp --syn -j TCPMSS --set-mss 900", "-p tcp -m tcpmss --mss 536",
        "-p tcp -m tcp --tcp-option 2", "-m length --length 44",
        "-p tcp -m tcp --syn -j TCPMSS --set-mss 200", "-p tcp -m tcpmss --mss 200",
        "-p tcp -m tcp --syn -j TCPMSS --set-mss 900", "-p tcp -m tcpmss --mss 200",
        "-m length --length 44", "-p tcp -j TCPOPTSTRIP --strip-options mss",
        "-p tcp -m tcp --tcp-option 2", "-p tcp -m tcpmss ! --mss 1", "-m length --length 44",
      ], match: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13]),
    header(
      "TCPMSS adds no more than 1220 to IPv6", web6,
      [
        "-p tcp -m tcp --syn -j TCPMSS --set-mss 9000", "-p tcp -m tcpmss --mss 1220",
        "-m length --length 64",
      ], match: [1, 2, 3]),
    header(
      "the sender's hardware address", web,
      [
        "-m mac --mac-source 02:00:00:00:00:99", "-m mac ! --mac-source 02:00:00:00:00:99",
        "-m mac ! --mac-source 02:00:00:00:00:98",
      ], match: [1, 3]),
    header(
      "the hardware address in FORWARD", far, in: "FORWARD",
      ["-m mac --mac-source 02:00:00:00:00:99", "-m mac ! --mac-source 02:00:00:00:00:99"],
      match: [1]),
    header(
      "packet types", web,
      [
        "-m pkttype --pkt-type unicast", "-m pkttype ! --pkt-type broadcast",
        "-m pkttype --pkt-type multicast",
      ], match: [1, 2]),
    header(
      "a packet to 255.255.255.255 in a unicast frame",
      TestPacket(kind: .udp, source: "203.0.113.9", destination: "255.255.255.255"),
      ["-m pkttype --pkt-type unicast", "-m pkttype --pkt-type broadcast"], match: [1]),
    header(
      "what the node sends is unicast, even to a group",
      TestPacket(
        kind: .udp, source: "192.0.2.10", destination: "224.0.0.1", inInterface: nil),
      in: "OUTPUT",
      ["-m pkttype --pkt-type unicast", "-m pkttype --pkt-type multicast", "-j DROP"],
      match: [1, 3], after: " dropped"),
    header(
      "chunks of an INIT",
      TestPacket(kind: .sctp, source: "203.0.113.9", destination: "192.0.2.10"),
      [
        "any INIT", "all INIT", "only INIT", "any INIT,DATA", "all INIT,DATA", "only INIT,DATA",
        "any DATA", "only DATA", "all NONE", "any NONE", "only NONE", "all ALL", "any ALL",
        "only ALL",
      ].map { "-p sctp -m sctp --chunk-types \($0)" } + [
        "-p sctp -m sctp ! --chunk-types any INIT", "-p sctp -m sctp ! --chunk-types all INIT,DATA",
      ], match: [1, 2, 3, 4, 6, 9, 13, 14, 16]),
    header(
      "extension headers that are not there fail, negated or not", web6,
      [
        "-m frag --fragid 5", "-m frag ! --fragid 5", "-m rt --rt-type 0", "-m rt ! --rt-type 0",
        "-m dst", "-m dst ! --dst-len 8", "-m hbh", "-m hbh ! --hbh-len 8", "-m srh",
        "-m srh ! --srh-next-hdr 6", "-m ah --ahspi 5", "-m ah ! --ahspi 5",
        "-m ipv6header --header prot", "-m ipv6header ! --header prot",
        "-m ipv6header --header prot --soft", "-m ipv6header --header prot,frag",
        "-m ipv6header --header prot,frag --soft", "-m ipv6header ! --header frag --soft",
        "-m ipv6header ! --header prot,frag --soft", "-m ipv6header ! --header frag",
      ], match: [13, 15, 18, 20]),
    header(
      "u32 of IPv4's header", web,
      [
        "6&0xFF=6", "6&0xFF=0x11", "0>>22&0x3C@0>>16=40000", "0>>22&0x3C@0&0xFFFF=80",
        "0>>22&0x3C@12>>16&0xFF=2", "0&0xFFFF=40", "0&0xFFFF=0:39,41:65535", "12=0xCB007109",
        "16=0xC000020A", "8>>24=64", "4&0x1FFF=0", "0>>28=4", "36&0=0", "37&0=0", "2000&0=0",
        "0>>24=0x45&&6&0xFF=6", "0>>24=0x45&&6&0xFF=7", "0<<16=0x280000", "0>>8&0xFF@0=0",
      ].map { "-m u32 --u32 \($0)" } + ["-m u32 ! --u32 6&0xFF=0x11", "-m u32 ! --u32 2000=0"],
      match: [1, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 16, 18, 20, 21]),
    header(
      "u32 of IPv6's header", web6,
      [
        "0>>28=6", "4>>16=20", "4>>8&0xFF=6", "4&0xFF=64", "8=0x20010db8", "40>>16=40000",
        "40&0xFFFF=80", "52>>16&0xFF=2", "56&0=0", "57&0=0",
      ].map { "-m u32 --u32 \($0)" }, match: [1, 2, 3, 4, 5, 6, 7, 8, 9]),
  ]
}
