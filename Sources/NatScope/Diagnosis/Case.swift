/// One outcome of several, for the table of cases.
public struct Case: Sendable, Hashable {
  /// `1/3`, `33.3 %`, or `all` packets for which the conditions hold.
  public let share: String
  /// `DNAT to 10.244.1.7:8080, masqueraded`.
  public let answer: String
  /// At most `conditionLimit`.
  public let conditions: [String]
  /// The same, none of them shortened.
  public let wholeConditions: [String]
  public let conditionsOmitted: Int

  /// More than this nobody reads on a screen: a service with session affinity and 800 endpoints
  /// has cases with 800 conditions.
  private static let conditionLimit = 8
  private static let caseLimit = 100

  /// The outcome that is spoken of first, the others in rule order; those that only their path
  /// tells apart are one case.
  ///
  /// - Returns: the first hundred, and how many there are besides.
  static func cases(
    _ main: Outcome, _ trace: Trace, in ruleset: Ruleset
  ) -> (shown: [Case], more: Int) {
    let family = ruleset.family
    let spokenOf = main.answer(family)
    let groups = CaseGroup.merged(
      trace.outcomes.map { CaseGroup($0, family, isMain: $0.answer(family) == spokenOf) })
    let ordered = groups.filter(\.isMain) + groups.filter { !$0.isMain }
    let shown = ordered.prefix(caseLimit).map { group in
      let conditions = group.conditions
      let whole = conditions.prefix(conditionLimit).map { ConditionWording($0, in: ruleset).text }
      return Case(
        share: Share.text(group.probability), answer: group.answer,
        conditions: whole.map { RuleWords.short($0) }, wholeConditions: whole,
        conditionsOmitted: max(0, conditions.count - conditionLimit))
    }
    return (shown, ordered.count - shown.count)
  }
}
