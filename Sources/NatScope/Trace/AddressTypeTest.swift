/// What `-m addrtype` finds for an address (net/netfilter/xt_addrtype.c).
///
/// IPv4 asks the local routing table for exactly one type and any of the listed ones will do.
/// IPv6 tests UNICAST and MULTICAST by the address's form, all of which must hold, and LOCAL by
/// the routing table.
enum AddressTypeTest {
  /// - Returns: nil where the node's routes decide it.
  static func holds(
    _ types: AddressTypes, value: UInt128, isLocal: Bool, isBroadcast: Bool, _ family: IPFamily
  ) -> Bool? {
    let isMulticast = IPPrefix.multicast(family).bounds.contains(value)
    switch family {
    case .ipv4:
      // inet_addr_type() calls all of 0/8 and the limited broadcast address BROADCAST.
      let isBroadcast = value >> 24 == 0 || value == 0xffff_ffff || isBroadcast
      let kind: AddressTypes.Kind =
        isBroadcast ? .broadcast : isMulticast ? .multicast : isLocal ? .local : .unicast
      return types.kinds.contains(kind)
    case .ipv6:
      if types.kinds.contains(.multicast), !isMulticast { return false }
      if types.kinds.contains(.unicast), isMulticast || value == 0 { return false }
      if types.kinds.contains(.unspecified), value != 0 { return false }
      let routed: [AddressTypes.Kind] = [.local, .anycast, .unreachable]
      guard types.kinds.contains(where: routed.contains) else { return true }
      if types.kinds.contains(.local), isLocal { return true }
      // Without a route an address is UNREACHABLE; ANYCAST is a kind of route.
      return types.kinds.contains { $0 == .unreachable || $0 == .anycast } ? nil : false
    }
  }
}
