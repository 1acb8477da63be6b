// Matches that look at addresses and headers.
extension RuleDecoder {
  mutating func foldRange(_ instance: Extension) {
    for option in instance.options {
      guard let bounds = Self.addressRange(option.values.first ?? [], ruleset.family) else {
        bad(option)
        continue
      }
      switch option.name {
      case "--src-range": add(.sourceRange(bounds), option)
      case "--dst-range": add(.destinationRange(bounds), option)
      default: unknown(option)
      }
    }
  }

  /// `A` or `A-B`.
  static func addressRange(_ text: [UInt8], _ family: IPFamily) -> ClosedRange<UInt128>? {
    let parts = text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard let first = parts.first.flatMap({ IPAddress($0) }), first.family == family,
      let last = parts.count == 1 ? first : IPAddress(parts[1]), last.family == family,
      parts.count <= 2, first.bits <= last.bits
    else { return nil }
    return first.bits...last.bits
  }

  mutating func foldICMP(_ instance: Extension) {
    let ipProtocol: IPProtocol = instance.name == "icmp" ? .icmp : .icmpv6
    for option in instance.options {
      if let range = option.values.first.flatMap({ ICMPNames.range($0, ipProtocol) }) {
        add(.icmpType(ICMPTypes(ipProtocol: ipProtocol, range: range)), option)
      } else {
        bad(option)
      }
    }
  }

  mutating func foldIPv6Headers(_ instance: Extension) {
    guard let option = instance.values("--header") else {
      note(.badValue, instance.text)
      return whole(instance, .opaque)
    }
    var bits: UInt8 = 0
    for word in Self.words(of: option.values.first ?? []) {
      guard
        let index = IPv6HeaderTest.names.firstIndex(where: { $0.contains(word.lowercased()) })
      else { return bad(option) }
      bits |= 1 << UInt8(index)
    }
    result.matches.append(
      Match(
        test: .ipv6Headers(IPv6HeaderTest(headers: bits, isSoft: instance.has("--soft"))),
        isNegated: option.isNegated, text: Self.text(of: instance, option)))
  }

  mutating func foldU32(_ instance: Extension) {
    for option in instance.options {
      if let test = option.values.first.flatMap({ U32Test($0) }) {
        add(.u32(test), option)
      } else {
        bad(option)
      }
    }
  }

  /// AH has a protocol number in IPv4 and is an extension header in IPv6, where `-p ah` never
  /// matches.
  mutating func foldAuthentication(_ instance: Extension) {
    if ruleset.family == .ipv6 { return whole(instance, .extensionHeader(51)) }
    for option in instance.options {
      if option.name == "--ahspi",
        let ranges = option.values.first.flatMap({
          OptionMeaning.range($0, separator: UInt8(ascii: ":"), upTo: 0xffff_ffff)
        })
      {
        add(.header(.securityIndex, ranges), option)
      } else {
        bad(option)
      }
    }
  }
}
