extension Trace {
  /// The trace as it is if what the text does not show changes nothing: no rule asks for interfaces
  /// that a listing hides, no rule is missing from a fragment's chains, and the packet comes to those
  /// of its chains that translate it. nil if the text hides nothing that matters.
  ///
  /// In the outcomes each of these is a condition. A person first wants to know what the rules say as
  /// they are shown, and is told what that rests on.
  var asShown: Trace? {
    let facts = outcomes.flatMap { $0.conditions.flatMap(\.all) }
    guard facts.contains(where: { $0.isHidden || $0.isEntry }) else { return nil }
    var shown = outcomes.compactMap(\.asShown)
    let reached = shown.filter(\.isReached)
    // Chains that nothing leads to are of interest if they do something with the packet.
    if reached.contains(where: \.isTranslated) {
      shown = reached.compactMap(\.withoutEntries)
    }
    guard !shown.isEmpty else { return nil }
    var result = self
    result.outcomes = shown
    for index in shown.indices { result.outcomes[index].isPrimary = false }
    let best = shown.indices.min { a, b in
      if shown[a].probability != shown[b].probability {
        return shown[a].probability > shown[b].probability
      }
      let (one, other) = (shown[a].conditions.count, shown[b].conditions.count)
      return (shown[a].isTranslated ? 0 : 1, one, a) < (shown[b].isTranslated ? 0 : 1, other, b)
    }
    if let best { result.outcomes[best].isPrimary = true }
    return result
  }

  /// Whether an outcome depends on interfaces that a listing hides.
  var dependsOnHiddenInterfaces: Bool {
    outcomes.contains { $0.conditions.contains { $0.all.contains(where: \.isInterface) } }
  }
}

extension Outcome {
  /// nil if the outcome needs something that the text does not show.
  fileprivate var asShown: Outcome? {
    var result = self
    result.conditions = []
    for condition in conditions {
      // Interfaces fit, and no rule is missing: facts of the first kind hold, of the second do not.
      let rest = condition.all.filter { !$0.isInterface }
      if condition.all.contains(where: \.isMissing) {
        if condition.isNegated { continue }
        return nil
      }
      if rest.isEmpty, condition.isNegated { return nil }
      if rest.isEmpty { continue }
      let shown = Condition(isNegated: condition.isNegated, all: rest)
      if !result.conditions.contains(shown) { result.conditions.append(shown) }
    }
    return result
  }

  /// Whether the packet came into a chain that no rule of the text leads to.
  fileprivate var isReached: Bool {
    conditions.contains { !$0.isNegated && $0.all.contains(where: \.isEntry) }
  }

  fileprivate var withoutEntries: Outcome? {
    guard isTranslated else { return nil }
    var result = self
    result.conditions = conditions.filter { !$0.all.contains(where: \.isEntry) }
    return result
  }
}

extension Condition.Fact {
  private var kind: OpaqueFact.Kind? {
    guard case .opaque(let fact) = self else { return nil }
    return fact.kind
  }

  fileprivate var isInterface: Bool {
    if case .hiddenInterfaces = kind { true } else { false }
  }

  fileprivate var isMissing: Bool {
    kind == .missingRules
  }

  fileprivate var isEntry: Bool {
    if case .uncalledChain = kind { true } else { false }
  }

  fileprivate var isHidden: Bool { isInterface || isMissing }
}
