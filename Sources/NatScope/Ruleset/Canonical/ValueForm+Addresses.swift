extension ValueForm {
  /// An address, a prefix or a range of addresses of the ruleset's family.
  func savedAddress(_ value: [UInt8], _ context: Context) -> [UInt8]? {
    let family = context.family
    switch self {
    case .address:
      return Self.pattern(value, family).map { pattern in
        Array((pattern.address.saved + "/" + Self.mask(pattern)).utf8)
      }
    case .plainAddress: return Self.plain(value, family)
    case .host: return Self.host(value[...], family).map { Array($0.saved.utf8) }
    case .addressRange:
      return RuleDecoder.addressRange(value, family).map {
        let first = IPAddress(family: family, bits: $0.lowerBound)
        return Array(
          (first.saved + "-" + IPAddress(family: family, bits: $0.upperBound).saved).utf8)
      }
    case .natRange: return Self.natRange(value, context)
    case .mac: return Self.mac(value)
    default: return nil
    }
  }

  private static func pattern(_ value: [UInt8], _ family: IPFamily) -> AddressPattern? {
    AddressPattern(value).flatMap { $0.address.family == family ? $0 : nil }
  }

  private static func host(_ value: ArraySlice<UInt8>, _ family: IPFamily) -> IPAddress? {
    IPAddress(value).flatMap { $0.family == family ? $0 : nil }
  }

  /// `24`, or `255.0.255.0` for a mask with holes.
  private static func mask(_ pattern: AddressPattern) -> String {
    pattern.prefix.map { "\($0.length)" }
      ?? IPAddress(family: pattern.address.family, bits: pattern.mask).saved
  }

  /// conntrack, ipvs and policy keep the address as given and print no mask of all bits. How they
  /// print a mask with holes differs.
  private static func plain(_ value: [UInt8], _ family: IPFamily) -> [UInt8]? {
    let slash = value.firstIndex(of: UInt8(ascii: "/")) ?? value.endIndex
    guard let pattern = pattern(value, family), let prefix = pattern.prefix,
      let address = host(value[..<slash], family)
    else { return nil }
    let tail = prefix.length == family.width ? "" : "/\(prefix.length)"
    return Array((address.saved + tail).utf8)
  }

  /// `A[-B][:P[-Q[/BASE]]]`; ip6tables puts brackets around addresses before a port.
  private static func natRange(_ value: [UInt8], _ context: Context) -> [UInt8]? {
    guard let mapping = RuleDecoder.natMapping(value, context.family, context.ipProtocol) else {
      return nil
    }
    var text = ""
    if let range = mapping.addresses {
      text = IPAddress(family: context.family, bits: range.lowerBound).saved
      if range.upperBound != range.lowerBound {
        text += "-" + IPAddress(family: context.family, bits: range.upperBound).saved
      }
      if context.family == .ipv6, mapping.ports != nil { text = "[\(text)]" }
    }
    if let ports = mapping.ports {
      text += ":\(ports)"
      if let base = mapping.basePort { text += "/\(base)" }
    }
    return Array(text.utf8)
  }

  /// Six bytes in lower case.
  private static func mac(_ value: [UInt8]) -> [UInt8]? {
    let parts = value.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    let isMAC =
      parts.count == 6
      && parts.allSatisfy { $0.count == 2 && $0.allSatisfy { $0.hexDigitValue != nil } }
    return isMAC ? Array(String(decoding: value, as: UTF8.self).lowercased().utf8) : nil
  }
}

extension IPAddress {
  /// The address as inet_ntop(3) writes it: `::1.2.3.4` for an IPv4-compatible one, which RFC 5952
  /// does not ask for.
  fileprivate var saved: String {
    guard family == .ipv6, bits >> 32 == 0, bits >> 16 != 0 else { return description }
    return "::" + IPAddress(family: .ipv4, bits: bits).description
  }
}
