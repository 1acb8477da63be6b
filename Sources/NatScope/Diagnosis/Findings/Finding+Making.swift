extension Finding {
  /// A finding with what most have.
  init(
    _ code: String, _ severity: Diagnostic.Severity, _ title: String, _ subject: String,
    evidence: [Evidence], effect: String, confirm: [String] = [], mend: [Mend] = [],
    ruleset: Int? = nil
  ) {
    self.init(
      code: code, severity: severity, title: title, subject: subject, evidence: evidence,
      effect: effect, confirm: confirm, mend: mend, ruleset: ruleset)
  }

  /// Findings that several destinations share word for word but for the destination: with the same
  /// lines as evidence and the same commands to mend them.
  static func merged(_ findings: [Finding]) -> [Finding] {
    struct Key: Hashable {
      let code: String
      let severity: Diagnostic.Severity
      let lines: [String]
      let mend: [Mend]
      let ruleset: Int?
    }
    var places: [Key: Int] = [:]
    var groups: [[Finding]] = []
    for finding in findings {
      let lines = finding.evidence.map { "\($0.source):\($0.line)" }
      let key = Key(
        code: finding.code, severity: finding.severity, lines: lines, mend: finding.mend,
        ruleset: finding.ruleset)
      if lines.isEmpty || places[key] == nil {
        places[key] = groups.count
        groups.append([finding])
      } else if let place = places[key] {
        groups[place].append(finding)
      }
    }
    return groups.compactMap(merged)
  }

  private static func merged(_ group: [Finding]) -> Finding? {
    guard let first = group.first else { return nil }
    var subjects: [String] = []
    for finding in group where !subjects.contains(finding.subject) {
      subjects.append(finding.subject)
    }
    guard subjects.count > 1 else { return first }
    let shown = subjects.prefix(3).joined(separator: ", ")
    let text = subjects.count > 3 ? "\(shown) and \(subjects.count - 3) more" : shown
    return Finding(
      code: first.code, severity: first.severity,
      title: first.title.replacing(first.subject, with: text),
      subject: subjects.joined(separator: ", "), evidence: first.evidence,
      effect: first.effect.replacing(first.subject, with: text), confirm: first.confirm,
      mend: first.mend, ruleset: first.ruleset)
  }
}
