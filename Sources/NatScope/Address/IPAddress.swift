/// An IPv4 or IPv6 address, held as a number so that prefixes and ranges are integer arithmetic.
public struct IPAddress: Sendable, Hashable {
  public let family: IPFamily
  /// The address as an unsigned number; for IPv4 only the lowest 32 bits are used.
  public let bits: UInt128

  public init(family: IPFamily, bits: UInt128) {
    self.family = family
    self.bits = bits & family.maximum
  }

  /// Reads the textual form: dotted quad for IPv4, RFC 4291 section 2.2 for IPv6.
  ///
  /// - Returns: nil if `text` is not exactly one address. A zone (`%eth0`) is not accepted here.
  public init?(_ text: some Sequence<UInt8>) {
    let bytes = Array(text)
    if bytes.contains(UInt8(ascii: ":")) {
      guard let bits = Self.parseIPv6(bytes[...]) else { return nil }
      self.init(family: .ipv6, bits: bits)
    } else {
      guard let bits = Self.parseIPv4(bytes[...]) else { return nil }
      self.init(family: .ipv4, bits: UInt128(bits))
    }
  }

  /// Reads the textual form of an address.
  public init?(_ text: String) { self.init(text.utf8) }

  /// Whether the address is in 127.0.0.0/8 or is ::1.
  public var isLoopback: Bool { IPPrefix.loopback(family).contains(self) }

  private static func parseIPv4(_ bytes: ArraySlice<UInt8>) -> UInt32? {
    var result: UInt32 = 0
    var octet: UInt32 = 0
    var digits = 0
    var dots = 0
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        octet = octet * 10 + UInt32(byte - UInt8(ascii: "0"))
        digits += 1
        if octet > 255 || digits > 3 { return nil }
      case UInt8(ascii: "."):
        if digits == 0 || dots == 3 { return nil }
        result = result << 8 | octet
        octet = 0
        digits = 0
        dots += 1
      default: return nil
      }
    }
    return dots == 3 && digits > 0 ? result << 8 | octet : nil
  }

  private static func parseIPv6(_ bytes: ArraySlice<UInt8>) -> UInt128? {
    var groups: [UInt16] = []
    var gap: Int?
    var index = bytes.startIndex
    if bytes.starts(with: [58, 58]) {
      gap = 0
      index += 2
    }
    while index < bytes.endIndex {
      let end = bytes[index...].firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
      let part = bytes[index..<end]
      if end == bytes.endIndex, part.contains(UInt8(ascii: ".")) {
        guard let tail = parseIPv4(part) else { return nil }
        groups.append(UInt16(tail >> 16))
        groups.append(UInt16(tail & 0xffff))
        index = end
        break
      }
      guard (1...4).contains(part.count), let group = parseHex(part) else { return nil }
      groups.append(group)
      index = end
      if index == bytes.endIndex { break }
      index += 1
      if index == bytes.endIndex { return nil }  // a single trailing colon
      if bytes[index] == UInt8(ascii: ":") {
        if gap != nil { return nil }
        gap = groups.count
        index += 1
      }
    }
    if let gap {
      guard groups.count < 8 else { return nil }
      groups.insert(contentsOf: repeatElement(0, count: 8 - groups.count), at: gap)
    }
    guard groups.count == 8 else { return nil }
    return groups.reduce(UInt128(0)) { $0 << 16 | UInt128($1) }
  }

  private static func parseHex(_ bytes: ArraySlice<UInt8>) -> UInt16? {
    var value: UInt16 = 0
    for byte in bytes {
      guard let digit = byte.hexDigitValue else { return nil }
      value = value << 4 | UInt16(digit)
    }
    return value
  }
}

extension UInt8 {
  /// The value of an ASCII hexadecimal digit, 0 to 15; nil for any other byte.
  var hexDigitValue: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
