/// Text in Markdown of which nothing is markup, in CommonMark, on GitHub and on GitLab.
enum MarkdownText {
  /// Text for the middle of a line.
  ///
  /// A backslash takes the meaning of every ASCII punctuation character (CommonMark 2.4). Mentions,
  /// references to issues, bare addresses of the web and emoji are found in the text that is left
  /// when that is done (GFM 6.9; GitHub's and GitLab's filters), everywhere but in code: a word that
  /// may be one becomes code.
  ///
  /// - Parameter isInCell: whether a bar would end the cell of a table, even in code (GFM 4.10).
  static func escape(_ text: String, isInCell: Bool = false) -> String {
    words(text).map { word in
      guard isReference(word) else { return plain(word, bar: isInCell ? "&#124;" : "\\|") }
      return isInCell && word.contains("|") ? codeElement(word) : code(word)
    }.joined(separator: " ")
  }

  /// Text with emphasis. Asterisks beside punctuation need not be marks (CommonMark 6.2).
  static func strong(_ text: String, isInCell: Bool = false) -> String {
    guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else {
      return ""
    }
    let escaped = escape(text, isInCell: isInCell)
    return isWordPart(first) && isWordPart(last)
      ? "**\(escaped)**" : "<strong>\(escaped)</strong>"
  }

  /// Text that begins a line: what would begin a list, a code block or, on GitLab, a command is
  /// taken for text.
  static func line(_ text: String) -> String { guarded(escape(text)) }

  /// A line of Markdown, made of escaped text, whose beginning means nothing.
  static func guarded(_ line: String) -> String {
    switch line.first {
    case "-", "+", "=", "/", "#", ">": return "\\" + line
    case " ": return "&#32;" + line.dropFirst()
    case let first? where first.isNumber:
      let rest = line.drop { $0.isNumber }
      guard let mark = rest.first, mark == "." || mark == ")" else { return line }
      let behind = rest.dropFirst()
      guard behind.isEmpty || behind.first == " " else { return line }
      return line.prefix(line.count - rest.count) + "\\" + rest
    default: return line
    }
  }

  /// Text inside code, as it is: between backticks, one more than it has in a row.
  static func code(_ text: String) -> String {
    let text = TerminalText.escape(text)
    let fence = String(repeating: "`", count: longestRun(of: "`", in: text) + 1)
    // One blank at both ends is taken away (CommonMark 6.1); backticks need one.
    let isPadded =
      text.isEmpty || text.first == "`" || text.last == "`"
      || text.first == " " && text.last == " "
    return isPadded ? "\(fence) \(text) \(fence)" : fence + text + fence
  }

  /// Code as an element, with each character that could mean something as a number.
  static func codeElement(_ text: String) -> String {
    var out = "<code>"
    for scalar in TerminalText.escape(text).unicodeScalars {
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", " ", ".", ":", "/", "-", ",":
        out.unicodeScalars.append(scalar)
      default:
        if scalar.isASCII { out += "&#\(scalar.value);" } else { out.unicodeScalars.append(scalar) }
      }
    }
    return out + "</code>"
  }

  /// Lines in a fenced block, in which nothing has a meaning (CommonMark 4.5).
  static func fenced(_ lines: [String], info: String = "") -> String {
    let shown = lines.map(TerminalText.escape)
    let longest = shown.map { longestRun(of: "`", in: $0) }.max() ?? 0
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return "\(fence)\(info)\n" + shown.map { $0 + "\n" }.joined() + "\(fence)\n"
  }

  // MARK: words

  private static func words(_ text: String) -> [String] {
    TerminalText.escape(text).split(separator: " ", omittingEmptySubsequences: false)
      .map { String($0) }
  }

  private static func plain(_ word: String, bar: String) -> String {
    var out = ""
    for scalar in word.unicodeScalars {
      switch scalar {
      case "|":
        out += bar
        continue
      case "\\", "`", "*", "_", "[", "]", "<", ">", "#", "&", "~", "$", "!", "^": out += "\\"
      default: break
      }
      out.unicodeScalars.append(scalar)
    }
    return out
  }

  /// Whether GitHub or GitLab may make a link or a picture of the word.
  private static func isReference(_ word: String) -> Bool {
    let scalars = Array(word.unicodeScalars)
    if scalars.contains("@") { return true }
    let text = word.lowercased()
    if text.contains("://") || text.contains("www.") { return true }
    var colons = 0
    for (index, scalar) in scalars.enumerated() {
      let next = index + 1 < scalars.count ? scalars[index + 1] : " "
      switch scalar {
      case "#", "!", "$", "%", "~", "&", "^": if isWordPart(next) || next == "\"" { return true }
      case ":":
        // `:100:` in an IPv6 address is an emoji.
        colons += 1
        if colons == 2 { return true }
      default: break
      }
    }
    return text.contains("gh-")
  }

  private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }

  private static func longestRun(of character: Unicode.Scalar, in text: String) -> Int {
    var longest = 0
    var run = 0
    for scalar in text.unicodeScalars {
      run = scalar == character ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}
