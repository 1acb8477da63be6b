/// The aliases of addresses: bit by bit, so that what was in a network is in its alias.
///
/// A node of the trie below which a special range, the end of a range of the input, or the highest
/// address of one of its networks lies is never flipped. So the ranges keep their order and their
/// members, for every address and not only those of the input.
struct AddressAliases {
  private var cipher: PrefixCipher
  /// The nodes whose bit stays.
  private var steady: Set<Node> = []
  private var aliases: [IPAddress: IPAddress] = [:]
  /// The depth from which on the flips of a family are the same everywhere: below it a mask has holes.
  private var uniform: [IPFamily: Int] = [:]
  /// The prefixes that NETMAP maps onto each other: below them the flips are the same.
  private var twins: [IPPrefix] = []

  private struct Node: Hashable {
    let family: IPFamily
    let depth: UInt8
    let prefix: UInt128
  }

  init(key: [UInt8]) {
    cipher = PrefixCipher(key: key)
    for range in SpecialRanges.closed { keepWay(to: range, from: 0) }
  }

  // MARK: what has to stay true

  /// Keeps the bits on the way to a prefix, from a depth on.
  private mutating func keepWay(to prefix: IPPrefix, from depth: Int) {
    let width = prefix.family.width
    for level in min(depth, prefix.length)..<prefix.length {
      steady.insert(
        Node(
          family: prefix.family, depth: UInt8(level),
          prefix: level == 0 ? 0 : prefix.address.bits >> UInt128(width - level)))
    }
  }

  /// Keeps the order of a range: whatever lies in it has its alias in the range of the aliases.
  mutating func keepRange(_ low: IPAddress, _ high: IPAddress) {
    guard low.family == high.family, low.bits <= high.bits else { return }
    let common = Self.common(low, high)
    for end in [low, high] { keepWay(to: IPPrefix(end), from: common) }
  }

  /// Keeps the lowest or highest address of a network as such: what a list names as the network or as
  /// its broadcast address.
  mutating func keepEnd(_ address: IPAddress, of length: Int) {
    keepWay(to: IPPrefix(address), from: length)
  }

  /// From this bit on a mask has holes: what it asks for must not depend on what it leaves out.
  mutating func keepHoles(_ family: IPFamily, from depth: Int) {
    uniform[family] = min(uniform[family] ?? depth, depth)
  }

  /// NETMAP puts the host part of one network behind another: both are aliased alike.
  mutating func keepTwin(_ prefix: IPPrefix) {
    if !twins.contains(prefix), prefix.length > 0, prefix.length < prefix.family.width,
      twins.count < 1_000
    {
      twins.append(prefix)
    }
  }

  private static func common(_ a: IPAddress, _ b: IPAddress) -> Int {
    a.family.width - (128 - (a.bits ^ b.bits).leadingZeroBitCount)
  }

  // MARK: aliases

  mutating func alias(_ address: IPAddress) -> IPAddress {
    if let known = aliases[address] { return known }
    let alias = make(address)
    aliases[address] = alias
    return alias
  }

  /// The alias of a prefix: the bits behind it stay 0.
  mutating func alias(_ prefix: IPPrefix) -> IPPrefix {
    IPPrefix(alias(prefix.address), length: prefix.length)
  }

  private mutating func make(_ address: IPAddress) -> IPAddress {
    if SpecialRanges.kept.contains(where: { $0.contains(address) }) { return address }
    // What holds an address of IPv4 holds its alias: RFC 4291, section 2.5.5.2, and RFC 6052.
    if address.family == .ipv6, [0xffff, UInt128(0x64_ff9b) << 64].contains(address.bits >> 32) {
      let inside = alias(IPAddress(family: .ipv4, bits: address.bits & 0xffff_ffff))
      return IPAddress(family: .ipv6, bits: (address.bits & ~0xffff_ffff) | inside.bits)
    }
    let family = address.family
    let width = family.width
    let twin = twins.first { $0.contains(address) }
    var bits = address.bits
    for depth in 0..<width {
      let prefix = depth == 0 ? 0 : address.bits >> UInt128(width - depth)
      guard !steady.contains(Node(family: family, depth: UInt8(depth), prefix: prefix)) else {
        continue
      }
      var (domain, seen) = (UInt8(width), prefix)
      if let hole = uniform[family], depth >= hole {
        (domain, seen) = (UInt8(width) + 1, 0)
      } else if let twin, depth >= twin.length {
        (domain, seen) = (UInt8(width) + 2, prefix & ((1 << UInt128(depth - twin.length)) - 1))
      }
      if cipher.flips(domain, seen, depth: depth) { bits ^= 1 << UInt128(width - 1 - depth) }
    }
    return IPAddress(family: family, bits: bits)
  }

  /// The alias of a hardware address: unicast stays unicast, what was given locally stays so
  /// (IEEE 802, the two lowest bits of the first byte), and what all stations have stays.
  mutating func hardware(_ address: UInt64) -> UInt64 {
    if address == 0 || address == 0xffff_ffff_ffff { return address }
    // Multicast of IPv4 and IPv6 has the end of an address behind these (RFC 1112, RFC 2464).
    let kept = address >> 32 == 0x3333 ? 16 : address >> 24 == 0x01005e ? 24 : 0
    var bits = address
    for depth in kept..<48 where depth != 6 && depth != 7 {
      let prefix = UInt128(address) >> UInt128(48 - depth)
      if cipher.flips(48, prefix, depth: depth) { bits ^= 1 << UInt64(47 - depth) }
    }
    return bits
  }
}
