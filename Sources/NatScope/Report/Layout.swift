/// Text in columns. Everything here takes escaped text and knows nothing of its meaning.
enum Layout {
  /// Lines of at most `width` columns, broken at blanks; a longer word stands alone.
  static func wrap(_ text: String, width: Int) -> [String] {
    wrap(words: text.split(separator: " ").map(String.init), width: width, ending: "")
  }

  /// A command over several lines, each but the last ended by ` \` so that a shell takes it.
  static func wrapCommand(_ command: String, width: Int) -> [String] {
    TerminalText.width(command) <= width
      ? [command] : wrap(words: shellWords(command), width: width - 2, ending: " \\")
  }

  private static func wrap(words: [String], width: Int, ending: String) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in words {
      if line.isEmpty {
        line = word
      } else if TerminalText.width(line) + 1 + TerminalText.width(word) <= width {
        line += " " + word
      } else {
        lines.append(line + ending)
        line = word
      }
    }
    if !line.isEmpty || lines.isEmpty { lines.append(line) }
    return lines
  }

  /// Words with what stands in single quotes kept together.
  private static func shellWords(_ command: String) -> [String] {
    var words: [String] = []
    var word = ""
    var isQuoted = false
    for character in command {
      if character == "'" { isQuoted.toggle() }
      if character == " ", !isQuoted {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        word.append(character)
      }
    }
    if !word.isEmpty { words.append(word) }
    return words
  }

  /// `CNI-DN-b24a…c23a`: the middle left out so that `width` columns suffice.
  static func shorten(_ text: String, to width: Int) -> String {
    guard TerminalText.width(text) > width, width > 1 else { return text }
    // The beginning tells whose it is, the end tells it apart: two thirds and one third.
    let tail = (width - 1) / 3
    var start = text.unicodeScalars.endIndex
    var columns = 0
    while start > text.unicodeScalars.startIndex {
      let before = text.unicodeScalars.index(before: start)
      columns += TerminalText.columns(text.unicodeScalars[before])
      if columns > tail { break }
      start = before
    }
    return beginning(of: text, width - 1 - tail) + "…" + String(text.unicodeScalars[start...])
  }

  /// The beginning of the text, with an ellipsis if something is left out.
  static func cut(_ text: String, to width: Int) -> String {
    guard TerminalText.width(text) > width, width > 1 else { return text }
    return beginning(of: text, width - 1) + "…"
  }

  private static func beginning(of text: String, _ width: Int) -> String {
    var columns = 0
    var end = text.unicodeScalars.startIndex
    while end < text.unicodeScalars.endIndex {
      columns += TerminalText.columns(text.unicodeScalars[end])
      if columns > width { break }
      end = text.unicodeScalars.index(after: end)
    }
    return String(text.unicodeScalars[..<end])
  }

  /// The text with blanks behind it up to `width` columns.
  static func pad(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - TerminalText.width(text)))
  }

  /// Two columns, the left one wrapped if need be; one below the other where they do not fit.
  static func twoColumns(_ rows: [(left: String, right: String)], width: Int) -> [String] {
    // A long entry on the right stands on a line of its own and does not narrow the others.
    let limit = width / 2 - 4
    let right = rows.map { TerminalText.width($0.right) }.filter { $0 <= limit }.max() ?? 0
    let natural = rows.map { TerminalText.width($0.left) }.max() ?? 0
    let left = min(natural, width - 2 - right)
    let isStacked = left < min(natural, 30)
    return rows.flatMap { row in
      if row.left.isEmpty, isStacked { return [row.right] }
      if isStacked || TerminalText.width(row.right) > limit {
        return wrap(row.left, width: width)
          + wrapCommand(row.right, width: width - 2).map { "  " + $0 }
      }
      return wrap(row.left, width: left).enumerated().map { index, line in
        index == 0 && !row.right.isEmpty ? pad(line, to: left) + "  " + row.right : line
      }
    }
  }
}
