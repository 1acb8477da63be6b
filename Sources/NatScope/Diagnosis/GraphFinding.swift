/// Something that is wrong with how chains hang together.
public struct GraphFinding: Sendable, Hashable {
  public let severity: Diagnostic.Severity
  public let text: String

  /// Loops and jumps to missing chains as warnings, unused chains as notes, in this order.
  public static func all(_ graph: ChainGraph) -> [GraphFinding] {
    let ruleset = graph.ruleset
    var findings: [GraphFinding] = []
    for cycle in graph.cycles() {
      let names =
        (cycle.first.map { [ruleset.name($0.from)] } ?? []) + cycle.map { ruleset.name($0.to) }
      let place = cycle.last.map { RulePlace(ruleset, $0.rule).text } ?? ""
      findings.append(
        GraphFinding(
          severity: .warning,
          text: "the chains \(names.joined(separator: " -> ")) form a loop, closed by \(place); "
            + "the kernel would refuse it"))
    }
    for rule in graph.dangling {
      let target = ruleset.source.string(ruleset[rule].target)
      findings.append(
        GraphFinding(
          severity: .warning,
          text:
            "\(RulePlace(ruleset, rule).text) leads to \(target), which is no chain of the table"
            + " and no target that natscope knows"))
    }
    for chain in graph.unused() {
      let place = RulePlace(ruleset, policyOf: chain)
      let line = place.line == 0 ? "" : " (line \(place.line))"
      findings.append(
        GraphFinding(
          severity: .note, text: "no rule leads to \(place.table) \(place.chain)\(line)"))
    }
    return findings
  }
}
