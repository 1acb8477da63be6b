import Testing

@testable import NatScope

/// Addresses with masks, ports, protocols and interface names as rules write them.
@Suite struct AddressPatternTests {
  /// - Parameter prefix: "holes" where no prefix says the same.
  @Test(arguments: [
    ("10.0.0.5", "10.0.0.5"), ("10.0.0.5/24", "10.0.0.0/24"),
    ("10.0.0.0/255.255.0.0", "10.0.0.0/16"),
    ("0.0.0.0/0", "0.0.0.0/0"), ("1.2.3.4/0.0.0.0", "0.0.0.0/0"), ("1.2.3.4/32", "1.2.3.4"),
    ("0.0.0.10/0.0.0.255", "holes"), ("10.0.0.1/255.0.0.255", "holes"),
    ("2001:db8::/32", "2001:db8::/32"), ("::/0", "::/0"), ("::1", "::1"),
    ("2001:db8::1/ffff:ffff::", "2001:db8::/32"), ("::5/::ff", "holes"),
  ])
  func reads(_ text: String, _ prefix: String) {
    let pattern = AddressPattern(Array(text.utf8))
    #expect(pattern != nil)
    #expect((pattern?.prefix?.description ?? "holes") == prefix)
  }

  @Test(arguments: [
    "", "/", "1.2.3.4/", "1.2.3.4/33", "1.2.3.4/-1", "::/129", "1.2.3.4/::", "::/255.0.0.0", "x/8",
    "1.2.3.4/8/8", "1.2.3.4/255.0",
  ])
  func refused(_ text: String) {
    #expect(AddressPattern(Array(text.utf8)) == nil)
  }

  @Test(arguments: [
    ("0.0.0.10/0.0.0.255", "192.0.2.10", true), ("0.0.0.10/0.0.0.255", "192.0.2.11", false),
    ("10.0.0.1/255.0.0.255", "10.77.88.1", true), ("10.0.0.1/255.0.0.255", "11.77.88.1", false),
    ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.0", false),
    ("::5/::ff", "2001:db8::5", true), ("::5/::ff", "2001:db8::15", false),
  ])
  func contains(_ text: String, _ address: String, _ holds: Bool) throws {
    let pattern = try #require(AddressPattern(Array(text.utf8)))
    #expect(pattern.contains(try #require(IPAddress(address)).bits) == holds)
  }

  /// iptables masks the address before it gives the rule to the kernel, so `-s 10.0.0.5/24` and
  /// `-s 10.0.0.0/24` are the same rule.
  @Test(arguments: ["10.0.0.5/255.255.255.0", "10.9.0.5/255.0.0.255", "10.0.0.5/24"])
  func addressIsMasked(_ text: String) throws {
    let pattern = try #require(AddressPattern(Array(text.utf8)))
    #expect(pattern.address.bits & ~pattern.mask == 0)
  }

  @Test(arguments: [
    ("80", "80"), ("0", "0"), ("65535", "65535"), ("80:90", "80-90"), (":90", "0-90"),
    ("80:", "80-65535"), (":", "0-65535"), ("http", "80"), ("http:https", "80-443"),
    ("90:80", "90-80"), ("65536", "nil"), ("-1", "nil"), ("", "nil"), ("80-90", "nil"),
    ("80:90:100", "nil"), ("8 0", "nil"), ("nosuchservice", "nil"), ("18446744073709551696", "nil"),
  ])
  func ports(_ text: String, _ printed: String) {
    #expect((PortRange(Array(text.utf8))?.description ?? "nil") == printed)
  }

  @Test func portBounds() {
    let range = PortRange(80, 90)
    #expect([79, 80, 85, 90, 91].map { range.contains($0) } == [false, true, true, true, false])
    #expect(!PortRange(90, 80).contains(85))
  }

  @Test(arguments: [
    ("tcp", "tcp"), ("TCP", "tcp"), ("6", "tcp"), ("17", "udp"), ("icmpv6", "ipv6-icmp"),
    ("58", "ipv6-icmp"), ("ipv6-icmp", "ipv6-icmp"), ("47", "gre"), ("253", "253"), ("all", "nil"),
    ("0", "nil"), ("256", "nil"), ("", "nil"), ("tcpp", "nil"),
  ])
  func protocols(_ text: String, _ printed: String) {
    #expect((IPProtocol(name: Array(text.utf8))?.description ?? "nil") == printed)
  }

  private static func number(_ name: String) -> UInt128? {
    InterfacePattern(name.utf8)?.bounds.lowerBound
  }

  @Test(arguments: [
    ("eth0", "eth0", true), ("eth0", "eth1", false), ("eth0", "eth", false),
    ("eth0", "eth00", false),
    ("eth+", "eth", true), ("eth+", "eth0", true), ("eth+", "eth123456789012", true),
    ("eth+", "et", false), ("eth0+", "eth0", true), ("eth0+", "eth01", true),
    ("eth0+", "eth1", false),
    ("+", "lo", true), ("veth1234567890a", "veth1234567890a", true),
    ("veth1234567890+", "veth1234567890a", true), ("veth1234567890+", "veth123456789b", false),
  ])
  func interfaces(_ pattern: String, _ name: String, _ holds: Bool) throws {
    let bounds = try #require(InterfacePattern(pattern.utf8)).bounds
    #expect(bounds.contains(try #require(Self.number(name))) == holds)
  }

  /// The interface that a hook does not have is the empty name: only `+` alone takes it.
  @Test func noInterface() throws {
    #expect(try #require(InterfacePattern("+".utf8)).bounds.contains(0))
    #expect(!(try #require(InterfacePattern("e+".utf8)).bounds.contains(0)))
    #expect(InterfacePattern("".utf8) == nil)
  }

  @Test(arguments: [("a23456789012345", true), ("a234567890123456", false)])
  func nameLength(_ name: String, _ isFitting: Bool) {
    #expect((InterfacePattern(name.utf8) != nil) == isFitting)
    #expect((InterfacePattern((name + "+").utf8) != nil) == isFitting)
  }

  @Test(arguments: ["eth0", "eth+", "a23456789012345", "a23456789012345+"])
  func interfaceText(_ name: String) throws {
    let bounds = try #require(InterfacePattern(name.utf8)).bounds
    #expect(InterfacePattern.describe(bounds) == name)
  }

  @Test func oddInterfaceRanges() throws {
    let low = try #require(Self.number("eth0"))
    #expect(InterfacePattern.describe(low...low + 1) == nil)
    #expect(InterfacePattern.describe(0...(.max)) == "+")
    #expect(InterfacePattern.describe(1...(.max)) == nil)
  }
}
