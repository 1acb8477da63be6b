/// The answer as a person reads it on a terminal.
public struct TextReport: TerminalReport, Sendable {
  /// In columns.
  public var width = 80
  public var style = Style.plain
  /// Adds the input's sections, the steps that came to nothing, and the rules that did not match.
  public var isVerbose = false
  /// The headlines only.
  public var isQuiet = false
  /// Which chains' rules `isVerbose` lists among those that did not match.
  public var showsChain: @Sendable (String) -> Bool = { _ in true }

  public init() {}

  /// The whole answer, ended by a newline.
  public func render(_ answer: Answer) -> String {
    var blocks = answer.views.map { view in
      isQuiet ? headline(view) : lines(view, answer.capture)
    }
    blocks += answer.comparisons.map { comparison in
      isQuiet
        ? [TerminalText.escape(comparison.text)]
        : row("together", comparison.text)
          + (comparison.settledBy.map { row("confirm", $0) } ?? [])
    }
    if isVerbose, !isQuiet { blocks.append(sections(answer.capture)) }
    let separator: [String] = isQuiet ? [] : [""]
    let all = Array(blocks.filter { !$0.isEmpty }.joined(separator: separator))
    return all.map { $0 + "\n" }.joined()
  }

  private func headline(_ view: Answer.View) -> [String] {
    let role: Style.Role =
      switch view.diagnosis.verdict {
      case .accept: .good
      case .drop, .reject: .error
      case .queue, nil: .warning
      }
    let text = TerminalText.escape(view.diagnosis.explanation.headline)
    return (isQuiet ? [text] : Layout.wrap(text, width: width)).map { style(role, $0) }
  }

  private func lines(_ view: Answer.View, _ capture: Capture) -> [String] {
    let diagnosis = view.diagnosis
    var out = headline(view) + [""]
    if capture.rulesets.count > 1 {
      out += row("ruleset", capture.rulesets[view.ruleset].title)
    }
    out += row("packet", diagnosis.packet)
    out += steps(view, hasSeveralFiles: capture.source.files.count > 1)
    out += row("result", diagnosis.result)
    if let source = diagnosis.source { out += row("source", source) }
    if let reply = diagnosis.reply { out += row("reply", reply) }
    if let other = view.otherSide { out += row("also", other.text) }
    if let owner = diagnosis.owner { out += row("owner", owner) }
    out += labelled("target", diagnosis.workloads.flatMap(told))
    if let counted = diagnosis.counted { out += row("counters", counted) }
    out += cases(diagnosis)
    out += view.findings.flatMap(finding)
    out += why(diagnosis)
    let end =
      labelled("settled", diagnosis.settled.flatMap(told)) + assumptions(diagnosis)
      + confirm(diagnosis) + diagnosis.notes.flatMap(note)
    if !end.isEmpty { out += [""] + end }
    if isVerbose { out += misses(view, capture.rulesets[view.ruleset]) }
    return out
  }

  // MARK: parts

  /// A label and text, wrapped with the text's left edge kept.
  func row(_ label: String, _ text: String) -> [String] {
    labelled(label, Layout.wrap(TerminalText.escape(text), width: width - 12))
  }

  func labelled(_ label: String, _ lines: [String]) -> [String] {
    lines.enumerated().map { index, line in
      "  " + (index == 0 ? style(.label, Layout.pad(label, to: 10)) : indent(10)) + line
    }
  }

  func indent(_ count: Int) -> String { String(repeating: " ", count: count) }

  private func note(_ text: String) -> [String] { row("note", text) }

  /// A finding in short; lint has it whole.
  private func finding(_ finding: Finding) -> [String] {
    row("finding", "\(finding.severity.rawValue)[\(finding.code)]: \(finding.title)")
  }

  /// Something that the input tells, with its place.
  private func told(_ told: Told) -> [String] {
    Layout.wrap(TerminalText.escape("\(told.text) (\(told.placeText))"), width: width - 12)
  }

  private func why(_ diagnosis: Diagnosis) -> [String] {
    let sentences = diagnosis.explanation.why
    guard !sentences.isEmpty else { return [] }
    let text = TerminalText.escape(sentences.joined(separator: " "))
    let wrapped = Layout.wrap(text, width: width - 4)
    return ["", "  " + style(.headline, diagnosis.whyTitle)] + wrapped.map { "    " + $0 }
  }

  private func assumptions(_ diagnosis: Diagnosis) -> [String] {
    assumed(diagnosis.assumptionSummary)
  }

  func assumed(_ assumptions: [AssumptionWording]) -> [String] {
    guard !assumptions.isEmpty else { return [] }
    let rows = assumptions.map {
      (TerminalText.escape($0.text), TerminalText.escape($0.settledBy))
    }
    let lines = Layout.twoColumns([("", "settled by")] + rows, width: width - 12)
    return labelled("assumed", lines)
  }

  private func confirm(_ diagnosis: Diagnosis) -> [String] {
    labelled(
      "confirm",
      diagnosis.explanation.confirm.flatMap {
        Layout.wrapCommand(TerminalText.escape($0), width: width - 12)
      })
  }

  private func cases(_ diagnosis: Diagnosis) -> [String] {
    guard !diagnosis.cases.isEmpty else { return [] }
    let shown = diagnosis.cases.prefix(isVerbose ? .max : 12)
    let shares = shown.map { TerminalText.width($0.share) }.max() ?? 0
    var out: [String] = []
    for item in shown {
      let text = Layout.wrap(TerminalText.escape(item.answer), width: width - 14 - shares)
      let conditions = item.conditions.enumerated().flatMap { index, condition in
        self.condition(
          (index == 0 ? "if " : "and ") + TerminalText.escape(condition), width - 14 - shares)
      }
      let more =
        item.conditionsOmitted == 0 ? [] : ["and \(item.conditionsOmitted) more conditions"]
      for (index, line) in (text + conditions + more).enumerated() {
        out.append(Layout.pad(index == 0 ? item.share : "", to: shares) + "  " + line)
      }
    }
    let left = diagnosis.cases.count - shown.count + diagnosis.casesOmitted
    if left > 0 { out.append("and \(left) more cases, see \(isVerbose ? "" : "-v or ")-o json") }
    return labelled("cases", out)
  }

  /// A condition on one line, or whole with `isVerbose`.
  private func condition(_ text: String, _ width: Int) -> [String] {
    isVerbose ? Layout.wrap(text, width: width) : [Layout.shorten(text, to: width)]
  }

  private func sections(_ capture: Capture) -> [String] {
    let lines = capture.sections.map { section in
      let name = capture.source.files[section.file].name
      return TerminalText.escape("\(name):\(section.firstLine)-\(section.lastLine) ")
        + section.kind.name
    }
    return labelled("input", lines.flatMap { Layout.wrap($0, width: width - 12) })
  }
}

extension Ruleset {
  /// `IPv4, nf_tables, node.txt`.
  var title: String {
    var parts = [family == .ipv4 ? "IPv4" : "IPv6"]
    if let backend { parts.append(backend.rawValue) }
    if source.files.indices.contains(file) { parts.append(source.files[file].name) }
    return parts.joined(separator: ", ")
  }
}
