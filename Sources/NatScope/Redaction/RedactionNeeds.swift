/// What the aliases of an input have to keep, collected before the first of them is made.
struct RedactionNeeds {
  private var singles: Set<IPAddress> = []
  private var prefixes: Set<IPPrefix> = []
  private var ranges: Set<[IPAddress]> = []
  /// Networks of the node's interfaces, whose highest address is their broadcast address.
  private var interfaceNetworks: Set<IPPrefix> = []
  private var holes: [IPFamily: Int] = [:]
  private var twins: [IPPrefix] = []
  private(set) var beginnings: [[UInt8]] = []
  /// Words of the input that an alias could be called, by what they begin with.
  private var takenStems: Set<[UInt8]> = []

  private static let stems = ["n", "name", "alias", "nn", "redacted", "natscopealias"]

  /// What aliases of names begin with.
  var stem: String {
    Self.stems.first { !takenStems.contains(Array($0.utf8)) } ?? "natscopename"
  }

  mutating func read(_ bytes: [UInt8], _ pieces: [LinePiece]) {
    for (index, piece) in pieces.enumerated() {
      switch piece.kind {
      case .address(let address, let length):
        if let length, length < address.family.width {
          let prefix = IPPrefix(address, length: length)
          prefixes.insert(prefix)
          if prefix.address != address {
            singles.insert(address)
            interfaceNetworks.insert(prefix)
          }
        } else {
          singles.insert(address)
        }
        if index + 1 < pieces.count, case .address(let other, _) = pieces[index + 1].kind,
          pieces[index + 1].range.lowerBound == piece.range.upperBound + 1,
          bytes[piece.range.upperBound] == UInt8(ascii: "-")
        {
          ranges.insert([address, other])
        }
      case .masked(let address, let mask):
        let shifted = mask << UInt128(128 - address.family.width)
        let length = (~shifted).leadingZeroBitCount
        holes[address.family] = min(holes[address.family] ?? 128, length)
      case .dashed(let address, _), .procNet(let address), .number(let address, _):
        singles.insert(address)
      case .word, .freeWord: note(bytes[piece.range])
      case .beginning:
        let text = Array(bytes[piece.range])
        if !WordForm.isInterfaceHead(text), !WordForm.isInterface(text + [0x30]),
          !beginnings.contains(text)
        {
          beginnings.append(text)
        }
      case .hardware, .digits: break
      }
    }
  }

  private mutating func note(_ word: ArraySlice<UInt8>) {
    for part in word.split(whereSeparator: { !WordForm.isOfWord($0) }) {
      var head = part
      while let last = head.last, WordForm.isDigit(last) { head = head.dropLast() }
      if head.count < part.count, head.count <= 13 { takenStems.insert(Array(head)) }
    }
  }

  /// NETMAP keeps the end of an address and changes its beginning.
  mutating func read(_ capture: Capture) {
    for ruleset in capture.rulesets {
      for index in ruleset.rules.indices
      where ruleset.source.slice(ruleset.rules[index].target).elementsEqual("NETMAP".utf8) {
        let text = ruleset.text(of: Rule.ID(index))
        for word in text.words {
          let bytes = Array(text.slice(word.range))
          for piece in LineScanner.pieces(bytes, 0..<bytes.count, LineContext()) {
            guard case .address(let address, let length?) = piece.kind else { continue }
            twins.append(IPPrefix(address, length: length))
          }
        }
      }
    }
  }

  /// The aliases that keep all of it.
  func addresses(key: [UInt8]) -> AddressAliases {
    var result = AddressAliases(key: key)
    for range in ranges { result.keepRange(range[0], range[1]) }
    for (family, depth) in holes { result.keepHoles(family, from: depth) }
    for twin in twins { result.keepTwin(twin) }
    for network in interfaceNetworks {
      let last = IPAddress(family: network.family, bits: network.bounds.upperBound)
      // Shorter ones would give away too much of the addresses in them.
      if network.length >= 8 { result.keepEnd(last, of: network.length) }
    }
    let lengths = Set(prefixes.map(\.length)).sorted()
    for address in singles {
      for length in lengths where length > 0 && length < address.family.width {
        let network = IPPrefix(address, length: length)
        guard prefixes.contains(network) else { continue }
        if network.bounds.lowerBound == address.bits || network.bounds.upperBound == address.bits {
          result.keepEnd(address, of: length)
        }
      }
    }
    return result
  }
}
