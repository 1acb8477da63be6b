// One state becomes two, which go on as states of their own.
extension Tracer {
  /// The number of a fact that has a name of its own: the same wherever it is asked for, while the
  /// parts of the packet that it looks at are.
  mutating func fact(
    _ kind: OpaqueFact.Kind, named name: String, rule: Rule.ID = Rule.ID(0),
    text: TextRange = .empty, versions: PartVersions = PartVersions()
  ) -> Int {
    let key = FactKey(text: name, versions: versions, occurrence: 0)
    if let known = factIndex[key] { return known }
    facts.append(OpaqueFact(kind: kind, rule: rule, text: text, occurrence: 0))
    factIndex[key] = facts.count - 1
    return facts.count - 1
  }

  /// Two copies of a state that part here, in the order of their outcomes.
  mutating func fork(_ state: TraceState) -> (first: TraceState, second: TraceState) {
    var first = state
    first.splits += 1
    var second = first
    first.branch = branches.push(0, on: state.branch)
    second.branch = branches.push(1, on: state.branch)
    return (first, second)
  }

  /// The parts of a state for which a fact holds and does not hold; only one of them where that was
  /// settled on the way.
  ///
  /// - Parameter isLast: whether the outcomes of what holds come behind the others.
  mutating func parts(
    of state: TraceState, by fact: Int, isLast: Bool = false
  ) -> (holds: TraceState?, fails: TraceState?) {
    if let known = truth(of: fact, in: state) { return known ? (state, nil) : (nil, state) }
    let (first, second) = fork(state)
    var (holds, fails) = isLast ? (second, first) : (first, second)
    settle(fact, true, &holds)
    settle(fact, false, &fails)
    return (holds, fails)
  }

  /// Parts a state by a fact that the way depends on; the part for which it holds waits.
  mutating func part(
    _ state: inout TraceState, by fact: Int, _ note: (inout TraceState, Bool) -> Void
  ) {
    let (holds, fails) = parts(of: state, by: fact)
    if var holds {
      note(&holds, true)
      guard fails != nil else {
        state = holds
        return
      }
      wait(holds)
    }
    if let fails {
      state = fails
      note(&state, false)
    }
  }
}
