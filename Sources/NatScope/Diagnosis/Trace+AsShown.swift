extension Trace {
  /// The trace as a person reads the text, if the text hides something that matters.
  struct Shown {
    /// Interfaces that a listing hides fit, no rule is missing from a fragment's chains, and the packet
    /// comes to those of its chains that translate it.
    let trace: Trace
    /// The rules that take no packet in it, since the interfaces that they ask for, which the listing
    /// hides, do not fit: without that nothing would translate the packet.
    let passedOver: [Rule.ID]
  }

  /// nil if the text hides nothing that matters.
  ///
  /// In the outcomes everything that is hidden is a condition. A person first wants to know what the
  /// rules say as they are shown, and is told what that rests on.
  var asShown: Shown? {
    let facts = outcomes.flatMap { $0.conditions.flatMap(\.all) }
    guard facts.contains(where: { $0.isHidden || $0.isEntry }) else { return nil }
    let shown = Self.shown(outcomes, passingOver: [])
    if shown.contains(where: { $0.translation != nil }) {
      return Shown(trace: with(shown), passedOver: [])
    }
    // docker's first rule returns what comes from its own bridge; without its interface it seems to
    // return everything.
    let possible = outcomes.filter(\.isTranslated).map(\.passedOver)
    if let passedOver = possible.filter({ !$0.isEmpty }).min(by: { $0.count < $1.count }) {
      let other = Self.shown(outcomes, passingOver: passedOver)
      if other.contains(where: \.isTranslated) {
        return Shown(trace: with(other), passedOver: passedOver)
      }
    }
    return shown.isEmpty ? nil : Shown(trace: with(shown), passedOver: [])
  }

  private static func shown(_ outcomes: [Outcome], passingOver rules: [Rule.ID]) -> [Outcome] {
    let shown = outcomes.compactMap { $0.asShown(passingOver: rules) }
    // Chains that nothing leads to are of interest if they do something with the packet.
    let reached = shown.filter { $0.isReached && $0.isTranslated }
    return reached.isEmpty ? shown : reached.map(\.withoutEntries)
  }

  private func with(_ shown: [Outcome]) -> Trace {
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
    outcomes.contains { $0.conditions.contains { $0.all.contains { $0.interfaceRule != nil } } }
  }
}

extension Outcome {
  /// The rules whose hidden interfaces must not fit.
  fileprivate var passedOver: [Rule.ID] {
    conditions.compactMap { condition in
      condition.isNegated && condition.all.count == 1 ? condition.all[0].interfaceRule : nil
    }
  }

  /// nil if the outcome needs something else than what is taken for given.
  fileprivate func asShown(passingOver rules: [Rule.ID]) -> Outcome? {
    var result = self
    result.conditions = []
    for condition in conditions {
      if condition.all.contains(where: \.isMissing) {
        if condition.isNegated { continue }
        return nil
      }
      let interfaces = condition.all.compactMap(\.interfaceRule)
      if interfaces.contains(where: rules.contains) {
        // One of the facts does not hold: that settles the condition.
        if condition.isNegated { continue }
        return nil
      }
      let rest = condition.all.filter { $0.interfaceRule == nil }
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

  fileprivate var withoutEntries: Outcome {
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

  /// The rule whose interfaces a listing hides, for a fact about them.
  fileprivate var interfaceRule: Rule.ID? {
    guard case .opaque(let fact) = self, case .hiddenInterfaces = fact.kind else { return nil }
    return fact.rule
  }

  fileprivate var isMissing: Bool { kind == .missingRules }

  fileprivate var isEntry: Bool {
    if case .uncalledChain = kind { true } else { false }
  }

  fileprivate var isHidden: Bool { interfaceRule != nil || isMissing }
}
