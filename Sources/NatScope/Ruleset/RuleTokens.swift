/// The words of a rule's text, as iptables-restore cuts them (iptables/xshared.c, add_param):
/// blanks separate, double quotes hold a word together, a backslash inside quotes takes the next
/// byte as it is.
struct RuleTokens: Sequence, IteratorProtocol {
  struct Token {
    /// The word as written, quotes included.
    let range: TextRange
    /// Whether the word begins with a quote.
    let isQuoted: Bool
    /// Whether a quote was opened and closed again; true for a word without quotes.
    let isClosed: Bool
  }

  let bytes: [UInt8]
  private var index: Int
  private let end: Int

  init(_ bytes: [UInt8], _ range: TextRange) {
    self.bytes = bytes
    index = Int(range.start)
    end = range.end
  }

  /// The words from `offset` up to the end of its line.
  init(_ bytes: [UInt8], lineFrom offset: Int) {
    self.bytes = bytes
    index = offset
    var end = offset
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
    self.end = end
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
      || byte == UInt8(ascii: "\n")
  }

  mutating func next() -> Token? {
    while index < end, Self.isBlank(bytes[index]) { index += 1 }
    guard index < end else { return nil }
    let start = index
    let quoted = bytes[index] == UInt8(ascii: "\"")
    var open = false
    while index < end {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") {
        open.toggle()
      } else if byte == UInt8(ascii: "\\"), open {
        index += 1
      } else if !open, Self.isBlank(byte) {
        break
      }
      index += 1
    }
    index = Swift.min(index, end)
    return Token(range: TextRange(start, index), isQuoted: quoted, isClosed: !open)
  }
}

extension RuleTokens {
  /// The value of a word: quotes and the backslashes inside them removed.
  static func unquote(_ word: ArraySlice<UInt8>) -> [UInt8] {
    guard word.contains(UInt8(ascii: "\"")) else { return Array(word) }
    var out: [UInt8] = []
    var open = false
    var index = word.startIndex
    while index < word.endIndex {
      let byte = word[index]
      if byte == UInt8(ascii: "\"") {
        open.toggle()
      } else if byte == UInt8(ascii: "\\"), open, index + 1 < word.endIndex {
        index += 1
        out.append(word[index])
      } else {
        out.append(byte)
      }
      index += 1
    }
    return out
  }
}
