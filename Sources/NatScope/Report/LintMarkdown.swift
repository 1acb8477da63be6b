/// The findings of a node as Markdown, for a ticket.
public struct LintMarkdown: Sendable {
  public init() {}

  /// All findings and what was not checked, ended by a newline.
  public func render(_ lint: Lint) -> String {
    var blocks = lint.findings.map(block)
    blocks.append(Self.escape(lint.summary) + "\n")
    if !lint.notChecked.isEmpty {
      let list = lint.notCheckedByNeed.map { needs, codes in
        "- not checked: \(codes.joined(separator: ", ")); needs `\(needs)`\n"
      }
      blocks.append(list.joined())
    }
    return blocks.joined(separator: "\n")
  }

  private func block(_ finding: Finding) -> String {
    var out = "### \(finding.severity.rawValue) \(finding.code): \(Self.escape(finding.title))\n"
    for evidence in finding.evidence {
      let place = evidence.source + (evidence.line == 0 ? "" : ":\(evidence.line)")
      let note = evidence.note.isEmpty ? "" : ": " + Self.escape(evidence.note)
      out += "\n\(Self.escape(place))\(note)\n\n" + Self.code(evidence.text)
    }
    out += "\n**Effect:** \(Self.escape(finding.effect))\n"
    if !finding.confirm.isEmpty {
      out += "\n**Confirm:**\n\n" + finding.confirm.map(Self.code).joined()
    }
    for mend in finding.mend {
      out += "\n**Mend** (\(Self.escape(mend.purpose))):\n\n" + Self.code(mend.command)
    }
    return out + "\n**More:** `natscope explain \(finding.code)`\n"
  }

  /// A line in an indented block, in which nothing has a meaning (CommonMark 4.4).
  private static func code(_ text: String) -> String { "    \(TerminalText.escape(text))\n" }

  /// Text of which nothing is markup: a backslash takes the meaning of every ASCII punctuation
  /// character (CommonMark 2.4).
  static func escape(_ text: String) -> String {
    var out = ""
    for scalar in TerminalText.escape(text).unicodeScalars {
      if "\\`*_[]<>#|&~$!".unicodeScalars.contains(scalar) { out += "\\" }
      out.unicodeScalars.append(scalar)
    }
    return out
  }
}
