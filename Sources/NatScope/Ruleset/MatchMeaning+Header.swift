extension MatchMeaning {
  /// Matches that look at the packet's headers.
  static let headerRows: [String: MatchMeaning] = [
    "tcp": .reading { $0.foldPorts($1) }, "udp": .reading { $0.foldPorts($1) },
    "udplite": .reading { $0.foldPorts($1) }, "sctp": .reading { $0.foldPorts($1) },
    "dccp": .reading { $0.foldPorts($1) }, "multiport": .reading { $0.foldMultiport($1) },
    "iprange": .reading { $0.foldRange($1) }, "icmp": .reading { $0.foldICMP($1) },
    "icmp6": .reading { $0.foldICMP($1) },
    "length": .options(["--length": .range(.length)]),
    "ttl": .options([
      "--ttl-eq": .range(.timeToLive), "--ttl-lt": .below(.timeToLive),
      "--ttl-gt": .above(.timeToLive),
    ]),
    "hl": .options([
      "--hl-eq": .range(.timeToLive), "--hl-lt": .below(.timeToLive),
      "--hl-gt": .above(.timeToLive),
    ]),
    "tos": .options(["--tos": .masked(.typeOfService)]),
    "dscp": .options([
      "--dscp": .bits(.typeOfService, mask: 0xfc, shift: 2),
      "--dscp-class": OptionMeaning { values in
        guard let point = OptionTable.codePoint(values),
          let bits = CNumber.unsigned(Array(point.utf8), upTo: 63)
        else { return nil }
        return .header(.typeOfService, ByteRanges.masked(UInt8(bits) << 2, 0xfc))
      },
    ]),
    "ecn": .options([
      "--ecn-ip-ect": .bits(.typeOfService, mask: 3), "--ecn-tcp-ece": .flag(.tcpFlags, 0x40),
      "--ecn-tcp-cwr": .flag(.tcpFlags, 0x80),
    ]),
    "tcpmss": .options(["--mss": .range(.segmentSize, upTo: 65535)]),
    "mac": .options([
      "--mac-source": OptionMeaning { values in
        values.first.flatMap(HardwareAddress.number).map { .header(.sourceHardware, [$0...$0]) }
      }
    ]),
    "pkttype": .options([
      "--pkt-type": .word(.packetType, ["unicast": 0, "broadcast": 1, "multicast": 2])
    ]),
    "ah": .reading { $0.foldAuthentication($1) },
    "esp": .options(["--espspi": .range(.securityIndex)]),
    "ipcomp": .options(["--ipcompspi": .range(.securityIndex)]),
    "frag": .whole(.extensionHeader(44)), "rt": .whole(.extensionHeader(43)),
    "dst": .whole(.extensionHeader(60)), "hbh": .whole(.extensionHeader(0)),
    "srh": .whole(.extensionHeader(43)), "ipv6header": .reading { $0.foldIPv6Headers($1) },
    "u32": .reading { $0.foldU32($1) },
    "mh": .whole(.fact([])), "eui64": .whole(.fact([.addresses, .route])),
    "string": .whole(.fact(.all)), "bpf": .whole(.fact(.all)),
    "osf": .whole(.fact([.header])), "unclean": .whole(.fact(.all)),
  ]
}

/// The address of a network card.
public enum HardwareAddress {
  /// Reads `02:00:5e:10:00:01`.
  public static func number(_ text: [UInt8]) -> UInt64? {
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count == 6 else { return nil }
    var value: UInt64 = 0
    for part in parts {
      guard part.count == 1 || part.count == 2 else { return nil }
      for digit in part where digit.hexDigitValue == nil { return nil }
      value = value << 8 | part.reduce(0) { $0 << 4 | UInt64($1.hexDigitValue ?? 0) }
    }
    return value
  }

  public static func text(_ number: UInt64) -> String {
    (0..<6).map { CNumber.hexadecimal(number >> UInt64(40 - 8 * $0) & 255, 2) }
      .joined(separator: ":")
  }
}
