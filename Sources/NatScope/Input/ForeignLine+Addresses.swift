/// ip addr, ifconfig, ip route, ip rule and sysctl.
extension ForeignRecogniser {
  private static let linkStates: Set<String> = [
    "UNKNOWN", "UP", "DOWN", "LOWERLAYERDOWN", "DORMANT", "TESTING", "NOTPRESENT",
  ]

  private static let routeTypes: Set<String> = [
    "unicast", "local", "broadcast", "multicast", "blackhole", "unreachable", "prohibit", "throw",
    "nat", "anycast",
  ]

  private static let routeWords: Set<String> = [
    "via", "dev", "proto", "scope", "src", "metric", "nhid", "table", "from", "encap",
  ]

  func addressRow(_ words: LineWords) -> Kind? {
    if let kind = Self.addressLine(words) { return kind }
    if isBriefAddress(words) { return .ipAddress }
    if Self.isRoute(words) || isRouteOfSection(words) { return .ipRoute }
    return Self.isSetting(words) ? .sysctl : nil
  }

  /// The lines that name an interface or an address, which tell by themselves which program wrote
  /// them.
  private static func addressLine(_ words: LineWords) -> Kind? {
    if words[0].last == UInt8(ascii: ":"), words[0].dropLast().isDecimal {
      if words.word(1, in: ["from", "not", "to", "unreachable"]) { return .ipRule }
      if words[1].last == UInt8(ascii: ":"), words[2].first == UInt8(ascii: "<") {
        return .ipAddress
      }
      // `ip -o`: the address on the line of its interface.
      return words.word(2, in: ["inet", "inet6", "link/ether", "link/loopback"]) ? .ipAddress : nil
    }
    if words[0].last == UInt8(ascii: ":"), words.word(1, starts: "flags=") { return .ifconfig }
    if words.word(1, is: "Link"), words.word(2, starts: "encap:") { return .ifconfig }
    if words.word(0, is: "inet") || words.word(0, is: "inet6") {
      if words.word(1, starts: "addr:") { return .ifconfig }
      guard words[1].looksLikeAddress else { return nil }
      return words.word(2, in: ["netmask", "prefixlen", "-->"])
        || words.word(2, is: "destination") ? .ifconfig : .ipAddress
    }
    if words.word(0, starts: "link/"), words.count >= 2 { return .ipAddress }
    return words.word(0, starts: "valid_lft") && words.contains("preferred_lft") ? .ipAddress : nil
  }

  /// `ip -br addr`: name, state and addresses, or for `ip -br link` the hardware address.
  private func isBriefAddress(_ words: LineWords) -> Bool {
    guard words.indent == 0, words.word(1, in: Self.linkStates) else { return false }
    guard words.count > 2 else { return section == .ipAddress }
    return words[2].looksLikeAddress && words[2].contains(UInt8(ascii: "/"))
      || words[2].count == 17 && words[2].filter { $0 == UInt8(ascii: ":") }.count == 5
  }

  // MARK: routes

  private static func isRoute(_ words: LineWords) -> Bool {
    let target = words.word(0, in: routeTypes) ? 1 : 0
    guard words.word(target, is: "default") || words[target].looksLikeAddress else { return false }
    if words.word(target + 1, in: routeWords) { return words.count > target + 2 }
    return target == 1 && words.count == 2
  }

  /// Lines that only stand between or behind others of the same table.
  private func isRouteOfSection(_ words: LineWords) -> Bool {
    guard section == .ipRoute else { return false }
    if words.word(0, is: "nexthop"), words.word(1, in: ["via", "dev"]) { return true }
    // A route with several next hops, which follow.
    if words[0].looksLikeAddress || words.word(0, is: "default") {
      return words.count == 1 || words[1].first == UInt8(ascii: "\\")
        || words[1].looksLikeAddress || words.word(1, is: "*")
    }
    return words.word(0, is: "cache") && words.indent > 0
  }

  // MARK: sysctl

  private static let settingRoots = [
    "net.", "kernel.", "vm.", "fs.", "dev.", "user.", "abi.", "debug.", "crypto.", "sunrpc.",
    "fscache.",
  ]

  /// `net.ipv4.ip_forward = 1`, also without the blanks.
  private static func isSetting(_ words: LineWords) -> Bool {
    if words.word(0, is: "sysctl:") { return true }
    guard words.indent == 0, settingRoots.contains(where: { words.word(0, starts: $0) }) else {
      return false
    }
    return words.word(1, is: "=") || words[0].contains(UInt8(ascii: "="))
  }

  // MARK: lines that belong to the one before

  private static let linkDetails: Set<String> = [
    "inet", "inet6", "altname", "alias", "link-netnsid", "RX:", "TX:", "RX", "TX", "veth", "bridge",
    "bridge_slave", "vlan", "vxlan", "bond", "bond_slave", "tun", "ipip", "sit", "gre", "gretap",
    "ip6tnl", "ip6gre", "dummy", "macvlan", "macvtap", "ipvlan", "wireguard", "geneve", "vti",
    "team",
    "team_slave", "ifb", "vf", "permaddr", "parentbus", "openvswitch", "openvswitch_slave", "vrf",
    "vrf_slave", "xfrm", "can", "nlmon", "promiscuity", "netkit",
  ]

  private static let ifconfigDetails: Set<String> = [
    "inet", "inet6", "ether", "loop", "unspec", "tunnel", "infiniband", "RX", "TX", "UP",
    "BROADCAST",
    "device", "sit", "ppp", "gre",
  ]

  /// The indented lines of ss, ip addr, ifconfig, lsof and ip route.
  func continuation(_ words: LineWords) -> Kind? {
    guard let section, words.indent > 0 else { return nil }
    switch section {
    case .ss:
      // The rest of a row or of the heading that a narrow terminal wrapped.
      if words.word(0, in: ["Peer", "Local", "Process", "Address:Port"]) { return .ss }
      if words[0].looksLikeSocketAddress, words.count == 1 || words.containsPrefix("users:((") {
        return .ss
      }
      // What ss says of a socket, on a line of its own: `users:((…`, `skmem:(…`, `cubic wscale:7,7`.
      guard let first = words[0].first, first >= 0x61, first <= 0x7a else { return nil }
      return words[0].contains(UInt8(ascii: ":"))
        || words.words.dropFirst().prefix(4).contains {
          $0.contains(UInt8(ascii: ":"))
        } ? .ss : nil
    case .ipAddress:
      if words.word(0, in: Self.linkDetails) || words.contains("numtxqueues") { return .ipAddress }
      return words.count >= 6 && words.words.allSatisfy { $0.isDecimal } ? .ipAddress : nil
    case .ifconfig:
      let isDetail =
        words.word(0, in: Self.ifconfigDetails) || words.word(0, starts: "collisions:")
        || words.word(0, starts: "Interrupt:") || words.word(0, starts: "Memory:")
      return isDetail ? .ifconfig : nil
    case .lsof:
      return words.word(0, is: "Output") && words.word(1, is: "information") ? .lsof : nil
    default: return nil
    }
  }
}
