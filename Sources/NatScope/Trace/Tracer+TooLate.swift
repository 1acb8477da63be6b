extension Tracer {
  /// The rules behind a translation that would have translated the same packet.
  ///
  /// Only rules that match for certain count: other members of a random choice are no surprise,
  /// and what is open may not match at all.
  mutating func rulesTooLate(_ start: TraceState) -> [Rule.ID] {
    var state = start
    let random = randomChains(state)
    for index in state.frames.indices where random.contains(state.frames[index].chain) {
      state.frames[index].next = ruleset[state.frames[index].chain].ruleCount
    }
    // Endpoints of one service go on from the same place, so the rest is walked once for all.
    while let frame = state.frames.last, frame.next >= ruleset[frame.chain].ruleCount {
      leave(&state)
    }
    // Asked of every packet that the question leaves open, not only of those of one outcome: one
    // walk then serves all outcomes, and a rule for a few senders only is not counted. But where an
    // outcome is not that of every interface, what is too late for it is not for the others.
    let asked = state.box
    leaveOutNamed()
    state.box = universe
    state.box[.inInterface] = asked[.inInterface]
    if inventory != nil {
      // The ports of an inventory are what it finds, not what was asked.
      state.box[.destination] = asked[.destination]
      state.box[.destinationPort] = asked[.destinationPort]
    }
    state.boxVersion = inventory == nil ? 0 : start.boxVersion
    let key = TooLateKey(
      frames: state.frames, mark: state.mark, interfaces: asked[.inInterface].intervals,
      boxVersion: state.boxVersion)
    if let known = tooLate[key] { return known }
    let found = walkRest(state)
    tooLate[key] = found
    return found
  }

  struct TooLateKey: Hashable {
    let frames: [TraceState.Frame]
    let mark: TraceState.Mark
    let interfaces: [ClosedRange<UInt128>]
    /// 0 where the question is the same for all outcomes.
    let boxVersion: Int
  }

  private func walkRest(_ start: TraceState) -> [Rule.ID] {
    var tracer = self
    var state = start
    var found: [Rule.ID] = []
    var entered: Set<Chain.ID> = []
    var steps = 0
    while let frame = state.frames.last, steps < 1_000_000, found.count < 1_000 {
      steps += 1
      let chain = ruleset[frame.chain]
      let next = tracer.nextRule(frame, chain, state)
      guard next < chain.ruleCount else {
        leave(&state)
        continue
      }
      state.frames[state.frames.count - 1].next = next + 1
      let rule = Rule.ID(chain.rules.lowerBound + Int(next))
      guard !ruleset[rule].flags.contains(.damaged) else { continue }
      let understood = tracer.decode(rule)
      guard let box = tracer.boxMatching(understood, rule, state) else { continue }
      state.box = box
      switch understood.target {
      case .destinationNAT, .redirect, .netmap: found.append(rule)
      case .return: leave(&state)
      case .mark(let operation): state.mark.apply(operation)
      case .unknownMark(let mask): state.mark.unknown |= mask
      case .connmark(let operation): tracer.applyConnmark(operation, &state)
      case .accept, .drop, .reject, .queue, .unknown, .corrupt: return found
      case .chain(let next, let isGoto):
        guard entered.insert(next).inserted, state.frames.count < Self.depthLimit else { continue }
        state.frames.append(
          TraceState.Frame(chain: next, next: 0, isGoto: isGoto, visit: -1))
      default: continue
      }
    }
    return found
  }

  private func leave(_ state: inout TraceState) {
    while let frame = state.frames.popLast(), frame.isGoto {}
  }

  /// What a rule matches for certain; nil if something else is open about it.
  ///
  /// `! -i docker0`, which Docker has in every rule, leaves all packets but those of one bridge: to
  /// these the rule comes too late all the same.
  private mutating func boxMatching(
    _ understood: DecodedRule, _ rule: Rule.ID, _ state: TraceState
  ) -> Box? {
    var box = state.box
    for match in understood.matches {
      if addressNamed(by: match, state) != nil {
        if match.isNegated { continue }
        return nil
      }
      switch answer(match, rule, state) {
      case .yes: continue
      case .field(.inInterface, let set, isNegated: true):
        box[.inInterface] = box[.inInterface].subtracting(set)
        guard !box[.inInterface].isEmpty else { return nil }
      default: return nil
      }
    }
    return box
  }

  /// The chains in which the way to this state was chosen by chance.
  private func randomChains(_ state: TraceState) -> Set<Chain.ID> {
    var result: Set<Chain.ID> = []
    for item in paths.items(state.path, limit: Self.pathLimit) {
      let isRandom = decode(item.rule).matches.contains {
        switch $0.test {
        case .random, .everyNth, .recent: true
        default: false
        }
      }
      if isRandom { result.insert(ruleset[item.rule].chain) }
    }
    return result
  }
}
