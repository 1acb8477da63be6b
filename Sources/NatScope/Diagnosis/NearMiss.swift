/// A rule that was tried and did not match, with the reason.
public struct NearMiss: Sendable, Hashable {
  public let place: RulePlace
  /// `! -i docker0 does not hold, 1 other match does`.
  public let reason: String

  /// Those with most matches that held first, else in the order of the walk.
  ///
  /// - Parameter isShown: which chains' rules are wanted.
  static func list(
    _ trace: Trace, in ruleset: Ruleset, limit: Int, isShown: (String) -> Bool
  ) -> (shown: [NearMiss], more: Int) {
    var chains: [Chain.ID: Bool] = [:]
    let wanted = trace.misses.filter { miss in
      let chain = ruleset[miss.rule].chain
      if let known = chains[chain] { return known }
      let answer = isShown(ruleset.name(chain))
      chains[chain] = answer
      return answer
    }
    let sorted = wanted.enumerated().sorted {
      ($1.element.held, $0.offset) < ($0.element.held, $1.offset)
    }
    let shown = sorted.prefix(limit).map { NearMiss($0.element, in: ruleset) }
    return (shown, wanted.count - shown.count)
  }

  private init(_ miss: Trace.Miss, in ruleset: Ruleset) {
    place = RulePlace(ruleset, miss.rule)
    let words = ruleset.string(miss.failed, of: miss.rule)
    switch miss.held {
    case 0: reason = "\(words) does not hold"
    case 1: reason = "\(words) does not hold, 1 other match does"
    default: reason = "\(words) does not hold, \(miss.held) other matches do"
    }
  }
}
