/// Writes elements, attributes and text, all of it escaped: what it wrote is well-formed XML, and
/// HTML reads it in the same way, whatever the text holds.
///
/// Names of elements and attributes are literals. Control characters and those that turn the
/// writing direction become visible, as on a terminal (``TerminalText``).
///
/// For HTML two things are up to the caller: `empty` is for void elements and for those of SVG
/// (HTML, 13.1.2), and a `style` element is written by `styleSheet`.
public struct MarkupWriter: Sendable {
  private var out = ""

  public init() {}

  /// What was written.
  public var markup: Markup { Markup(written: out) }

  /// An element with what `content` writes in it, with both of its tags.
  public mutating func element(
    _ name: StaticString, _ attributes: Markup.Attributes = [:],
    _ content: (inout MarkupWriter) -> Void
  ) {
    open(name, attributes)
    out += ">"
    content(&self)
    out += "</\(name)>"
  }

  /// An element that holds one text.
  public mutating func element(
    _ name: StaticString, _ attributes: Markup.Attributes = [:], text: String
  ) {
    element(name, attributes) { $0.text(text) }
  }

  /// An element without content, in one tag: `<br/>`, `<path/>`.
  public mutating func empty(_ name: StaticString, _ attributes: Markup.Attributes = [:]) {
    open(name, attributes)
    out += "/>"
  }

  /// Text of which nothing is markup; a line break in it becomes visible.
  public mutating func text(_ text: String) { out += Self.escape(text) }

  /// A line break between elements, or one that a `pre` shows.
  public mutating func newline() { out += "\n" }

  /// What another writer wrote.
  public mutating func append(_ markup: Markup) { out += markup.text }

  /// HTML's `<!DOCTYPE html>`, for the beginning of a page.
  public mutating func doctype() { out += "<!DOCTYPE html>\n" }

  /// A `style` element.
  ///
  /// XML reads entities in it and HTML does not, so what would begin a tag or an entity is written
  /// in the way of CSS, which both leave alone (CSS Syntax 3, 4.3.7).
  public mutating func styleSheet(_ css: String) {
    out += "<style>"
    for character in css {
      switch character {
      case "<": out += "\\3c "
      case "&": out += "\\26 "
      default: out.append(character)
      }
    }
    out += "</style>"
  }

  private mutating func open(_ name: StaticString, _ attributes: Markup.Attributes) {
    out += "<\(name)"
    for (name, value) in attributes.all { out += " \(name)=\"\(Self.escape(value))\"" }
  }

  /// Text for an element or for an attribute's value in quotes of either kind.
  static func escape(_ text: String) -> String {
    var out = ""
    for scalar in TerminalText.escape(text).unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      // No characters of XML (XML 1.0, 2.2); control characters are visible by now.
      case "\u{fffe}", "\u{ffff}": out += "\\u{\(String(scalar.value, radix: 16))}"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
