import Testing

@testable import NatScope

@Suite struct LayoutTests {
  @Test(arguments: [
    ("plain", "plain"), ("\u{1b}[31m", "\\x1b[31m"), ("a\nb\tc", "a\\x0ab\\x09c"),
    ("\u{9b}31m", "\\x9b31m"), ("\u{202e}evil", "\\u{202e}evil"), ("é…日本", "é…日本"),
    ("\u{7f}\u{feff}", "\\x7f\\u{feff}"),
  ])
  func escape(text: String, escaped: String) {
    #expect(TerminalText.escape(text) == escaped)
  }

  @Test(arguments: [
    ("CNI-DN-b24a4eb3a38dc5843c23a", 17, "CNI-DN-b24a…3c23a"), ("short", 17, "short"),
    ("日本語日本語", 7, "日本…語"),
  ])
  func shorten(text: String, width: Int, shortened: String) {
    #expect(Layout.shorten(text, to: width) == shortened)
    #expect(TerminalText.width(Layout.shorten(text, to: width)) <= width)
  }

  @Test func wrapping() {
    #expect(Layout.wrap("one two three", width: 7) == ["one two", "three"])
    #expect(Layout.wrap("incomprehensible word", width: 5) == ["incomprehensible", "word"])
    #expect(Layout.wrap("", width: 5) == [""])
    #expect(
      Layout.wrapCommand("ss -H -lntp 'sport = :8080'", width: 18)
        == ["ss -H -lntp \\", "'sport = :8080'"])
  }
}
