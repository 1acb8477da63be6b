/// The addresses of the node as far as the user gave them.
public struct NodeAddresses: Sendable {
  /// An address of the node, with the length of its network's prefix where that is known.
  public struct Entry: Sendable, Hashable {
    public let address: IPAddress
    public let length: Int?
    /// The interface that has it, if that is known.
    public let interface: String?

    /// Reads `ADDRESS` or `ADDRESS/LENGTH`, each with `%INTERFACE` behind it.
    public init?(_ text: String) {
      let zone = text.firstIndex(of: "%")
      interface = zone.map { String(text[text.index(after: $0)...]) }
      if let interface, InterfacePattern(interface.utf8)?.bounds.count != 1 { return nil }
      let parts = text[..<(zone ?? text.endIndex)].split(separator: "/", maxSplits: 1)
      guard let address = parts.first.flatMap({ IPAddress(String($0)) }) else { return nil }
      self.address = address
      guard parts.count == 2 else {
        length = nil
        return
      }
      guard let length = Int(parts[1]), (0...address.family.width).contains(length) else {
        return nil
      }
      self.length = length
    }
  }

  /// nil: not given; otherwise complete but for loopback, which always belongs.
  public let entries: [Entry]?

  public init(_ entries: [Entry]?) { self.entries = entries }

  /// Whether `value` is an address of the node; nil if nothing was given.
  func contains(_ value: UInt128, _ family: IPFamily) -> Bool? {
    if IPPrefix.loopback(family).bounds.contains(value) { return true }
    return known(family)?.contains(value)
  }

  /// The interface that has an address of the node.
  func interface(of value: UInt128, _ family: IPFamily) -> String? {
    if IPPrefix.loopback(family).bounds.contains(value) { return "lo" }
    return entries?.first { $0.address == IPAddress(family: family, bits: value) }?.interface
  }

  /// The given addresses of a family; loopback is not among them.
  func known(_ family: IPFamily) -> [UInt128]? {
    entries.map { $0.filter { $0.address.family == family }.map(\.address.bits) }
  }

  /// Whether `value` is the broadcast address of one of the given networks. The kernel enters the
  /// last address of every network shorter than /31 (net/ipv4/fib_frontend.c, fib_add_ifaddr).
  func isBroadcast(_ value: UInt128) -> Bool {
    (entries ?? []).contains { entry in
      guard let length = entry.length, length < 31, entry.address.family == .ipv4 else {
        return false
      }
      return IPPrefix(entry.address, length: length).bounds.upperBound == value
    }
  }
}
