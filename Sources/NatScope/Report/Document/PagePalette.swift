/// The colours of the page, by the names of CSS custom properties: what they are for, not how they
/// look. One table for both schemes, so that a test can compute every contrast (WCAG 2.2, 1.4.3).
enum PagePalette {
  struct Colour: Sendable, Hashable {
    let name: String
    let light: UInt32
    let dark: UInt32
  }

  static let colours: [Colour] = [
    .init(name: "page", light: 0xf6f7f9, dark: 0x0f1319),
    .init(name: "ns-surface", light: 0xffffff, dark: 0x171d26),
    .init(name: "code", light: 0xf0f2f5, dark: 0x1f2733),
    .init(name: "ns-line", light: 0xd5dae1, dark: 0x323c4a),
    .init(name: "ns-text", light: 0x18202b, dark: 0xe7ebf0),
    .init(name: "ns-dim", light: 0x566070, dark: 0xa3aebc),
    .init(name: "ns-accent", light: 0x0b57a4, dark: 0x86bcff),
    .init(name: "ns-good", light: 0x12683a, dark: 0x74d39a),
    .init(name: "ns-bad", light: 0xb3261e, dark: 0xff9b92),
    .init(name: "ns-warning", light: 0x855000, dark: 0xf2bd62),
  ]

  /// What is read, and what it stands on.
  static let texts = [
    "ns-text", "ns-dim", "ns-accent", "ns-good", "ns-bad", "ns-warning",
  ]
  static let grounds = ["page", "ns-surface", "code"]

  static var light: String { properties(\.light) }
  static var dark: String { properties(\.dark) }

  private static func properties(_ value: (Colour) -> UInt32) -> String {
    colours.map { "--\($0.name):#\(hexadecimal(value($0)));" }.joined()
  }

  private static func hexadecimal(_ colour: UInt32) -> String {
    let digits = String(colour, radix: 16)
    return String(repeating: "0", count: 6 - digits.count) + digits
  }
}
