/// What changed between two captures, for programs: the contract `natscope.diff/1`.
public struct DiffJSON: Sendable {
  public init() {}

  /// The whole answer, ended by a newline.
  public func render(_ diff: CaptureDiff) -> String {
    let value = JSONValue.object([
      "schema": "natscope.diff/1",
      "before": side(diff.before),
      "after": side(diff.after),
      "changes": .array(
        diff.ports.changes.map { change in
          .object([
            "kind": .string(
              change.before == nil ? "added" : change.after == nil ? "removed" : "changed"),
            "before": change.before.map { PortsJSON.value($0, diff.before.capture) } ?? .null,
            "after": change.after.map { PortsJSON.value($0, diff.after.capture) } ?? .null,
            "aspects": .strings(change.aspects.map(\.rawValue)),
            "text": .string(change.text),
          ])
        }),
      "findings": .object([
        "appeared": .array(diff.appeared.map(LintJSON.value)),
        "vanished": .array(diff.vanished.map(LintJSON.value)),
      ]),
      "sameInMeaning": .integer(diff.ports.same),
      "rules": rules(diff.rules),
    ])
    return value.prettyPrinted + "\n"
  }

  private func side(_ answer: PortsAnswer) -> JSONValue {
    let report = JSONReport()
    return .object([
      "input": report.input(answer.capture),
      "diagnostics": report.diagnostics(answer.capture),
      "notes": .strings(answer.notes),
    ])
  }

  private func rules(_ rules: RulesDiff) -> JSONValue {
    .object([
      "same": .integer(rules.same),
      "otherOrder": .integer(rules.otherOrder),
      "otherCounters": .integer(rules.otherCounters),
      "counterReset": .bool(rules.isCounterReset),
      "uncompared": .strings(rules.uncompared),
      "chains": .array(
        rules.chains.map { chain in
          .object([
            "family": .string(chain.family.rawValue),
            "table": .string(chain.table),
            "chain": .string(chain.chain),
            "came": .integer(chain.came),
            "went": .integer(chain.went),
            "policyBefore": .text(chain.policyBefore),
            "policyAfter": .text(chain.policyAfter),
          ])
        }),
      "traffic": .array(
        rules.traffic.map { one in
          one.place.object(with: [
            "text": .string(one.text),
            "packets": .object([
              "least": .integer(Int(clamping: one.packets.lowerBound)),
              "most": .integer(Int(clamping: one.packets.upperBound)),
            ]),
          ])
        }),
    ])
  }
}
