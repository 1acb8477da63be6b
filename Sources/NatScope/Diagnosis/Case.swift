/// One outcome of several, for the table of cases.
public struct Case: Sendable, Hashable {
  /// `1/3`, `33.3 %`, or `all` packets for which the conditions hold.
  public let share: String
  /// `DNAT to 10.244.1.7:8080, masqueraded`.
  public let answer: String
  public let conditions: [String]
  public let isPrimary: Bool

  /// The primary outcome first, the others in rule order; those that differ only in their path
  /// are one case.
  static func cases(_ trace: Trace, in ruleset: Ruleset) -> [Case] {
    var result: [Case] = []
    for outcome in [trace.primary] + trace.outcomes.filter({ !$0.isPrimary }) {
      let source =
        switch outcome.isMasqueraded {
        case true?: ", masqueraded"
        case false?, nil: ""
        }
      let made = Case(
        share: Share.text(outcome.probability),
        answer: outcome.answer(ruleset.family) + source,
        conditions: outcome.conditions.map { ConditionWording($0, in: ruleset).text },
        isPrimary: outcome.isPrimary)
      result.append(made)
    }
    return result
  }
}
