/// Follows a packet through the tables of a ruleset.
///
/// States wait in the order of their place on the way, so outcomes come in rule order, and states
/// that meet at the same rule can be told to be equal. Nothing recurses.
struct Tracer {
  let ruleset: Ruleset
  let sets: IPSets
  let packet: Packet
  let nodes: NodeAddresses
  let recordsMisses: Bool
  let findsRulesTooLate: Bool
  /// Whether the packet's source was taken to be its destination.
  let isSourceAssumed: Bool
  let mentionsOtherBackend: Bool
  let ipvs: IPVS
  /// What an inventory asks instead of a packet; nil for a trace.
  var inventory: InventoryWalk?

  /// What was open about the packet at the start; conditions are told against it.
  var universe: Box
  /// Waiting states, the one that comes first on the way last.
  var live: [TraceState] = []
  var ended: [Ended] = []
  var uncountedStops = Trace.Omitted()
  /// States as they were before they were translated, for the rules that come too late.
  var untranslated: [TraceState] = []

  var paths = Arena<PathEntry>()
  var settled = Arena<Settled>()
  var exclusions = Arena<[ExcludedFact]>()
  /// The tree of splits: the place of each part among the parts of its split, those that match
  /// first.
  var branches = Arena<Int32>()
  var facts: [OpaqueFact] = []
  var factIndex: [FactKey: Int] = [:]
  var visits: [Visit] = []
  var remembered: [VisitKey: Remembered] = [:]
  var entered: Set<Chain.ID> = []
  var markReaders: [Chain.ID: Bool] = [:]

  var decoded: [Rule.ID: DecodedRule] = [:]
  /// Values for which sets match, for parts of the packet that were open.
  var setRegions: [SetRegion: [ClosedRange<UInt128>]] = [:]
  /// Sets with entries that a timeout removes, of those that were asked.
  var agingSets: [String] = []
  /// What was taken for the setting of IPVS that the input does not tell.
  var assumedServiceConntrack: Bool?
  var misses: [Trace.Miss] = []
  var problems: [Trace.RuleProblem] = []
  var seenProblems: Set<Rule.ID> = []
  var nextVersion = 1
  var steps = 0
  /// Rules that come too late, by the place from which the walk would have gone on.
  var tooLate: [TooLateKey: [Rule.ID]] = [:]
  /// The number of waiting states at which equal ones are merged next.
  var mergeAt = Self.mergeThreshold

  /// Whether the destination is an address of the node: settled by the first rule that needs it.
  var isDestinationLocal: Bool?
  var named = NamedAddresses()
  var testedMark = false
  /// Names of a listing without `-n` that rules on the way depend on.
  var listedNames: [ListedName] = []
  var testedBroadcast = false
  /// What rules asked that holds of ordinary packets.
  var ordinary: [Assumption] = []
  /// Labels that a rule on the way may have given to the connection.
  var labels: Set<String> = []
  var needsLocalnet = false
  var foreignTargets: [ClosedRange<UInt128>] = []
  /// Tables of rules without chain lines whose policies were taken for ACCEPT.
  var assumedPolicies: [TableName] = []
  var hooklessTables: [TableName: Bool] = [:]
  var isNATWithoutTargets: Bool?

  /// The most states that wait at a time before equal ones are merged.
  static var mergeThreshold: Int { 1_000 }
  static var stateLimit: Int { 4_000 }
  /// The most path entries and watched visits that are kept.
  static var memoryLimit: Int { 4_000_000 }
  static var stepLimit: Int { 20_000_000 }
  static var outcomeLimit: Int { 20_000 }
  /// The most ended states beyond which those that are dropped or rejected are only counted.
  static var stoppedLimit: Int { 10_000 }
  static var listedOutcomes: Int { 1_000 }
  static var listedConditions: Int { 20_000 }
  static var depthLimit: Int { 4_096 }
  static var pathLimit: Int { 1_000 }

  mutating func run() {
    live = [firstState()]
    if isLoopbackFromOutside {
      finish(live[0], verdict: .drop, obstacle: .loopbackFromOutside)
      return
    }
    while var state = live.popLast() {
      // Stay with one state while it is ahead of the others: most walks never split.
      while step(&state) {
        steps += 1
        if steps > Self.stepLimit || paths.count + 4 * visits.count > Self.memoryLimit
          || ended.count > endedLimit
        {
          live.append(state)
          giveUp()
          return
        }
        if let next = live.last, next.isBefore(state) {
          wait(state)
          break
        }
      }
      if live.count > mergeAt {
        merge()
        // Merging looks at every state, so it has to wait until there are many new ones.
        mergeAt = max(Self.mergeThreshold, live.count + 500)
        if live.count > Self.stateLimit {
          giveUp()
          return
        }
      }
    }
  }

  /// Puts a state among the waiting ones, by its place on the way.
  mutating func wait(_ state: TraceState) {
    var low = 0
    var high = live.count
    while low < high {
      let middle = (low + high) / 2
      if live[middle].isBefore(state) { high = middle } else { low = middle + 1 }
    }
    live.insert(state, at: low)
  }

  /// Unites waiting states that differ only in how they came to the same rule.
  private mutating func merge() {
    var kept: [TraceState] = []
    for state in live {
      if let last = kept.last, last.isAtSamePlace(state), last.isSimilar(state),
        let united = unite(last, state)
      {
        kept[kept.count - 1] = united
      } else {
        kept.append(state)
      }
    }
    live = kept
  }

  private func unite(_ a: TraceState, _ b: TraceState) -> TraceState? {
    var result = a.weight >= b.weight ? a : b
    result.isMerged = true
    result.splits = max(a.splits, b.splits) + 1
    if a.opaque == b.opaque {
      result.weight = a.weight + b.weight
      return result
    }
    // A fact that both ways of settling it lead here does not matter.
    guard a.opaque >= 0, b.opaque >= 0, settled.parent(a.opaque) == settled.parent(b.opaque),
      settled[a.opaque].fact == settled[b.opaque].fact
    else { return nil }
    if settled[a.opaque].holds == settled[b.opaque].holds {
      result.weight = a.weight + b.weight
      return result
    }
    guard a.weight == b.weight else { return nil }
    result.opaque = settled.parent(a.opaque)
    return result
  }

  /// Ends every waiting state undecided, each with its exact conditions and weight.
  private mutating func giveUp() {
    for state in live.reversed() { finish(state, verdict: nil, obstacle: .bound) }
    live = []
  }

  // MARK: one step

  /// Moves a state on by one rule or one stage.
  ///
  /// - Returns: false if the state has ended.
  mutating func step(_ state: inout TraceState) -> Bool {
    guard let frame = state.frames.last else { return enterStage(&state) }
    let chain = ruleset[frame.chain]
    let next = nextRule(frame, chain, state)
    steps += inventory == nil ? Int(next - frame.next) : 1
    guard next < chain.ruleCount else { return endOfChain(&state, rule: nil) }
    state.frames[state.frames.count - 1].next = next + 1
    return evaluate(Rule.ID(chain.rules.lowerBound + Int(next)), &state)
  }

  func hookAndTable(_ state: TraceState) -> (Hook, TableName)? {
    let stages = state.leg.stages(ruleset.backend)
    guard state.stage < stages.count, case .table(let hook, let table) = stages[state.stage]
    else { return nil }
    return (hook, table)
  }

  /// Begins the next stage of the way.
  private mutating func enterStage(_ state: inout TraceState) -> Bool {
    let stages = state.leg.stages(ruleset.backend)
    guard state.stage < stages.count else { return endOfLeg(&state) }
    switch stages[state.stage] {
    case .conntrack:
      // The entry is new, whatever a CONNMARK in raw did to the template that it comes from.
      state.ctmark = TraceState.Mark()
      if packet.state == .invalid { state.hasConntrackTemplate = false }
      state.stage += 1
      return true
    case .routing:
      return route(&state)
    case .virtualServices:
      return askVirtualServices(&state)
    case .table(let hook, let table):
      if table == .nat {
        // Established connections are translated by their entry, without the table.
        // ICMP errors about a connection go with that connection (nf_nat_core.c, nf_nat_inet_fn).
        let isError =
          packet.state == .related && [.icmp, .icmpv6].contains(packet.ipProtocol)
        if packet.state == .established || isError {
          guard !natTranslatesNothing() else {
            state.stage += 1
            return true
          }
          finish(state, verdict: nil, obstacle: .establishedConnection)
          return false
        }
        if state.isUntracked || packet.state == .invalid || hook == .input && isFromHere {
          state.stage += 1
          return true
        }
        if ruleset.table(.nat) == nil {
          finish(state, verdict: nil, obstacle: .noNATTable)
          return false
        }
      }
      let known = ruleset.chain(hook, in: table)
      if table == .nat, ruleset.isFragment || known == nil && isHookMissing(table) {
        enterUncalledChains(hook, &state)
      }
      guard let chain = known else {
        // What another table lacks is told in `Outcome.notChecked`.
        if table == .nat, isHookMissing(table) {
          // The way out of a translated packet is a question of its own: whose source it has. An
          // INPUT chain in nat is rare, and was not there before Linux 2.6.36.
          if hook == .input || hook == .postrouting && state.translation != nil {
            state.isSourceUndecided = true
            state.stage += 1
            return true
          }
          finish(state, verdict: nil, obstacle: .missingBuiltInChain(hook))
          return false
        }
        state.stage += 1
        return true
      }
      if hook == .postrouting, ruleset[chain].isPartial, state.translation != nil {
        state.isSourceUndecided = true
        state.stage += 1
        return true
      }
      passMissingRules(of: chain, &state)
      state.markOnEntry = state.mark
      state.slotsOnEntry = state.slots
      state.frames = [TraceState.Frame(chain: chain, next: 0, isGoto: false, visit: -1)]
      return true
    }
  }

  private var isFromHere: Bool { packet.origin == .local }

  /// Whether a table has rules but none of the chains that the kernel begins with: the text lost them.
  mutating func isHookMissing(_ name: TableName) -> Bool {
    if let known = hooklessTables[name] { return known }
    var isMissing = false
    if let table = ruleset.table(name) {
      let chains = ruleset.chains.indices.filter { ruleset.chains[$0].table == table }
      isMissing =
        ruleset.isFragment
        || chains.contains { !ruleset.chains[$0].rules.isEmpty }
          && !chains.contains { ruleset.isBuiltIn(Chain.ID($0)) }
    }
    hooklessTables[name] = isMissing
    return isMissing
  }

  /// Leaves the table at this hook.
  func leaveTable(_ state: inout TraceState) {
    // IPv6 looks at the hop limit too (net/ipv6/netfilter/ip6table_mangle.c, ip6t_mangle_out).
    let fields: [Condition.Field] = packet.family == .ipv4 ? [.tos] : [.tos, .ttl]
    if state.mark != state.markOnEntry
      || fields.contains(where: { state.slots[$0] != state.slotsOnEntry[$0] }),
      let (hook, table) = hookAndTable(state), hook == .output, table == .mangle
    {
      state.isRerouted = true
    }
    state.frames = []
    state.stage += 1
  }

  /// The end of a chain, or RETURN.
  mutating func endOfChain(_ state: inout TraceState, rule: Rule.ID?) -> Bool {
    while let frame = state.frames.popLast() {
      if frame.visit >= 0 { endVisit(Int(frame.visit), state) }
      if !frame.isGoto {
        if !state.frames.isEmpty { return true }
        return applyPolicy(of: frame.chain, &state)
      }
    }
    return true
  }

  private mutating func applyPolicy(of chain: Chain.ID, _ state: inout TraceState) -> Bool {
    guard let (hook, table) = hookAndTable(state) else { return false }
    switch ruleset[chain].policy {
    case .drop:
      state.decision = Outcome.Decision(hook: hook, table: table, chain: chain, rule: nil)
      finish(state, verdict: .drop)
      return false
    // Rules without chain lines rest on an assumption. nat lets no packet be dropped, so its
    // policies are never anything else (iptables(8)).
    case .unknown where ruleset.form == .rules:
      if table != .nat, !assumedPolicies.contains(table) { assumedPolicies.append(table) }
      passPolicy(of: chain, hook, table, &state)
      return true
    case .unknown:
      finish(state, verdict: nil, obstacle: .missingBuiltInPolicy(chain))
      return false
    case .none where !ruleset.isBuiltIn(chain):
      finish(state, verdict: nil, obstacle: .missingCaller(chain))
      return false
    case .accept, .none:
      passPolicy(of: chain, hook, table, &state)
      return true
    }
  }

  private func passPolicy(
    of chain: Chain.ID, _ hook: Hook, _ table: TableName, _ state: inout TraceState
  ) {
    if settlesDestination(hook, table, state) {
      state.decision = Outcome.Decision(hook: hook, table: table, chain: chain, rule: nil)
    }
    leaveTable(&state)
  }

  /// Whether what lets the packet through here settles that it keeps its destination.
  func settlesDestination(_ hook: Hook, _ table: TableName, _ state: TraceState) -> Bool {
    state.translation == nil && table == .nat && (hook == .prerouting || hook == .output)
  }

  // MARK: routing

  private mutating func route(_ state: inout TraceState) -> Bool {
    if endsBehindNAT(state) {
      finish(state, verdict: .accept)
      return false
    }
    if state.leg == .sending {
      // Everything that the node sends passes POSTROUTING, even to itself.
      settleLocality(&state)
      state.enter(.leaving)
    } else if state.isIntercepted || isBroadcast(state) {
      state.enter(.receiving)
    } else if isMulticast(state) {
      receiveIfJoined(&state)
    } else {
      settleLocality(&state)
      if isLocalNow(state) == true {
        state.enter(.receiving)
      } else {
        guard passRouter(&state) else { return false }
        state.enter(.forwarding)
      }
    }
    return true
  }

  private mutating func endOfLeg(_ state: inout TraceState) -> Bool {
    switch state.leg {
    case .forwarding, .resending:
      state.enter(.leaving)
      return true
    case .leaving where packet.origin == .local && isLocalNow(state) == true:
      state.enter(.loopback)
      return true
    case .loopback:
      state.enter(.receiving)
      return true
    case .receiving:
      finish(state, verdict: .accept, delivery: .local)
      return false
    case .arrival, .sending, .leaving:
      // A multicast packet leaves only if a multicast router runs, or the node itself sends it.
      let isLost = isMulticast(state) && packet.origin == .outside
      finish(state, verdict: .accept, delivery: isLost ? nil : .forward)
      return false
    }
  }
}
