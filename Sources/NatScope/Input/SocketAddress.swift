/// The text of a socket's address: `0.0.0.0:80`, `[::]:80`, `:::80`, `*:http`, `127.0.0.53%lo:53`,
/// `[fe80::1]%eth0:546`.
struct SocketAddress {
  let local: Socket.Local
  let interface: String?
  let port: UInt16?
  /// `*`, which the address of nobody has.
  let isAnyPort: Bool
  /// Whether it is written as new versions of ss do, which tell `*` and `[::]` apart.
  let isNewStyle: Bool
  /// Whether it has an IPv6 address without brackets, as old versions of ss write it.
  let isOldStyle: Bool
  /// The family of the socket by the form of its address: one of IPv6 may have an address of IPv4.
  /// nil for `*` and names.
  let family: IPFamily?

  /// The longest text that is looked at: an address with brackets, an interface and a port.
  private static let longest = 128

  /// - Parameters:
  ///   - family: the family of the row where that is told.
  ///   - tellsBoth: whether the program prints `[::]` only for sockets that take no IPv4.
  /// - Returns: nil if the text has not the form of an address with a port.
  init?(
    _ text: ArraySlice<UInt8>, _ ipProtocol: IPProtocol, family: IPFamily? = nil, tellsBoth: Bool
  ) {
    guard text.count <= Self.longest, let colon = text.lastIndex(of: UInt8(ascii: ":")),
      colon > text.startIndex, colon + 1 < text.endIndex
    else { return nil }
    let portText = text[(colon + 1)...]
    isAnyPort = portText.elementsEqual("*".utf8)
    port = isAnyPort ? nil : PortRange.port(portText, ipProtocol)
    var host = text[..<colon]
    var zone: ArraySlice<UInt8> = []
    if let percent = host.firstIndex(of: UInt8(ascii: "%")) {
      zone = host[(percent + 1)...]
      host = host[..<percent]
      if zone.last == UInt8(ascii: "]") { zone = zone.dropLast() }
      if host.first == UInt8(ascii: "["), host.last != UInt8(ascii: "]") { host = host.dropFirst() }
    }
    interface = zone.isEmpty ? nil : String(decoding: zone, as: UTF8.self)
    let isBracketed = host.first == UInt8(ascii: "[") && host.last == UInt8(ascii: "]")
    if isBracketed { host = host.dropFirst().dropLast() }
    guard !host.isEmpty else { return nil }
    isNewStyle = isBracketed || host.elementsEqual("0.0.0.0".utf8)
    isOldStyle = !isBracketed && host.contains(UInt8(ascii: ":"))
    self.family =
      family
      ?? (host.contains(UInt8(ascii: ":")) ? .ipv6 : IPAddress(host) == nil ? nil : .ipv4)
    local = Self.local(host, family, tellsBoth: tellsBoth && isBracketed)
  }

  private static func local(
    _ host: ArraySlice<UInt8>, _ family: IPFamily?, tellsBoth: Bool
  ) -> Socket.Local {
    if host.elementsEqual("*".utf8) {
      return switch family {
      case .ipv4: .any(.ipv4)
      case .ipv6: .anyIPv6
      case nil: .anyIPv4OrBoth
      }
    }
    guard let address = IPAddress(host) else {
      let name = String(decoding: host, as: UTF8.self)
      switch (name, family) {
      case ("localhost", .ipv4): return .address(IPAddress(family: .ipv4, bits: 0x7f00_0001))
      case ("localhost", .ipv6), ("ip6-localhost", _), ("ip6-loopback", _):
        return .address(IPAddress(family: .ipv6, bits: 1))
      default: return .named(name)
      }
    }
    return local(address, tellsBoth: tellsBoth)
  }

  /// An IPv6 socket with an address of ::ffff:0:0/96 takes IPv4 only (RFC 4291 section 2.5.5.2).
  static func local(_ address: IPAddress, tellsBoth: Bool) -> Socket.Local {
    if address.bits == 0 {
      return address.family == .ipv4 ? .any(.ipv4) : tellsBoth ? .any(.ipv6) : .anyIPv6
    }
    if address.family == .ipv6, address.bits >> 32 == 0xffff {
      return .address(IPAddress(family: .ipv4, bits: address.bits & 0xffff_ffff))
    }
    return .address(address)
  }
}
