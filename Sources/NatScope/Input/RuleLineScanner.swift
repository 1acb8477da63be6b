/// Cuts a clean rule line, `[n:m] -A CHAIN … -j TARGET`, without understanding its options.
///
/// This is the loop that every byte of a large save goes through, so it takes only lines of
/// printable ASCII with closed quotes; any other line is left to `SaveReader`'s slow way.
struct RuleLineScanner {
  var rule = Rule(
    offset: 0, length: 0, line: 0, targetStart: 0, targetLength: 0, countersBack: 0, flags: [],
    chainIndex: 0)
  var chainName = 0..<0
  /// Behind the newline.
  var end = 0
  /// The first byte of the last word.
  var lastWord = 0

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
    bytes.skipPlain(&index)
    // `!` is the one other byte that a name may hold; leave such names to the slow way.
    if bytes[index] > 0x20 || index == body + 3 { return false }
    chainName = body + 3..<index
    rule.targetStart = 0
    rule.targetLength = 0
    rule.flags = []
    lastWord = chainName.lowerBound
    while true {
      bytes.skipPlain(&index)
      let byte = bytes[index]
      if byte == UInt8(ascii: " ") {
        index += 1
        lastWord = index
        if bytes[index] == UInt8(ascii: "-"), index + 2 < bytes.count,
          bytes[index + 2] == UInt8(ascii: " "),
          bytes[index + 1] == UInt8(ascii: "j") || bytes[index + 1] == UInt8(ascii: "g")
        {
          if bytes[index + 1] == UInt8(ascii: "g") { rule.flags.insert(.goto) }
          index += 3
          lastWord = index
          bytes.skipPlain(&index)
          if index - lastWord > Int(UInt16.max) || bytes[index] == UInt8(ascii: "\"") {
            return false
          }
          rule.targetStart = UInt32(truncatingIfNeeded: lastWord)
          rule.targetLength = UInt16(index - lastWord)
        }
      } else if byte == UInt8(ascii: "\n") {
        break
      } else if byte == UInt8(ascii: "\"") {
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
      } else if byte == UInt8(ascii: "!") {
        index += 1
      } else {
        return false
      }
    }
    rule.offset = UInt32(truncatingIfNeeded: body)
    rule.length = UInt32(truncatingIfNeeded: index - body)
    rule.countersBack = UInt8(truncatingIfNeeded: body - start)
    end = index + 1
    return true
  }
}
