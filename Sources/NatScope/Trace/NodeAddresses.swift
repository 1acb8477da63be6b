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
  /// What the input tells; the user's list counts more.
  private let told: LocalAddresses
  /// Of each family whether ``told`` is complete.
  private let wholeFamilies: Set<IPFamily>
  /// The addresses that the input says are the node's.
  private let own: [IPFamily: IntervalSet]
  /// The broadcast addresses that it tells.
  private let broadcasts: IntervalSet
  /// Those of which it is not sure: an IPv6 address that is not confirmed yet may have no route.
  private let doubtful: Set<IPAddress>

  public init(_ entries: [Entry]?, told: LocalAddresses = LocalAddresses()) {
    self.entries = entries
    let told = entries == nil ? told : LocalAddresses()
    self.told = told
    var own: [IPFamily: IntervalSet] = [:]
    var whole: Set<IPFamily> = []
    for family in IPFamily.allCases {
      own[family] = IntervalSet(told.ranges(family))
      if told.whole(family) != nil { whole.insert(family) }
    }
    self.own = own
    wholeFamilies = whole
    broadcasts = IntervalSet(told.broadcasts)
    doubtful = Set(told.all.filter(\.isTentative).map(\.address))
  }

  /// The interface that has an address of the node.
  func interface(of value: UInt128, _ family: IPFamily) -> String? {
    if IPPrefix.loopback(family).bounds.contains(value) { return "lo" }
    let address = IPAddress(family: family, bits: value)
    if let entries { return entries.first { $0.address == address }?.interface }
    let names = Set(told.all.filter { $0.address == address }.compactMap(\.interface))
    return names.count == 1 ? names.first : nil
  }

  /// Whether `value` is an address of the node; nil if nothing tells.
  func contains(_ value: UInt128, _ family: IPFamily) -> Bool? {
    if IPPrefix.loopback(family).bounds.contains(value) { return true }
    if let entries {
      return entries.contains { $0.address.family == family && $0.address.bits == value }
    }
    if own[family]?.contains(value) == true { return true }
    guard wholeFamilies.contains(family),
      doubtful.isEmpty || !doubtful.contains(IPAddress(family: family, bits: value))
    else { return nil }
    return false
  }

  /// All addresses of a family but loopback's; nil if some may be missing.
  func known(_ family: IPFamily) -> [ClosedRange<UInt128>]? {
    if let entries {
      return entries.filter { $0.address.family == family }.map {
        $0.address.bits...$0.address.bits
      }
    }
    return wholeFamilies.contains(family) ? told.ranges(family) : nil
  }

  /// Whether all broadcast addresses are known.
  var knowsBroadcasts: Bool { entries != nil || wholeFamilies.contains(.ipv4) }

  /// Whether that nothing is missing rests on the addresses of interfaces, which are not all local
  /// routes that there may be.
  func restsOnInterfaces(_ family: IPFamily) -> Bool {
    entries == nil && told.whole(family)?.isRoutes == false
  }

  /// Whether `value` is the broadcast address of one of the given networks. The kernel enters the
  /// last address of every network shorter than /31 (net/ipv4/fib_frontend.c, fib_add_ifaddr).
  func isBroadcast(_ value: UInt128) -> Bool {
    if broadcasts.contains(value) { return true }
    return (entries ?? []).contains { entry in
      guard let length = entry.length, length < 31, entry.address.family == .ipv4 else {
        return false
      }
      return IPPrefix(entry.address, length: length).bounds.upperBound == value
    }
  }
}
