/// Makes the boxes and arrows of a drawing, each rule by itself or grouped.
struct DrawingParts {
  private(set) var boxes: [ChainDrawing.Box] = []
  private(set) var arrows: [ChainDrawing.Arrow] = []
  private var chainBox: [Int: Int] = [:]
  private var endBox: [ChainDrawing.Box: Int] = [:]

  private let source: ChainArrows
  private let groups: ChainGroups
  private var ruleset: Ruleset { source.ruleset }

  /// Each chain a box and each rule an arrow.
  init(_ source: ChainArrows) {
    self.source = source
    groups = ChainGroups(source)
    // Boxes stand in the order in which chains begin or are led to.
    var next = 0
    for (index, arrow) in source.all.enumerated() {
      while next < source.chains.count, source.arrowsBefore[next] <= index {
        _ = box(source.chains[next])
        next += 1
      }
      let from = box(arrow.from)
      let to: Int
      switch arrow.to {
      case .chain(let target): to = box(target)
      case .missing(let name): to = box(missing: name)
      case .end: to = box(end: source.target(arrow), "")
      }
      add(from, to, source.label(arrow), arrow.isGoto, rules: 1)
    }
    for chain in source.chains { _ = box(chain) }
  }

  /// Groups of chains, and an arrow for all rules that lead from one to the other.
  init(_ source: ChainArrows, _ groups: ChainGroups) {
    self.source = source
    self.groups = groups
    for chain in source.chains { _ = box(chain) }
    let ends = Ends(source, groups)
    var places: [Way: Int] = [:]
    var ways: [(way: Way, first: ChainArrows.Arrow, rules: Int)] = []
    for arrow in source.all {
      let way = Way(from: group(arrow.from), to: ends.place(arrow, groups), isGoto: arrow.isGoto)
      if let place = places[way] {
        ways[place].rules += 1
      } else {
        places[way] = ways.count
        ways.append((way, arrow, 1))
      }
    }
    for (way, first, rules) in ways {
      let to: Int
      switch way.to {
      case .group(let group): to = box(groups.groups[group].members[0])
      case .missing(let name): to = box(missing: name)
      case .end(let title): to = box(end: title, "")
      case .ends(let word): to = box(end: word, ends.detail(word))
      }
      let label = rules == 1 ? source.label(first) : "\(Decimals.grouped(UInt64(rules))) rules"
      add(box(first.from), to, label, way.isGoto, rules: rules)
    }
  }

  fileprivate struct Way: Hashable {
    let from: Int
    let to: Place
    let isGoto: Bool
  }

  fileprivate enum Place: Hashable {
    case group(Int)
    case missing(String)
    /// One end, whole.
    case end(String)
    /// All ends of a word, as far as they are not drawn one by one.
    case ends(String)
  }

  private func group(_ chain: Chain.ID) -> Int { groups.groupOf[chain] ?? 0 }

  private mutating func box(_ chain: Chain.ID) -> Int {
    let index = group(chain)
    if let known = chainBox[index] { return known }
    let group = groups.groups[index]
    let rules = group.members.reduce(0) { $0 + ruleset[$1].rules.count }
    let count = rules == 1 ? "1 rule" : "\(Decimals.grouped(UInt64(rules))) rules"
    let isOne = group.members.count == 1
    let chains = "\(Decimals.grouped(UInt64(group.members.count))) chains"
    let name: String
    if isOne {
      name = ruleset.name(chain)
    } else if group.isNameless {
      name = "\(chains) \(group.name)"
    } else {
      name = "\(group.name) (\(chains))"
    }
    let examples = group.members.prefix(2).map { ruleset.name($0) }.joined(separator: ", ")
    boxes.append(
      ChainDrawing.Box(
        shape: ruleset.isBuiltIn(chain) ? .builtInChain : isOne ? .chain : .chainGroup,
        table: ruleset.tableName(chain), name: name,
        detail: group.isNameless && !isOne ? "\(count); such as \(examples)" : count,
        chains: group.members.count))
    chainBox[index] = boxes.count - 1
    return boxes.count - 1
  }

  private mutating func box(missing name: String) -> Int {
    box(
      ChainDrawing.Box(
        shape: .missingChain, table: "", name: name, detail: "not in the text", chains: 1))
  }

  private mutating func box(end title: String, _ detail: String) -> Int {
    box(ChainDrawing.Box(shape: .end, table: "", name: title, detail: detail, chains: 0))
  }

  private mutating func box(_ box: ChainDrawing.Box) -> Int {
    if let known = endBox[box] { return known }
    boxes.append(box)
    endBox[box] = boxes.count - 1
    return boxes.count - 1
  }

  private mutating func add(_ from: Int, _ to: Int, _ label: String, _ isGoto: Bool, rules: Int) {
    arrows.append(
      ChainDrawing.Arrow(from: from, to: to, label: label, isGoto: isGoto, rules: rules))
  }
}

/// Which ends of a grouped drawing are drawn one by one.
private struct Ends {
  private struct Key: Hashable {
    let group: Int
    let word: String
  }

  /// A group with more rules of one word has one arrow for them.
  private static let few = 4

  private let source: ChainArrows
  private var counts: [Key: Int] = [:]
  private var different: [String: Set<String>] = [:]

  init(_ source: ChainArrows, _ groups: ChainGroups) {
    self.source = source
    for arrow in source.all {
      guard case .end(let word) = arrow.to, let group = groups.groupOf[arrow.from] else { continue }
      counts[Key(group: group, word: word), default: 0] += 1
    }
    for arrow in source.all {
      guard case .ends(let word) = place(arrow, groups) else { continue }
      different[word, default: []].insert(source.target(arrow))
    }
  }

  func place(_ arrow: ChainArrows.Arrow, _ groups: ChainGroups) -> DrawingParts.Place {
    switch arrow.to {
    case .chain(let target): return .group(groups.groupOf[target] ?? 0)
    case .missing(let name): return .missing(name)
    case .end(let word):
      guard let group = groups.groupOf[arrow.from] else { return .ends(word) }
      let isFew =
        groups.groups[group].members.count == 1
        && counts[Key(group: group, word: word), default: 0] <= Self.few
      return isFew ? .end(source.target(arrow)) : .ends(word)
    }
  }

  /// `2,000 different`, where that tells something.
  func detail(_ word: String) -> String {
    guard let count = different[word]?.count, count > 1 else { return "" }
    return "\(Decimals.grouped(UInt64(count))) different"
  }
}
