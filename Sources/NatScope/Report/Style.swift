/// Colours as ANSI escape sequences, or nothing. Whether there is colour is decided by the command.
public struct Style: Sendable, Hashable {
  public let isColoured: Bool

  public static let plain = Style(isColoured: false)
  public static let ansi = Style(isColoured: true)

  /// What a piece of text is, not how it looks.
  enum Role: String {
    case headline = "1"
    case label = "2"
    case good = "1;32"
    case warning = "1;33"
    case error = "1;31"
    case note = "1;36"
    case target = "36"
  }

  func callAsFunction(_ role: Role, _ text: String) -> String {
    isColoured && !text.isEmpty ? "\u{1b}[\(role.rawValue)m\(text)\u{1b}[0m" : text
  }
}
