// Which evaluation of one text a condition means: "(time 2)".
extension Tracer {
  /// Numbers the evaluations of each text in the order in which the outcomes tell of them.
  ///
  /// The walk numbers them as it comes by, and of states at one place it takes either first: the
  /// same rules in another form may be walked in other steps, and have to get the same answer.
  func number(_ outcomes: [Outcome]) -> [Outcome] {
    guard facts.contains(where: { $0.kind == .perEvaluation && $0.occurrence > 0 }) else {
      return outcomes
    }
    var told: [OpaqueFact: Int] = [:]
    var counts: [String: Int] = [:]
    func numbered(_ fact: Condition.Fact) -> Condition.Fact {
      guard case .opaque(let opaque) = fact, opaque.kind == .perEvaluation else { return fact }
      let words = factWords(opaque.text, opaque.rule)
      let number = told[opaque] ?? counts[words, default: 0]
      if told.updateValue(number, forKey: opaque) == nil { counts[words] = number + 1 }
      return .opaque(
        OpaqueFact(
          kind: opaque.kind, rule: opaque.rule, text: opaque.text, occurrence: number))
    }
    return outcomes.map { outcome in
      var outcome = outcome
      outcome.conditions = outcome.conditions.map {
        Condition(isNegated: $0.isNegated, all: $0.all.map(numbered))
      }
      return outcome
    }
  }
}
