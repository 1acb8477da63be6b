/// Elements as an XML parser sees them, to tell whether a text is well-formed and what it holds.
///
/// Stricter than XML: the entities are the five of XML and numbers, a text has one root, and there
/// are no comments, instructions or CDATA.
public struct MarkupTree: Sendable {
  public struct Element: Sendable {
    public let name: String
    public let attributes: [String: String]
    public var elements: [Element] = []
    /// What stands directly in it.
    public var ownText = ""

    /// It and all elements in it, outermost first.
    public var all: [Element] { [self] + elements.flatMap(\.all) }
    /// All text in it, that of inner elements behind its own.
    public var text: String { ([ownText] + elements.map(\.text)).joined(separator: " ") }
  }

  /// Why a text is not well-formed.
  public struct Malformed: Error, CustomStringConvertible {
    public let description: String
  }

  public let root: Element

  public init(_ text: String) throws {
    var reader = Reader(rest: Array(text.unicodeScalars)[...])
    reader.skipSpace()
    if reader.take("<!DOCTYPE html>") { reader.skipSpace() }
    root = try reader.element()
    reader.skipSpace()
    guard reader.rest.isEmpty else { throw reader.malformed("text behind the root") }
  }
}

private struct Reader {
  var rest: ArraySlice<Unicode.Scalar>

  func malformed(_ what: String) -> MarkupTree.Malformed {
    var near = ""
    near.unicodeScalars.append(contentsOf: rest.prefix(60))
    return MarkupTree.Malformed(description: "\(what) before: \(near)")
  }

  mutating func take(_ text: String) -> Bool {
    let wanted = Array(text.unicodeScalars)
    guard rest.starts(with: wanted) else { return false }
    rest = rest.dropFirst(wanted.count)
    return true
  }

  mutating func expect(_ text: String) throws {
    guard take(text) else { throw malformed("no \(text)") }
  }

  @discardableResult
  mutating func skipSpace() -> Bool {
    let before = rest.count
    rest = rest.drop { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "\r" }
    return rest.count < before
  }

  mutating func name() throws -> String {
    var name = ""
    while let next = rest.first,
      next.isASCII, next.properties.isAlphabetic || "-:_.0123456789".unicodeScalars.contains(next)
    {
      name.unicodeScalars.append(next)
      rest = rest.dropFirst()
    }
    guard name.unicodeScalars.first?.properties.isAlphabetic == true else {
      throw malformed("no name")
    }
    return name
  }

  mutating func element() throws -> MarkupTree.Element {
    try expect("<")
    let name = try name()
    var attributes: [String: String] = [:]
    while skipSpace(), rest.first != ">", rest.first != "/" {
      let key = try self.name()
      try expect("=\"")
      let value = try text(upTo: "\"")
      try expect("\"")
      guard attributes.updateValue(value, forKey: key) == nil else {
        throw malformed("a second \(key)")
      }
    }
    var element = MarkupTree.Element(name: name, attributes: attributes)
    if take("/>") { return element }
    try expect(">")
    while !take("</") {
      if rest.first == "<" {
        element.elements.append(try self.element())
      } else {
        element.ownText += try text(upTo: "<")
      }
    }
    guard try self.name() == name else { throw malformed("the end of something else") }
    try expect(">")
    return element
  }

  mutating func text(upTo end: Unicode.Scalar) throws -> String {
    var text = ""
    while let next = rest.first, next != end {
      guard next != "<" else { throw malformed("a tag") }
      guard Self.isCharacter(next) else { throw malformed("a character that XML lacks") }
      text.unicodeScalars.append(next == "&" ? try entity() : next)
      rest = rest.dropFirst()
    }
    guard !rest.isEmpty else { throw malformed("the end") }
    return text
  }

  /// Reads an entity but for its semicolon.
  private mutating func entity() throws -> Unicode.Scalar {
    let name = rest.dropFirst().prefix { $0 != ";" }.prefix(10)
    let known: [(String, Unicode.Scalar)] = [
      ("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'"), ("#39", "'"),
    ]
    guard let found = known.first(where: { name.elementsEqual($0.0.unicodeScalars) }) else {
      throw malformed("an unknown entity")
    }
    rest = rest.dropFirst(1 + name.count)
    guard rest.first == ";" else { throw malformed("an entity without end") }
    return found.1
  }

  private static func isCharacter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x9, 0xa, 0xd, 0x20...0xd7ff, 0xe000...0xfffd, 0x10000...0x10ffff: true
    default: false
    }
  }
}
