/// One rule that the packet met, in words for a line of the screen.
public struct Step: Sendable, Hashable {
  public let rule: Rule.ID
  public let place: RulePlace
  /// What the rule asks, short: `to a LOCAL address, dport 443`.
  public let asks: String
  /// The chain that is entered next, or what the rule does.
  public let effect: PathItem.Effect
  /// `CNI-HOSTPORT-DNAT`, `DNAT 10.42.0.15:443`; empty for a rule without target.
  public let target: String
  /// Whether the walk came back from here without anything having been done.
  public let isFruitless: Bool

  /// The steps of an outcome, in order.
  static func steps(_ outcome: Outcome, in ruleset: Ruleset) -> [Step] {
    let decisive = outcome.translationItem(in: ruleset)
    return outcome.path.indices.map { index in
      let item = outcome.path[index]
      let decoded = ruleset.decode(item.rule)
      // A range of targets is told by the one that this packet gets.
      let target =
        index == decisive
        ? "\(ruleset.source.string(ruleset[item.rule].target)) "
          + outcome.destination.text(ruleset.family)
        : RuleWords(ruleset).target(item.rule, decoded.target)
      return Step(
        rule: item.rule, place: RulePlace(ruleset, item.rule),
        asks: RuleWords(ruleset).asks(decoded, item.rule),
        effect: item.effect, target: target,
        isFruitless: isFruitless(outcome.path, index, ruleset))
    }
  }

  /// A jump into a chain of which no rule matched, or only one that sends every packet back.
  private static func isFruitless(_ path: [PathItem], _ index: Int, _ ruleset: Ruleset) -> Bool {
    if path[index].effect == .return {
      return index > 0 && leads(path[index - 1], to: path[index], ruleset)
        && ruleset.decode(path[index].rule).matches.isEmpty
    }
    guard path[index].effect == .jump else { return false }
    guard index + 1 < path.count, leads(path[index], to: path[index + 1], ruleset) else {
      return true
    }
    return path[index + 1].effect == .return
      && ruleset.decode(path[index + 1].rule).matches.isEmpty
  }

  private static func leads(_ jump: PathItem, to next: PathItem, _ ruleset: Ruleset) -> Bool {
    guard jump.effect == .jump, next.hook == jump.hook else { return false }
    let chain = ruleset[ruleset[next.rule].chain]
    return chain.table == ruleset[ruleset[jump.rule].chain].table
      && ruleset.source.slice(chain.name) == ruleset.source.slice(ruleset[jump.rule].target)
  }
}
