/// The two IP versions that netfilter keeps separate rulesets for.
public enum IPFamily: String, Sendable, Hashable, CaseIterable {
  case ipv4
  case ipv6

  /// The number of bits of an address: 32 or 128.
  public var width: Int { self == .ipv4 ? 32 : 128 }

  /// The largest address of the family as a number.
  public var maximum: UInt128 { self == .ipv4 ? UInt128(UInt32.max) : .max }
}
