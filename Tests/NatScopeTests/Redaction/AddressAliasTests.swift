import TestSupport
import Testing

@testable import NatScope

/// The aliases of addresses.
@Suite struct AddressAliasTests {
  private static let key = SHA256.digest("a capture".utf8)

  private static func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

  private static func common(_ a: IPAddress, _ b: IPAddress) -> Int {
    (a.bits ^ b.bits).leadingZeroBitCount
  }

  /// Addresses that are close to each other as often as not, special ones among them.
  private static func addresses(_ family: IPFamily, _ random: inout SplitMix64) -> [IPAddress] {
    let heads = SpecialRanges.closed.filter { $0.family == family }.map(\.address)
    var result: [IPAddress] = []
    for _ in 0..<120 {
      let old = result.isEmpty || random.chance(of: 3) ? random.pick(heads) : random.pick(result)
      let bits = UInt128(random.next()) << 64 | UInt128(random.next())
      let keep = random.number(0...family.width)
      let mask = IPPrefix.mask(family, keep)
      result.append(IPAddress(family: family, bits: (old.bits & mask) | (bits & ~mask)))
    }
    return result
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func prefixesArePreserved(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for family in IPFamily.allCases {
      var aliases = AddressAliases(key: SHA256.digest("\(seed)".utf8))
      let all = Self.addresses(family, &random)
      // Kept ranges hold their members as they are, and mapped ones follow IPv4: both by design.
      let plain = all.filter { address in
        !SpecialRanges.kept.contains { $0.contains(address) } && address.bits >> 32 != 0xffff
          && address.bits >> 32 != UInt128(0x64_ff9b) << 64
      }
      #expect(plain.count > 40)
      for (index, a) in plain.enumerated() {
        for b in plain[..<index] {
          let (first, second) = (aliases.alias(a), aliases.alias(b))
          #expect(Self.common(first, second) == Self.common(a, b), "\(a) \(b)")
        }
      }
      for address in all {
        let alias = aliases.alias(address)
        for range in SpecialRanges.closed where range.family == family {
          #expect(range.contains(address) == range.contains(alias), "\(address) \(alias) \(range)")
        }
      }
    }
  }

  @Test(arguments: [
    "0.0.0.0", "127.0.0.1", "127.0.0.53", "255.255.255.255", "224.0.0.251", "169.254.169.254",
    "255.255.255.0", "192.0.2.7", "::", "::1", "ff02::1", "2001:db8::7",
  ])
  func whatStays(_ text: String) throws {
    var aliases = AddressAliases(key: Self.key)
    let address = try Self.address(text)
    #expect(aliases.alias(address) == address)
  }

  @Test func prefixes() throws {
    var aliases = AddressAliases(key: Self.key)
    for (text, length) in [("10.0.0.0", 8), ("0.0.0.0", 0), ("172.16.0.0", 12), ("fe80::", 64)] {
      let prefix = IPPrefix(try Self.address(text), length: length)
      #expect(aliases.alias(prefix) == prefix)
    }
    let network = IPPrefix(try Self.address("10.244.3.0"), length: 24)
    let alias = aliases.alias(network)
    #expect(alias != network)
    for host in UInt128(0)...255 {
      let member = IPAddress(family: .ipv4, bits: network.address.bits + host)
      #expect(alias.contains(aliases.alias(member)))
    }
    // An address of IPv4 in one of IPv6 has the alias of itself.
    let four = try Self.address("10.244.3.9")
    let mapped = IPAddress(family: .ipv6, bits: 0xffff << 32 | four.bits)
    #expect(aliases.alias(mapped).bits & 0xffff_ffff == aliases.alias(four).bits)
  }

  /// A range holds the aliases of its addresses and no others.
  @Test(arguments: [UInt64(11), 12, 13, 14])
  func rangesKeepTheirMembers(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for family in IPFamily.allCases {
      let all = Self.addresses(family, &random).filter { address in
        !SpecialRanges.kept.contains { $0.contains(address) } && address.bits >> 32 != 0xffff
          && address.bits >> 32 != UInt128(0x64_ff9b) << 64
      }
      var aliases = AddressAliases(key: SHA256.digest("\(seed)".utf8))
      var ranges: [(IPAddress, IPAddress)] = []
      for _ in 0..<12 {
        let (a, b) = (random.pick(all), random.pick(all))
        ranges.append(a.bits <= b.bits ? (a, b) : (b, a))
      }
      for range in ranges { aliases.keepRange(range.0, range.1) }
      for (low, high) in ranges {
        let (first, last) = (aliases.alias(low).bits, aliases.alias(high).bits)
        #expect(first <= last)
        for address in all {
          let alias = aliases.alias(address).bits
          #expect(
            (low.bits...high.bits).contains(address.bits) == (first <= alias && alias <= last),
            "\(low)-\(high) \(address)")
        }
      }
    }
  }

  /// Masks with holes select the aliases of what they selected.
  @Test func masksWithHoles() throws {
    var random = SplitMix64(seed: 5)
    var aliases = AddressAliases(key: Self.key)
    aliases.keepHoles(.ipv4, from: 8)
    let mask: UInt128 = 0xff00_ff00
    let rule = IPAddress(family: .ipv4, bits: 0x0a00_0300)
    let wanted = aliases.alias(rule).bits & mask
    for _ in 0..<500 {
      var bits = UInt128(random.next() & 0x00ff_ffff) | 0x0a00_0000
      if random.chance(of: 2) { bits = bits & ~0xff00 | 0x0300 }
      let alias = aliases.alias(IPAddress(family: .ipv4, bits: bits))
      #expect((bits & mask == rule.bits & mask) == (alias.bits & mask == wanted))
    }
  }

  @Test func hardwareAddresses() {
    var aliases = AddressAliases(key: Self.key)
    #expect(aliases.hardware(0) == 0)
    #expect(aliases.hardware(0xffff_ffff_ffff) == 0xffff_ffff_ffff)
    for address: UInt64 in [0x0242_ac11_0002, 0x525400123456, 0x33330000_00fb] {
      let alias = aliases.hardware(address)
      #expect(alias != address)
      #expect(alias >> 40 & 3 == address >> 40 & 3)
    }
    #expect(aliases.hardware(0x3333_ff12_3456) >> 32 == 0x3333)
  }
}
