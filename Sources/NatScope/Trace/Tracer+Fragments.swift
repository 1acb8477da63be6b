// What a part of a dump leaves open: rules that are not in the text, and how a packet comes to the
// chains that are.
extension Tracer {
  /// The most chains without a known caller that are tried.
  private static var entryLimit: Int { 20 }

  /// Splits off the packets that a rule takes which is not in the text.
  ///
  /// Where such a rule stands does not matter, since nothing is known of it: one fact says it of
  /// all chains.
  mutating func passMissingRules(of chain: Chain.ID, _ state: inout TraceState) {
    guard ruleset[chain].isPartial else { return }
    if inventory != nil {
      inventory?.restsOnMissingRules = true
      return
    }
    let fact = fact(.missingRules, named: "missing rules")
    let (lacking, whole) = parts(of: state, by: fact, isLast: true)
    // Only the states that know nothing of it yet end here.
    guard let lacking, let whole else { return }
    finish(lacking, verdict: nil, obstacle: .missingRules(chain))
    state = whole
  }

  /// Sends the packet into the chains that no rule of the text leads to, each on the condition that
  /// a rule which is not in the text does.
  mutating func enterUncalledChains(_ hook: Hook, _ state: inout TraceState) {
    guard hook == .prerouting || hook == .output else { return }
    let chains = uncalledChains(state)
    guard !chains.isEmpty, chains.count <= Self.entryLimit else { return }
    for chain in chains {
      let fact = fact(.uncalledChain(chain), named: "enters \(chain.index) \(hook)")
      part(&state, by: fact) { state, isEntered in
        if isEntered {
          state.frames = [TraceState.Frame(chain: chain, next: 0, isGoto: false, visit: -1)]
        }
      }
    }
  }

  /// The chains of nat that no rule leads to and that have, or lead to, a rule that translates the
  /// packet if it comes there.
  private mutating func uncalledChains(_ state: TraceState) -> [Chain.ID] {
    guard let nat = ruleset.table(.nat) else { return [] }
    // An inventory asks thousands of times.
    let graph = inventory?.graph ?? ChainGraph(ruleset)
    let called = inventory?.called ?? Set(graph.edges.map(\.to))
    var found: [Chain.ID] = []
    for index in ruleset.chains.indices where ruleset.chains[index].table == nat {
      let chain = Chain.ID(index)
      guard !called.contains(chain), !ruleset.isBuiltIn(chain), translates(chain, graph, state)
      else { continue }
      found.append(chain)
      if found.count > Self.entryLimit { break }
    }
    return found
  }

  private mutating func translates(
    _ start: Chain.ID, _ graph: ChainGraph, _ state: TraceState
  ) -> Bool {
    var seen: Set<Chain.ID> = [start]
    var pending = [start]
    while let chain = pending.popLast(), seen.count < 10_000 {
      for index in ruleset[chain].rules {
        let rule = Rule.ID(index)
        guard !ruleset[rule].flags.contains(.damaged) else { continue }
        let understood = decode(rule)
        switch understood.target {
        case .destinationNAT, .redirect, .netmap:
          if mayMatch(understood, rule, state) { return true }
        case .chain(let next, _):
          if mayMatch(understood, rule, state), seen.insert(next).inserted { pending.append(next) }
        default: continue
        }
      }
    }
    return false
  }

  private mutating func mayMatch(
    _ understood: DecodedRule, _ rule: Rule.ID, _ state: TraceState
  ) -> Bool {
    understood.matches.allSatisfy { match in
      if addressNamed(by: match, state) != nil { return match.isNegated }
      if case .no = answer(match, rule, state) { return false }
      return true
    }
  }
}
