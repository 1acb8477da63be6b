extension PathDrawingBuilder {
  /// Marks the visits from which one comes to a decisive rule.
  mutating func markWays() {
    isOnTheWay = tree.visits.map { visit in visit.rows.contains { !$0.decided.isEmpty } }
    // A chain's visit comes later than the one it was entered from.
    for index in tree.visits.indices.reversed() where !isOnTheWay[index] {
      isOnTheWay[index] = tree.visits[index].rows.contains { row in
        row.child.map { isOnTheWay[$0] } ?? false
      }
    }
  }

  /// - Parameter comers: the outcomes that come to the chain, also those for which nothing matches.
  mutating func visit(
    _ index: Int, entry: PathDrawing.Entry?, comers: [Int], depth: Int
  ) -> PathDrawing.Visit? {
    let visited = tree.visits[index]
    let rows = visited.rows.sorted { $0.rule.index < $1.rule.index }
    let rules = rows.map(\.rule)
    let isLeaf = rows.allSatisfy { $0.child == nil }
    let isAgain = isLeaf && !isOnTheWay[index] && drawn[visited.chain] == rules
    var out = PathDrawing.Visit(
      table: ruleset.tableName(visited.chain), chain: ruleset.chainTitle(visited.chain),
      entry: entry, isAgain: isAgain)
    guard !isAgain else { return out }
    if isLeaf { drawn[visited.chain] = rules }
    var entered: [Chain.ID] = []
    var children: [(row: PathTree.Row, child: Int)] = []
    for row in rows {
      let isNeeded = !row.decided.isEmpty || (row.child.map { isOnTheWay[$0] } ?? false)
      if !isNeeded, let passed = fruitless(row) {
        entered.append(passed)
        continue
      }
      guard
        isNeeded
          || rowsLeft > 0 && out.rows.count < PathDrawing.Limit.rowsOfVisit
            && depth < PathDrawing.Limit.depth
      else {
        out.rowsOmitted += size(row)
        continue
      }
      rowsLeft -= 1
      out.rows.append(self.row(row, comers))
      if let child = row.child { children.append((row, child)) }
    }
    for (row, child) in children {
      let (next, skipped) = below(child, depth)
      let entry = self.entry(row, comers, skipped: skipped)
      if let visit = visit(
        next, entry: entry, comers: skipped == 0 ? row.outcomes : tree.visits[next].outcomes,
        depth: skipped == 0 ? depth + 1 : depth)
      {
        out.children.append(visit)
      }
    }
    if visited.others > 0 {
      let share = visited.otherShare > 0 ? ", together \(Share.text(visited.otherShare))" : ""
      let noun = visited.others == 1 ? "more way leads" : "more ways lead"
      out.others = "\(Decimals.grouped(UInt64(visited.others))) \(noun) on from here\(share)"
    }
    neighbours(of: visited.chain, entered, &out)
    return out
  }

  /// A rule with all that matched behind it.
  private func size(_ row: PathTree.Row) -> Int {
    var count = 0
    var pending = [row]
    while let next = pending.popLast() {
      count += 1
      if let child = next.child { pending += tree.visits[child].rows }
    }
    return count
  }

  /// The chain that the rule leads to if the packet came back from there as it went.
  private func fruitless(_ row: PathTree.Row) -> Chain.ID? {
    guard row.effect == .jump, case .chain(let chain, _) = ruleset.decode(row.rule).target else {
      return nil
    }
    guard let child = row.child else { return chain }
    let inside = tree.visits[child].rows
    return inside.count == 1 && inside[0].effect == .return ? chain : nil
  }

  /// Where a chain is nested too deep, the one further down that is drawn in its place.
  private func below(_ child: Int, _ depth: Int) -> (visit: Int, skipped: Int) {
    guard depth == PathDrawing.Limit.depth / 2 else { return (child, 0) }
    var way = [child]
    while let next = tree.visits[way[way.count - 1]].rows
      .compactMap(\.child).first(where: { isOnTheWay[$0] })
    { way.append(next) }
    let room = PathDrawing.Limit.depth / 2
    return way.count <= room ? (child, 0) : (way[way.count - room], way.count - room)
  }

  private func row(
    _ row: PathTree.Row, _ comers: [Int]
  ) -> PathDrawing.Row {
    let decoded = ruleset.decode(row.rule)
    let place = RulePlace(ruleset, row.rule)
    let arrow =
      switch row.effect {
      case .jump, .goto: "->"
      case .translate, .accept, .drop, .reject, .queue: "=>"
      case .return: "<-"
      case .continue: decoded.target == .unknown ? "->" : ""
      case .mark, .notrack: ""
      }
    let beside = beside(row, comers)
    return PathDrawing.Row(
      number: place.numberText, asks: words.asks(decoded, row.rule), arrow: arrow,
      target: words.target(row.rule, decoded.target), line: place.line,
      share: row.child == nil ? beside.share : nil,
      condition: row.child == nil ? beside.condition : nil,
      mark: mark(row))
  }

  private func entry(
    _ row: PathTree.Row, _ comers: [Int], skipped: Int
  ) -> PathDrawing.Entry {
    let verb = row.effect == .goto ? "goto" : "jump"
    let number = RulePlace(ruleset, row.rule).numberText
    let middle = skipped > 0 ? ", then \(skipped) chains that are not drawn" : ""
    let beside = beside(row, comers)
    return PathDrawing.Entry(
      text: "\(verb) from \(number)\(middle)", share: beside.share, condition: beside.condition)
  }

  /// What sets the packets that match a rule apart from those that come to its chain.
  private func beside(
    _ row: PathTree.Row, _ comers: [Int]
  ) -> (share: String?, condition: String?) {
    guard row.outcomes.count < comers.count else { return (nil, nil) }
    let (part, whole) = (share(row.outcomes), share(comers))
    if part > 0, whole > 0 {
      return (Share.isClose(part, whole) ? nil : Share.text(part), nil)
    }
    return (nil, condition(row.outcomes, beside: comers) ?? "in some cases")
  }

  /// What holds in some outcomes and not in all of the others; nil if there is no such condition.
  func condition(_ outcomes: [Int], beside all: [Int]) -> String? {
    let mine = common(outcomes)
    let others = Set(common(all))
    let own = mine.filter { !others.contains($0) }
    guard !own.isEmpty else { return nil }
    // What sets them apart from the main outcome is what people ask for.
    let usual = Set(trace.outcomes[main].conditions)
    let sorted = own.filter { !usual.contains($0) } + own.filter { usual.contains($0) }
    let texts = sorted.prefix(2).map {
      RuleWords.short(ConditionWording($0, in: ruleset).text, to: 100)
    }
    if texts.count == 2, own.count == 2, texts[0].utf8.count + texts[1].utf8.count < 80 {
      return "if \(texts[0]) and \(texts[1])"
    }
    return own.count == 1 ? "if \(texts[0])" : "if \(texts[0]) and \(own.count - 1) more"
  }

  private func mark(_ row: PathTree.Row) -> PathDrawing.Mark {
    guard let first = row.decided.first else { return .none }
    return trace.outcomes[first].verdict == nil ? .leavesOpen : .decides
  }

  private func common(_ outcomes: [Int]) -> [Condition] {
    guard let first = outcomes.first else { return [] }
    var result = trace.outcomes[first].conditions
    for index in outcomes.dropFirst() where !result.isEmpty {
      let conditions = Set(trace.outcomes[index].conditions)
      result.removeAll { !conditions.contains($0) }
    }
    return result
  }

  /// Adds chains that a chain leads to and that have nothing in the picture.
  func neighbours(
    of chain: Chain.ID, _ entered: [Chain.ID], _ visit: inout PathDrawing.Visit
  ) {
    var seen: Set<Chain.ID> = [chain]
    var found: [PathDrawing.Neighbour] = []
    var omitted = 0
    func add(_ chain: Chain.ID, isEntered: Bool) {
      guard seen.insert(chain).inserted else { return }
      guard found.count < PathDrawing.Limit.neighbours else {
        omitted += 1
        return
      }
      found.append(PathDrawing.Neighbour(chain: ruleset.chainTitle(chain), isEntered: isEntered))
    }
    for chain in entered { add(chain, isEntered: true) }
    if let enteredChains, ruleset[chain].rules.count <= PathDrawing.Limit.neighbourRules {
      for rule in ruleset[chain].rules.map({ Rule.ID($0) }) where ruleset[rule].targetLength > 0 {
        let name = ruleset.source.slice(ruleset[rule].target)
        guard let target = ruleset.chain(named: name, in: ruleset[chain].table),
          !enteredChains.contains(target)
        else { continue }
        add(target, isEntered: false)
      }
    }
    visit.neighbours = found
    visit.neighboursOmitted = omitted
  }
}
