/// An address prefix such as 10.42.0.0/24: all addresses that share the first `length` bits.
public struct IPPrefix: Sendable, Hashable {
  /// The first address of the prefix; the bits behind `length` are zero.
  public let address: IPAddress
  /// 0 to 32 for IPv4, 0 to 128 for IPv6.
  public let length: Int

  public init(_ address: IPAddress, length: Int) {
    let kept = max(0, min(length, address.family.width))
    self.length = kept
    self.address = IPAddress(
      family: address.family, bits: address.bits & Self.mask(address.family, kept))
  }

  /// A prefix that holds only `address`.
  public init(_ address: IPAddress) {
    self.init(address, length: address.family.width)
  }

  public var family: IPFamily { address.family }

  /// First and last address as numbers.
  public var bounds: ClosedRange<UInt128> {
    let mask = Self.mask(family, length)
    return address.bits...(address.bits | (~mask & family.maximum))
  }

  public func contains(_ other: IPAddress) -> Bool {
    other.family == family && bounds.contains(other.bits)
  }

  /// The network mask of `length` bits.
  public static func mask(_ family: IPFamily, _ length: Int) -> UInt128 {
    length == 0 ? 0 : (family.maximum << UInt128(family.width - length)) & family.maximum
  }

  /// 127.0.0.0/8 or ::1/128, the addresses that every node owns (RFC 1122 3.2.1.3, RFC 4291 2.5.3).
  public static func loopback(_ family: IPFamily) -> IPPrefix {
    switch family {
    case .ipv4: IPPrefix(IPAddress(family: .ipv4, bits: 0x7f00_0000), length: 8)
    case .ipv6: IPPrefix(IPAddress(family: .ipv6, bits: 1))
    }
  }

  /// fe80::/10 (RFC 4291, section 2.5.6).
  public static let linkLocal = IPPrefix(
    IPAddress(family: .ipv6, bits: UInt128(0xfe80) << 112), length: 10)

  /// 224.0.0.0/4 or ff00::/8 (RFC 5771, RFC 4291 section 2.7).
  public static func multicast(_ family: IPFamily) -> IPPrefix {
    switch family {
    case .ipv4: IPPrefix(IPAddress(family: .ipv4, bits: 0xe000_0000), length: 4)
    case .ipv6: IPPrefix(IPAddress(family: .ipv6, bits: UInt128(0xff) << 120), length: 8)
    }
  }
}

extension IPPrefix: CustomStringConvertible {
  /// `10.42.0.0/24`; an address of full length without the `/32` or `/128`.
  public var description: String {
    length == family.width ? address.description : "\(address)/\(length)"
  }
}
