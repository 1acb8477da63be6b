/// The part of an input line around what a diagnostic is about, with a line of carets below it.
struct Excerpt {
  let text: String
  let carets: String

  /// nil where the diagnostic is about no particular place.
  ///
  /// - Parameter width: in columns, for the text.
  init?(_ diagnostic: Diagnostic, _ source: SourceText, width: Int) {
    let range = diagnostic.text
    guard diagnostic.line > 0, !range.isEmpty, range.end <= source.bytes.count else { return nil }
    let room = max(20, width)
    // A line may have a megabyte, so only the neighbourhood of the place is looked at.
    let start = Self.start(source.bytes, Int(range.start), reach: room / 3)
    let end = Self.end(source.bytes, Int(range.start), reach: room)
    let before = Self.text(source.bytes[start.index..<Int(range.start)])
    let markedEnd = min(range.end, end.index)
    let marked = Layout.shorten(
      Self.text(source.bytes[Int(range.start)..<markedEnd]),
      to: max(8, room - TerminalText.width(before) - 2))
    let left = (start.isCut ? "…" : "") + before
    let free = room - TerminalText.width(left) - TerminalText.width(marked)
    let after = Self.text(source.bytes[markedEnd..<end.index])
    let tail = Self.cut(after, to: max(0, free), isCut: end.isCut)
    text = left + marked + tail
    carets =
      String(repeating: " ", count: TerminalText.width(left))
      + String(repeating: "^", count: max(1, TerminalText.width(marked)))
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    // Tabs would move what stands behind them away from the carets.
    let blanks = bytes.map { $0 == UInt8(ascii: "\t") ? UInt8(ascii: " ") : $0 }
    return TerminalText.escape(String(decoding: blanks, as: UTF8.self))
  }

  private static func cut(_ text: String, to width: Int, isCut: Bool) -> String {
    if !isCut, TerminalText.width(text) <= width { return text }
    var out = ""
    for scalar in text.unicodeScalars {
      if TerminalText.width(out) + 2 > width { return out + (width > 0 ? "…" : "") }
      out.unicodeScalars.append(scalar)
    }
    return out + (isCut && width > 0 ? "…" : "")
  }

  private static func start(
    _ bytes: [UInt8], _ offset: Int, reach: Int
  ) -> (index: Int, isCut: Bool) {
    var index = offset
    while index > 0, bytes[index - 1] != UInt8(ascii: "\n") {
      if offset - index >= reach {
        // Not in the middle of a character.
        while index < offset, bytes[index] & 0xc0 == 0x80 { index += 1 }
        return (index, true)
      }
      index -= 1
    }
    return (index, false)
  }

  private static func end(_ bytes: [UInt8], _ offset: Int, reach: Int) -> (index: Int, isCut: Bool)
  {
    var index = offset
    while index < bytes.count, bytes[index] != UInt8(ascii: "\n") {
      if index - offset >= reach {
        while index > offset, bytes[index] & 0xc0 == 0x80 { index -= 1 }
        return (index, true)
      }
      index += 1
    }
    if index > offset, bytes[index - 1] == UInt8(ascii: "\r") { index -= 1 }
    return (index, false)
  }
}
