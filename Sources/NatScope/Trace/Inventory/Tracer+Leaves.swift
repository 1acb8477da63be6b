extension Tracer {
  /// The ways that the packets of a class go.
  ///
  /// - Parameter bounds: counts what came to a bound.
  mutating func leaves(_ bounds: inout Int) -> [InventoryLeaf] {
    var result: [InventoryLeaf] = []
    result.reserveCapacity(ended.count)
    let fields = Condition.Field.allCases.filter { $0 != .destination && $0 != .destinationPort }
    for end in ended {
      if end.obstacle == .bound {
        bounds += 1
        continue
      }
      guard let conditions = conditions(of: end.state, on: fields) else { continue }
      result.append(leaf(end, conditions))
    }
    return result
  }

  private mutating func leaf(_ end: Ended, _ conditions: [Condition]) -> InventoryLeaf {
    let state = end.state
    let answer = answer(end)
    var target = Inventory.Target(addresses: nil, ports: nil, share: 0)
    var outcome: Outcome?
    var hidden: [Rule.ID] = []
    var isAffine = false
    if answer != nil {
      let made = example(end)
      outcome = made
      if case .refused = answer {} else { target = self.target(state, made) }
      if state.untranslated >= 0 { hidden = rulesTooLate(untranslated[Int(state.untranslated)]) }
      let affine = inventory?.index.affine ?? []
      isAffine =
        !affine.isEmpty && made.path.contains { affine.contains(ruleset[$0.rule].chain) }
        || made.virtualService?.service.persistence != nil
    }
    return InventoryLeaf(
      ports: state.box[.destinationPort], conditions: conditions, answer: answer, target: target,
      weight: state.weight, outcome: outcome, hidden: hidden, isAffine: isAffine)
  }

  private func answer(_ end: Ended) -> Inventory.Answer? {
    if end.state.service >= 0 {
      return end.verdict == .accept ? .virtualService : .refused(end.verdict ?? .reject)
    }
    if let translation = end.state.translation { return .translated(translation) }
    switch end.obstacle {
    case nil, .noNATTable, .establishedConnection, .loopbackFromOutside, .bound: break
    case .some(let obstacle): return .undecided(obstacle)
    }
    guard inventory?.walksOn == true, let verdict = end.verdict,
      let rule = end.state.decision?.rule,
      verdict == .reject || verdict == .drop, InventoryRefusals.isServiceChain(rule, ruleset)
    else { return nil }
    return .refused(verdict)
  }

  private func target(_ state: TraceState, _ outcome: Outcome) -> Inventory.Target {
    var ports: PortRange?
    switch state.destinationPort {
    case .range(let range):
      ports = PortRange(
        UInt16(truncatingIfNeeded: range.lowerBound), UInt16(truncatingIfNeeded: range.upperBound))
    case .original, .mapped: break
    }
    if let proxy = outcome.proxyPort, proxy > 0 { ports = PortRange(proxy, proxy) }
    guard case .range(let range) = state.destination, outcome.destination.addresses != nil else {
      return Inventory.Target(addresses: nil, ports: ports, share: 0)
    }
    return Inventory.Target(addresses: range, ports: ports, share: 0)
  }

  /// What a diagnosis needs to tell whose rules the packets pass.
  private func example(_ end: Ended) -> Outcome {
    let state = end.state
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
    let isUnknown =
      state.translation == .redirect && state.destination == .range(0...packet.family.maximum)
    outcome.destination = endpoint(
      state, .destination, .destinationPort, isUnknown: isUnknown)
    outcome.path = paths.items(state.path, limit: Self.pathLimit)
    outcome.decidedBy = state.decision
    return outcome
  }
}
