/// The answer for programs: the contract `natscope.trace/1`.
///
/// Keys are sorted and always there; what is not known is null. A change of meaning would be a new
/// schema number.
public struct JSONReport: Sendable {
  public init() {}

  /// The whole answer, ended by a newline.
  public func render(_ answer: Answer) -> String {
    let value = JSONValue.object([
      "schema": "natscope.trace/1",
      "input": input(answer.capture),
      "diagnostics": diagnostics(answer.capture),
      "together": .array(
        answer.comparisons.map { comparison in
          .object([
            "traces": .array(comparison.views.map { .integer($0) }),
            "decidedBy": .integer(comparison.decidedBy),
            "text": .string(comparison.text),
            "settledBy": .text(comparison.settledBy),
          ])
        }),
      "traces": .array(
        answer.views.map { TraceJSON($0, answer.capture.rulesets[$0.ruleset]).value }),
    ])
    return value.prettyPrinted + "\n"
  }

  func diagnostics(_ capture: Capture) -> JSONValue {
    .array(capture.diagnostics.map { diagnostic($0, capture) })
  }

  func input(_ capture: Capture) -> JSONValue {
    .object([
      "rulesets": .array(capture.rulesets.map(ruleset)),
      "nodeFacts": .strings(nodeFacts(capture)),
      "sections": .array(
        capture.sections.map { section in
          .object([
            "source": .text(name(section.file, capture.source)),
            "firstLine": .integer(Int(section.firstLine)),
            "lastLine": .integer(Int(section.lastLine)),
            "kind": .string(section.kind.name),
          ])
        }),
    ])
  }

  /// The kinds of facts that the input has, in the order of the contract.
  private func nodeFacts(_ capture: Capture) -> [String] {
    var given = Set(capture.node.given)
    if !capture.sets.byName.isEmpty { given.insert("sets") }
    if capture.ipvs.isWhole { given.insert("ipvs") }
    let all = [
      "addresses", "sockets", "sets", "sysctls", "conntrack", "workloads", "manifests", "ipvs",
    ]
    return all.filter(given.contains)
  }

  private func ruleset(_ ruleset: Ruleset) -> JSONValue {
    .object([
      "source": .text(name(ruleset.file, ruleset.source)),
      "format": .string(ruleset.format),
      "family": .string(ruleset.family.rawValue),
      "backend": .text(ruleset.backend?.rawValue),
      "version": .text(ruleset.version.isEmpty ? nil : ruleset.version),
      "tables": .strings(
        ruleset.tables.indices.map { ruleset.name(Table.ID($0)) ?? "" }),
      "chains": .integer(ruleset.chains.count),
      "rules": .integer(ruleset.rules.count),
    ])
  }

  private func diagnostic(_ diagnostic: Diagnostic, _ capture: Capture) -> JSONValue {
    .object([
      "severity": .string(diagnostic.severity.rawValue),
      "code": .string(diagnostic.problem.code),
      "source": .text(name(diagnostic.file, capture.source)),
      "line": diagnostic.line == 0 ? .null : .integer(Int(diagnostic.line)),
      "column": diagnostic.column == 0 ? .null : .integer(Int(diagnostic.column)),
      "message": .string(diagnostic.problem.message),
      "repetitions": .integer(diagnostic.repetitions),
    ])
  }

  private func name(_ file: Int, _ source: SourceText) -> String? {
    source.files.indices.contains(file) ? source.files[file].name : nil
  }
}
