// What a rule does with the packets that match.
extension Tracer {
  /// Applies a rule's target to a state that matches.
  ///
  /// - Returns: false if the state has ended.
  mutating func apply(
    _ understood: DecodedRule, _ rule: Rule.ID, _ state: inout TraceState
  ) -> Bool {
    noteRecent(understood, &state)
    if understood.restoresMark { state.mark.unknown = .max }
    guard let (hook, table) = hookAndTable(state) else { return false }
    if ruleset[rule].flags.contains(.damaged) {
      return stop(.corruptRule(rule), rule, hook, &state)
    }
    switch understood.target {
    case .none, .passive: add(.continue, rule, hook, &state)
    case .rewrite(let changes):
      for change in changes { rewrite(change, &state) }
      add(.continue, rule, hook, &state)
    case .changeSet(let name):
      state.recentlySet.insert("set " + name)
      add(.continue, rule, hook, &state)
    case .accept:
      add(.accept, rule, hook, &state)
      if settlesDestination(hook, table, state) { decide(rule, hook, table, &state) }
      leaveTable(&state)
    case .drop: return end(.drop, .drop, rule, hook, table, &state)
    case .reject: return end(.reject, .reject, rule, hook, table, &state)
    case .queue(let bypass):
      guard let bypass else { return end(.queue, .queue, rule, hook, table, &state) }
      return enqueue(bypass, rule, hook, table, &state)
    case .return:
      add(.return, rule, hook, &state)
      return endOfChain(&state, rule: rule)
    case .chain(let chain, let isGoto):
      return enter(chain, isGoto: isGoto, rule, hook, &state)
    case .mark(let operation):
      changeMark(operation, &state)
      add(.mark, rule, hook, &state)
    case .unknownMark(let mask):
      state.mark.unknown |= mask
      add(.mark, rule, hook, &state)
    case .connmark(let operation):
      applyConnmark(operation, &state)
      add(.mark, rule, hook, &state)
    case .conntrack(let assignment):
      let isFirst = !state.hasConntrackTemplate && !state.isUntracked && !hasConntrack(state)
      if isFirst {
        state.hasConntrackTemplate = true
        state.isUntracked = assignment == .untracked
      }
      add(isFirst && assignment == .untracked ? .notrack : .continue, rule, hook, &state)
    case .transparentProxy(let proxy): return intercept(proxy, rule, hook, &state)
    case .destinationNAT, .redirect, .netmap, .sourceNAT, .masquerade:
      guard table == .nat else { return stop(.corruptRule(rule), rule, hook, &state) }
      return translate(understood.target, rule, hook, &state)
    case .unknown: return stop(.unknownTarget(rule), rule, hook, &state)
    case .corrupt: return stop(.corruptRule(rule), rule, hook, &state)
    }
    return true
  }

  /// A `--set` or `--update` that was reached has put the address on its list.
  private func noteRecent(_ understood: DecodedRule, _ state: inout TraceState) {
    for match in understood.matches {
      if case .connectionLabel(let label, isSetting: true) = match.test {
        state.recentlySet.insert("label " + label)
      }
      guard case .recent(let test) = match.test else { continue }
      switch test.operation {
      case .set, .update: state.recentlySet.insert(test.list)
      case .remove: state.recentlySet.remove(test.list)
      case .check: break
      }
    }
  }

  mutating func add(
    _ effect: PathItem.Effect, _ rule: Rule.ID, _ hook: Hook, _ state: inout TraceState
  ) {
    state.path = paths.push(
      .item(PathItem(hook: hook, rule: rule, effect: effect)), on: state.path)
    if state.pathCount < .max { state.pathCount += 1 }
  }

  func decide(_ rule: Rule.ID, _ hook: Hook, _ table: TableName, _ state: inout TraceState) {
    state.decision = Outcome.Decision(
      hook: hook, table: table, chain: ruleset[rule].chain, rule: rule)
  }

  mutating func end(
    _ verdict: Outcome.Verdict, _ effect: PathItem.Effect, _ rule: Rule.ID, _ hook: Hook,
    _ table: TableName, _ state: inout TraceState
  ) -> Bool {
    add(effect, rule, hook, &state)
    decide(rule, hook, table, &state)
    finish(state, verdict: verdict)
    return false
  }

  private mutating func stop(
    _ obstacle: Outcome.Obstacle, _ rule: Rule.ID, _ hook: Hook, _ state: inout TraceState
  ) -> Bool {
    // The rule matched, so it belongs to the path, but what it does is not known.
    add(.continue, rule, hook, &state)
    finish(state, verdict: nil, obstacle: obstacle)
    return false
  }

  /// Queues a packet if a program listens; where none does, `--queue-bypass` lets it leave the table
  /// as ACCEPT does (net/netfilter/nf_queue.c, nf_queue).
  private mutating func enqueue(
    _ queues: ClosedRange<UInt16>, _ rule: Rule.ID, _ hook: Hook, _ table: TableName,
    _ state: inout TraceState
  ) -> Bool {
    let fact = fact(.queueListener(queues), named: "queue \(queues)")
    let (queued, passed) = parts(of: state, by: fact)
    if var queued { _ = end(.queue, .queue, rule, hook, table, &queued) }
    guard let passed else { return false }
    state = passed
    add(.accept, rule, hook, &state)
    if settlesDestination(hook, table, state) { decide(rule, hook, table, &state) }
    leaveTable(&state)
    return true
  }

  func applyConnmark(_ operation: ConnmarkOperation, _ state: inout TraceState) {
    guard hasConntrack(state) else { return }
    switch operation {
    case .set(let change): state.ctmark.apply(change)
    case .save(let nfmask, let ctmask):
      state.ctmark.value = (state.ctmark.value & ~ctmask) ^ (state.mark.value & nfmask)
      state.ctmark.unknown = (state.ctmark.unknown & ~ctmask) | (state.mark.unknown & nfmask)
    case .restore(let nfmask, let ctmask):
      state.mark.value = (state.mark.value & ~nfmask) ^ (state.ctmark.value & ctmask)
      state.mark.unknown = (state.mark.unknown & ~nfmask) | (state.ctmark.unknown & ctmask)
    }
  }
}
