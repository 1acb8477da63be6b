/// A document as Markdown in GitHub's flavour, which GitLab and most trackers read too.
public struct MarkdownWriter: DocumentWriter, Sendable {
  /// The level of the document's title.
  public var firstLevel = 2

  public init() {}

  public func render(_ document: Document) -> String {
    var parts: [String] = []
    if !document.title.isEmpty { parts.append(heading([.text(document.title)], firstLevel)) }
    parts += document.blocks.map { block($0, level: firstLevel + 1) }
    if !document.colophon.isEmpty { parts.append(Self.line(document.colophon) + "\n") }
    return parts.joined(separator: "\n")
  }

  // MARK: spans

  static func inline(_ spans: [Document.Span], isInCell: Bool = false) -> String {
    spans.map { inline($0, isInCell) }.joined()
  }

  private static func inline(_ span: Document.Span, _ isInCell: Bool) -> String {
    switch span {
    // References inside a comment or an issue would need names that only GitHub gives.
    case .text(let text), .link(let text, _): MarkdownText.escape(text, isInCell: isInCell)
    case .strong(let text), .badge(let text, _): MarkdownText.strong(text, isInCell: isInCell)
    case .code(let text):
      isInCell && text.contains("|") ? MarkdownText.codeElement(text) : MarkdownText.code(text)
    }
  }

  /// Spans as a line of their own.
  static func line(_ spans: [Document.Span]) -> String { MarkdownText.guarded(inline(spans)) }

  // MARK: blocks

  private func heading(_ spans: [Document.Span], _ level: Int) -> String {
    String(repeating: "#", count: min(6, level)) + " " + Self.inline(spans) + "\n"
  }

  private func blocks(_ all: [Document.Block], level: Int) -> String {
    all.map { block($0, level: level) }.joined(separator: "\n")
  }

  private func block(_ block: Document.Block, level: Int) -> String {
    switch block {
    case .verdict(let verdict):
      return "**\(MarkdownText.escape(verdict.text))**\n"
        + (verdict.remarks.count > 1
          ? "\n" + self.block(.list(verdict.remarks), level: level)
          : verdict.remarks.map { "\n" + Self.line($0) + "\n" }.joined())
    case .section(let section):
      return heading(section.title, level)
        + section.blocks.map { self.block($0, level: level + 1) }.filter { !$0.isEmpty }
        .map { "\n" + $0 }.joined()
    case .paragraph(let spans): return Self.line(spans) + "\n"
    case .list(let items): return items.map { "- \(Self.line($0))\n" }.joined()
    case .facts(let facts):
      return facts.map { "- **\(MarkdownText.escape($0.label)):** \(Self.inline($0.value))\n" }
        .joined()
    case .table(let table): return self.table(table)
    case .commands(let commands): return MarkdownText.fenced(commands, info: "sh")
    case .rules(let rules): return MarkdownText.fenced(RuleListing(rules).lines)
    case .source(let source):
      return (source.isTitled ? Self.line([.text(source.title)]) + "\n\n" : "")
        + MarkdownText.fenced(NumberedLines(source).lines)
    case .fold(let fold):
      // HTML up to the blank line, Markdown behind it (CommonMark 4.6).
      return "<details>\n<summary>\(summary(fold.summary))</summary>\n\n"
        + blocks(fold.blocks, level: level) + "\n</details>\n"
    case .figure: return ""
    case .finding(let finding): return self.finding(finding, level: level)
    case .omission(let spans): return "> \(Self.line(spans))\n"
    }
  }

  /// In HTML a backslash takes no meaning, and what GitHub makes links of is only left alone in code.
  private func summary(_ text: String) -> String {
    text.split(separator: " ", omittingEmptySubsequences: false).map { word in
      MarkdownText.escape(String(word)).first == "`"
        ? MarkdownText.codeElement(String(word)) : MarkupWriter.escape(String(word))
    }.joined(separator: " ")
  }

  private func table(_ table: Document.Table) -> String {
    var out =
      "| " + table.head.map { MarkdownText.escape($0, isInCell: true) }.joined(separator: " | ")
    out += " |\n|" + table.head.map { _ in " --- |" }.joined() + "\n"
    for row in table.rows {
      let cells = row.map { Self.inline($0, isInCell: true) }
      out += "| " + cells.joined(separator: " | ") + " |\n"
    }
    return table.caption.isEmpty ? out : Self.line([.text(table.caption)]) + "\n\n" + out
  }

  private func finding(_ finding: Finding, level: Int) -> String {
    let title = "\(finding.severity.rawValue) \(finding.code): \(finding.title)"
    var out = heading([.text(title)], level)
    for evidence in finding.evidence {
      let place = Document.Place(source: evidence.source, line: evidence.line).text
      let note = evidence.note.isEmpty ? "" : ": \(MarkdownText.escape(evidence.note))"
      out += "\n\(MarkdownText.code(place))\(note)\n\n" + MarkdownText.fenced([evidence.text])
    }
    out += "\n**Effect:** \(MarkdownText.escape(finding.effect))\n"
    if !finding.confirm.isEmpty {
      out += "\n**Confirm:**\n\n" + MarkdownText.fenced(finding.confirm, info: "sh")
    }
    for mend in finding.mend {
      out += "\n**Mend** (\(MarkdownText.escape(mend.purpose))):\n\n"
      out += MarkdownText.fenced([mend.command], info: "sh")
    }
    return out + "\n**More:** `natscope explain \(finding.code)`\n"
  }
}

/// Rules as lines of `FILE:LINE  RULE`, with what they mean below.
struct RuleListing {
  let lines: [String]

  init(_ rules: [Document.RuleLine]) {
    let places = rules.map { TerminalText.escape($0.place.text) }
    let width = places.map { TerminalText.width($0) }.max() ?? 0
    var lines: [String] = []
    for (rule, place) in zip(rules, places) {
      let blank = String(repeating: " ", count: width + 2)
      lines.append(Layout.pad(place, to: width + 2) + rule.text)
      if let meaning = rule.meaning { lines.append("\(blank)= \(meaning)") }
      if let remark = rule.remark { lines.append("\(blank)^ \(remark)") }
    }
    self.lines = lines
  }
}

/// Lines of a file with their numbers.
struct NumberedLines {
  let lines: [String]

  init(_ source: Document.SourceLines) {
    let width = "\(source.firstLine + source.lines.count - 1)".count
    lines = source.lines.enumerated().map { index, line in
      let number = "\(source.firstLine + index)"
      return String(repeating: " ", count: width - number.count) + number + "  " + line
    }
  }
}
