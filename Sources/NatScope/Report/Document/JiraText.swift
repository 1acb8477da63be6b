/// Text in Jira's wiki markup of which nothing is markup.
enum JiraText {
  /// Text for anywhere in a line.
  ///
  /// A backslash before one of the characters below keeps it as it is. Before others, and before
  /// itself, it does not: there an entity stands for the character, and those are kept in turn.
  static func escape(_ text: String) -> String {
    let scalars = Array(TerminalText.escape(text).unicodeScalars)
    var out = ""
    for (index, scalar) in scalars.enumerated() {
      let next = index + 1 < scalars.count ? scalars[index + 1] : " "
      switch scalar {
      case "{", "}", "[", "]", "(", ")", "|", "*", "_", "^", "~", "+", "!", "?", "%", "@":
        out += "\\"
      case "-":
        // Between letters it strikes nothing out; before a digit it makes the key of an issue.
        let isInside = index > 0 && isLetterOrDigit(scalars[index - 1])
        if !isInside || !next.properties.isAlphabetic { out += "\\" }
      case "\\":
        out += "&#92;"
        continue
      case "&":
        // What looks like an entity would be one.
        out += "&amp;"
        continue
      // http://, and faces.
      case ":" where ["/", "D", "P", "d", "p"].contains(next):
        out += "&#58;"
        continue
      default: break
      }
      out.unicodeScalars.append(scalar)
    }
    return out
  }

  private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }

  /// Text that begins a line: no heading, list or quotation.
  static func line(_ text: String) -> String { guarded(escape(text)) }

  /// A line of escaped text whose beginning means nothing: `h1.`, `bq.`, `#`.
  static func guarded(_ line: String) -> String {
    guard let first = line.unicodeScalars.first else { return line }
    let isMark = first == "#" || first == " "
    let head = line.prefix(3).lowercased()
    let isNamed = head == "bq." || head.first == "h" && head.last == "." && head.count == 3
    guard isMark || isNamed else { return line }
    return "&#\(first.value);" + String(line.unicodeScalars.dropFirst())
  }

  /// Lines in a block in which nothing has a meaning but its own end, which is made visible.
  static func verbatim(_ lines: [String]) -> String {
    "{noformat}\n" + lines.map { defused(TerminalText.escape($0)) + "\n" }.joined()
      + "{noformat}\n"
  }

  private static func defused(_ line: String) -> String {
    guard line.contains("{") else { return line }
    let name = Array("noformat".unicodeScalars)
    let scalars = Array(line.unicodeScalars)
    var out = ""
    for (index, scalar) in scalars.enumerated() {
      let behind = scalars[(index + 1)...].prefix(name.count).map { lowered($0) }
      if scalar == "{", behind == name {
        out += "\\x7b"
      } else {
        out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  private static func lowered(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    ("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value + 32)) : scalar
  }
}
