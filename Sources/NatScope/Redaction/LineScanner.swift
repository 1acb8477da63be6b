/// Finds the addresses and words of a line.
struct LineScanner {
  let bytes: [UInt8]
  let end: Int
  let context: LineContext
  private(set) var pieces: [LinePiece] = []
  /// How the next value is to be read, where an option before it says so.
  private var awaited: Value?
  var index: Int

  /// What the value of an option is.
  enum Value {
    case comment, free, digits, numbers
  }

  init(_ bytes: [UInt8], _ range: Range<Int>, _ context: LineContext) {
    self.bytes = bytes
    self.context = context
    index = range.lowerBound
    end = range.upperBound
  }

  static func pieces(
    _ bytes: [UInt8], _ range: Range<Int>, _ context: LineContext
  ) -> [LinePiece] {
    var scanner = LineScanner(bytes, range, context)
    scanner.scan()
    return scanner.pieces
  }

  mutating func scan() {
    if context.isParameter { passParameter() }
    while index < end {
      let byte = bytes[index]
      if context.isFree {
        step()
      } else if let value = awaited, byte > 0x20, byte != UInt8(ascii: "="),
        byte != UInt8(ascii: "!")
      {
        awaited = nil
        readValue(value)
      } else if byte == UInt8(ascii: "-"), isStart(index) {
        readOption()
      } else if context.isListing, byte == UInt8(ascii: "/"), next(1) == UInt8(ascii: "*") {
        readRemark()
      } else if context.isListing, byte == UInt8(ascii: "\""), !isHelper(index) {
        let close = closing(index)
        free(index + 1..<close)
        index = min(close + 1, end)
      } else {
        step()
      }
    }
  }

  /// Passes the name of a kernel parameter, which is the kernel's, but for an interface in it:
  /// `net.ipv4.conf.acme0.rp_filter` (Documentation/networking/ip-sysctl.rst).
  private mutating func passParameter() {
    var last = index
    while last < end, bytes[last] != UInt8(ascii: "="), bytes[last] != UInt8(ascii: ":") {
      last += 1
    }
    let name = bytes[index..<last]
    var hasInterface = false
    for part in name.split(whereSeparator: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "/") }) {
      if hasInterface {
        pieces.append(LinePiece(kind: .word, range: part.startIndex..<part.endIndex))
      }
      hasInterface = part.elementsEqual("conf".utf8) || part.elementsEqual("neigh".utf8)
    }
    index = last
  }

  func next(_ offset: Int) -> UInt8? { index + offset < end ? bytes[index + offset] : nil }

  private func isStart(_ place: Int) -> Bool {
    guard place > 0 else { return true }
    let before = bytes[place - 1]
    return before <= 0x20 || "\"'`[(".utf8.contains(before)
  }

  // MARK: options

  /// Options whose value is text that means nothing to the kernel but itself.
  private static let values: [String: Value] = [
    "comment": .comment, "log-prefix": .free, "nflog-prefix": .free, "ulog-prefix": .free,
    "string": .free, "hex-string": .digits, "u32": .numbers, "bytecode": .numbers,
  ]

  /// Options of a single letter that are written together: `-nvL`, `-lntup`.
  static let flags = Set("46aehilnoprstuvwxLNSTVWZm".utf8)

  private mutating func readOption() {
    if next(1) == UInt8(ascii: "-") {
      index += 2
      let start = index
      step()
      guard index > start else { return }
      awaited = Self.values[String(decoding: bytes[start..<index], as: UTF8.self)]
      return
    }
    var last = index + 1
    while last < end, WordForm.isOfWord(bytes[last]) { last += 1 }
    let run = bytes[index + 1..<last]
    if run.count <= 5, run.allSatisfy(Self.flags.contains) {
      index = last
    } else if run.count > 1, let first = run.first, WordForm.isLetter(first), !KnownWords.holds(run)
    {
      // `-jACCEPT`, `-s10.0.0.1`
      index += 2
    } else {
      index += 1
    }
  }

  private mutating func readValue(_ value: Value) {
    let quote = bytes[index]
    var range: Range<Int>
    if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      range = index + 1..<closing(index)
      index = min(range.upperBound + 1, end)
    } else {
      var last = index
      while last < end, bytes[last] > 0x20 { last += 1 }
      range = index..<last
      index = last
    }
    // `\"` in a command inside quotes.
    if range.count > 0, bytes[range.lowerBound] == UInt8(ascii: "\\") {
      range = range.lowerBound + 1..<range.upperBound
    }
    switch value {
    case .comment: comment(range)
    case .free: free(range)
    case .digits: digits(range)
    case .numbers: numbers(range)
    }
  }

  /// The quote that ends what one at `open` begins; the line's end if there is none.
  private func closing(_ open: Int) -> Int {
    var place = open + 1
    while place < end, bytes[place] != bytes[open] {
      if bytes[place] == UInt8(ascii: "\\"), bytes[open] == UInt8(ascii: "\"") { place += 1 }
      place += 1
    }
    return min(place, end)
  }

  private func isHelper(_ quote: Int) -> Bool {
    let head = Array("helper match ".utf8)
    return quote >= head.count && bytes[quote - head.count..<quote].elementsEqual(head)
  }

  /// `/* … */`
  private mutating func readRemark() {
    var close = index + 2
    while close + 1 < end,
      bytes[close] != UInt8(ascii: "*") || bytes[close + 1] != UInt8(ascii: "/")
    {
      close += 1
    }
    if close + 1 >= end { close = end }
    comment(index + 2..<close)
    index = min(close + 2, end)
  }

  // MARK: texts

  /// A comment: of a known program's form, or a person's.
  private mutating func comment(_ range: Range<Int>) {
    guard CommentForm.isOfProgram(bytes[range]) else {
      free(range)
      return
    }
    forEachToken(range) { scanner, token in
      guard !CommentForm.isKnown(scanner.bytes[token]) else { return }
      scanner.add(token, LineContext(isDocument: scanner.context.isDocument))
    }
  }

  private mutating func free(_ range: Range<Int>) {
    forEachToken(range) { scanner, token in
      // Names of Services keep their form, by which a chain's hash can be checked.
      let text = String(decoding: scanner.bytes[token], as: UTF8.self)
      scanner.add(
        token,
        LineContext(
          isFree: ServicePort(text) == nil, isDocument: scanner.context.isDocument))
    }
  }

  private mutating func forEachToken(
    _ range: Range<Int>, _ body: (inout LineScanner, Range<Int>) -> Void
  ) {
    var start = range.lowerBound
    while start < range.upperBound {
      var last = start
      while last < range.upperBound, bytes[last] > 0x20 { last += 1 }
      if last > start { body(&self, start..<last) }
      start = last + 1
    }
  }

  private mutating func add(_ range: Range<Int>, _ context: LineContext) {
    var inner = LineScanner(bytes, range, context)
    while inner.index < inner.end { inner.step() }
    pieces += inner.pieces
  }

  /// `|0a1b|text`
  private mutating func digits(_ range: Range<Int>) {
    var start = range.lowerBound
    while start < range.upperBound {
      var last = start
      while last < range.upperBound, bytes[last].hexDigitValue != nil { last += 1 }
      if last > start { pieces.append(LinePiece(kind: .digits, range: start..<last)) }
      start = last
      while start < range.upperBound, bytes[start].hexDigitValue == nil {
        var text = start
        while text < range.upperBound, WordForm.isOfWord(bytes[text]) { text += 1 }
        if text > start { pieces.append(LinePiece(kind: .freeWord, range: start..<text)) }
        start = max(text, start + 1)
      }
    }
  }

  /// Numbers that may be addresses: those of more than three bytes.
  private mutating func numbers(_ range: Range<Int>) {
    var start = range.lowerBound
    while start < range.upperBound {
      var last = start
      while last < range.upperBound, WordForm.isOfWord(bytes[last]) { last += 1 }
      let word = String(decoding: bytes[start..<last], as: UTF8.self).lowercased()
      let isHexadecimal = word.hasPrefix("0x")
      let number = isHexadecimal ? UInt32(word.dropFirst(2), radix: 16) : UInt32(word)
      if let number, number > 0xff_ffff {
        pieces.append(
          LinePiece(
            kind: .number(
              IPAddress(family: .ipv4, bits: UInt128(number)), isHexadecimal: isHexadecimal),
            range: start..<last))
      }
      start = max(last, start + 1)
    }
  }

  // MARK: words

  /// Takes what stands at the index: an address, a word, or a character between words.
  mutating func step() {
    guard index < end else { return }
    let byte = bytes[index]
    if byte == UInt8(ascii: "\\") {
      escape()
    } else if let (piece, last) = AddressScanner(bytes, end, context).piece(at: index) {
      pieces += piece
      index = last
    } else if WordForm.isOfWord(byte) {
      word()
    } else {
      index += 1
    }
  }

  private mutating func escape() {
    switch next(1) {
    case UInt8(ascii: "u")? where context.isDocument:
      if isCode(index + 2) { word() } else { index += 6 }
    case UInt8(ascii: "n")?, UInt8(ascii: "r")?, UInt8(ascii: "t")?, UInt8(ascii: "b")?,
      UInt8(ascii: "f")?:
      index += context.isDocument ? 2 : 1
    case UInt8(ascii: "\\")?: index += context.isDocument ? 2 : 1
    default: index += 1
    }
    index = min(index, end)
  }

  /// Whether four hexadecimal digits stand for a character of a word.
  private func isCode(_ place: Int) -> Bool {
    guard place + 4 <= end else { return false }
    var code: UInt32 = 0
    for digit in bytes[place..<place + 4] {
      guard let value = digit.hexDigitValue else { return false }
      code = code << 4 | UInt32(value)
    }
    return code >= 0x80 || WordForm.isOfWord(UInt8(code))
  }

  /// A word with its joints, up to an address in it.
  private mutating func word() {
    let start = index
    var last = index
    while last < end {
      let byte = bytes[last]
      if WordForm.isOfWord(byte) {
        last += 1
      } else if byte == UInt8(ascii: "\\"), context.isDocument, last + 1 < end,
        bytes[last + 1] == UInt8(ascii: "u"), isCode(last + 2)
      {
        last += 6
      } else if byte == UInt8(ascii: ".") || WordForm.isJoint(byte), last + 1 < end,
        WordForm.isOfWord(bytes[last + 1])
          || WordForm.isJoint(bytes[last + 1]) && isJoined(last + 1),
        AddressScanner(bytes, end, context).piece(at: last + 1, inWord: true) == nil
      {
        last += 1
      } else {
        break
      }
    }
    index = last
    let isBeginning =
      last < end && bytes[last] == UInt8(ascii: "+") && (last + 1 == end || bytes[last + 1] <= 0x20)
    pieces.append(
      LinePiece(
        kind: context.isFree ? .freeWord : isBeginning ? .beginning : .word, range: start..<last))
  }

  /// Whether behind several joints another part of the word comes: `br--acme`.
  private func isJoined(_ place: Int) -> Bool {
    var place = place
    while place < end, WordForm.isJoint(bytes[place]) { place += 1 }
    return place < end && WordForm.isOfWord(bytes[place])
  }
}
