/// Writes a line with aliases in place of its pieces.
struct LineWriter {
  var addresses: AddressAliases
  var words: WordAliases
  /// The addresses that were replaced, by their aliases.
  private(set) var map: [String: String] = [:]

  init(addresses: AddressAliases, words: WordAliases) {
    self.addresses = addresses
    self.words = words
  }

  /// - Parameter isAligned: whether columns stand below each other: what follows two blanks or more
  ///   begins where it began, as far as the aliases before it leave room.
  mutating func write(
    _ bytes: [UInt8], _ range: Range<Int>, _ pieces: [LinePiece], isAligned: Bool,
    to out: inout [UInt8]
  ) {
    let start = out.count
    var place = range.lowerBound
    for piece in pieces {
      copy(
        bytes, place..<piece.range.lowerBound, isAligned ? (start, range.lowerBound) : nil, to: &out
      )
      out += alias(piece.kind, bytes[piece.range])
      place = piece.range.upperBound
    }
    copy(bytes, place..<range.upperBound, isAligned ? (start, range.lowerBound) : nil, to: &out)
  }

  private func copy(
    _ bytes: [UInt8], _ range: Range<Int>, _ line: (out: Int, source: Int)?, to out: inout [UInt8]
  ) {
    guard let line else {
      out += bytes[range]
      return
    }
    var place = range.lowerBound
    while place < range.upperBound {
      var blanks = place
      while blanks < range.upperBound, bytes[blanks] == 0x20 { blanks += 1 }
      if blanks - place >= 2 {
        let column = Self.width(bytes[line.source..<blanks]) - Self.width(out[line.out...])
        out += [UInt8](repeating: 0x20, count: max(2, column))
        place = blanks
      } else {
        out.append(bytes[place])
        place += 1
      }
    }
  }

  private static func width(_ text: ArraySlice<UInt8>) -> Int { text.count { $0 & 0xc0 != 0x80 } }

  /// The alias of a piece, in the form that the original has.
  mutating func alias(_ kind: LinePiece.Kind, _ text: ArraySlice<UInt8>) -> [UInt8] {
    switch kind {
    case .word: return words.alias(Self.unescaped(text))
    case .freeWord: return words.freeAlias(Self.unescaped(text))
    case .beginning: return words.beginningAlias(text)
    case .digits: return words.digits(text)
    case .address(let address, let length):
      let alias = alias(address, length)
      // Where nothing changes, neither does the spelling.
      return alias == address ? Array(text) : Array(alias.description.utf8)
    case .masked(let address, let mask):
      let alias = alias(address, nil)
      let isHost = address.bits & ~mask != 0
      return Array(
        IPAddress(family: alias.family, bits: isHost ? alias.bits : alias.bits & mask)
          .description.utf8)
    case .dashed(let address, let separator):
      return alias(address, nil).description.utf8.map { $0 == UInt8(ascii: ".") ? separator : $0 }
    case .procNet(let address): return Self.procNet(alias(address, nil), like: text)
    case .number(let address, let isHexadecimal):
      // A network has zeros at its end, and so has its alias.
      let zeros = min(32, address.bits.trailingZeroBitCount) / 8 * 8
      let alias = alias(address, 32 - zeros).bits
      return Array((isHexadecimal ? "0x" + String(alias, radix: 16) : String(alias)).utf8)
    case .hardware(let address, let separator): return hardware(address, separator, like: text)
    }
  }

  /// The alias of an address; of a prefix without host bits it has none either.
  private mutating func alias(_ address: IPAddress, _ length: Int?) -> IPAddress {
    guard let length, length < address.family.width else { return note(address) }
    let prefix = IPPrefix(address, length: length)
    guard prefix.address == address else { return note(address) }
    let alias = addresses.alias(prefix)
    if alias != prefix { map[alias.description] = prefix.description }
    return alias.address
  }

  private mutating func note(_ address: IPAddress) -> IPAddress {
    let alias = addresses.alias(address)
    if alias != address { map[alias.description] = address.description }
    return alias
  }

  private static func procNet(_ address: IPAddress, like text: ArraySlice<UInt8>) -> [UInt8] {
    let isUpper = !text.contains { (97...102).contains($0) }
    let digits = isUpper ? WordForm.upperHex : WordForm.lowerHex
    var result: [UInt8] = []
    for word in stride(from: address.family.width - 32, through: 0, by: -32) {
      for octet in 0..<4 {
        let value = Int(truncatingIfNeeded: address.bits >> UInt128(word + 8 * octet) & 255)
        result += [digits[value >> 4], digits[value & 15]]
      }
    }
    return result
  }

  private mutating func hardware(
    _ address: UInt64, _ separator: UInt8, like text: ArraySlice<UInt8>
  ) -> [UInt8] {
    let isUpper = text.contains { (65...70).contains($0) }
    let alias = addresses.hardware(address)
    if alias != address { map[Self.spell(alias)] = Self.spell(address) }
    return Self.spell(alias).utf8.map { byte in
      byte == UInt8(ascii: ":")
        ? separator : isUpper && WordForm.isLetter(byte) ? byte & ~0x20 : byte
    }
  }

  private static func spell(_ address: UInt64) -> String {
    (0..<6).map { octet in
      let value = address >> UInt64(40 - 8 * octet) & 255
      return (value < 16 ? "0" : "") + String(value, radix: 16)
    }.joined(separator: ":")
  }

  /// A word in which JSON wrote characters by their numbers.
  private static func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
    guard text.contains(UInt8(ascii: "\\")) else { return Array(text) }
    var units: [UInt16] = []
    var result: [UInt8] = []
    func flush() {
      result += String(decoding: units, as: UTF16.self).utf8
      units = []
    }
    var place = text.startIndex
    while place < text.endIndex {
      if text[place] == UInt8(ascii: "\\"), place + 6 <= text.endIndex {
        units.append(
          text[place + 2..<place + 6].reduce(0) { $0 << 4 | UInt16($1.hexDigitValue ?? 0) })
        place += 6
      } else {
        flush()
        result.append(text[place])
        place += 1
      }
    }
    flush()
    return result
  }
}
