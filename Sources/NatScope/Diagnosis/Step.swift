/// One rule that the packet met, in words for a line of the screen.
public struct Step: Sendable, Hashable {
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
    let decisive = outcome.translation == nil ? nil : outcome.decisiveItem(in: ruleset)
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
        place: RulePlace(ruleset, item.rule), asks: RuleWords(ruleset).asks(decoded, item.rule),
        effect: item.effect, target: target,
        isFruitless: isFruitless(outcome.path, index, ruleset))
    }
  }

  /// A jump into a chain of which no rule matched.
  private static func isFruitless(_ path: [PathItem], _ index: Int, _ ruleset: Ruleset) -> Bool {
    guard path[index].effect == .jump else { return false }
    guard index + 1 < path.count else { return true }
    let next = path[index + 1]
    let chain = ruleset[ruleset[next.rule].chain]
    return next.hook != path[index].hook
      || ruleset.source.slice(chain.name)
        != ruleset.source.slice(ruleset[path[index].rule].target)
  }
}
