// The end of the way: states become outcomes.
extension Tracer {
  /// A state that has come to its end. Outcomes are made of them when everything is known.
  struct Ended: Sendable {
    let state: TraceState
    let verdict: Outcome.Verdict?
    let obstacle: Outcome.Obstacle?
    let delivery: Outcome.Delivery?
  }

  mutating func finish(
    _ state: TraceState, verdict: Outcome.Verdict?, obstacle: Outcome.Obstacle? = nil,
    delivery: Outcome.Delivery? = nil
  ) {
    // A list of 100,000 refused senders must not take the place of what the others get.
    if verdict == .drop || verdict == .reject, ended.count >= Self.stoppedLimit {
      uncountedStops.outcomes += 1
      uncountedStops.probability += state.weight
      return
    }
    ended.append(
      Ended(state: state, verdict: verdict, obstacle: obstacle, delivery: delivery))
  }

  /// Makes the trace of everything that ended.
  mutating func result() -> Trace {
    sortEnded()
    leaveOutNamed()
    var made: [(index: Int, outcome: Outcome)] = []
    var omitted = uncountedStops
    var conditions = 0
    for index in likelyFirst() {
      let end = ended[index]
      // Session affinity with n endpoints has n outcomes of up to n conditions each: what is listed
      // is bounded in both.
      guard made.count < Self.listedOutcomes, conditions < Self.listedConditions else {
        omitted.outcomes += 1
        omitted.probability += end.state.weight
        continue
      }
      needsLocalnet = needsLocalnet || needsRouteLocalnet(end)
      guard let outcome = outcome(end) else { continue }
      conditions += outcome.conditions.count
      made.append((index, outcome))
    }
    var outcomes = number(made.sorted { $0.index < $1.index }.map(\.outcome))
    if outcomes.isEmpty, let first = ended.first {
      // Everything listed turned out to be contradictory; what was not listed is undecided here.
      outcomes.append(undecided(first))
    }
    if let primary = outcomes.indices.min(by: { isPreferred(outcomes, $0, $1) }) {
      outcomes[primary].isPrimary = true
    }
    var trace = Trace(packet: packet, outcomes: outcomes, assumptions: [], omitted: omitted)
    trace.namedAddresses = named.worthTracing
    trace.misses = misses
    trace.knowsVirtualServices = ipvs.isWhole
    trace.problems = problems
    trace.assumptions = assumptions(trace)
    return trace
  }

  private mutating func undecided(_ end: Ended) -> Outcome {
    var outcome = Outcome()
    outcome.obstacle = .bound
    outcome.destination = endpoint(
      firstState(), .destination, .destinationPort, isUnknown: false)
    outcome.notChecked = unchecked(end)
    return outcome
  }

  /// Highest probability, then fewest conditions, then rule order.
  private func isPreferred(_ all: [Outcome], _ a: Int, _ b: Int) -> Bool {
    if all[a].probability != all[b].probability { return all[a].probability > all[b].probability }
    if all[a].conditions.count != all[b].conditions.count {
      return all[a].conditions.count < all[b].conditions.count
    }
    return a < b
  }

  /// The ended states, those with the highest weight first, else in rule order. Where not all can be
  /// listed, those that hold for more packets come before that.
  private func likelyFirst() -> [Int] {
    guard ended.count > 1 else { return Array(ended.indices) }
    let breadths =
      ended.count > Self.listedOutcomes
      ? ended.map { breadth($0.state) } : Array(repeating: 0, count: ended.count)
    return ended.indices.sorted {
      let (a, b) = (ended[$0].state.weight, ended[$1].state.weight)
      if a != b { return a > b }
      return breadths[$0] == breadths[$1] ? $0 < $1 : breadths[$0] > breadths[$1]
    }
  }

  /// How many packets a state may stand for, in bits and roughly: for each field the distance
  /// between the least and the greatest value.
  private func breadth(_ state: TraceState) -> Int {
    Condition.Field.allCases.reduce(0) { bits, field in
      guard let hull = state.box[field].hull else { return bits }
      return bits + 128 - (hull.upperBound - hull.lowerBound).leadingZeroBitCount
    }
  }

  /// Brings what ended into rule order: of the parts of a split the one that matched comes first.
  ///
  /// The walk itself finishes states in the order of their place, in which a state that was
  /// translated overtakes one that still has rules of the table before it.
  private mutating func sortEnded() {
    guard ended.count > 1 else { return }
    var children: [[Int32]] = Array(repeating: [], count: branches.count + 1)
    for index in 0..<Int32(branches.count) {
      children[Int(branches.parent(index) + 1)].append(index)
    }
    var rank = [Int](repeating: 0, count: branches.count + 1)
    var pending: [Int32] = [-1]
    var next = 0
    while let branch = pending.popLast() {
      rank[Int(branch + 1)] = next
      next += 1
      let parts = children[Int(branch + 1)].sorted { branches[$0] > branches[$1] }
      pending += parts
    }
    let order = ended.indices.sorted {
      let (a, b) = (rank[Int(ended[$0].state.branch + 1)], rank[Int(ended[$1].state.branch + 1)])
      return a == b ? $0 < $1 : a < b
    }
    ended = order.map { ended[$0] }
  }

  /// - Returns: nil if the state's conditions contradict each other.
  private mutating func outcome(_ end: Ended) -> Outcome? {
    let state = end.state
    guard let conditions = conditions(of: state) else { return nil }
    var outcome = Outcome()
    outcome.verdict = end.verdict
    outcome.obstacle = end.obstacle
    outcome.translation = state.translation
    outcome.virtualService = virtualService(of: state)
    if state.translation == .transparentProxy, let rule = state.decision?.rule,
      case .transparentProxy(let proxy) = decode(rule).target
    {
      outcome.proxyPort = proxy.port
    }
    outcome.destination = endpoint(
      state, .destination, .destinationPort, isUnknown: isUnknownRedirect(state))
    outcome.source = sourceAfter(state)
    outcome.delivery =
      end.verdict == nil || end.verdict == .accept ? end.delivery : Outcome.Delivery.none
    outcome.isMasqueraded = isMasqueraded(end)
    outcome.probability = state.weight
    outcome.conditions = conditions
    outcome.path = paths.items(state.path, limit: Self.pathLimit)
    outcome.pathOmitted = state.pathCount - outcome.path.count
    outcome.isMerged = state.isMerged
    outcome.decidedBy = state.decision
    outcome.notChecked = unchecked(end)
    outcome.reply = end.verdict == .accept ? reply(to: end, outcome) : nil
    if findsRulesTooLate, state.translation != nil, state.untranslated >= 0 {
      outcome.alsoMatch = rulesTooLate(untranslated[Int(state.untranslated)])
    }
    return outcome
  }

  private func isUnknownRedirect(_ state: TraceState) -> Bool {
    state.translation == .redirect && state.destination == .range(0...packet.family.maximum)
  }

  func endpoint(
    _ state: TraceState, _ address: Condition.Field, _ port: Condition.Field, isUnknown: Bool
  ) -> Outcome.Endpoint {
    func range(_ field: Condition.Field) -> ClosedRange<UInt128>? {
      switch slot(field, state) {
      case .range(let range): return range
      case .mapped: return nil
      case .original: return state.box[field].single.map { $0...$0 }
      }
    }
    var endpoint = Outcome.Endpoint()
    endpoint.addresses = isUnknown ? nil : range(address)
    if packet.ipProtocol.hasPorts, let ports = range(port) {
      endpoint.ports = PortRange(
        UInt16(truncatingIfNeeded: ports.lowerBound), UInt16(truncatingIfNeeded: ports.upperBound))
    }
    return endpoint
  }

  /// The source after SNAT or NETMAP; MASQUERADE takes the address of an interface that the rules
  /// do not tell.
  private func sourceAfter(_ state: TraceState) -> Outcome.Endpoint? {
    guard state.isMasqueraded == true, state.source != .range(0...packet.family.maximum) else {
      return nil
    }
    return endpoint(state, .source, .sourcePort, isUnknown: false)
  }

  private func isMasqueraded(_ end: Ended) -> Bool? {
    let state = end.state
    if let isMasqueraded = state.isMasqueraded { return isMasqueraded }
    let hasLeft =
      state.leg == .leaving && state.stage >= Traversal.Leg.leaving.stages(ruleset.backend).count
      || state.leg > .leaving && packet.origin == .local
    return hasLeft && end.verdict == .accept && !state.isSourceUndecided ? false : nil
  }

  // MARK: what was not looked at

  /// Tables of the way that the input lacks, and those whose built-in chain the text lost.
  private mutating func unchecked(_ end: Ended) -> [UncheckedTable] {
    var result: [UncheckedTable] = []
    for leg in end.state.leg.way(
      from: packet.origin, isResent: end.state.isResent)
    {
      for (index, stage) in leg.stages(ruleset.backend).enumerated() {
        guard case .table(let hook, let table) = stage,
          leg != end.state.leg || index < end.state.stage || end.verdict == nil,
          // The nat of what this node sends itself is done when it arrives.
          table != .nat || hook != .input || packet.origin == .outside
        else { continue }
        if ruleset.table(table) == nil {
          result.append(UncheckedTable(hook: hook, table: table, isInInput: false))
        } else if table != .nat, ruleset.chain(hook, in: table) == nil, isHookMissing(table) {
          result.append(UncheckedTable(hook: hook, table: table, isInInput: true))
        }
      }
    }
    return result
  }

  private func hasRules(_ hook: Hook, in table: TableName) -> Bool {
    ruleset.chain(hook, in: table).map { !ruleset[$0].rules.isEmpty } ?? false
  }

  /// Whether something was taken for foreign because no list has it.
  private func restsOnAbsence(_ trace: Trace) -> Bool {
    let isForeign = { (value: UInt128) in nodes.contains(value, packet.family) == false }
    return packet.destination.map { isForeign($0.bits) } ?? false
      || trace.outcomes.contains { outcome in
        outcome.translation != nil
          && outcome.destination.addresses.map { isForeign($0.lowerBound) } ?? false
      }
  }

  private func assumptions(_ trace: Trace) -> [Assumption] {
    var result: [Assumption] = []
    if let destination = packet.destination, nodes.contains(destination.bits, packet.family) == nil,
      let isDestinationLocal
    {
      result.append(
        isDestinationLocal ? .destinationIsLocal(destination) : .destinationIsNotLocal(destination))
    }
    result += foreignTargets.map { .targetIsNotLocal($0) }
    if nodes.restsOnInterfaces(packet.family), restsOnAbsence(trace) {
      result.append(.noFurtherLocalRoutes)
    }
    if packet.source == nil {
      if packet.origin == .outside { result.append(.sourceIsForeign) }
    } else if packet.origin == .local, isSourceAssumed {
      result.append(.sourceIsDestination)
    }
    if testedBroadcast { result.append(.notBroadcast) }
    result += ordinary
    if needsLocalnet { result.append(.routeLocalnet) }
    if ended.contains(where: \.state.isIntercepted) {
      result.append(.proxyRoute)
    }
    if packet.state == .new { result.append(.newConnection) }
    if testedMark, packet.mark == 0 { result.append(.noMark) }
    if let assumedServiceConntrack {
      result.append(.serviceConntrack(assumedServiceConntrack))
    }
    if !agingSets.isEmpty { result.append(.setsKeepEntries(agingSets)) }
    if !listedNames.isEmpty { result.append(.listedNames(listedNames)) }
    result += ruleset.tables.compactMap { table in
      table.isInferred ? table.name.map { .inferredTable($0) } : nil
    }
    if ruleset.form == .rules, !ruleset.isFragment, ruleset.hasUnknownPolicies(.nat) {
      result.append(.rulesAreWhole(.nat))
    }
    if ruleset.backend == nil, hasRules(.input, in: .nat), hasRules(.input, in: .security),
      ended.contains(where: { $0.state.leg == .receiving })
    {
      result.append(.securityBeforeNAT)
    }
    if !ruleset.isFragment { result += assumedPolicies.map { .rulesAreWhole($0) } }
    let unchecked = trace.outcomes.flatMap(\.notChecked)
    let names = TableName.allCases
    let absent = names.filter { name in
      unchecked.contains { $0.table == name && !$0.isInInput }
    }
    if !absent.isEmpty { result.append(.absentTables(absent)) }
    if mentionsOtherBackend { result.append(.otherBackendIsSilent) }
    result.append(.noOtherProgram(knowsVirtualServices: ipvs.isWhole))
    return result
  }
}
