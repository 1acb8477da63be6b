/// A list of addresses or local routes that is being read.
struct AddressTable {
  var list: AddressList
  /// `ip -o addr`, `ip addr` and others: the interface that the next addresses belong to.
  var interface: String?
  /// The families of which loopback's own address was shown: then nothing was asked for but all.
  var loopback: Set<IPFamily> = []
  var command: NodeCommand?
  var hasStranger = false
  var hasGap = false
}

// ip addr, ifconfig, and the routes of the table `local`.
extension NodeReader {
  /// Ends the list that is open.
  mutating func finishAddresses() {
    guard var table = addressTable else { return }
    addressTable = nil
    switch table.command?.output {
    case .addresses(let families), .localRoutes(let families):
      table.list.families = table.command?.isWhole == true ? families : []
    case .otherRoutes: table.list.families = []
    default: table.list.families = table.loopback
    }
    if table.hasGap { table.list.families = [] }
    facts.addresses.lists.append(table.list)
  }

  /// Opens a list where none of its kind is open.
  mutating func openAddresses(isRoutes: Bool, at place: SourcePlace) {
    if let table = addressTable {
      if table.list.isRoutes == isRoutes { return }
      finishAddresses()
    }
    var table = AddressTable(list: AddressList(place: place, isRoutes: isRoutes))
    table.command = takeCommand { output in
      switch output {
      case .addresses: !isRoutes
      case .localRoutes, .otherRoutes: isRoutes
      default: false
      }
    }
    addressTable = table
  }

  private mutating func add(
    _ prefix: ArraySlice<UInt8>, length: Int? = nil, interface: String?, scope: String?,
    isTentative: Bool = false, at place: SourcePlace
  ) -> Reading {
    let parts = prefix.split(separator: UInt8(ascii: "/"), maxSplits: 1)
    let bare = parts.first.map { $0.prefix { $0 != UInt8(ascii: "%") } }
    guard let bare, let address = IPAddress(bare) else { return loseAddress() }
    var length = length
    if parts.count == 2 {
      guard let told = Decimal.unsigned(parts[1], below: UInt64(address.family.width) + 1) else {
        return loseAddress()
      }
      length = Int(told)
    }
    if addressTable?.hasStranger == true { addressTable?.hasGap = true }
    if address.isLoopback, interface == "lo" || interface == nil {
      addressTable?.loopback.insert(address.family)
    }
    facts.addresses.all.append(
      LocalAddress(
        address: address, length: length, interface: interface, scope: scope,
        isTentative: isTentative, place: place))
    return .read
  }

  mutating func loseAddress() -> Reading {
    addressTable?.hasGap = true
    return .unread
  }

  // MARK: ip addr

  mutating func readAddress(_ line: Line) -> Reading {
    let words = line.words
    guard let first = words.first, words.count >= 2 else { return .read }
    openAddresses(isRoutes: false, at: line.place)
    if first.last == UInt8(ascii: ":"), first.dropLast().isDecimal {
      let name = Self.interfaceName(words[1])
      if words.count > 3, words[2].isWord("inet") || words[2].isWord("inet6") {
        return readOneLine(words, name, line.place)
      }
      // A second list behind the first begins with loopback again.
      if name == "lo", addressTable?.interface != nil {
        finishAddresses()
        openAddresses(isRoutes: false, at: line.place)
      }
      addressTable?.interface = name
      return .read
    }
    if first.isWord("inet") || first.isWord("inet6") {
      // grep leaves these lines alone; those of IPv4 name their interface at the end.
      let label = first.isWord("inet") ? words.last.map { Self.interfaceName($0) } : nil
      return add(
        Self.ownAddress(words, 1), interface: addressTable?.interface ?? label,
        scope: Self.word(behind: "scope", words), isTentative: Self.isTentative(words),
        at: line.place)
    }
    guard !line.isIndented, words.count > 2, first.last != UInt8(ascii: ":") else { return .read }
    return readBrief(words, line.place)
  }

  /// `ip -o addr`.
  private mutating func readOneLine(
    _ words: [ArraySlice<UInt8>], _ name: String, _ place: SourcePlace
  ) -> Reading {
    add(
      Self.ownAddress(words, 3), interface: name, scope: Self.word(behind: "scope", words),
      isTentative: Self.isTentative(words), at: place)
  }

  /// `ip -br addr`: the name, the state, all addresses; of `ip -br link` a hardware address.
  private mutating func readBrief(
    _ words: [ArraySlice<UInt8>], _ place: SourcePlace
  ) -> Reading {
    let name = Self.interfaceName(words[0])
    var result = Reading.read
    var index = 2
    while index < words.count {
      let word = words[index]
      if word.isWord("peer") {
        index += 2
        continue
      }
      guard word.contains(UInt8(ascii: "/")) || IPAddress(word) != nil else { break }
      if add(word, interface: name, scope: nil, at: place) == .unread { result = .unread }
      index += 1
    }
    return result
  }

  /// The own address of `10.0.0.1 peer 10.0.0.2/32`, whose length is that of the peer.
  private static func ownAddress(
    _ words: [ArraySlice<UInt8>], _ index: Int
  ) -> ArraySlice<UInt8> {
    index < words.count ? words[index] : []
  }

  /// `veth1@if2:` without what stands behind the name.
  private static func interfaceName(_ word: ArraySlice<UInt8>) -> String {
    String(
      decoding: word.prefix {
        $0 != UInt8(ascii: "@") && $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "\\")
      }, as: UTF8.self)
  }

  private static func isTentative(_ words: [ArraySlice<UInt8>]) -> Bool {
    words.contains { $0.isWord("tentative") || $0.isWord("dadfailed") }
  }

  static func word(behind key: String, _ words: [ArraySlice<UInt8>]) -> String? {
    guard let index = words.firstIndex(where: { $0.isWord(key) }), index + 1 < words.count else {
      return nil
    }
    return String(decoding: words[index + 1].prefix(32), as: UTF8.self)
  }

  // MARK: ifconfig

  mutating func readIfconfig(_ line: Line) -> Reading {
    let words = line.words
    guard let first = words.first, words.count >= 2 else { return .read }
    openAddresses(isRoutes: false, at: line.place)
    if !line.isIndented {
      // `eth0:1` is a second address of eth0, with a name of its own.
      let name = first.last == UInt8(ascii: ":") ? first.dropLast() : first
      addressTable?.interface = String(
        decoding: name.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self)
      return .read
    }
    let interface = addressTable?.interface
    if words[1].starts(with: "addr:".utf8), first.isWord("inet") || first.isWord("inet6") {
      // Of old versions: `inet addr:10.0.0.5 … Mask:255.255.255.0`, `inet6 addr: fe80::1/64`.
      let joined = words[1].dropFirst(5)
      let address = joined.isEmpty && words.count > 2 ? words[2] : joined
      let mask = words.first { $0.starts(with: "Mask:".utf8) }.map { $0.dropFirst(5) }
      let scope = words.first { $0.starts(with: "Scope:".utf8) }.map {
        String(decoding: $0.dropFirst(6).prefix(32), as: UTF8.self).lowercased()
      }
      return add(
        address, length: mask.flatMap(Self.length), interface: interface, scope: scope,
        at: line.place)
    }
    guard first.isWord("inet") || first.isWord("inet6") else { return .read }
    let mask = Self.word(behind: "netmask", words).flatMap { Self.length(Array($0.utf8)[...]) }
    let length = Self.word(behind: "prefixlen", words).flatMap { Int($0) }
    let scope = Self.word(behind: "scopeid", words).flatMap { text in
      text.split(separator: "<").last.map { String($0.prefix { $0 != ">" }) }
    }
    return add(
      words[1], length: mask ?? length.flatMap { (0...128).contains($0) ? $0 : nil },
      interface: interface, scope: scope, at: line.place)
  }

  /// The length of a mask that has no holes; BusyBox and macOS print `0xffffff00`.
  private static func length(_ mask: ArraySlice<UInt8>) -> Int? {
    guard let bits = IPAddress(mask), bits.family == .ipv4 else { return nil }
    return (0...32).first { IPPrefix.mask(.ipv4, $0) == bits.bits }
  }
}
