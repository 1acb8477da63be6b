/// Eight bytes of text looked at together, which is what makes reading hundreds of megabytes quick.
///
/// The arithmetic on all bytes of a word at once is the classic one of "Bit Twiddling Hacks".
struct EightBytes {
  let bits: UInt64

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highBits: UInt64 = 0x8080_8080_8080_8080

  /// - Parameter index: the first of eight bytes that all lie within `bytes`.
  @inline(__always)
  init(_ bytes: Span<UInt8>, at index: Int) {
    // In this form, with one check of the length, the compiler makes it a single load.
    let rest = bytes.extracting(droppingFirst: index)
    precondition(rest.count >= 8)
    let a = UInt64(rest[0]) | UInt64(rest[1]) << 8 | UInt64(rest[2]) << 16
    let b = UInt64(rest[3]) << 24 | UInt64(rest[4]) << 32 | UInt64(rest[5]) << 40
    bits = a | b | UInt64(rest[6]) << 48 | UInt64(rest[7]) << 56
  }

  /// How many bytes come before the first that is not in 0x23...0x7e: no blank, quote, newline,
  /// control or non-ASCII byte; also before `!`.
  @inline(__always)
  var plainPrefix: Int {
    let below = (bits &- Self.ones &* 0x23) & ~bits
    let above = (bits &+ Self.ones) | bits
    return ((below | above) & Self.highBits).trailingZeroBitCount >> 3
  }

  /// How many bytes come before the first that ends or escapes quoted text: a quote, a backslash,
  /// a control or non-ASCII byte.
  @inline(__always)
  var quotedPrefix: Int {
    let below = (bits &- Self.ones &* 0x20) & ~bits
    let above = (bits &+ Self.ones) | bits
    let stops =
      below | above | Self.zeros(bits ^ Self.ones &* 0x22) | Self.zeros(bits ^ Self.ones &* 0x5c)
    return (stops & Self.highBits).trailingZeroBitCount >> 3
  }

  /// How many blanks come first.
  @inline(__always)
  var blankPrefix: Int { (bits ^ Self.ones &* 0x20).trailingZeroBitCount >> 3 }

  /// How many bytes come before the first blank or control byte.
  @inline(__always)
  var wordPrefix: Int {
    let ends = (bits &- Self.ones &* 0x21) & ~bits
    return (ends & Self.highBits).trailingZeroBitCount >> 3
  }

  /// High bits where a byte is `-`, and perhaps in bytes above the lowest of them.
  @inline(__always)
  var dashes: UInt64 { Self.zeros(bits ^ Self.ones &* 0x2d) & Self.highBits }

  /// How many bytes come before the first that may end a rule's plain text or name its target: a
  /// quote, a control or non-ASCII byte, or what may be a `j` or `g` behind `-`.
  ///
  /// - Parameter dashes: high bits where a byte comes directly behind a `-`.
  @inline(__always)
  func prefixBeforeStop(behind dashes: UInt64) -> Int {
    let below = (bits &- Self.ones &* 0x20) & ~bits
    let above = (bits &+ Self.ones) | bits
    let letters = Self.zeros(bits ^ Self.ones &* 0x6a) | Self.zeros(bits ^ Self.ones &* 0x67)
    let stops = below | above | Self.zeros(bits ^ Self.ones &* 0x22) | (letters & dashes)
    return (stops & Self.highBits).trailingZeroBitCount >> 3
  }

  /// High bits where a byte is zero, and perhaps in bytes above the lowest of them.
  @inline(__always)
  private static func zeros(_ bits: UInt64) -> UInt64 { (bits &- ones) & ~bits }
}

extension Span where Element == UInt8 {
  /// Moves past bytes that have no meaning of their own in a rule.
  @inline(__always)
  func skipPlain(_ index: inout Int) {
    while index &+ 8 <= count {
      let plain = EightBytes(self, at: index).plainPrefix
      index &+= plain
      if plain < 8 { return }
    }
    while index < count, self[index] &- 0x23 < 0x5c { index &+= 1 }
  }

  /// Moves to the next byte that may end a rule's plain text or name its target; `index` is not 0.
  @inline(__always)
  func skipToStop(_ index: inout Int) {
    var carry: UInt64 = self[index &- 1] == 0x2d ? 0x80 : 0
    while index &+ 8 <= count {
      let eight = EightBytes(self, at: index)
      let dashes = eight.dashes
      let plain = eight.prefixBeforeStop(behind: dashes << 8 | carry)
      index &+= plain
      if plain < 8 { return }
      carry = dashes >> 56
    }
    while index < count, self[index] >= 0x20, self[index] < 0x7f, self[index] != 0x22 {
      let isTarget = self[index] == 0x6a || self[index] == 0x67
      if isTarget, self[index &- 1] == 0x2d { return }
      index &+= 1
    }
  }

  /// Moves past the inside of a quoted word.
  @inline(__always)
  func skipQuoted(_ index: inout Int) {
    while index &+ 8 <= count {
      let plain = EightBytes(self, at: index).quotedPrefix
      index &+= plain
      if plain < 8 { return }
    }
    while index < count, self[index] >= 0x20, self[index] < 0x7f, self[index] != 0x22,
      self[index] != 0x5c
    { index &+= 1 }
  }

  /// Moves past blanks, to `end` at most.
  @inline(__always)
  func skipBlanks(_ index: inout Int, to end: Int) {
    while index &+ 8 <= end {
      let blanks = EightBytes(self, at: index).blankPrefix
      index &+= blanks
      if blanks < 8 { return }
    }
    while index < end, self[index] == 0x20 { index &+= 1 }
  }

  /// Moves past a word, to the next blank or control byte or to `end`.
  @inline(__always)
  func skipWord(_ index: inout Int, to end: Int) {
    while index &+ 8 <= end {
      let letters = EightBytes(self, at: index).wordPrefix
      index &+= letters
      if letters < 8 { return }
    }
    while index < end, self[index] > 0x20 { index &+= 1 }
  }

  /// Whether two stretches of `length` bytes are equal; the last bytes, which differ most often in
  /// chain names, are compared first.
  @inline(__always)
  func isEqual(_ a: Int, _ b: Int, length: Int) -> Bool {
    var left = length
    while left >= 8 {
      left &-= 8
      if EightBytes(self, at: a &+ left).bits != EightBytes(self, at: b &+ left).bits {
        return false
      }
    }
    while left > 0 {
      left &-= 1
      if self[a &+ left] != self[b &+ left] { return false }
    }
    return true
  }
}
