/// What an inventory asks instead of a packet: destinations and ports, with everything else open.
struct InventoryWalk: Sendable {
  let index: RuleIndex
  /// Whether what nat leaves alone goes on, to IPVS or to a rule that refuses it.
  let walksOn: Bool
  /// Of a fragment, whose chains need not be called by the rules of the text.
  var graph: ChainGraph?
  var called: Set<Chain.ID>?
  /// Whether a rule was taken to match although a listing hides the interfaces that it asks for.
  var restsOnHiddenInterfaces = false
  /// Whether a chain was walked of which the text has only a part.
  var restsOnMissingRules = false
}

extension Tracer {
  /// An inventory has as many ends as its ports have targets.
  var endedLimit: Int { inventory == nil ? Self.outcomeLimit : 20 * Self.outcomeLimit }

  /// How many rules are kept as they were understood: an inventory comes to each again and again.
  var keptRules: Int { inventory == nil ? 20_000 : 200_000 }

  /// Whether an inventory is not interested in what comes behind the translation.
  func endsBehindNAT(_ state: TraceState) -> Bool {
    inventory.map { !$0.walksOn || state.isIntercepted } ?? false
  }

  /// The next rule of a chain that may match; those before it are certain not to.
  mutating func nextRule(_ frame: TraceState.Frame, _ chain: Chain, _ state: TraceState) -> UInt32 {
    if let inventory {
      return inventory.index.next(in: frame.chain, from: frame.next, state, packet.ipProtocol)
    }
    return frame.next + quicklyRejected(chain, from: frame.next, state)
  }

  /// Parts a state by a test of its destination before the rule asks for anything else.
  ///
  /// So no exclusion ever holds a destination: the destinations of all states are boxes that do not
  /// overlap but for other conditions.
  mutating func cut(
    _ state: inout TraceState, _ field: Condition.Field, _ set: IntervalSet, _ isNegated: Bool
  ) {
    var (inside, outside) = fork(state)
    let values = state.box[field]
    inside.box[field] = isNegated ? values.subtracting(set) : values.intersection(set)
    outside.box[field] = isNegated ? values.intersection(set) : values.subtracting(set)
    renew(&inside)
    renew(&outside)
    // The rule is asked again, with this test settled.
    if let last = inside.frames.indices.last { inside.frames[last].next -= 1 }
    if !outside.box[field].isEmpty { wait(outside) }
    state = inside
  }

  /// A tracer for some destinations of an inventory.
  init(
    _ ruleset: Ruleset, _ sets: IPSets, _ packet: Packet, _ nodes: NodeAddresses, _ ipvs: IPVS,
    _ universe: Box, isLocal: Bool?, _ walk: InventoryWalk
  ) {
    self.init(
      ruleset: ruleset, sets: sets, packet: packet, nodes: nodes, recordsMisses: false,
      findsRulesTooLate: true, isSourceAssumed: false, mentionsOtherBackend: false, ipvs: ipvs,
      inventory: walk, universe: universe)
    isDestinationLocal = isLocal
  }
}
