/// Whose chain it is, as `natscope explain` shows it.
public struct ChainOwnerReport: ColumnReport, Sendable {
  /// In columns.
  public var width = 80
  public var style = Style.plain

  public init() {}

  /// nil for a chain that is not recognised; otherwise ended by a newline.
  ///
  /// - Parameter chain: any text, as the user typed it.
  public func render(_ chain: String) -> String? {
    guard let (owner, chains) = ChainOwner.owner(of: chain) else { return nil }
    var lines = Layout.wrap(
      TerminalText.escape("\(chain): a chain of \(owner.component)"), width: width
    )
    .map { style(.headline, $0) }
    lines.append("")
    lines += row("does", "it " + chains.purpose) + row("written", "by " + owner.writer)
    if let check = chains.nameCheck { lines += row("name", check.rawValue) }
    let others = owner.chains.flatMap(\.patterns).joined(separator: ", ")
    return (lines + row("chains", others)).map { $0 + "\n" }.joined()
  }

  /// The same as Markdown; nil for a chain that is not recognised.
  public func renderMarkdown(_ chain: String) -> String? {
    guard let (owner, chains) = ChainOwner.owner(of: chain) else { return nil }
    let check = chains.nameCheck.map { " Its name is the \($0.rawValue)." } ?? ""
    return "## \(MarkdownText.escape(chain)): a chain of \(owner.component)\n\n"
      + "It \(chains.purpose). Written by \(MarkdownText.escape(owner.writer)).\(check)\n"
  }

  private func row(_ label: String, _ text: String) -> [String] {
    Layout.wrap(text, width: width - 12).enumerated().map { index, line in
      "  "
        + (index == 0
          ? style(.label, Layout.pad(label, to: 10)) : String(repeating: " ", count: 10))
        + line
    }
  }
}
