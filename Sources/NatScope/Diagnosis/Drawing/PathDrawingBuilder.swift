/// Puts the outcomes of a trace into bands, chains and rows.
struct PathDrawingBuilder {
  let trace: Trace
  let ruleset: Ruleset
  let main: Int
  let words: RuleWords
  /// The outcomes that pass a part of the way, drawn or not.
  var comers: [Traversal.Leg: [Int]] = [:]
  /// Of each outcome that is drawn.
  var paths: [Int: PathLegs] = [:]
  var tree: PathTree
  /// Which outcomes' probabilities are shares of one whole; empty if they are of none.
  let counted: [Bool]
  var rowsLeft = PathDrawing.Limit.rows
  /// The rules of chains that were drawn without further chains.
  var drawn: [Chain.ID: [Rule.ID]] = [:]
  /// Visits on the way to a decisive rule.
  var isOnTheWay: [Bool] = []
  /// The chains that an outcome enters, drawn or not; nil if not all outcomes are known whole.
  let enteredChains: Set<Chain.ID>?

  init(_ trace: Trace, main: Int, _ ruleset: Ruleset) {
    self.trace = trace
    self.main = main
    self.ruleset = ruleset
    words = RuleWords(ruleset)
    let answers = Answers(trace.outcomes[main], trace, ruleset.family)
    counted = answers.isWhole ? answers.isCounted : []
    tree = PathTree(ruleset)
    enteredChains = Self.enteredChains(trace, ruleset)
    lay()
  }

  private static func enteredChains(_ trace: Trace, _ ruleset: Ruleset) -> Set<Chain.ID>? {
    let isWhole =
      trace.omitted.outcomes == 0
      && trace.outcomes.allSatisfy { $0.pathOmitted == 0 && !$0.isMerged }
    guard isWhole else { return nil }
    var chains: Set<Chain.ID> = []
    var rules: Set<Rule.ID> = []
    for outcome in trace.outcomes {
      for item in outcome.path where rules.insert(item.rule).inserted {
        chains.insert(ruleset[item.rule].chain)
        // Those in which nothing matched, too.
        if case .chain(let target, _) = ruleset.decode(item.rule).target { chains.insert(target) }
      }
    }
    return chains
  }

  /// Lays the paths over each other, the main one whole and of the others as many as fit.
  private mutating func lay() {
    let mainPath = PathLegs(trace.outcomes[main], from: trace.packet.origin, in: ruleset)
    tree.insert(mainPath, main)
    for leg in mainPath.passed { comers[leg, default: []].append(main) }
    paths[main] = mainPath
    let limit = max(tree.rowCount, PathDrawing.Limit.rows)
    var answers: Set<String> = [trace.outcomes[main].answer(ruleset.family)]
    var undrawn: [(Int, PathLegs)] = []
    let ends = PathDrawing.drawnEnds(
      of: Set(trace.outcomes.map { $0.answer(ruleset.family) }).count + trace.omitted.outcomes)
    for index in trace.outcomes.indices where index != main {
      let outcome = trace.outcomes[index]
      let path = PathLegs(outcome, from: trace.packet.origin, in: ruleset)
      for leg in path.passed { comers[leg, default: []].append(index) }
      let answer = outcome.answer(ruleset.family)
      let isNew = !answers.contains(answer)
      if paths.count < PathDrawing.Limit.outcomes, !isNew || answers.count < ends {
        var trial = tree
        trial.insert(path, index)
        if trial.rowCount <= limit {
          tree = trial
          paths[index] = path
          answers.insert(answer)
          continue
        }
      }
      undrawn.append((index, path))
    }
    for (index, path) in undrawn { tree.count(path, index, share: share([index])) }
  }

  /// How many of all packets take these outcomes, of those that have a share at all.
  func share(_ outcomes: [Int]) -> Double {
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
      band.visits = roots.compactMap { visit($0, entry: nil, comers: comers[leg] ?? [], depth: 0) }
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
        condition: index == main ? nil : condition([index], beside: comers[leg] ?? []),
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
