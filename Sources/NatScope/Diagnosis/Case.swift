/// One outcome of several, for the table of cases.
public struct Case: Sendable, Hashable {
  /// `1/3`, `33.3 %`, or `all` packets for which the conditions hold.
  public let share: String
  /// `DNAT to 10.244.1.7:8080, masqueraded`.
  public let answer: String
  public let conditions: [String]

  /// The outcome that is spoken of first, the others in rule order; those that only their path
  /// tells apart are one case.
  static func cases(_ main: Outcome, _ trace: Trace, in ruleset: Ruleset) -> [Case] {
    let family = ruleset.family
    let spokenOf = main.answer(family)
    var groups = trace.outcomes.map {
      CaseGroup($0, family, isMain: $0.answer(family) == spokenOf)
    }
    // Beyond this nobody reads the table, and comparing all pairs would take long.
    if groups.count <= 100 { CaseGroup.merge(&groups) }
    let ordered = groups.filter(\.isMain) + groups.filter { !$0.isMain }
    return ordered.map { group in
      Case(
        share: Share.text(group.probability), answer: group.answer,
        conditions: group.conditions.map { ConditionWording($0, in: ruleset).text })
    }
  }
}
