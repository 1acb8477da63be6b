/// The chains that a packet may come to at its first hook, with what matters of their rules.
struct InventoryChains: Sendable {
  /// In the order in which they were found.
  private(set) var order: [Chain.ID] = []
  private var places: [Int32]
  private var summaries: [[RuleSummary]] = []
  /// What rules ask of a destination address, with the protocol that they ask for.
  private(set) var atoms: [Atom] = []
  /// The protocols that rules or sets name.
  private(set) var protocols: Set<UInt8> = []
  private(set) var readsMark = false
  /// The sets that rules look destinations up in.
  private(set) var sets: Set<String> = []

  /// A range of destinations that some rule treats in another way than the rest.
  struct Atom: Sendable, Hashable {
    let range: ClosedRange<UInt128>
    /// 0 for every protocol.
    let ipProtocol: UInt8
  }

  init(_ ruleset: Ruleset, sets ipsets: IPSets, tables: [TableName]) {
    places = Array(repeating: -1, count: ruleset.chains.count)
    var pending: [Chain.ID] = []
    for table in tables {
      for hook in Hook.allCases where hook != .postrouting {
        guard let chain = ruleset.chain(hook, in: table) else { continue }
        if table == .filter || table == .security || hook == .prerouting || hook == .output {
          pending.append(chain)
        }
      }
      // The callers of a fragment's chains may be missing.
      let isHookless = !Hook.allCases.contains { ruleset.chain($0, in: table) != nil }
      if let id = ruleset.table(table), ruleset.isFragment || isHookless {
        pending += ruleset.chains.indices.filter { ruleset.chains[$0].table == id }
          .map { Chain.ID($0) }
      }
    }
    pending.reverse()
    while let id = pending.popLast() {
      guard places[Int(id.index)] < 0 else { continue }
      places[Int(id.index)] = Int32(order.count)
      order.append(id)
      var rules: [RuleSummary] = []
      rules.reserveCapacity(Int(ruleset[id].ruleCount))
      for index in ruleset[id].rules {
        let rule = Rule.ID(index)
        let isDamaged = ruleset[rule].flags.contains(.damaged)
        let decoded = isDamaged ? DecodedRule() : ruleset.decode(rule)
        let summary = RuleSummary(decoded, isDamaged: isDamaged, ruleset.family)
        readsMark = readsMark || summary.readsMark
        collect(decoded, summary, ipsets, ruleset.family)
        if let next = summary.chain, places[Int(next.index)] < 0 { pending.append(next) }
        rules.append(summary)
      }
      summaries.append(rules)
    }
  }

  func rules(of chain: Chain.ID) -> [RuleSummary] {
    let place = places[Int(chain.index)]
    return place < 0 ? [] : summaries[Int(place)]
  }

  /// The chains that cannot change where a packet goes, whatever matches in them.
  func idle(skipsMarks: Bool) -> Set<Chain.ID> {
    var result: Set<Chain.ID> = []
    // A chain is idle if those that it leads to are; a loop is not.
    var isChanging = true
    while isChanging {
      isChanging = false
      for (index, id) in order.enumerated() where !result.contains(id) {
        guard summaries[index].allSatisfy({ $0.staysIdle(skipsMarks: skipsMarks, result) }) else {
          continue
        }
        result.insert(id)
        isChanging = true
      }
    }
    return result
  }

  // MARK: destinations

  private mutating func collect(
    _ rule: DecodedRule, _ summary: RuleSummary, _ ipsets: IPSets, _ family: IPFamily
  ) {
    for match in rule.matches {
      switch match.test {
      case .ipProtocol(let wanted): protocols.insert(wanted.number)
      case .destination(let pattern):
        if let prefix = pattern.prefix, prefix.length > 0 {
          atoms.append(Atom(range: prefix.bounds, ipProtocol: summary.ipProtocol))
        }
      case .destinationRange(let range):
        atoms.append(Atom(range: range, ipProtocol: summary.ipProtocol))
      case .set(let test): collect(test.name, test, ipsets, depth: 0)
      default: continue
      }
    }
  }

  private mutating func collect(_ name: String, _ test: SetTest, _ ipsets: IPSets, depth: Int) {
    guard depth < 2, let set = ipsets[name], let kind = set.kind else { return }
    if kind == .listSet {
      for member in set.members { collect(member, test, ipsets, depth: depth + 1) }
      return
    }
    guard sets.insert("\(name) \(test.directions)").inserted else { return }
    var isFirst = true
    var slots: [Bool] = []
    for (part, direction) in zip(kind.parts, test.directions) {
      guard part != .port else { continue }
      if part == .address || part == .network, direction == .destination { slots.append(isFirst) }
      isFirst = false
    }
    for entry in set.entries {
      if entry.ipProtocol > 0 { protocols.insert(entry.ipProtocol) }
      for isFirst in slots {
        let low = isFirst ? entry.first : entry.second
        let free = isFirst ? entry.firstFree : entry.secondFree
        atoms.append(Atom(range: low...(low | IPSet.span(free)), ipProtocol: entry.ipProtocol))
      }
    }
  }
}
