// One rule: which part of a state matches, and what becomes of the rest.
extension Tracer {
  /// What a match says about a state.
  enum Answer {
    case yes
    case no
    /// Holds for values of the field in the set, or with `isNegated` for those outside.
    case field(Condition.Field, IntervalSet, isNegated: Bool)
    case opaque(Int, isNegated: Bool)
    /// Holds for a share of the packets, whatever they are.
    case share(Double)
  }

  /// The matches of a rule that a state leaves open.
  private struct Open {
    var fields: [(Condition.Field, IntervalSet)] = []
    var notFields: [(Condition.Field, IntervalSet)] = []
    var opaque: [Int] = []
    var notOpaque: [Int] = []
    var share = 1.0
    var count: Int { fields.count + notFields.count + opaque.count + notOpaque.count }

    /// A test of the destination beside which something else is open, too.
    var destinationTest: (Condition.Field, IntervalSet, isNegated: Bool)? {
      guard count > 1 || share < 1 else { return nil }
      for (field, set) in fields where field == .destination || field == .destinationPort {
        return (field, set, false)
      }
      for (field, set) in notFields where field == .destination || field == .destinationPort {
        return (field, set, true)
      }
      return nil
    }
  }

  func decode(_ rule: Rule.ID) -> DecodedRule { decoded[rule] ?? ruleset.decode(rule) }

  private mutating func remember(_ rule: Rule.ID) -> DecodedRule {
    if let known = decoded[rule] { return known }
    let fresh = ruleset.decode(rule)
    for use in fresh.names {
      let name = ListedName(name: use.name, value: use.value)
      if !listedNames.contains(name) { listedNames.append(name) }
    }
    // Long chains are walked once by one state; keeping every rule would only cost memory.
    if inventory != nil || !live.isEmpty || !entered.isEmpty, decoded.count < keptRules {
      decoded[rule] = fresh
    }
    if !fresh.problems.isEmpty, seenProblems.insert(rule).inserted {
      problems += fresh.problems.map { Trace.RuleProblem(rule: rule, problem: $0) }
    }
    return fresh
  }

  /// Takes a state past one rule.
  ///
  /// - Returns: false if the state has ended or waits elsewhere.
  mutating func evaluate(_ rule: Rule.ID, _ state: inout TraceState) -> Bool {
    let understood = remember(rule)
    var open = Open()
    if ruleset[rule].flags.contains(.damaged) {
      open.opaque = [damagedFact(rule)]
    } else if let failed = ask(understood, rule, state, &open) {
      note(missed: failed, of: understood, rule, state)
      return true
    }
    return split(understood, rule, &state, open)
  }

  /// Asks every match; returns the index of the first that says no.
  private mutating func ask(
    _ understood: DecodedRule, _ rule: Rule.ID, _ state: TraceState, _ open: inout Open
  ) -> Int? {
    var named: (address: IPAddress, index: Int)?
    for (index, match) in understood.matches.enumerated() {
      if let address = addressNamed(by: match, state) {
        // `:PORT` is an address that no rule names; those that rules name are told apart.
        self.named.setApart(address.bits)
        if !match.isNegated { named = (address, index) }
        continue
      }
      switch answer(match, rule, state) {
      case .yes: continue
      case .no: return index
      case .share(let share):
        if share == 0 { return index }
        open.share *= share
      case .field(let field, let set, let isNegated):
        if isNegated {
          open.notFields.append((field, set))
        } else {
          open.fields.append((field, set))
        }
      case .opaque(let fact, let isNegated):
        switch known(fact, in: state) {
        case .some(let holds): if holds == isNegated { return index }
        case .none:
          // One rule may ask twice; asked the other way round it cannot match.
          let (same, opposite) =
            isNegated ? (open.notOpaque, open.opaque) : (open.opaque, open.notOpaque)
          if opposite.contains(fact) { return index }
          if same.contains(fact) { continue }
          if isNegated { open.notOpaque.append(fact) } else { open.opaque.append(fact) }
        }
      }
    }
    if let named {
      self.named.add(named.address)
      return named.index
    }
    return nil
  }

  private mutating func note(
    missed failed: Int, of understood: DecodedRule, _ rule: Rule.ID, _ state: TraceState
  ) {
    guard recordsMisses, misses.count < 100_000, let (hook, _) = hookAndTable(state) else { return }
    misses.append(
      Trace.Miss(
        hook: hook, rule: rule, failed: understood.matches[failed].text, held: failed))
  }

  /// Whether a fact was settled on the way to this state; facts of one evaluation never are for
  /// another.
  private func known(_ fact: Int, in state: TraceState) -> Bool? {
    facts[fact].kind == .perEvaluation ? nil : truth(of: fact, in: state)
  }

  /// How a fact was settled on the way to this state; nil if it was not.
  func truth(of fact: Int, in state: TraceState) -> Bool? {
    var index = state.opaque
    while index >= 0 {
      if settled[index].fact == fact { return settled[index].holds }
      index = settled.parent(index)
    }
    return nil
  }

  // MARK: splitting

  /// Parts a state into those packets that match and those that do not.
  ///
  /// What does not match is one state that remembers "not all of these", so that k open matches
  /// do not become k states; only negated matches need a state each, since an exclusion says that
  /// facts do not hold together and not that one of them does not hold.
  private mutating func split(
    _ understood: DecodedRule, _ rule: Rule.ID, _ state: inout TraceState, _ open: Open
  ) -> Bool {
    guard open.count > 0 || open.share < 1 else { return apply(understood, rule, &state) }
    if inventory != nil, let (field, set, isNegated) = open.destinationTest {
      cut(&state, field, set, isNegated)
      return true
    }
    var inside = state
    inside.splits += 1
    for (field, set) in open.fields {
      inside.box[field] = inside.box[field].intersection(set)
      if inside.box[field].isEmpty { return true }
    }
    for fact in open.opaque { settle(fact, true, &inside) }
    if !open.fields.isEmpty { renew(&inside) }
    let positive = inside
    for (field, set) in open.notFields {
      inside.box[field] = inside.box[field].subtracting(set)
      if inside.box[field].isEmpty { return true }
    }
    for fact in open.notOpaque { settle(fact, false, &inside) }
    if !open.notFields.isEmpty { renew(&inside) }
    if isExcluded(inside) { return true }

    let waiting = outside(of: state, positive, open)
    inside.branch = branches.push(0, on: state.branch)
    if open.share < 1 {
      var missed = inside
      missed.branch = branches.push(1, on: state.branch)
      missed.weight *= 1 - open.share
      inside.weight *= open.share
      if missed.weight > 0 { wait(missed) }
    }
    for (index, other) in waiting.enumerated() {
      var other = other
      other.branch = branches.push(Int32(index) + 2, on: state.branch)
      wait(other)
    }
    state = inside
    return apply(understood, rule, &state)
  }

  /// The states that together hold every packet of `state` that the open matches leave out.
  private mutating func outside(
    of state: TraceState, _ positive: TraceState, _ open: Open
  ) -> [TraceState] {
    guard open.count > 0 else { return [] }
    var result: [TraceState] = []
    var base = state
    base.splits += 1
    if open.fields.count + open.opaque.count == 1 {
      if let (field, set) = open.fields.first {
        base.box[field] = base.box[field].subtracting(set)
        renew(&base)
        if !base.box[field].isEmpty { result.append(base) }
      } else {
        settle(open.opaque[0], false, &base)
        result.append(base)
      }
    } else if open.fields.count + open.opaque.count > 1 {
      let all =
        open.fields.map { ExcludedFact.field($0.0, $0.1) }
        + open.opaque.map { ExcludedFact.opaque($0) }
      base.exclusion = exclusions.push(all, on: base.exclusion)
      result.append(base)
    }
    // Everything positive holds, and so does the first of the matches that must not.
    var rest = positive
    for (field, set) in open.notFields {
      var other = rest
      other.box[field] = other.box[field].intersection(set)
      renew(&other)
      if !other.box[field].isEmpty, !isExcluded(other) { result.append(other) }
      rest.box[field] = rest.box[field].subtracting(set)
      renew(&rest)
    }
    for fact in open.notOpaque {
      var other = rest
      settle(fact, true, &other)
      if !isExcluded(other) { result.append(other) }
      settle(fact, false, &rest)
    }
    return result
  }

  mutating func settle(_ fact: Int, _ holds: Bool, _ state: inout TraceState) {
    state.opaque = settled.push(Settled(fact: fact, holds: holds), on: state.opaque)
  }

  mutating func renew(_ state: inout TraceState) {
    state.boxVersion = nextVersion
    nextVersion += 1
  }

  /// Whether a state lies wholly within facts that were excluded together.
  ///
  /// Only the newest exclusions are looked at: what is missed leaves an outcome whose conditions
  /// contradict each other, never a wrong one.
  private func isExcluded(_ state: TraceState) -> Bool {
    var index = state.exclusion
    var looked = 0
    while index >= 0, looked < 64 {
      let all = exclusions[index].allSatisfy { fact in
        switch fact {
        case .field(let field, let set): state.box[field].isSubset(of: set)
        case .opaque(let fact): truth(of: fact, in: state) ?? false
        }
      }
      if all { return true }
      index = exclusions.parent(index)
      looked += 1
    }
    return false
  }
}
