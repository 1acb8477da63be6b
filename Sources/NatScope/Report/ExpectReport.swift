/// What manifests declare and whether the node has it, as a person reads it on a terminal.
public struct ExpectReport: TerminalReport, Sendable {
  /// In columns.
  public var width = 80
  public var style = Style.plain
  /// Adds what was assumed by the traces, and the steps that came to nothing.
  public var isVerbose = false
  /// One line for each declared port.
  public var isQuiet = false

  public init() {}

  /// The whole answer, ended by a newline.
  public func render(_ check: ManifestCheck) -> String {
    var blocks = [Layout.wrap(summary(check), width: width)]
    if isQuiet {
      blocks += check.realisations.map { [title($0, check)] }
    } else {
      for realisation in check.realisations { blocks.append([""] + lines(realisation, check)) }
      let notes = check.notes.flatMap { text.row("note", $0) }
      if !notes.isEmpty { blocks.append([""] + notes) }
    }
    return blocks.joined().map { $0 + "\n" }.joined()
  }

  private var text: TextReport {
    var report = TextReport()
    report.width = width
    report.style = style
    report.isVerbose = isVerbose
    return report
  }

  /// `2 of 3 ports are realised; 1 missing.`
  private func summary(_ check: ManifestCheck) -> String {
    let all = check.realisations
    guard !all.isEmpty else { return "Nothing that is declared needs anything on a node." }
    let realised = all.count { $0.verdict == .realised }
    var parts: [String] = []
    for verdict in Realisation.Verdict.allCases where verdict != .realised {
      let count = all.count { $0.verdict == verdict }
      if count > 0 { parts.append("\(count) \(verdict.words)") }
    }
    let noun = all.count == 1 ? "declared port is" : "declared ports are"
    let rest = parts.isEmpty ? "" : "; " + parts.joined(separator: ", ")
    let omitted = check.omitted == 0 ? "" : " \(check.omitted) more were not looked at."
    return "\(realised) of \(all.count) \(noun) realised\(rest).\(omitted)"
  }

  /// `missing: hostPort 8000/tcp of Deployment default/web (web.yaml:18)`
  private func title(_ realisation: Realisation, _ check: ManifestCheck) -> String {
    let expected = realisation.expected
    let role: Style.Role =
      switch realisation.verdict {
      case .realised: .good
      case .missing, .elsewhere, .shadowed: .error
      case .undecided: .warning
      case .notHere: .note
      }
    let declaration = check.node.declarations[expected.declaration]
    let name = expected.name.map { " (\($0))" } ?? ""
    let place = Told("", expected.place, in: check.answer.capture.source).placeText
    let what = "\(expected.kind.rawValue) \(expected.text)\(name) of \(declaration.title)"
    return style(role, realisation.verdict.words) + ": "
      + TerminalText.escape("\(what) (\(place))")
  }

  private func lines(_ realisation: Realisation, _ check: ManifestCheck) -> [String] {
    let text = text
    var out = [title(realisation, check)]
    if realisation.verdict != .realised || isVerbose {
      out += text.row("expected", realisation.expectation)
    }
    if let found = realisation.found { out += text.row("found", found) }
    if let index = realisation.view, realisation.expected.kind != .ingress {
      out += text.steps(
        check.answer.views[index],
        hasSeveralFiles: check.answer.capture.source.files.count > 1)
    }
    if !realisation.reasons.isEmpty {
      out += text.row("why", realisation.reasons.joined(separator: " "))
    }
    var assumptions = realisation.assumptions
    if isVerbose, let index = realisation.view {
      assumptions += check.answer.views[index].diagnosis.assumptionSummary
    }
    out += text.assumed(assumptions)
    if realisation.verdict != .realised {
      out += text.labelled(
        "run",
        realisation.run.flatMap {
          Layout.wrapCommand(TerminalText.escape($0), width: width - 12)
        })
    }
    return out
  }
}
