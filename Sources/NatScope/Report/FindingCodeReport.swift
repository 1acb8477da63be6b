/// A row of the table of findings as `natscope explain` shows it.
public struct FindingCodeReport: ColumnReport, Sendable {
  /// In columns.
  public var width = 80
  public var style = Style.plain

  public init() {}

  /// Everything that the table says of a code, ended by a newline.
  public func render(_ row: FindingCode) -> String {
    var lines = Layout.wrap("\(row.code): \(row.title)", width: width)
      .map { style(.headline, $0) }
    lines += section("what it means", [.text(row.meaning)])
    lines += section("how it comes about", [.text(row.cause)])
    lines += section("how to confirm it", row.confirm)
    lines += section("how to mend it", row.mend)
    if !row.reported.isEmpty {
      lines += section("where it was reported", [.text(row.reported.joined(separator: ", "))])
    }
    lines += section("what lint needs", row.needed)
    return lines.map { $0 + "\n" }.joined()
  }

  /// All codes with their titles, a line or more each.
  public func renderList(_ rows: [FindingCode]) -> String {
    rows.flatMap { row in
      Layout.wrap(row.title, width: width - 7).enumerated().map {
        Layout.pad($0 == 0 ? row.code : "", to: 7) + $1
      }
    }.map { $0 + "\n" }.joined()
  }

  private func section(_ title: String, _ advice: [FindingCode.Advice]) -> [String] {
    ["", "  " + style(.label, title)]
      + advice.flatMap { advice in
        switch advice {
        case .text(let text): Layout.wrap(text, width: width - 4).map { "    " + $0 }
        case .command(let command):
          Layout.wrapCommand(command, width: width - 8).map { "        " + $0 }
        }
      }
  }

  /// The same as Markdown, under a heading of the second level.
  public func renderMarkdown(_ row: FindingCode) -> String {
    var out =
      "## \(row.code): \(row.title)\n\n\(row.meaning)\n\n**How it comes about.** \(row.cause)\n"
    out += markdown("How to confirm it", row.confirm) + markdown("How to mend it", row.mend)
    if !row.reported.isEmpty {
      out += "\n**Where it was reported.** \(row.reported.joined(separator: ", "))\n"
    }
    return out + markdown("What lint needs", row.needed)
  }

  private func markdown(_ title: String, _ advice: [FindingCode.Advice]) -> String {
    "\n**\(title).**\n"
      + advice.map { advice in
        switch advice {
        case .text(let text): "\n\(text)\n"
        case .command(let command): "\n    \(command)\n"
        }
      }.joined()
  }
}

extension FindingCode {
  /// What the input has to have beside the rules of nat.
  public var needed: [Advice] {
    guard !needs.isEmpty else { return ["The rules of the nat table."] }
    return ["The rules of the nat table, and the output of:"] + needs.map { .command($0.rawValue) }
  }
}
