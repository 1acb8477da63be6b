/// A document as plain text, for mail and for editors.
///
/// Sentences are wrapped; rules and commands, which are there to be copied, keep their lines.
public struct PlainTextWriter: DocumentWriter, Sendable {
  /// In columns.
  public var width = 80

  public init(width: Int = 80) { self.width = width }

  public func render(_ document: Document) -> String {
    var parts: [[String]] = []
    if !document.title.isEmpty { parts.append(title(document.title, "=")) }
    parts += document.blocks.map { block($0, level: 1) }
    if !document.colophon.isEmpty { parts.append(wrap(document.colophon)) }
    return Array(parts.filter { !$0.isEmpty }.joined(separator: [""])).map { $0 + "\n" }.joined()
  }

  private func text(_ spans: [Document.Span]) -> String {
    spans.map { span in
      switch span {
      case .text(let text), .strong(let text), .code(let text), .link(let text, _),
        .badge(let text, _):
        TerminalText.escape(text)
      }
    }.joined()
  }

  private func wrap(_ spans: [Document.Span], indent: Int = 0) -> [String] {
    Layout.wrap(text(spans), width: max(20, width - indent)).map { blanks(indent) + $0 }
  }

  private func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }

  private func title(_ text: String, _ mark: Character) -> [String] {
    let lines = Layout.wrap(TerminalText.escape(text), width: width)
    let longest = lines.map { TerminalText.width($0) }.max() ?? 0
    return lines + [String(repeating: mark, count: min(width, longest))]
  }

  private func blocks(_ all: [Document.Block], level: Int) -> [String] {
    Array(all.map { block($0, level: level) }.filter { !$0.isEmpty }.joined(separator: [""]))
  }

  private func block(_ block: Document.Block, level: Int) -> [String] {
    switch block {
    case .verdict(let verdict):
      return wrap([.text(verdict.text)])
        + (verdict.remarks.count > 1
          ? [""] + self.block(.list(verdict.remarks), level: level)
          : verdict.remarks.flatMap { [""] + wrap($0) })
    case .section(let section):
      let head =
        level <= 2
        ? title(text(section.title), level == 1 ? "-" : ".") : wrap(section.title)
      return head + [""] + blocks(section.blocks, level: level + 1)
    case .paragraph(let spans), .omission(let spans): return wrap(spans)
    case .list(let items):
      return items.flatMap { item in
        wrap(item, indent: 2).enumerated().map { $0 == 0 ? "- " + $1.dropFirst(2) : $1 }
      }
    case .facts(let facts): return self.facts(facts)
    case .table(let table): return self.table(table)
    case .commands(let commands): return commands.map { "  " + TerminalText.escape($0) }
    case .rules(let rules):
      return RuleListing(rules).lines.map { "  " + TerminalText.escape($0) }
    case .source(let source):
      return (source.isTitled ? wrap([.text(source.title)]) + [""] : [])
        + NumberedLines(source).lines.map { TerminalText.escape($0) }
    case .fold(let fold):
      return wrap([.text(fold.summary + ":")]) + [""] + blocks(fold.blocks, level: level)
    case .figure: return []
    case .finding(let finding):
      var report = LintReport()
      report.width = width
      report.isVerbose = true
      return report.lines(finding)
    }
  }

  private func facts(_ facts: [Document.Fact]) -> [String] {
    let label = facts.map { TerminalText.width(TerminalText.escape($0.label)) }.max() ?? 0
    return facts.flatMap { fact in
      wrap(fact.value, indent: label + 4).enumerated().map { index, line in
        index == 0
          ? "  " + Layout.pad(TerminalText.escape(fact.label), to: label + 2)
            + line.dropFirst(label + 4) : line
      }
    }
  }

  // MARK: tables

  /// Columns two blanks apart; the widest are wrapped until the rest fits.
  private func table(_ table: Document.Table) -> [String] {
    let rows = [table.head.map(TerminalText.escape)] + table.rows.map { $0.map(text) }
    let count = rows.map(\.count).max() ?? 0
    var widths = (0..<count).map { column in
      rows.map { column < $0.count ? TerminalText.width($0[column]) : 0 }.max() ?? 0
    }
    let room = width - 2 - 2 * max(0, count - 1)
    // Blanks are broken at first, words only where that does not suffice.
    let words = (0..<count).map { column in
      rows.flatMap { column < $0.count ? $0[column].split(separator: " ") : [] }
        .map { TerminalText.width($0) }.max() ?? 0
    }
    for least in [words, widths.map { _ in 8 }] {
      while widths.reduce(0, +) > room {
        let slack = zip(widths, least).map { $0 > $1 ? $0 : 0 }
        guard let widest = slack.max(), widest > 0, let column = slack.lastIndex(of: widest)
        else { break }
        widths[column] -= 1
      }
    }
    var out = table.caption.isEmpty ? [] : wrap([.text(table.caption)]) + [""]
    for (index, row) in rows.enumerated() {
      out += lines(row, widths)
      if index == 0 {
        out.append("  " + widths.map { String(repeating: "-", count: $0) }.joined(separator: "  "))
      }
    }
    return out
  }

  private func lines(_ row: [String], _ widths: [Int]) -> [String] {
    let cells = zip(row, widths).map { Layout.wrap($0, width: $1).flatMap(broken(at: $1)) }
    let height = cells.map(\.count).max() ?? 0
    return (0..<height).map { line in
      var text = " "
      for (column, cell) in cells.enumerated() {
        let part = line < cell.count ? cell[line] : ""
        text += (column == 0 ? " " : "  ") + Layout.pad(part, to: widths[column])
      }
      while text.last == " " { text.removeLast() }
      return text
    }
  }

  /// Cuts a word that is longer than its column into lines; nothing of it is lost.
  private func broken(at width: Int) -> (String) -> [String] {
    { word in
      guard TerminalText.width(word) > width else { return [word] }
      var lines: [String] = []
      var line = ""
      var columns = 0
      for scalar in word.unicodeScalars {
        let more = TerminalText.columns(scalar)
        if columns + more > width, !line.isEmpty {
          lines.append(line)
          (line, columns) = ("", 0)
        }
        line.unicodeScalars.append(scalar)
        columns += more
      }
      return lines + [line]
    }
  }
}
