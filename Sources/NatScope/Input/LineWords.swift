/// A line cut into words at blanks, with the questions that recognisers ask of it.
struct LineWords {
  let line: ArraySlice<UInt8>
  /// The first words; what follows the sixteenth is not cut.
  private(set) var words: [ArraySlice<UInt8>] = []
  /// How many blanks stand before the first word.
  let indent: Int

  static let most = 16

  init(_ line: ArraySlice<UInt8>) {
    self.line = line
    var index = line.startIndex
    while index < line.endIndex, line[index] <= 0x20 { index += 1 }
    indent = index - line.startIndex
    words.reserveCapacity(8)
    while index < line.endIndex, words.count < Self.most {
      let start = index
      while index < line.endIndex, line[index] > 0x20 { index += 1 }
      words.append(line[start..<index])
      while index < line.endIndex, line[index] <= 0x20 { index += 1 }
    }
  }

  var count: Int { words.count }

  /// A word; empty behind the last.
  subscript(_ index: Int) -> ArraySlice<UInt8> { index < words.count ? words[index] : [] }

  func word(_ index: Int, is text: String) -> Bool {
    index < words.count && words[index].elementsEqual(text.utf8)
  }

  func word(_ index: Int, in texts: Set<String>) -> Bool {
    guard index < words.count, words[index].count <= 32 else { return false }
    return texts.contains(String(decoding: words[index], as: UTF8.self))
  }

  func word(_ index: Int, starts prefix: String) -> Bool {
    index < words.count && words[index].starts(with: prefix.utf8)
  }

  func isDecimal(_ index: Int) -> Bool { self[index].isDecimal }

  /// Whether one of the words from `first` on is `text`.
  func contains(_ text: String, from first: Int = 0) -> Bool {
    words.dropFirst(first).contains { $0.elementsEqual(text.utf8) }
  }

  /// Whether one of the words from `first` on begins with `prefix`.
  func containsPrefix(_ prefix: String, from first: Int = 0) -> Bool {
    words.dropFirst(first).contains { $0.starts(with: prefix.utf8) }
  }
}

extension ArraySlice<UInt8> {
  /// Whether the text is one or more decimal digits.
  var isDecimal: Bool { !isEmpty && allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }

  /// Whether the text has the bytes of an IPv4 or IPv6 address, perhaps with a prefix length: a
  /// look at the form, for recognising tables. It does not say that the address is valid.
  var looksLikeAddress: Bool {
    guard let first, count <= 49 else { return false }
    let body = self[..<(firstIndex(of: UInt8(ascii: "/")) ?? endIndex)]
    let rest = self[body.endIndex...].dropFirst()
    guard rest.isEmpty ? body.count == count : rest.isDecimal || rest.isDottedQuad else {
      return false
    }
    if body.isDottedQuad { return true }
    var colons = 0
    for byte in body {
      if byte == UInt8(ascii: ":") {
        colons += 1
      } else if byte.hexDigitValue == nil, byte != UInt8(ascii: ".") {
        return false
      }
    }
    return colons >= 2 && (first == UInt8(ascii: ":") || first.hexDigitValue != nil)
  }

  /// Four decimal numbers with dots between; old `ip route` leaves out trailing zeros, which is
  /// not meant here.
  fileprivate var isDottedQuad: Bool {
    var dots = 0
    var digits = 0
    for byte in self {
      if byte >= 0x30, byte <= 0x39 {
        digits += 1
        if digits > 3 { return false }
      } else if byte == UInt8(ascii: "."), digits > 0 {
        dots += 1
        digits = 0
      } else {
        return false
      }
    }
    return dots == 3 && digits > 0
  }

  /// Whether the text is an address or `*` and, behind the last colon, a port, a name or `*`:
  /// `0.0.0.0:80`, `[::]:http`, `127.0.0.53%lo:53`, `:::80`, `*:*`, `0.0.0.0:*`.
  var looksLikeSocketAddress: Bool {
    guard let colon = lastIndex(of: UInt8(ascii: ":")), colon + 1 < endIndex, colon > startIndex
    else { return false }
    return self[(colon + 1)...].allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "/") }
  }
}
