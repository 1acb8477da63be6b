/// The attachment for a ticket as a document: the verdict first, then what it rests on, then the
/// input itself, for somebody who was not there.
public struct ReportDocument: Sendable {
  /// What the report is about.
  enum Subject: Sendable {
    case destinations(Answer)
    case node(PortsAnswer, Lint)
  }

  let subject: Subject
  let capture: Capture
  let input: InputSummary
  /// natscope's own.
  let version: String
  /// The lines of each file.
  let lines: [SourceLineIndex]
  /// Whether the input that was read has aliases in place of names and addresses.
  public var isRedacted = false

  /// What happens to packets to some destinations.
  public init(_ answer: Answer, version: String) {
    self.init(.destinations(answer), answer.capture, version)
  }

  /// What a node answers at all, and what is wrong with that.
  public init(_ ports: PortsAnswer, _ lint: Lint, version: String) {
    self.init(.node(ports, lint), ports.capture, version)
  }

  private init(_ subject: Subject, _ capture: Capture, _ version: String) {
    self.subject = subject
    self.capture = capture
    self.version = version
    input = InputSummary(capture)
    lines = capture.source.files.indices.map { SourceLineIndex(capture.source, file: $0) }
  }

  func document(_ detail: ReportDetail) -> Document {
    var document: Document
    switch subject {
    case .destinations(let answer):
      document = Document(title: title(answer), blocks(answer, detail))
    case .node(let ports, let lint):
      document = Document(title: "What this node answers", blocks(ports, lint, detail))
    }
    document.files = input.files.map(\.name)
    document.blocks.append(.section(inputSection(detail)))
    let raw = rawRules(detail)
    if !raw.isEmpty {
      document.blocks.append(
        .section(.init("The rules as they came", .init("rules"), short: "Raw rules", raw)))
    }
    document.colophon = [
      .text("Made by natscope \(version) from the text above alone; it asked no node and ran "),
      .text("no command. The same input gives the same report."),
    ]
    var taken: Set<Document.Anchor> = []
    document.blocks = document.blocks.map { $0.withAnchorsOnce(&taken) }
    return document.withoutTexts(longerThan: detail.longestText)
  }

  // MARK: words that several parts need

  typealias Block = Document.Block
  typealias Span = Document.Span

  func place(_ source: String, _ line: Int) -> Document.Place {
    Document.Place(source: source, line: line)
  }

  /// The files on a command line, as words of a shell.
  var fileArguments: String {
    let names = input.files.map(\.name)
    if names.count > 4 { return "FILE..." }
    return names.map { $0 == "<stdin>" ? "-" : ShellWord.quoted($0) }.joined(separator: " ")
  }

  /// `and 12 more cases are left out; COMMAND lists them`; nil if there are none.
  func omission(_ count: Int, _ one: String, _ many: String, _ command: String) -> Block? {
    guard count > 0 else { return nil }
    let what = count == 1 ? "1 more \(one) is" : "\(Self.number(count)) more \(many) are"
    return .omission([.text("\(what) left out here; "), .code(command), .text(" shows them all.")])
  }

  static func number(_ count: Int) -> String { Decimals.grouped(UInt64(max(0, count))) }

  static func count(_ count: Int, _ one: String, _ many: String) -> String {
    "\(number(count)) \(count == 1 ? one : many)"
  }

  /// What becomes of a packet, as a word.
  static func tone(_ outcome: Outcome) -> (word: String, tone: Document.Tone) {
    switch outcome.verdict {
    case .accept: (outcome.isTranslated ? "translated" : "passes", .good)
    case .drop: ("dropped", .bad)
    case .reject: ("rejected", .bad)
    case .queue: ("queued", .warning)
    case nil: ("not decided", .warning)
    }
  }

  static func tone(_ severity: Diagnostic.Severity) -> Document.Tone {
    switch severity {
    case .error: .bad
    case .warning: .warning
    case .note: .neutral
    }
  }

  /// `1 error, 2 notes`; nil without findings.
  static func counts(_ findings: [Finding]) -> String? {
    let kinds: [Diagnostic.Severity] = [.error, .warning, .note]
    let counts = kinds.compactMap { severity -> String? in
      let count = findings.count { $0.severity == severity }
      return count == 0 ? nil : Self.count(count, severity.rawValue, severity.rawValue + "s")
    }
    return counts.isEmpty ? nil : counts.joined(separator: ", ")
  }
}
