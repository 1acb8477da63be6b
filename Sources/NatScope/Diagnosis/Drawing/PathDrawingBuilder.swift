/// Puts the outcomes of a trace into bands, chains and rows.
struct PathDrawingBuilder {
  private let trace: Trace
  private let ruleset: Ruleset
  private let main: Int
  private let words: RuleWords
  /// Of each outcome that is drawn.
  private var paths: [Int: PathLegs] = [:]
  private var tree: PathTree
  /// Which outcomes' probabilities are shares of one whole; empty if they are of none.
  private let counted: [Bool]
  private var rowsLeft = PathDrawing.Limit.rows
  /// The rules of chains that were drawn without further chains.
  private var drawn: [Chain.ID: [Rule.ID]] = [:]
  /// Visits on the way to a decisive rule.
  private var isOnTheWay: [Bool] = []

  init(_ trace: Trace, main: Int, _ ruleset: Ruleset) {
    self.trace = trace
    self.main = main
    self.ruleset = ruleset
    words = RuleWords(ruleset)
    let answers = Answers(trace.outcomes[main], trace, ruleset.family)
    counted = answers.isWhole ? answers.isCounted : []
    tree = PathTree(ruleset)
    lay()
  }

  /// Lays the paths over each other, the main one whole and of the others as many as fit.
  private mutating func lay() {
    let mainPath = PathLegs(trace.outcomes[main], from: trace.packet.origin, in: ruleset)
    tree.insert(mainPath, main)
    paths[main] = mainPath
    let limit = max(tree.rowCount, PathDrawing.Limit.rows)
    var answers: Set<String> = [trace.outcomes[main].answer(ruleset.family)]
    for index in trace.outcomes.indices where index != main {
      let outcome = trace.outcomes[index]
      let path = PathLegs(outcome, from: trace.packet.origin, in: ruleset)
      let answer = outcome.answer(ruleset.family)
      let isNew = !answers.contains(answer)
      if paths.count < PathDrawing.Limit.outcomes, !isNew || answers.count < PathDrawing.Limit.ends
      {
        var trial = tree
        trial.insert(path, index)
        if trial.rowCount <= limit {
          tree = trial
          paths[index] = path
          answers.insert(answer)
          continue
        }
      }
      tree.count(path, share: share([index]))
    }
  }

  /// How many of all packets take these outcomes, of those that have a share at all.
  private func share(_ outcomes: [Int]) -> Double {
    guard !counted.isEmpty else { return 0 }
    return outcomes.reduce(0) { $0 + (counted[$1] ? trace.outcomes[$1].probability : 0) }
  }
}

extension PathDrawingBuilder {
  mutating func bands(_ diagnosis: Diagnosis) -> [PathDrawing.Band] {
    markWays()
    var legs: [Traversal.Leg] = []
    var passedByMain: [Traversal.Leg] = []
    if let path = paths[main] { passedByMain = path.passed }
    legs = passedByMain
    for index in paths.keys.sorted() {
      for leg in paths[index]?.passed ?? [] where !legs.contains(leg) { legs.append(leg) }
    }
    var bands: [PathDrawing.Band] = []
    for (place, leg) in legs.enumerated() {
      let isPassed = passedByMain.contains(leg)
      var band = PathDrawing.Band(
        kind: .hook, title: leg.hook.rawValue, note: leg.note,
        follows: place == 0 || isPassed || follows(leg, legs[place - 1]), isPassed: isPassed)
      let roots = tree.roots.filter { tree.visits[$0].leg == leg }
      let comers = paths.keys.sorted().filter { paths[$0]?.passed.contains(leg) == true }
      band.visits = roots.compactMap { visit($0, entry: nil, comers: comers, depth: 0) }
      policies(leg, &band)
      if isPassed { band.remarks = remarks(leg) }
      bands.append(band)
      if let decision = decision(behind: leg, diagnosis) { bands.append(decision) }
    }
    return bands
  }

  private func follows(_ leg: Traversal.Leg, _ previous: Traversal.Leg) -> Bool {
    paths.values.contains { path in
      path.passed.firstIndex(of: leg).map { $0 > 0 && path.passed[$0 - 1] == previous } ?? false
    }
  }

  /// The routing decision, or IPVS, where they come next.
  private func decision(behind leg: Traversal.Leg, _ diagnosis: Diagnosis) -> PathDrawing.Band? {
    if let service = diagnosis.virtualService, let path = paths[main],
      leg == .receiving || leg == .sending, path.passed.contains(leg)
    {
      return PathDrawing.Band(
        kind: .decision, title: "IPVS",
        note: "\(service.service), \(service.choice) => \(service.target)",
        follows: true, isPassed: true)
    }
    guard leg == .arrival else { return nil }
    var ways: [String] = []
    for index in [main] + paths.keys.sorted() {
      guard let passed = paths[index]?.passed, passed.count > 1 else { continue }
      let way = passed[1] == .forwarding ? "forwarded" : "to this node"
      if !ways.contains(way) { ways.append(way) }
    }
    guard !ways.isEmpty else { return nil }
    return PathDrawing.Band(
      kind: .decision, title: "routing decision", note: ways.joined(separator: ", or "),
      follows: true,
      isPassed: paths[main].map { $0.passed.count > 1 } ?? false)
  }

  /// Tables of the hook in which no rule matched, and those that the input lacks.
  private func remarks(_ leg: Traversal.Leg) -> [String] {
    let outcome = trace.outcomes[main]
    var silent: [String] = []
    var absent: [String] = []
    var unchecked: [String] = []
    for stage in leg.stages(ruleset.backend) {
      guard case .table(let hook, let table) = stage else { continue }
      let isStop =
        outcome.isStopped && outcome.decidedBy?.hook == hook && outcome.decidedBy?.table == table
      if let gap = outcome.notChecked.first(where: { $0.hook == hook && $0.table == table }) {
        if gap.isInInput { unchecked.append(table.rawValue) } else { absent.append(table.rawValue) }
      } else if let chain = ruleset.chain(hook, in: table), !isStop,
        !tree.roots.contains(where: {
          tree.visits[$0].leg == leg && tree.visits[$0].chain == chain
        })
      {
        silent.append(table.rawValue)
      }
      if isStop { break }
    }
    return [
      ("no rule matches: ", silent), ("not walked: ", unchecked), ("not in the input: ", absent),
    ].compactMap { $0.1.isEmpty ? nil : $0.0 + $0.1.joined(separator: ", ") }
  }

  /// Adds the policies that stop one of the drawn outcomes.
  private func policies(_ leg: Traversal.Leg, _ band: inout PathDrawing.Band) {
    for index in paths.keys.sorted() {
      let outcome = trace.outcomes[index]
      guard outcome.isStopped, let decision = outcome.decidedBy, decision.rule == nil,
        paths[index]?.decision == leg
      else { continue }
      let place = RulePlace(ruleset, decision)
      let row = PathDrawing.Row(
        number: "policy", asks: "", arrow: "=>",
        target: outcome.verdict?.rawValue ?? "", line: place.line, share: nil,
        condition: index == main ? nil : condition([index], beside: Array(paths.keys)),
        mark: .decides)
      let known = band.visits.firstIndex { $0.table == place.table && $0.chain == place.chain }
      if let known {
        if band.visits[known].rows.last?.number != "policy" { band.visits[known].rows.append(row) }
      } else {
        var visit = PathDrawing.Visit(
          table: place.table, chain: place.chain, entry: nil, isAgain: false)
        visit.rows = [row]
        neighbours(of: decision.chain, [], &visit)
        band.visits.append(visit)
      }
    }
  }
}

extension PathDrawingBuilder {
  /// Marks the visits from which one comes to a decisive rule.
  private mutating func markWays() {
    isOnTheWay = tree.visits.map { visit in visit.rows.contains { !$0.decided.isEmpty } }
    // A chain's visit comes later than the one it was entered from.
    for index in tree.visits.indices.reversed() where !isOnTheWay[index] {
      isOnTheWay[index] = tree.visits[index].rows.contains { row in
        row.child.map { isOnTheWay[$0] } ?? false
      }
    }
  }

  /// - Parameter comers: the outcomes that come to the chain, also those for which nothing matches.
  private mutating func visit(
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
        out.rowsOmitted += 1
        continue
      }
      rowsLeft -= 1
      out.rows.append(self.row(row, comers, visited))
      if let child = row.child { children.append((row, child)) }
    }
    for (row, child) in children {
      let (next, skipped) = below(child, depth)
      let entry = self.entry(row, comers, visited, skipped: skipped)
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
    _ row: PathTree.Row, _ comers: [Int], _ visit: PathTree.Visit
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
    let beside = beside(row, comers, visit)
    return PathDrawing.Row(
      number: place.numberText, asks: words.asks(decoded, row.rule), arrow: arrow,
      target: words.target(row.rule, decoded.target), line: place.line,
      share: row.child == nil ? beside.share : nil,
      condition: row.child == nil ? beside.condition : nil,
      mark: mark(row))
  }

  private func entry(
    _ row: PathTree.Row, _ comers: [Int], _ visit: PathTree.Visit, skipped: Int
  ) -> PathDrawing.Entry {
    let verb = row.effect == .goto ? "goto" : "jump"
    let number = RulePlace(ruleset, row.rule).numberText
    let middle = skipped > 0 ? ", then \(skipped) chains that are not drawn" : ""
    let beside = beside(row, comers, visit)
    return PathDrawing.Entry(
      text: "\(verb) from \(number)\(middle)", share: beside.share, condition: beside.condition)
  }

  /// What sets the packets that match a rule apart from those that come to its chain.
  private func beside(
    _ row: PathTree.Row, _ comers: [Int], _ visit: PathTree.Visit
  ) -> (share: String?, condition: String?) {
    guard row.outcomes.count < comers.count else { return (nil, nil) }
    let (part, whole) = (share(row.outcomes), share(comers) + visit.otherShare)
    if part > 0, whole > 0 {
      return (Share.isClose(part, whole) ? nil : Share.text(part), nil)
    }
    return (nil, condition(row.outcomes, beside: comers) ?? "in some cases")
  }

  /// What holds in some outcomes and not in all of the others; nil if there is no such condition.
  private func condition(_ outcomes: [Int], beside all: [Int]) -> String? {
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
  private func neighbours(
    of chain: Chain.ID, _ entered: [Chain.ID], _ visit: inout PathDrawing.Visit
  ) {
    var seen = Set(tree.visits.map(\.chain))
    seen.insert(chain)
    var found: [PathDrawing.Neighbour] = []
    var omitted = 0
    func add(_ chain: Chain.ID, isEntered: Bool) {
      guard
        seen.insert(chain).inserted
          || isEntered && !found.contains(where: { $0.chain == ruleset.chainTitle(chain) })
      else { return }
      guard found.count < PathDrawing.Limit.neighbours else {
        omitted += 1
        return
      }
      found.append(PathDrawing.Neighbour(chain: ruleset.chainTitle(chain), isEntered: isEntered))
    }
    for chain in entered { add(chain, isEntered: true) }
    let rules = ruleset[chain].rules.prefix(PathDrawing.Limit.neighbourRules)
    for rule in rules.map({ Rule.ID($0) }) where ruleset[rule].targetLength > 0 {
      let name = ruleset.source.slice(ruleset[rule].target)
      if let target = ruleset.chain(named: name, in: ruleset[chain].table) {
        add(target, isEntered: false)
      }
    }
    visit.neighbours = found
    visit.neighboursOmitted = omitted
  }
}

extension Traversal.Leg {
  /// What the packet does at the hook.
  fileprivate var note: String {
    switch self {
    case .arrival: "it arrives"
    case .sending: "this node sends it"
    case .forwarding: "it goes through this node"
    case .leaving: "it leaves"
    case .receiving: "a socket of this node gets it"
    case .resending: "IPVS sends it on"
    case .loopback: "it arrives again over lo"
    }
  }
}
