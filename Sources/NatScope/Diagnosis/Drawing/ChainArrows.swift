/// The rules that a drawing has to show, with where each of them leads.
struct ChainArrows {
  struct Arrow {
    let rule: Rule.ID
    let from: Chain.ID
    let to: End
    let isGoto: Bool
  }

  enum End: Hashable {
    case chain(Chain.ID)
    /// A chain that the text does not have, by its name.
    case missing(String)
    /// A translation or a verdict, by the word after `-j`.
    case end(String)
  }

  let ruleset: Ruleset
  /// In the order in which they are to be drawn.
  private(set) var chains: [Chain.ID] = []
  /// For each of them, how many rules were met before it.
  private(set) var arrowsBefore: [Int] = []
  private(set) var all: [Arrow] = []
  private var seen: Set<Chain.ID> = []

  init(_ ruleset: Ruleset, table: TableName, showsChain: (String) -> Bool) {
    self.ruleset = ruleset
    guard let id = ruleset.table(table) else { return }
    for index in ruleset.chains.indices where ruleset.chains[index].table == id {
      let chain = Chain.ID(index)
      guard showsChain(ruleset.name(chain)) else { continue }
      add(chain)
      for rule in ruleset[chain].rules { add(Rule.ID(rule), in: chain, showsChain) }
    }
  }

  init(_ trace: Trace, in ruleset: Ruleset, showsChain: (String) -> Bool) {
    self.ruleset = ruleset
    var rules: Set<Rule.ID> = []
    for item in trace.outcomes.flatMap(\.path) where rules.insert(item.rule).inserted {
      let chain = ruleset[item.rule].chain
      guard showsChain(ruleset.name(chain)) else { continue }
      add(chain)
      add(item.rule, in: chain, showsChain)
    }
  }

  private mutating func add(_ chain: Chain.ID) {
    guard seen.insert(chain).inserted else { return }
    chains.append(chain)
    arrowsBefore.append(all.count)
  }

  private mutating func add(_ rule: Rule.ID, in chain: Chain.ID, _ showsChain: (String) -> Bool) {
    let word = ruleset.source.string(ruleset[rule].target)
    switch ruleset.decode(rule).target {
    case .chain(let target, let isGoto):
      guard showsChain(ruleset.name(target)) else { return }
      add(target)
      all.append(Arrow(rule: rule, from: chain, to: .chain(target), isGoto: isGoto))
    case .destinationNAT, .redirect, .netmap, .sourceNAT, .masquerade, .transparentProxy,
      .accept, .drop, .reject, .queue, .corrupt:
      all.append(Arrow(rule: rule, from: chain, to: .end(word), isGoto: false))
    case .unknown:
      let isGoto = ruleset[rule].flags.contains(.goto)
      all.append(Arrow(rule: rule, from: chain, to: .missing(word), isGoto: isGoto))
    default: break  // marks, logs and returns lead nowhere
    }
  }

  /// What a rule asks, with its number.
  func label(_ arrow: Arrow) -> String {
    let asks = RuleWords(ruleset).asks(ruleset.decode(arrow.rule), arrow.rule)
    return "\(RulePlace(ruleset, arrow.rule).numberText) \(asks)"
  }

  /// What a rule ends in, whole: `DNAT 10.42.0.15:443`.
  func target(_ arrow: Arrow) -> String {
    RuleWords(ruleset).target(arrow.rule, ruleset.decode(arrow.rule).target)
  }
}
