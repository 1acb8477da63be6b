/// Text that is safe to print: what could move the cursor, colour the screen or turn the writing
/// direction becomes visible.
///
/// Rule comments are written by whoever can add a rule, pods' names included.
public enum TerminalText {
  /// `\x1b` for control characters up to U+00FF, `\u{202e}` for the others.
  public static func escape(_ text: String) -> String {
    if text.unicodeScalars.allSatisfy({ !isUnsafe($0) }) { return text }
    var out = ""
    for scalar in text.unicodeScalars {
      if isUnsafe(scalar) {
        out += visible(scalar)
      } else {
        out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  /// Whether a terminal or an editor acts on the character instead of showing it.
  static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    // C0, DEL and C1.
    case 0..<0x20, 0x7f..<0xa0: true
    // Soft hyphen, Arabic letter mark, zero width characters and direction marks.
    case 0xad, 0x61c, 0x180e, 0x200b...0x200f: true
    // Line separators, embeddings and overrides, isolates and invisible operators.
    case 0x2028...0x202e, 0x2060...0x206f: true
    // Byte order mark, interlinear annotation, language tags.
    case 0xfeff, 0xfff9...0xfffb, 0xe0000...0xe007f: true
    default: false
    }
  }

  private static func visible(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    guard scalar.value < 0x100 else { return "\\u{\(digits)}" }
    return "\\x" + (digits.count < 2 ? "0" : "") + digits
  }

  /// The number of terminal columns that escaped text takes.
  public static func width(_ text: some StringProtocol) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return wideWidth(text)
  }

  private static func wideWidth(_ text: some StringProtocol) -> Int {
    text.unicodeScalars.reduce(0) { $0 + columns($1) }
  }

  /// How many columns a character takes: 0, 1 or 2.
  static func columns(_ scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    // The wide blocks of UAX #11: Hangul, CJK, full-width forms, emoji.
    switch scalar.value {
    case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f,
      0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1faff, 0x20000...0x3fffd:
      return 2
    default: return 1
    }
  }
}
