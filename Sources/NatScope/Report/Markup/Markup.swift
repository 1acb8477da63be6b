/// Markup in which every text is escaped, because a ``MarkupWriter`` wrote it.
public struct Markup: Sendable, Hashable, CustomStringConvertible {
  /// Well-formed XML that HTML reads in the same way.
  public let text: String

  /// Only the writer makes markup out of text.
  init(written text: String) { self.text = text }

  public var description: String { text }
}

extension Markup {
  /// Attributes in the order in which they are written; a value of nil leaves one out.
  ///
  /// Names are literals of the program, so that no text of the input can become one. Of two
  /// attributes with the same name the first counts, as XML allows only one (XML 1.0, 3.1).
  public struct Attributes: Sendable, ExpressibleByDictionaryLiteral {
    private(set) var all: [(name: String, value: String)] = []

    public init(dictionaryLiteral elements: (StaticString, String?)...) {
      for (name, value) in elements { set(name, value) }
    }

    public mutating func set(_ name: StaticString, _ value: String?) {
      guard let value, !all.contains(where: { $0.name == name.description }) else { return }
      all.append((name.description, value))
    }
  }
}
