/// What `-s` and `-d` compare an address with: an address and a mask, which need not be contiguous.
///
/// The kernel compares `(packet & mask) == address` (net/ipv4/netfilter/ip_tables.c), so a mask
/// with holes such as `0.0.0.10/0.0.0.255` is legal and is saved as written. iptables takes the
/// bits outside the mask away before the kernel sees the address (libxtables/xtables.c).
public struct AddressPattern: Sendable, Hashable {
  public let address: IPAddress
  public let mask: UInt128

  public init(address: IPAddress, mask: UInt128) {
    self.mask = mask & address.family.maximum
    self.address = IPAddress(family: address.family, bits: address.bits & mask)
  }

  public init(_ prefix: IPPrefix) {
    self.init(address: prefix.address, mask: IPPrefix.mask(prefix.family, prefix.length))
  }

  /// Reads `ADDRESS`, `ADDRESS/LENGTH` or `ADDRESS/MASK`.
  public init?(_ text: some Collection<UInt8>) {
    let slash = text.firstIndex(of: UInt8(ascii: "/"))
    guard let address = IPAddress(text[..<(slash ?? text.endIndex)]) else { return nil }
    guard let slash else {
      self.init(IPPrefix(address))
      return
    }
    let tail = text[text.index(after: slash)...]
    if let length = Decimal.unsigned(tail, below: UInt64(address.family.width) + 1) {
      self.init(IPPrefix(address, length: Int(length)))
    } else if let mask = IPAddress(tail), mask.family == address.family {
      self.init(address: address, mask: mask.bits)
    } else {
      return nil
    }
  }

  /// The pattern as a prefix, unless the mask has holes.
  public var prefix: IPPrefix? {
    let width = address.family.width
    let inverted = ~mask & address.family.maximum
    guard inverted & (inverted &+ 1) == 0 else { return nil }
    return IPPrefix(address, length: width - (128 - inverted.leadingZeroBitCount))
  }

  public func contains(_ bits: UInt128) -> Bool { bits & mask == address.bits }
}

/// Reads unsigned numbers out of bytes.
enum Decimal {
  /// - Returns: the value of `text`, which must be digits only, if it is less than `limit`.
  static func unsigned(_ text: some Sequence<UInt8>, below limit: UInt64 = .max) -> UInt64? {
    var value: UInt64 = 0
    var any = false
    for byte in text {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      let (product, over) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflow) = product.addingReportingOverflow(UInt64(byte - UInt8(ascii: "0")))
      if over || overflow { return nil }
      value = sum
      any = true
    }
    return any && value < limit ? value : nil
  }
}
