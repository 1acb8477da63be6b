/// The paths of several outcomes laid over each other: which chains they enter from where, and which
/// of their rules match.
struct PathTree {
  /// A chain that was entered by one rule, or by the kernel.
  struct Visit {
    let leg: Traversal.Leg
    let chain: Chain.ID
    /// In the order in which they were met; `Rule.ID` has the order of the chain.
    var rows: [Row] = []
    /// The outcomes that come here.
    var outcomes: [Int] = []
    /// Outcomes that go another way from here, which is not in the tree.
    var others = 0
    var otherShare = 0.0
  }

  struct Row {
    let rule: Rule.ID
    let effect: PathItem.Effect
    /// The outcomes for which the rule matches here.
    var outcomes: [Int] = []
    /// Those of them that it decides.
    var decided: [Int] = []
    /// The visit of the chain that it leads to, if a rule matched there.
    var child: Int?
  }

  private struct Root: Hashable {
    let leg: Traversal.Leg
    let chain: Chain.ID
  }

  private struct Place: Hashable {
    let visit: Int
    let rule: Rule.ID
  }

  private(set) var visits: [Visit] = []
  /// The visits that no rule of the tree leads to, in the order in which they were met.
  private(set) var roots: [Int] = []
  private(set) var rowCount = 0
  private var rootPlaces: [Root: Int] = [:]
  private var rowPlaces: [Place: Int] = [:]
  private let ruleset: Ruleset

  init(_ ruleset: Ruleset) { self.ruleset = ruleset }

  /// Adds the path of an outcome.
  mutating func insert(_ path: PathLegs, _ index: Int) {
    var stack: [Int] = []
    var previous: Place?
    for (number, item) in path.items.enumerated() {
      let chain = ruleset[item.rule].chain
      let leg = path.legs[number]
      enter(chain, leg, from: previous, &stack)
      guard let visit = stack.last else { continue }
      if visits[visit].outcomes.last != index { visits[visit].outcomes.append(index) }
      let row = row(of: item, in: visit)
      if visits[visit].rows[row].outcomes.last != index {
        visits[visit].rows[row].outcomes.append(index)
      }
      if number == path.decisive { visits[visit].rows[row].decided.append(index) }
      previous = Place(visit: visit, rule: item.rule)
    }
  }

  /// Adds an outcome to what is in the tree already, and counts it where its path first leaves that.
  mutating func count(_ path: PathLegs, _ index: Int, share: Double) {
    var stack: [Int] = []
    var previous: Place?
    var hasLeft = false
    for (number, item) in path.items.enumerated() {
      let chain = ruleset[item.rule].chain
      let before = stack.last
      let isKnown = find(chain, path.legs[number], from: previous, &stack)
      let visit = stack.last
      if isKnown, let visit, let row = rowPlaces[Place(visit: visit, rule: item.rule)] {
        if visits[visit].outcomes.last != index { visits[visit].outcomes.append(index) }
        if visits[visit].rows[row].outcomes.last != index {
          visits[visit].rows[row].outcomes.append(index)
        }
        previous = Place(visit: visit, rule: item.rule)
        continue
      }
      if !hasLeft, let visit = visit ?? before {
        visits[visit].others += 1
        visits[visit].otherShare += share
      }
      hasLeft = true
      // What follows may be in the tree again: the next hook, or the rules behind the jump.
      if !isKnown { previous = nil }
    }
  }

  /// Puts the visit of a chain on the stack, or takes those above it off.
  private mutating func enter(
    _ chain: Chain.ID, _ leg: Traversal.Leg, from previous: Place?, _ stack: inout [Int]
  ) {
    if find(chain, leg, from: previous, &stack) { return }
    let visit = visits.count
    visits.append(Visit(leg: leg, chain: chain))
    if let caller = caller(of: chain, leg, previous), let row = rowPlaces[caller] {
      visits[caller.visit].rows[row].child = visit
    } else {
      stack = []
      roots.append(visit)
      rootPlaces[Root(leg: leg, chain: chain)] = visit
    }
    stack.append(visit)
  }

  /// The same for a visit that is known.
  ///
  /// - Returns: whether it is.
  private func find(
    _ chain: Chain.ID, _ leg: Traversal.Leg, from previous: Place?, _ stack: inout [Int]
  ) -> Bool {
    if let caller = caller(of: chain, leg, previous), let row = rowPlaces[caller] {
      guard let child = visits[caller.visit].rows[row].child else { return false }
      stack.append(child)
      return true
    }
    // Chains that were entered by goto and those that came to their end are passed on the way back.
    if let place = stack.lastIndex(where: { visits[$0].chain == chain && visits[$0].leg == leg }) {
      stack.removeSubrange((place + 1)...)
      return true
    }
    guard let root = rootPlaces[Root(leg: leg, chain: chain)] else { return false }
    stack = [root]
    return true
  }

  /// The rule before, if it leads to the chain.
  private func caller(_ chain: Chain.ID, _ place: Place) -> Bool {
    if case .chain(chain, _) = ruleset.decode(place.rule).target { true } else { false }
  }

  private func caller(of chain: Chain.ID, _ leg: Traversal.Leg, _ previous: Place?) -> Place? {
    guard let previous, visits[previous.visit].leg == leg, caller(chain, previous) else {
      return nil
    }
    return previous
  }

  private mutating func row(of item: PathItem, in visit: Int) -> Int {
    let place = Place(visit: visit, rule: item.rule)
    if let known = rowPlaces[place] { return known }
    visits[visit].rows.append(Row(rule: item.rule, effect: item.effect))
    rowCount += 1
    rowPlaces[place] = visits[visit].rows.count - 1
    return visits[visit].rows.count - 1
  }
}

/// An outcome's path with the part of the way on which each of its rules matched.
struct PathLegs {
  let items: [PathItem]
  /// One for each item.
  let legs: [Traversal.Leg]
  /// All that the packet passed, up to where it was stopped.
  let passed: [Traversal.Leg]
  /// The leg of the decision.
  let decision: Traversal.Leg
  /// Index of the item that settles where the packet goes, or from which the walk cannot go on.
  let decisive: Int?

  init(_ outcome: Outcome, from origin: Packet.Origin, in ruleset: Ruleset) {
    items = outcome.path
    decisive =
      outcome.verdict == nil
      ? outcome.obstacleItem : outcome.decisiveItem(in: ruleset)
    let resent = outcome.virtualService.flatMap { $0.server == nil ? nil : $0.pathItems }
    let way = Self.way(outcome, origin, isResent: resent != nil)
    var place = 0
    var legs: [Traversal.Leg] = []
    for (number, item) in outcome.path.enumerated() {
      if number == resent, let later = way.firstIndex(of: .resending) { place = max(place, later) }
      if let found = Self.next(item.hook, way, from: place) { place = found }
      legs.append(way[place])
    }
    self.legs = legs
    let decided = outcome.decidedBy.flatMap { Self.next($0.hook, way, from: place) }
    if outcome.isStopped, let decided { place = decided }
    decision = way[decided ?? place]
    passed = outcome.verdict == .accept ? way : Array(way[...place])
  }

  /// Where the way comes to a hook next.
  private static func next(_ hook: Hook, _ way: [Traversal.Leg], from place: Int) -> Int? {
    for index in place..<way.count where way[index].hook == hook { return index }
    return nil
  }

  /// The legs that a packet with this end may have passed.
  private static func way(
    _ outcome: Outcome, _ origin: Packet.Origin, isResent: Bool
  ) -> [Traversal.Leg] {
    if isResent { return Traversal.Leg.leaving.way(from: origin, isResent: true) }
    let hooks = outcome.path.map(\.hook) + (outcome.decidedBy.map { [$0.hook] } ?? [])
    let isReceived =
      outcome.verdict == .accept ? outcome.delivery == .local : hooks.contains(.input)
    if isReceived { return Traversal.Leg.receiving.way(from: origin) }
    if outcome.verdict == .accept || hooks.contains(.forward) || hooks.contains(.postrouting) {
      return Traversal.Leg.leaving.way(from: origin)
    }
    return [origin == .outside ? .arrival : .sending]
  }
}

extension Outcome {
  /// The index of the path's item from which the walk cannot go on.
  fileprivate var obstacleItem: Int? {
    switch obstacle {
    case .unknownTarget(let rule), .corruptRule(let rule), .loop(_, let rule):
      path.lastIndex { $0.rule == rule }
    default: nil
    }
  }
}

extension Traversal.Leg {
  var hook: Hook {
    switch self {
    case .arrival, .loopback: .prerouting
    case .sending, .resending: .output
    case .forwarding: .forward
    case .leaving: .postrouting
    case .receiving: .input
    }
  }
}
