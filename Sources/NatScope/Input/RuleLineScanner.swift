/// Cuts a clean rule line, `[n:m] -A CHAIN … -j TARGET`, without understanding its options.
///
/// This is the loop that every byte of a large save goes through, so it takes only lines of
/// printable ASCII with closed quotes; any other line is left to `CaptureReader`'s slow way.
struct RuleLineScanner {
  var rule = Rule(
    offset: 0, length: 0, line: 0, targetStart: 0, targetLength: 0, countersBack: 0, flags: [],
    chainIndex: 0)
  var chainName = 0..<0
  /// The name of the chain that the rule before belongs to, which is most often the next one's.
  var previousChain = TextRange.empty
  var isSameChain = false
  /// Behind the newline.
  var end = 0

  /// - Parameter start: the first byte of the line, which is `-` or `[`.
  /// - Returns: false if the line needs the slow way.
  mutating func scan(_ bytes: Span<UInt8>, from start: Int) -> Bool {
    var index = start
    if bytes[index] == UInt8(ascii: "[") {
      while bytes[index] != UInt8(ascii: "]") {
        if bytes[index] < 0x20 || index - start > 60 { return false }
        index += 1
      }
      if bytes[index + 1] != UInt8(ascii: " ") { return false }
      index += 2
    }
    let body = index
    // A line this short cannot be read ahead of; the caller guarantees a closing newline.
    if body + 4 >= bytes.count { return false }
    if bytes[body] != UInt8(ascii: "-") || bytes[body + 1] != UInt8(ascii: "A")
      || bytes[body + 2] != UInt8(ascii: " ")
    {
      return false
    }
    index = body + 3
    if bytes[index] == UInt8(ascii: "-") { return false }
    let length = Int(previousChain.length)
    isSameChain =
      length > 0 && index + length < bytes.count && bytes[index + length] == UInt8(ascii: " ")
      && bytes.isEqual(Int(previousChain.start), index, length: length)
    if isSameChain {
      index += length
    } else {
      bytes.skipPlain(&index)
      // `!` is the one other byte that a name may hold; leave such names to the slow way.
      if bytes[index] > 0x20 || index == body + 3 { return false }
      chainName = body + 3..<index
    }
    rule.targetStart = 0
    rule.targetLength = 0
    rule.flags = []
    while true {
      bytes.skipToStop(&index)
      switch bytes[index] {
      case UInt8(ascii: "j") where Self.isOption(bytes, index),
        UInt8(ascii: "g") where Self.isOption(bytes, index):
        if bytes[index] == UInt8(ascii: "g") { rule.flags.insert(.goto) }
        index += 2
        let start = index
        bytes.skipPlain(&index)
        if index - start > Int(UInt16.max) || bytes[index] == UInt8(ascii: "\"") { return false }
        rule.targetStart = UInt32(truncatingIfNeeded: start)
        rule.targetLength = UInt16(index - start)
      case UInt8(ascii: "\""):
        index += 1
        bytes.skipQuoted(&index)
        while bytes[index] == UInt8(ascii: "\\") {
          index += 1
          if bytes[index] < 0x20 || bytes[index] >= 0x7f { return false }
          index += 1
          bytes.skipQuoted(&index)
        }
        if bytes[index] != UInt8(ascii: "\"") { return false }
        index += 1
      case UInt8(ascii: "\n"):
        rule.offset = UInt32(truncatingIfNeeded: body)
        rule.length = UInt32(truncatingIfNeeded: index - body)
        rule.countersBack = UInt8(truncatingIfNeeded: body - start)
        end = index + 1
        return true
      // `-jDNAT`, `--jump` and what else begins so are for the slow way.
      case UInt8(ascii: "j") where Self.beginsOption(bytes, index),
        UInt8(ascii: "g") where Self.beginsOption(bytes, index):
        return false
      // Not every stop is one: looking at eight bytes at once errs on the safe side.
      case 0x20...0x7e: index += 1
      default: return false
      }
    }
  }

  /// Whether the letter at `index` is an option by itself: ` -j `.
  private static func isOption(_ bytes: Span<UInt8>, _ index: Int) -> Bool {
    bytes[index - 1] == UInt8(ascii: "-") && bytes[index - 2] == UInt8(ascii: " ")
      && bytes[index + 1] == UInt8(ascii: " ")
  }

  /// Whether the letter at `index` is the first of a word that begins with one or two dashes.
  private static func beginsOption(_ bytes: Span<UInt8>, _ index: Int) -> Bool {
    guard bytes[index - 1] == UInt8(ascii: "-") else { return false }
    return bytes[index - 2] == UInt8(ascii: " ")
      || bytes[index - 2] == UInt8(ascii: "-") && bytes[index - 3] == UInt8(ascii: " ")
  }

  /// Whether the line's last byte can be that of an option that needs a value: their names end in
  /// small letters, or are a dash that was cut off. Most lines end in a digit or a chain's name.
  func mayEndInOption(_ bytes: Span<UInt8>) -> Bool {
    let last = bytes[end - 2]
    return last >= UInt8(ascii: "a") && last <= UInt8(ascii: "z") || last == UInt8(ascii: "-")
  }

  /// Where the last word of the scanned line begins.
  func lastWord(_ bytes: Span<UInt8>) -> Int {
    if rule.target.end == end - 1, rule.targetLength > 0 { return Int(rule.targetStart) }
    var index = end - 1
    while bytes[index - 1] != UInt8(ascii: " ") { index -= 1 }
    return index
  }
}
