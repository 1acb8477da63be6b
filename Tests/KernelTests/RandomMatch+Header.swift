import TestSupport

/// Matches on the headers of the packet.
extension RandomMatch {
  static let header: [RandomMatch] =
    [
      RandomMatch(name: "tcp", kinds: [.tcp], isListed: true, weight: 5) { one, _ in
        one.ports("tcp")
      },
      RandomMatch(name: "tcp", kinds: [.tcp], isListed: true, weight: 2) { one, _ in one.flags() },
      RandomMatch(name: "tcp", kinds: [.tcp], isDecided: false) { one, _ in
        ["-m", "tcp"] + one.negation() + ["--tcp-option", one.random.pick(["2", "8"])]
      },
      RandomMatch(name: "udp", kinds: [.udp], isListed: true, weight: 5) { one, _ in
        one.ports("udp")
      },
      RandomMatch(name: "sctp", kinds: [.sctp], isListed: true, weight: 5) { one, _ in
        one.ports("sctp")
      },
      RandomMatch(name: "sctp", kinds: [.sctp], isDecided: false) { one, _ in
        ["-m", "sctp"] + one.negation()
          + ["--chunk-types", one.random.pick(["any", "all", "only"])]
          + [one.random.pick(["INIT", "DATA,INIT", "SACK"])]
      },
      RandomMatch(name: "multiport", kinds: withPorts, isListed: true, weight: 2) { one, _ in
        one.multiport()
      },
      RandomMatch(name: "icmp", kinds: [.icmp], isIPv6: false, isListed: true, weight: 4) {
        one, _ in
        let own = one.packet.icmpType ?? TestPacket.ICMPType(type: 8)
        let types = ["\(own.type)", "\(own)", "echo-request", "0", "3/1", "any"]
        return ["-m", "icmp"] + one.negation() + ["--icmp-type", one.random.pick(types)]
      },
      RandomMatch(name: "icmp6", kinds: [.icmp], isIPv6: true, isListed: true, weight: 4) {
        one, _ in
        let own = one.packet.icmpType ?? TestPacket.ICMPType(type: 128)
        let types = ["\(own.type)", "\(own)", "echo-request", "129", "1/4"]
        return ["-m", "icmp6"] + one.negation() + ["--icmpv6-type", one.random.pick(types)]
      },
      RandomMatch(name: "tcpmss", kinds: [.tcp], isDecided: false) { one, _ in
        ["-m", "tcpmss"] + one.negation() + [
          "--mss", one.random.pick(["1460", "0:1000", "1:65535"]),
        ]
      },
      RandomMatch(name: "ecn", kinds: [.tcp], isIPv6: false) { one, _ in
        ["-m", "ecn"] + one.negation() + [one.random.pick(["--ecn-tcp-ece", "--ecn-tcp-cwr"])]
      },
      RandomMatch(name: "ecn") { one, _ in
        let own = (one.packet.tos ?? 0) & 3
        return ["-m", "ecn"] + one.negation()
          + ["--ecn-ip-ect", "\(one.random.pick([own, UInt8(0), 1, 2, 3]))"]
      },
      RandomMatch(name: "osf", kinds: [.tcp], hooks: arriving, isIPv6: false, isDecided: false) {
        one, _ in ["-m", "osf"] + one.negation() + ["--genre", "Linux"]
      },
      RandomMatch(name: "length", weight: 2) { one, _ in
        let own = Int((try? one.packet.bytes().count) ?? 60)
        let forms = ["\(own)", "\(own + 1)", ":\(own)", "\(own):", "\(own + 1):", "0:65535"]
        return ["-m", "length"] + one.negation() + ["--length", one.random.pick(forms)]
      },
      RandomMatch(name: "ttl", isIPv6: false, weight: 2) { one, _ in
        ["-m", "ttl"] + one.hops("--ttl-eq", "--ttl-lt", "--ttl-gt")
      },
      RandomMatch(name: "hl", isIPv6: true, weight: 2) { one, _ in
        ["-m", "hl"] + one.hops("--hl-eq", "--hl-lt", "--hl-gt")
      },
      RandomMatch(name: "dscp") { one, _ in
        let own = (one.packet.tos ?? 0) >> 2
        let value = "0x" + String(one.random.pick([own, own, 0, 0x2e, 1]), radix: 16)
        return ["-m", "dscp"] + one.negation() + ["--dscp", value]
      },
      RandomMatch(name: "tos") { one, _ in
        let own = "0x" + String(one.packet.tos ?? 0, radix: 16)
        let values = [own, own + "/0xff", own + "/0x3f", "Minimize-Delay", "0x10/0x1c", "0x0/0x3"]
        return ["-m", "tos"] + one.negation() + ["--tos", one.random.pick(values)]
      },
      RandomMatch(name: "mac", hooks: arriving) { one, _ in
        let own = one.packet.hardware ?? TestPacket.neighbour
        return ["-m", "mac"] + one.negation()
          + ["--mac-source", one.random.pick([own, own, "02:00:00:00:00:55"])]
      },
      RandomMatch(name: "-f", isIPv6: false) { one, _ in one.negation() + ["-f"] },
      RandomMatch(name: "u32", weight: 2) { one, _ in
        ["-m", "u32"] + one.negation() + ["--u32", "\"\(one.headerTest())\""]
      },
      RandomMatch(name: "string", isDecided: false) { one, _ in
        ["-m", "string"] + one.negation() + ["--string", "natscope", "--algo", "bm"]
      },
      RandomMatch(name: "bpf", isDecided: false) { one, _ in
        // ldb [9], or [6] of IPv6; jeq #6; ret #1; ret #0
        let code = "4,48 0 0 \(one.isIPv6 ? 6 : 9),21 0 1 6,6 0 0 1,6 0 0 0"
        return ["-m", "bpf"] + one.negation() + ["--bytecode", "\"\(code)\""]
      },
    ] + otherProtocols + extensionHeaders

  /// What no packet of the tests is.
  private static let otherProtocols: [RandomMatch] = [
    RandomMatch(name: "dccp", namesProtocol: true) { one, _ in
      ["-p", "dccp", "-m", "dccp"] + one.negation() + ["--dport", "80"]
    },
    RandomMatch(name: "ah", namesProtocol: true, isIPv6: false) { one, _ in
      ["-p", "ah", "-m", "ah"] + one.negation() + ["--ahspi", "1:500"]
    },
    RandomMatch(name: "esp", namesProtocol: true) { one, _ in
      ["-p", "esp", "-m", "esp"] + one.negation() + ["--espspi", "1:500"]
    },
    RandomMatch(name: "ipcomp", namesProtocol: true) { one, _ in
      ["-p", "ipcomp", "-m", "ipcomp"] + one.negation() + ["--ipcompspi", "1:500"]
    },
    RandomMatch(name: "mh", namesProtocol: true, isIPv6: true) { one, _ in
      ["-p", "ipv6-mh", "-m", "mh"] + one.negation() + ["--mh-type", "1:5"]
    },
  ]

  /// Extension headers of IPv6, which no packet of the tests has.
  private static let extensionHeaders: [RandomMatch] = [
    RandomMatch(name: "ah", isIPv6: true) { one, _ in
      ["-m", "ah"] + one.negation() + ["--ahspi", "1:500"]
    },
    RandomMatch(name: "frag", isIPv6: true) { one, _ in
      ["-m", "frag"]
        + one.random.pick([["--fragid", "1"], ["!", "--fragid", "1"], ["--fragfirst"]])
    },
    RandomMatch(name: "dst", isIPv6: true) { one, _ in
      ["-m", "dst"] + one.negation() + ["--dst-len", "8"]
    },
    RandomMatch(name: "hbh", isIPv6: true) { one, _ in
      ["-m", "hbh"] + one.negation() + ["--hbh-len", "8"]
    },
    RandomMatch(name: "rt", isIPv6: true) { one, _ in
      ["-m", "rt"] + one.negation() + ["--rt-type", "0"]
    },
    RandomMatch(name: "srh", isIPv6: true) { one, _ in
      ["-m", "srh"] + one.negation() + ["--srh-tag", "0"]
    },
    RandomMatch(name: "ipv6header", isIPv6: true) { one, _ in
      let names = one.random.pick(["hop", "route,frag", "none", "proto", "auth,esp"])
      return ["-m", "ipv6header"] + (one.random.chance(of: 2) ? ["--soft"] : [])
        + one.negation() + ["--header", names]
    },
  ]
}

extension RulesetGenerator {
  fileprivate mutating func hops(_ options: String...) -> [String] {
    let own = Int(packet.ttl ?? 64)
    let value = min(max(own + random.pick([0, 0, -1, 1, 10]), 0), 255)
    let option = random.pick(options)
    // Only the first can be negated.
    return (option == options[0] ? negation() : []) + [option, "\(value)"]
  }

  /// A test of a header field as u32 writes it, mostly one that holds for the packet.
  fileprivate mutating func headerTest() -> String {
    let bytes = (try? packet.bytes()) ?? []
    let field = random.pick(Self.fields(isIPv6: isIPv6))
    guard bytes.count >= field.offset + 4 else { return "0=0" }
    let word = bytes[field.offset..<field.offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    let value = (word & field.mask) >> field.shift
    let wanted = random.chance(3, of: 4) ? value : value &+ 1
    let range = random.chance(of: 3) ? "0x\(String(wanted, radix: 16)):0xffff" : ""
    let test = range.isEmpty || wanted > 0xFFFF ? "0x" + String(wanted, radix: 16) : range
    let mask = "&0x" + String(field.mask, radix: 16)
    let shift = field.shift > 0 ? ">>\(field.shift)" : ""
    return "\(field.offset)\(mask)\(shift)=\(test)"
  }

  /// Fields of the IP header and the first word of what follows it.
  private static func fields(isIPv6: Bool) -> [(offset: Int, mask: UInt32, shift: Int)] {
    isIPv6
      ? [(4, 0xFF, 0), (4, 0xFF00, 8), (4, 0xFFFF_0000, 16), (20, 0xFFFF_FFFF, 0), (40, 0xFFFF, 0)]
      : [
        (0, 0xFFFF, 0), (0, 0xFF_0000, 16), (8, 0xFF_0000, 16), (8, 0xFF00_0000, 24),
        (12, 0xFFFF_FFFF, 0), (16, 0xFFFF_FF00, 8), (20, 0xFFFF, 0),
      ]
  }
}
