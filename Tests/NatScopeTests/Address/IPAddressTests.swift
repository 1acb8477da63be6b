import Testing

@testable import NatScope

/// Addresses as text: RFC 4291 section 2.2 in, RFC 5952 out.
@Suite struct IPAddressTests {
  @Test(arguments: [
    ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"), ("10.0.0.5", "10.0.0.5"),
    ("010.001.000.009", "10.1.0.9"),
    ("::", "::"), ("::1", "::1"), ("1::", "1::"),
    ("2001:DB8::00FF", "2001:db8::ff"),
    ("2001:db8:0:0:0:0:0:1", "2001:db8::1"),
    ("2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
    ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
    ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
    ("0:0:0:0:0:0:0:0", "::"), ("1:0:0:0:0:0:0:0", "1::"),
    ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
    ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
    ("::ffff:192.0.2.1", "::ffff:192.0.2.1"), ("::ffff:c000:201", "::ffff:192.0.2.1"),
    ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
    ("1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:c000:201"),
    ("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
  ])
  func parseAndPrint(_ text: String, _ canonical: String) {
    #expect(IPAddress(text)?.description == canonical)
    #expect(IPAddress(canonical)?.description == canonical)
  }

  @Test(arguments: [
    "", " ", "1", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3", "256.0.0.1", "0001.2.3.4",
    "1.2.3.4 ", "1.2.3.4/8", "a.b.c.d", "-1.2.3.4", "1.2.3.0x4",
    ":", ":::", "1", "1:", ":1", "1:2", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3",
    "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "12345::", "g::", "fe80::1%eth0", "::1.2.3",
    "1.2.3.4::", "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4", "[::1]", "::1/128", ":::1", "1:::2",
  ])
  func refused(_ text: String) {
    #expect(IPAddress(text) == nil)
  }

  /// Every number prints as a text that reads as the same number.
  @Test(arguments: [IPFamily.ipv4, .ipv6])
  func printedReadsBack(_ family: IPFamily) {
    for bit in 0..<family.width {
      for bits in [UInt128(1) << UInt128(bit), family.maximum ^ (UInt128(1) << UInt128(bit))] {
        let address = IPAddress(family: family, bits: bits)
        #expect(IPAddress(address.description) == address)
      }
    }
  }

  @Test(arguments: [
    ("127.0.0.1", true), ("127.255.255.255", true), ("126.255.255.255", false),
    ("128.0.0.0", false), ("::1", true), ("::2", false), ("::", false),
  ])
  func loopback(_ text: String, _ isLoopback: Bool) {
    #expect(IPAddress(text)?.isLoopback == isLoopback)
  }

  @Test(arguments: [
    ("10.42.7.9", 24, "10.42.7.0/24", "10.42.7.255"), ("10.42.7.9", 32, "10.42.7.9", "10.42.7.9"),
    ("10.42.7.9", 0, "0.0.0.0/0", "255.255.255.255"),
    ("10.42.7.9", 31, "10.42.7.8/31", "10.42.7.9"),
    ("2001:db8::ffff", 112, "2001:db8::/112", "2001:db8::ffff"),
    ("2001:db8::1", 128, "2001:db8::1", "2001:db8::1"),
    ("ff00::", 0, "::/0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("1.2.3.4", 99, "1.2.3.4", "1.2.3.4"), ("1.2.3.4", -1, "0.0.0.0/0", "255.255.255.255"),
  ])
  func prefixes(_ text: String, _ length: Int, _ printed: String, _ last: String) throws {
    let prefix = IPPrefix(try #require(IPAddress(text)), length: length)
    #expect(prefix.description == printed)
    #expect(prefix.bounds.upperBound == IPAddress(last)?.bits)
    #expect(prefix.contains(try #require(IPAddress(text))))
    #expect(prefix.contains(try #require(IPAddress(last))))
    let other: IPFamily = prefix.family == .ipv4 ? .ipv6 : .ipv4
    #expect(!prefix.contains(IPAddress(family: other, bits: prefix.address.bits)))
  }
}
