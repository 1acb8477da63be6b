import Testing

@testable import NatScope

/// Contrast of the page's colours in both schemes.
@Suite struct PagePaletteTests {
  /// Relative luminance (WCAG 2.2, "relative luminance").
  private static func luminance(_ colour: UInt32) -> Double {
    func linear(_ part: UInt32) -> Double {
      let value = Double(part & 255) / 255
      guard value > 0.04045 else { return value / 12.92 }
      return power((value + 0.055) / 1.055)
    }
    return 0.2126 * linear(colour >> 16) + 0.7152 * linear(colour >> 8) + 0.0722 * linear(colour)
  }

  /// x^2.4: the fifth root by Newton's method, to the twelfth.
  private static func power(_ value: Double) -> Double {
    var root = 1.0
    for _ in 0..<60 {
      root -= (root * root * root * root * root - value) / (5 * root * root * root * root)
    }
    var result = 1.0
    for _ in 0..<12 { result *= root }
    return result
  }

  static func contrast(_ a: UInt32, _ b: UInt32) -> Double {
    let (x, y) = (luminance(a), luminance(b))
    return (max(x, y) + 0.05) / (min(x, y) + 0.05)
  }

  private static func colour(_ name: String) throws -> PagePalette.Colour {
    try #require(PagePalette.colours.first { $0.name == name })
  }

  @Test func theFormula() {
    #expect(abs(Self.contrast(0x000000, 0xffffff) - 21) < 1e-9)
    // A pair that stands at the limit of 4.5 : 1.
    #expect(abs(Self.contrast(0x767676, 0xffffff) - 4.54) < 0.01)
  }

  /// AA for text of any size: 4.5 to 1 (WCAG 2.2, 1.4.3).
  @Test(arguments: PagePalette.texts, PagePalette.grounds)
  func text(_ text: String, _ ground: String) throws {
    let (text, ground) = (try Self.colour(text), try Self.colour(ground))
    #expect(Self.contrast(text.light, ground.light) >= 4.5, "\(text.name) on \(ground.name)")
    #expect(Self.contrast(text.dark, ground.dark) >= 4.5, "\(text.name) on \(ground.name), dark")
  }

  /// Every colour of the style sheet comes from the table, but for the white of paper.
  @Test func noOtherColours() {
    let sheet = PageStyle.sheet
    let known = PagePalette.light + PagePalette.dark
    for range in sheet.ranges(of: "#") {
      let digits = sheet[range.upperBound...].prefix { $0.isHexDigit }
      #expect(known.contains("#\(digits)") || digits == "fff", "#\(digits)")
    }
    for part in sheet.split(separator: "var(--").dropFirst() {
      let name = part.prefix { $0.isLetter || $0 == "-" }
      #expect(PagePalette.colours.contains { $0.name == name }, "\(name)")
    }
    #expect(!sheet.contains("url(") && !sheet.contains("@import"))
  }
}
