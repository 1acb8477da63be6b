/// A value of JSON text (RFC 8259), with the place where it begins.
///
/// Text of kubectl, crictl and `ip -j` is read from the bytes of the input; nothing outlives the
/// reading of one document.
struct JSONText {
  indirect enum Content {
    case null
    case bool(Bool)
    /// As it is written.
    case number(Range<Int>)
    /// Of YAML, which writes numbers in more ways.
    case integer(Int)
    case string(String)
    case array([JSONText])
    /// In the order of the text; of a name that is there twice the last counts.
    case object([(name: String, value: JSONText)])
  }

  let content: Content
  /// The offset of its first byte.
  let start: Int

  /// A document that begins at `start`, and where it ends.
  ///
  /// - Returns: nil if the bytes are no JSON, nested too deep, or end before the document does; then
  ///   `end` says how far they were read.
  static func read(
    _ bytes: [UInt8], from start: Int, limit: Int
  ) -> (document: JSONText?, end: Int) {
    var reader = JSONReader(bytes: bytes, index: start, limit: min(limit, bytes.count))
    let document = reader.document()
    return (document, reader.index)
  }

  /// The member of an object.
  subscript(_ name: String) -> JSONText? {
    guard case .object(let members) = content else { return nil }
    return members.last { $0.name == name }?.value
  }

  /// A member of a member.
  subscript(_ first: String, _ second: String) -> JSONText? { self[first]?[second] }

  var string: String? {
    if case .string(let text) = content { text } else { nil }
  }

  var bool: Bool? {
    if case .bool(let value) = content { value } else { nil }
  }

  var elements: [JSONText] {
    if case .array(let elements) = content { elements } else { [] }
  }

  var members: [(name: String, value: JSONText)] {
    if case .object(let members) = content { members } else { [] }
  }

  var isObject: Bool {
    if case .object = content { true } else { false }
  }

  /// A number without sign, fraction and exponent.
  func integer(_ bytes: [UInt8]) -> Int? {
    if case .integer(let value) = content { return value < 0 ? nil : value }
    guard case .number(let range) = content else { return nil }
    return Decimal.unsigned(bytes[range], below: 1 << 62).map { Int($0) }
  }
}

/// Reads one document. Nothing recurses but for nesting, which is limited.
private struct JSONReader {
  let bytes: [UInt8]
  var index: Int
  let limit: Int

  /// Kubernetes nests a dozen deep.
  private static let deepest = 64
  /// More values are in no document that somebody pastes.
  private static let mostValues = 20_000_000
  private var values = 0

  init(bytes: [UInt8], index: Int, limit: Int) {
    self.bytes = bytes
    self.index = index
    self.limit = limit
  }

  private var byte: UInt8 { index < limit ? bytes[index] : 0 }

  mutating func document() -> JSONText? { value(0) }

  private mutating func skipBlanks() {
    while index < limit {
      switch bytes[index] {
      case 0x20, 0x09, 0x0a, 0x0d: index += 1
      default: return
      }
    }
  }

  private mutating func take(_ wanted: UInt8) -> Bool {
    guard byte == wanted, index < limit else { return false }
    index += 1
    return true
  }

  private mutating func value(_ depth: Int) -> JSONText? {
    skipBlanks()
    values += 1
    guard depth < Self.deepest, values < Self.mostValues else { return nil }
    let start = index
    let content: JSONText.Content?
    switch byte {
    case UInt8(ascii: "{"): content = object(depth)
    case UInt8(ascii: "["): content = array(depth)
    case UInt8(ascii: "\""): content = string().map { .string($0) }
    case UInt8(ascii: "t"): content = word("true") ? .bool(true) : nil
    case UInt8(ascii: "f"): content = word("false") ? .bool(false) : nil
    case UInt8(ascii: "n"): content = word("null") ? .null : nil
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): content = number()
    default: content = nil
    }
    return content.map { JSONText(content: $0, start: start) }
  }

  private mutating func word(_ text: String) -> Bool {
    let end = index + text.utf8.count
    guard end <= limit, bytes[index..<end].elementsEqual(text.utf8) else { return false }
    index = end
    return true
  }

  private mutating func number() -> JSONText.Content? {
    let start = index
    while index < limit {
      switch bytes[index] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"),
        UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
        index += 1
      default: return .number(start..<index)
      }
    }
    return .number(start..<index)
  }

  private mutating func object(_ depth: Int) -> JSONText.Content? {
    index += 1
    var members: [(name: String, value: JSONText)] = []
    skipBlanks()
    if take(UInt8(ascii: "}")) { return .object([]) }
    while true {
      skipBlanks()
      guard byte == UInt8(ascii: "\""), let name = string() else { return nil }
      skipBlanks()
      guard take(UInt8(ascii: ":")), let value = value(depth + 1) else { return nil }
      members.append((name, value))
      skipBlanks()
      if take(UInt8(ascii: "}")) { return .object(members) }
      guard take(UInt8(ascii: ",")) else { return nil }
    }
  }

  private mutating func array(_ depth: Int) -> JSONText.Content? {
    index += 1
    var elements: [JSONText] = []
    skipBlanks()
    if take(UInt8(ascii: "]")) { return .array([]) }
    while true {
      guard let value = value(depth + 1) else { return nil }
      elements.append(value)
      skipBlanks()
      if take(UInt8(ascii: "]")) { return .array(elements) }
      guard take(UInt8(ascii: ",")) else { return nil }
    }
  }

  private mutating func string() -> String? {
    index += 1
    let start = index
    while index < limit, bytes[index] != UInt8(ascii: "\""), bytes[index] != UInt8(ascii: "\\") {
      guard bytes[index] >= 0x20 else { return nil }
      index += 1
    }
    guard index < limit else { return nil }
    if bytes[index] == UInt8(ascii: "\"") {
      index += 1
      return String(decoding: bytes[start..<index - 1], as: UTF8.self)
    }
    return escapedString(Array(bytes[start..<index]))
  }

  /// The rest of a string from its first backslash on.
  private mutating func escapedString(_ head: [UInt8]) -> String? {
    var text = head
    while index < limit {
      let byte = bytes[index]
      index += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        guard let escaped = escape() else { return nil }
        text += escaped
      case 0..<0x20: return nil
      default: text.append(byte)
      }
    }
    return nil
  }

  private mutating func escape() -> [UInt8]? {
    guard index < limit else { return nil }
    let byte = bytes[index]
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0c]
    case UInt8(ascii: "n"): return [0x0a]
    case UInt8(ascii: "r"): return [0x0d]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      guard let unit = unit() else { return nil }
      var units = [unit]
      if unit >= 0xd800, unit < 0xdc00, index + 1 < limit, bytes[index] == UInt8(ascii: "\\"),
        bytes[index + 1] == UInt8(ascii: "u")
      {
        index += 2
        guard let low = self.unit() else { return nil }
        units.append(low)
      }
      return Array(String(decoding: units, as: UTF16.self).utf8)
    default: return nil
    }
  }

  private mutating func unit() -> UInt16? {
    guard index + 4 <= limit else { return nil }
    var value: UInt16 = 0
    for byte in bytes[index..<index + 4] {
      guard let digit = byte.hexDigitValue else { return nil }
      value = value << 4 | UInt16(digit)
    }
    index += 4
    return value
  }
}
