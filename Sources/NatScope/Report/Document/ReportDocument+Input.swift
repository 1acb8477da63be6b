// What the report was made from.
extension ReportDocument {
  func inputSection(_ detail: ReportDetail) -> Document.Section {
    var blocks = files(detail)
    if !capture.rulesets.isEmpty { blocks.append(.table(rulesets())) }
    blocks += stamps(detail) + diagnostics(detail) + sections(detail)
    return .init("The input", .init("input"), short: "Input", blocks)
  }

  private func files(_ detail: ReportDetail) -> [Block] {
    let shown = input.files.prefix(detail.files)
    let rows = shown.map { file -> [[Span]] in
      [
        [.code(file.name)], [.text("\(Self.number(file.size)) bytes")],
        [.text(Self.count(file.lines, "line", "lines"))],
      ]
    }
    let aliases =
      isRedacted
      ? "Names and addresses are aliases, and sizes and hashes those of the text with them. " : ""
    var blocks: [Block] = [
      .table(.init(caption: "Files", head: ["file", "size", "lines"], rows: Array(rows))),
      .paragraph([
        .text("\(aliases)Their SHA-256, as "), .code("sha256sum -c"), .text(" takes it:"),
      ]),
      .commands(shown.map { "\($0.hash)  \($0.name == "<stdin>" ? "-" : $0.name)" }),
    ]
    let left = input.files.count - shown.count
    if let more = omission(left, "file", "files", "sha256sum FILE...") { blocks.append(more) }
    return blocks
  }

  private func rulesets() -> Document.Table {
    let rows = capture.rulesets.map { ruleset -> [[Span]] in
      let names = ruleset.tables.map {
        $0.name?.rawValue ?? ruleset.source.string($0.spelling)
      }
      let version = ruleset.version.isEmpty ? "not told" : ruleset.version
      let file = capture.source.files.indices.contains(ruleset.file) ? ruleset.file : 0
      return [
        [.text(ruleset.family == .ipv4 ? "IPv4" : "IPv6")],
        [.text(ruleset.backend?.rawValue ?? "not told")], [.text(version)],
        [.text(ruleset.format)],
        [.text(names.isEmpty ? "none" : names.joined(separator: ", "))],
        [
          .text(
            "\(Self.count(ruleset.chains.count, "chain", "chains")), "
              + Self.count(ruleset.rules.count, "rule", "rules"))
        ],
        [.text(capture.source.files.isEmpty ? "" : capture.source.files[file].name)],
      ]
    }
    return .init(
      caption: "Rulesets that were read from them",
      head: ["family", "backend", "iptables", "form", "tables", "size", "file"], rows: rows)
  }

  /// The time of the capture, as far as iptables-save wrote it into the text.
  private func stamps(_ detail: ReportDetail) -> [Block] {
    let all = input.files.flatMap { file in file.stamps.map { (file.name, $0) } }
    guard !all.isEmpty else {
      return [
        .paragraph([
          .text("The text does not say when it was made: no line of iptables-save tells it.")
        ])
      ]
    }
    let items = all.prefix(detail.files).map { name, stamp -> [Span] in
      let what = stamp.program.map { "begun by \($0)" } ?? "completed"
      return [.text("\(what) on \(stamp.time) (\(place(name, stamp.line).text))")]
    }
    var blocks: [Block] = [
      .paragraph([.text("Capture time by the clock of the node, as the text gives it:")]),
      .list(Array(items)),
    ]
    if let more = omission(
      all.count - items.count, "time", "times", "grep -n '^# ' \(fileArguments)")
    {
      blocks.append(more)
    }
    return blocks
  }

  /// What the reader found wrong with the text.
  private func diagnostics(_ detail: ReportDetail) -> [Block] {
    let all = capture.diagnostics
    guard !all.isEmpty else {
      return [.paragraph([.text("The reader had no remark on any line.")])]
    }
    let shown = all.prefix(detail.diagnostics)
    let rows = shown.map { diagnostic -> [[Span]] in
      let name =
        capture.source.files.indices.contains(diagnostic.file)
        ? capture.source.files[diagnostic.file].name : ""
      let again =
        diagnostic.repetitions == 0
        ? "" : ", and \(Self.count(diagnostic.repetitions, "more line", "more lines")) like it"
      return [
        [.badge(diagnostic.severity.rawValue, Self.tone(diagnostic.severity))],
        [.text(diagnostic.problem.code)],
        [.text(diagnostic.problem.message + again)],
        [.text(diagnostic.line == 0 ? "" : place(name, Int(diagnostic.line)).text)],
      ]
    }
    var blocks: [Block] = [
      .table(
        .init(
          caption: "Remarks of the reader", head: ["severity", "code", "remark", "source"],
          rows: Array(rows)))
    ]
    let left = all.count - shown.count
    if let more = omission(left, "remark", "remarks", "natscope rules -v \(fileArguments)") {
      blocks.append(more)
    }
    return blocks
  }

  /// What each part of the files was taken for.
  private func sections(_ detail: ReportDetail) -> [Block] {
    let all = capture.sections
    guard !all.isEmpty else { return [] }
    let shown = all.prefix(detail.sections)
    let rows = shown.map { section -> [[Span]] in
      let name =
        capture.source.files.indices.contains(section.file)
        ? capture.source.files[section.file].name : ""
      return [
        [.text(section.kind.name)], [.text(name)],
        [.text("\(section.firstLine) to \(section.lastLine)")],
      ]
    }
    var blocks: [Block] = [
      .table(
        .init(
          caption: "What the lines were taken for; natscope-inputs(7) explains the words",
          head: ["kind", "file", "lines"], rows: Array(rows)))
    ]
    let left = all.count - shown.count
    if let more = omission(left, "section", "sections", "natscope rules -o json \(fileArguments)") {
      blocks.append(more)
    }
    return [
      .fold(.init(summary: "Sections of the input (\(Self.number(all.count)))", blocks: blocks))
    ]
  }
}
