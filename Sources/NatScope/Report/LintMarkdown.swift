/// The findings of a node as Markdown, for a ticket.
public struct LintMarkdown: Sendable {
  public init() {}

  /// All findings and what was not checked, ended by a newline.
  public func render(_ lint: Lint) -> String {
    var document = Document(title: "", lint.findings.map { .finding($0) })
    document.blocks.append(.paragraph([.text(lint.summary)]))
    let open = lint.notCheckedByNeed.map { needs, codes -> [Document.Span] in
      [.text("not checked: \(codes.joined(separator: ", ")); needs "), .code(needs)]
    }
    if !open.isEmpty { document.blocks.append(.list(open)) }
    return MarkdownWriter().render(document)
  }
}
