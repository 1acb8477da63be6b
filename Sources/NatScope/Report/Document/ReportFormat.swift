/// The formats of the attachment for a ticket.
public enum ReportFormat: String, Sendable, Hashable, CaseIterable {
  case markdown, html, jira, text

  /// More characters than these a report never has; nil for no limit.
  ///
  /// A comment on GitHub takes 65,536 characters, a text field of Jira 32,767 as it is set up by
  /// default. Some room is left for what is written around the report. Bytes are counted, which are
  /// never fewer than characters.
  public var limit: Int? {
    switch self {
    case .markdown: 60_000
    case .jira: 32_000
    case .html, .text: nil
    }
  }

  /// More bytes of raw rules than these would make the report unhandy.
  var rawBytes: Int { limit ?? 8_000_000 }

  func writer(width: Int) -> any DocumentWriter {
    switch self {
    case .markdown: MarkdownWriter()
    case .html: HTMLWriter()
    case .jira: JiraWriter()
    case .text: PlainTextWriter(width: width)
    }
  }
}

extension ReportDocument {
  /// The whole report, ended by a newline, within the format's limit.
  ///
  /// - Parameter width: of plain text, in columns.
  public func render(_ format: ReportFormat, width: Int = 80) -> String {
    render(format, width: width, limit: format.limit)
  }

  /// - Parameter limit: in bytes; the last level is taken even if it does not keep it.
  func render(_ format: ReportFormat, width: Int = 80, limit: Int?) -> String {
    let writer = format.writer(width: width)
    var text = ""
    for detail in ReportDetail.levels(format) {
      text = writer.render(document(detail))
      guard let limit, text.utf8.count >= limit else { break }
    }
    return text
  }
}
