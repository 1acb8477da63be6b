/// A document in the wiki markup of Jira.
///
/// It has no folds: their content follows their summary.
public struct JiraWriter: DocumentWriter, Sendable {
  public init() {}

  public func render(_ document: Document) -> String {
    var parts: [String] = []
    if !document.title.isEmpty { parts.append("h2. \(JiraText.escape(document.title))\n") }
    parts += document.blocks.map { block($0, level: 3) }
    if !document.colophon.isEmpty { parts.append(line(document.colophon) + "\n") }
    return parts.joined(separator: "\n")
  }

  private func inline(_ spans: [Document.Span]) -> String { spans.map(inline).joined() }

  private func inline(_ span: Document.Span) -> String {
    switch span {
    case .text(let text), .link(let text, _): JiraText.escape(text)
    // In braces a mark needs no blank beside it.
    case .strong(let text), .badge(let text, _):
      text.isEmpty ? "" : "{*}\(JiraText.escape(text)){*}"
    case .code(let text): text.isEmpty ? "" : "{{\(JiraText.escape(text))}}"
    }
  }

  private func line(_ spans: [Document.Span]) -> String { JiraText.guarded(inline(spans)) }

  private func blocks(_ all: [Document.Block], level: Int) -> String {
    all.map { block($0, level: level) }.joined(separator: "\n")
  }

  private func block(_ block: Document.Block, level: Int) -> String {
    switch block {
    case .verdict(let verdict):
      return "{*}\(JiraText.escape(verdict.text)){*}\n"
        + (verdict.remarks.count > 1
          ? "\n" + self.block(.list(verdict.remarks), level: level)
          : verdict.remarks.map { "\n" + line($0) + "\n" }.joined())
    case .section(let section):
      return "h\(min(6, level)). \(inline(section.title))\n"
        + section.blocks.map { self.block($0, level: level + 1) }.filter { !$0.isEmpty }
        .map { "\n" + $0 }.joined()
    case .paragraph(let spans), .omission(let spans): return line(spans) + "\n"
    case .list(let items): return items.map { "* \(inline($0))\n" }.joined()
    case .facts(let facts):
      return facts.map { "|| \(JiraText.escape($0.label)) | \(cell($0.value)) |\n" }.joined()
    case .table(let table):
      let head = "|| " + table.head.map(JiraText.escape).joined(separator: " || ") + " ||\n"
      let rows = table.rows.map { "| " + $0.map(cell).joined(separator: " | ") + " |\n" }
      return (table.caption.isEmpty ? "" : JiraText.line(table.caption) + "\n\n") + head
        + rows.joined()
    case .commands(let commands): return JiraText.verbatim(commands)
    case .rules(let rules): return JiraText.verbatim(RuleListing(rules).lines)
    case .source(let source):
      return (source.isTitled ? JiraText.line(source.title) + "\n" : "")
        + JiraText.verbatim(NumberedLines(source).lines)
    case .fold(let fold):
      return "{*}\(JiraText.escape(fold.summary)){*}\n\n" + blocks(fold.blocks, level: level)
    case .figure: return ""
    case .finding(let finding): return self.finding(finding, level: level)
    }
  }

  /// An empty cell would make a heading of its neighbour.
  private func cell(_ spans: [Document.Span]) -> String {
    let text = inline(spans)
    return text.isEmpty ? " " : text
  }

  private func finding(_ finding: Finding, level: Int) -> String {
    let title = "\(finding.severity.rawValue) \(finding.code): \(finding.title)"
    var out = "h\(min(6, level)). \(JiraText.escape(title))\n"
    for evidence in finding.evidence {
      let place = Document.Place(source: evidence.source, line: evidence.line).text
      let note = evidence.note.isEmpty ? "" : ": \(evidence.note)"
      out += "\n" + JiraText.line(place + note) + "\n" + JiraText.verbatim([evidence.text])
    }
    out += "\n{*}Effect:{*} \(JiraText.escape(finding.effect))\n"
    if !finding.confirm.isEmpty {
      out += "\n{*}Confirm:{*}\n" + JiraText.verbatim(finding.confirm)
    }
    for mend in finding.mend {
      out += "\n{*}Mend{*} \\(\(JiraText.escape(mend.purpose))\\):\n"
      out += JiraText.verbatim([mend.command])
    }
    return out + "\n{*}More:{*} {{natscope explain \(finding.code)}}\n"
  }
}
