/// Diagnostics of the input in the form that rustc has made familiar.
public struct DiagnosticReport: ColumnReport, Sendable {
  /// In columns; excerpts are cut to it.
  public var width = 80
  public var style = Style.plain

  public init() {}

  /// All diagnostics of a capture, each ended by a newline; empty if there are none.
  ///
  /// - Parameter lowest: diagnostics less severe than this are left out.
  public func render(_ capture: Capture, from lowest: Diagnostic.Severity = .note) -> String {
    capture.diagnostics.filter { $0.severity >= lowest }
      .map { render($0, capture.source) }.joined()
  }

  private func render(_ diagnostic: Diagnostic, _ source: SourceText) -> String {
    let role: Style.Role =
      switch diagnostic.severity {
      case .error: .error
      case .warning: .warning
      case .note: .note
      }
    let problem = diagnostic.problem
    let title = style(role, "\(diagnostic.severity.rawValue)[\(problem.code)]")
    let message = TerminalText.escape(problem.message)
    let head = wrapFirst(message, after: "\(diagnostic.severity.rawValue)[\(problem.code)]: ")
    var lines = ["\(title): \(head.first ?? "")"] + head.dropFirst()
    let number = diagnostic.line == 0 ? "" : String(diagnostic.line)
    let gutter = String(repeating: " ", count: number.count)
    if let place = place(diagnostic, source) {
      lines.append("\(gutter)\(style(.label, "-->")) \(place)")
    }
    if let excerpt = Excerpt(diagnostic, source, width: width - number.count - 3) {
      let bar = style(.label, "|")
      lines.append("\(gutter) \(bar)")
      lines.append("\(style(.label, number)) \(bar) \(excerpt.text)")
      lines.append("\(gutter) \(bar) \(style(role, excerpt.carets))")
    }
    if diagnostic.repetitions > 0 {
      let noun = diagnostic.repetitions == 1 ? "line" : "lines"
      lines.append("\(gutter) = and \(diagnostic.repetitions) more \(noun) like this")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// Wraps with room for the title on the first line.
  private func wrapFirst(_ message: String, after title: String) -> [String] {
    let dots = String(repeating: "x", count: TerminalText.width(title) - 1)
    var lines = Layout.wrap("\(dots) \(message)", width: width)
    if let first = lines.first {
      lines[0] = String(first.dropFirst(dots.count + 1))
    }
    return lines
  }

  private func place(_ diagnostic: Diagnostic, _ source: SourceText) -> String? {
    guard source.files.indices.contains(diagnostic.file) else { return nil }
    var text = TerminalText.escape(source.files[diagnostic.file].name)
    if diagnostic.line > 0 { text += ":\(diagnostic.line)" }
    if diagnostic.line > 0, diagnostic.column > 0 { text += ":\(diagnostic.column)" }
    return text
  }
}
