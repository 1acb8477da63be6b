// ip route: the table `local` says what the node's own addresses are, `main` where packets leave.

extension NodeReader {
  mutating func readRoute(_ line: Line) -> Reading {
    let words = line.words
    guard let first = words.first else { return .read }
    let name = String(decoding: first.prefix(16), as: UTF8.self)
    let table = Self.word(behind: "table", words)
    let interface = Self.word(behind: "dev", words)
    if first.elementsEqual("nexthop".utf8) {
      if let interface, !facts.routes.all.isEmpty, table == nil {
        facts.routes.all[facts.routes.all.count - 1].interfaces.append(interface)
      }
      return .read
    }
    let type = LocalRoute.Kind(rawValue: name)
    guard let type, words.count > 2, type != .unicast else {
      addMainRoute(type == nil ? words[...] : words.dropFirst(), table, at: line.place)
      return .read
    }
    // `blackhole` and the like stand in the main table as well.
    guard table == nil || table == "local" || table == "255" else { return .read }
    guard [.local, .broadcast, .anycast, .multicast].contains(type) || table != nil else {
      addMainRoute(words.dropFirst(), table, at: line.place)
      return .read
    }
    openAddresses(isRoutes: true, at: line.place)
    return addRoute(type, words[1], interface: interface, at: line.place)
  }

  /// Keeps a route of IPv4 in the table `main`; `words` are those of its line from the destination
  /// on. route(8) and netstat(8) print columns without names, which are not read.
  private mutating func addMainRoute(
    _ words: ArraySlice<ArraySlice<UInt8>>, _ table: String?, at place: SourcePlace
  ) {
    let words = Array(words)
    guard words.count > 1,
      ["via", "dev", "proto", "scope", "metric", "nhid", "src"].contains(where: words[1].isWord)
    else { return }
    var interfaces: [String] = []
    // With `-o` the next hops stand in the same line.
    for index in words.indices.dropLast() where words[index].isWord("dev") {
      interfaces.append(String(decoding: words[index + 1].prefix(32), as: UTF8.self))
    }
    addMainRoute(
      words[0], table: table, interfaces: interfaces, gateway: Self.word(behind: "via", words),
      metric: Self.word(behind: "metric", words).flatMap { UInt32($0) },
      // Routes of IPv6 have a preference (RFC 4191), those of IPv4 have none.
      isIPv6: Self.word(behind: "pref", words) != nil, at: place)
  }

  mutating func addMainRoute(
    _ destination: ArraySlice<UInt8>, table: String?, interfaces: [String], gateway: String?,
    metric: UInt32?, isIPv6: Bool, at place: SourcePlace
  ) {
    guard !isIPv6, gateway?.contains(":") != true, let prefix = Self.prefix(destination),
      prefix.family == .ipv4
    else { return }
    guard [nil, "main", "254"].contains(table) else {
      if !["local", "255", "default", "253"].contains(table) {
        facts.routes.otherTable = facts.routes.otherTable ?? place
      }
      return
    }
    facts.routes.isGiven = true
    facts.routes.all.append(
      Route(prefix: prefix, interfaces: interfaces, metric: metric ?? 0, place: place))
  }

  /// `default`, `10.42.0.0/24` or a single address.
  private static func prefix(_ text: ArraySlice<UInt8>) -> IPPrefix? {
    if text.elementsEqual("default".utf8) {
      return IPPrefix(IPAddress(family: .ipv4, bits: 0), length: 0)
    }
    let parts = text.split(separator: UInt8(ascii: "/"), maxSplits: 1)
    guard let address = parts.first.flatMap({ IPAddress($0) }) else { return nil }
    let width = address.family.width
    guard parts.count == 2 else { return IPPrefix(address, length: width) }
    return Decimal.unsigned(parts[1], below: UInt64(width) + 1).map {
      IPPrefix(address, length: Int($0))
    }
  }

  mutating func addRoute(
    _ type: LocalRoute.Kind, _ text: ArraySlice<UInt8>, interface: String?, at place: SourcePlace
  ) -> Reading {
    guard let prefix = Self.prefix(text) else { return loseAddress() }
    if addressTable?.hasStranger == true { addressTable?.hasGap = true }
    // Loopback's route is in every table `local`, so a list with it was not asked for less.
    if type == .local, prefix.address.isLoopback { addressTable?.loopback.insert(prefix.family) }
    facts.addresses.routes.append(
      LocalRoute(type: type, prefix: prefix, interface: interface, place: place))
    return .read
  }
}
