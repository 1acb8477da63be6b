/// The findings of a node in the form that rustc has made familiar.
public struct LintReport: TerminalReport, Sendable {
  /// In columns.
  public var width = 80
  public var style = Style.plain
  /// Lines of the input as a whole, and each code that was not checked by itself.
  public var isVerbose = false
  /// The first line of each finding only.
  public var isQuiet = false

  public init() {}

  /// All findings and what was not checked, ended by a newline.
  public func render(_ lint: Lint) -> String {
    var blocks = lint.findings.map(lines)
    if !isQuiet { blocks.append(summary(lint)) }
    let separator: [String] = isQuiet ? [] : [""]
    return Array(blocks.joined(separator: separator)).map { $0 + "\n" }.joined()
  }

  func lines(_ finding: Finding) -> [String] {
    let head = "\(finding.severity.rawValue)[\(finding.code)]"
    let title = TerminalText.escape(finding.title)
    if isQuiet { return ["\(style(role(finding.severity), head)): \(title)"] }
    let wrapped = Layout.wrap(title, width: max(20, width - head.utf8.count - 2))
    var out = wrapped.enumerated().map { index, line in
      index == 0 ? "\(style(role(finding.severity), head)): \(line)" : "  " + line
    }
    for evidence in finding.evidence {
      let place =
        TerminalText.escape(evidence.source) + (evidence.line == 0 ? "" : ":\(evidence.line)")
      let text = TerminalText.escape(evidence.text)
      out.append("  \(style(.label, "-->")) \(place)")
      out +=
        isVerbose
        ? bar(text, width: width - 6)
        : ["   \(style(.label, "|")) " + Layout.shorten(text, to: max(20, width - 6))]
      if !evidence.note.isEmpty {
        out += bar("^ " + TerminalText.escape(evidence.note), width: width - 6)
      }
    }
    out += item("effect", Layout.wrap(TerminalText.escape(finding.effect), width: width - 13))
    out += finding.confirm.flatMap { command("confirm", $0) }
    for mend in finding.mend {
      out += command("mend", mend.command)
      out += Layout.wrap("(\(TerminalText.escape(mend.purpose)))", width: width - 15)
        .map { blanks(15) + $0 }
    }
    out += item("more", ["natscope explain \(finding.code)"])
    return out
  }

  private func bar(_ text: String, width: Int) -> [String] {
    Layout.wrap(text, width: max(20, width)).map { "   \(style(.label, "|")) " + $0 }
  }

  private func item(_ label: String, _ lines: [String]) -> [String] {
    lines.enumerated().map { index, line in
      index == 0
        ? "  = \(style(.label, Layout.pad(label + ":", to: 8))) \(line)" : blanks(13) + line
    }
  }

  private func command(_ label: String, _ command: String) -> [String] {
    item(label, Layout.wrapCommand(TerminalText.escape(command), width: max(20, width - 13)))
  }

  private func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }

  private func role(_ severity: Diagnostic.Severity) -> Style.Role {
    switch severity {
    case .error: .error
    case .warning: .warning
    case .note: .note
    }
  }

  // MARK: the end

  private func summary(_ lint: Lint) -> [String] {
    var out = Layout.wrap(lint.summary, width: width)
    for (needs, codes) in lint.notCheckedByNeed {
      let text = "not checked: \(codes.joined(separator: ", ")); needs \(needs)"
      out += Layout.wrap(text, width: width).enumerated().map { $0 == 0 ? $1 : "  " + $1 }
    }
    return out
  }
}

extension Lint {
  /// `1 error, 2 notes.`, or `No findings.`
  public var summary: String {
    let kinds: [(Diagnostic.Severity, String)] = [
      (.error, "error"), (.warning, "warning"), (.note, "note"),
    ]
    let counts = kinds.compactMap { severity, name -> String? in
      let count = findings.count { $0.severity == severity }
      return count == 0 ? nil : "\(count) \(name)\(count == 1 ? "" : "s")"
    }
    let omitted =
      destinationsOmitted == 0
      ? "" : " \(destinationsOmitted) more destinations were not looked at."
    return (counts.isEmpty ? "No findings" : counts.joined(separator: ", ")) + "." + omitted
  }

  /// Codes with the same missing evidence together, in the order of the codes.
  var notCheckedByNeed: [(needs: String, codes: [String])] {
    var result: [(needs: String, codes: [String])] = []
    for item in notChecked {
      if let place = result.firstIndex(where: { $0.needs == item.needs }) {
        result[place].codes.append(item.code)
      } else {
        result.append((item.needs, [item.code]))
      }
    }
    return result
  }
}
