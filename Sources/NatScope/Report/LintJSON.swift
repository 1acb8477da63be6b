/// The findings for programs: the contract `natscope.lint/1`.
public struct LintJSON: Sendable {
  public init() {}

  /// The whole answer, ended by a newline.
  public func render(_ lint: Lint) -> String {
    let report = JSONReport()
    let value = JSONValue.object([
      "schema": "natscope.lint/1",
      "input": report.input(lint.capture),
      "diagnostics": report.diagnostics(lint.capture),
      "findings": .array(lint.findings.map(Self.value)),
      "notChecked": .array(
        lint.notChecked.map {
          .object(["code": .string($0.code), "needs": .string($0.needs)])
        }),
      "omitted": .object(["destinations": .integer(lint.destinationsOmitted)]),
    ])
    return value.prettyPrinted + "\n"
  }

  /// A finding, as it stands in a trace as well.
  static func value(_ finding: Finding) -> JSONValue {
    .object([
      "code": .string(finding.code),
      "severity": .string(finding.severity.rawValue),
      "title": .string(finding.title),
      "subject": .string(finding.subject),
      "ruleset": .integer(finding.ruleset),
      "evidence": .array(
        finding.evidence.map { evidence in
          .object([
            "source": .string(evidence.source),
            "line": evidence.line == 0 ? .null : .integer(evidence.line),
            "text": .string(evidence.text),
            "note": .string(evidence.note),
          ])
        }),
      "effect": .string(finding.effect),
      "confirm": .strings(finding.confirm),
      "mend": .strings(finding.mend.map(\.command)),
      "mendPurposes": .strings(finding.mend.map(\.purpose)),
    ])
  }
}
