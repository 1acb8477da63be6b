/// Which rules can concern a packet's destination, and where they stand.
///
/// An inventory asks about every address that rules name, one by one: KUBE-SERVICES with 20,000 rules
/// must not be read 20,000 times. Rules that cannot change where a packet goes are left out.
struct RuleIndex: Sendable {
  /// A rule that asks for one destination address or for single ports.
  struct Entry<Value: Sendable>: Sendable {
    let position: UInt32
    /// 0 for every protocol.
    let ipProtocol: UInt8
    let value: Value
  }

  /// Positions are counted from 0 in the chain, and ascend.
  struct Positions: Sendable {
    /// Rules that have to be asked about every packet.
    var general: [UInt32] = []
    var addressed: [Entry<UInt128>] = []
    var byAddress: [UInt128: [UInt32]] = [:]
    var ported: [Entry<[UInt16]>] = []
    var byPort: [UInt16: [UInt32]] = [:]
    var end: UInt32 = 0
  }

  /// For each chain of the ruleset; nil for those that no first hook leads to.
  fileprivate(set) var chains: [Positions?]
  /// Chains whose endpoints a list of `-m recent` keeps for a client.
  fileprivate(set) var affine: Set<Chain.ID> = []

  /// The first rule from `first` on that may match a packet of the state.
  func next(in chain: Chain.ID, from first: UInt32, _ state: TraceState, _ ipProtocol: IPProtocol)
    -> UInt32
  {
    guard let index = chains[Int(chain.index)], state.destination == .original,
      state.destinationPort == .original
    else { return first }
    var best = Self.first(index.general, notBelow: first) ?? index.end
    let number = ipProtocol.number
    let destinations = state.box[.destination]
    if let single = destinations.single {
      if let found = index.byAddress[single].flatMap({ Self.first($0, notBelow: first) }) {
        best = min(best, found)
      }
    } else {
      var at = Self.index(index.addressed, notBelow: first)
      while at < index.addressed.count, index.addressed[at].position < best {
        let entry = index.addressed[at]
        if entry.ipProtocol == 0 || entry.ipProtocol == number,
          destinations.contains(entry.value)
        {
          best = entry.position
        }
        at += 1
      }
    }
    let ports = state.box[.destinationPort]
    if let single = ports.single {
      let port = UInt16(truncatingIfNeeded: single)
      if let found = index.byPort[port].flatMap({ Self.first($0, notBelow: first) }) {
        best = min(best, found)
      }
    } else {
      var at = Self.index(index.ported, notBelow: first)
      while at < index.ported.count, index.ported[at].position < best {
        let entry = index.ported[at]
        if entry.ipProtocol == 0 || entry.ipProtocol == number,
          entry.value.contains(where: { ports.contains(UInt128($0)) })
        {
          best = entry.position
        }
        at += 1
      }
    }
    return best
  }

  private static func first(_ positions: [UInt32], notBelow first: UInt32) -> UInt32? {
    var low = 0
    var high = positions.count
    while low < high {
      let middle = (low + high) / 2
      if positions[middle] < first { low = middle + 1 } else { high = middle }
    }
    return low < positions.count ? positions[low] : nil
  }

  private static func index<Value>(_ entries: [Entry<Value>], notBelow first: UInt32) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].position < first { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension RuleIndex {
  /// - Parameters:
  ///   - chains: those that the walk may come to.
  ///   - skipsMarks: whether nothing that the walk comes to looks at a mark, so that rules which only
  ///     mark need not be asked.
  init(_ ruleset: Ruleset, _ chains: InventoryChains, skipsMarks: Bool) {
    self.chains = Array(repeating: nil, count: ruleset.chains.count)
    let idle = chains.idle(skipsMarks: skipsMarks)
    for id in chains.order {
      let chain = ruleset[id]
      var positions = Positions()
      positions.end = chain.ruleCount
      let rules = chains.rules(of: id)
      let kept = Self.keptTargets(rules)
      for (offset, summary) in rules.enumerated() {
        let position = UInt32(offset)
        if summary.isIdle(skipsMarks: skipsMarks, idle) { continue }
        if let list = summary.recentList, let target = summary.chain, kept.contains(target),
          list.hasPrefix(ruleset.name(target) + " ")
        {
          affine.insert(id)
          continue
        }
        if let address = summary.address {
          positions.addressed.append(
            Entry(position: position, ipProtocol: summary.ipProtocol, value: address))
          positions.byAddress[address, default: []].append(position)
        } else if !summary.ports.isEmpty {
          positions.ported.append(
            Entry(position: position, ipProtocol: summary.ipProtocol, value: summary.ports))
          for port in Set(summary.ports) { positions.byPort[port, default: []].append(position) }
        } else {
          positions.general.append(position)
        }
      }
      self.chains[Int(id.index)] = positions
    }
  }

  /// The chains that rules without a look at a list lead to: a rule that leads to the same by a list
  /// of the chain's name keeps a client with its endpoint (kube-proxy's session affinity).
  private static func keptTargets(_ rules: [RuleSummary]) -> Set<Chain.ID> {
    guard rules.contains(where: \.asksRecent) else { return [] }
    return Set(rules.compactMap { $0.asksRecent ? nil : $0.chain })
  }
}
