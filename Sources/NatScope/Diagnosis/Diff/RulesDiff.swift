/// The rules of two captures side by side, table by table.
public struct RulesDiff: Sendable {
  /// What differs in one chain.
  public struct ChainChange: Sendable {
    public let family: IPFamily
    public let table: String
    public let chain: String
    /// Rules that are in the second capture only.
    public let came: Int
    /// Rules that are in the first capture only.
    public let went: Int
    /// `ACCEPT` or `DROP`; nil where a capture does not have it.
    public let policyBefore: String?
    public let policyAfter: String?

    public var hasOtherPolicy: Bool {
      policyBefore != nil && policyAfter != nil && policyBefore != policyAfter
    }
  }

  /// A rule that counted packets between the two captures.
  public struct Traffic: Sendable {
    public let place: RulePlace
    /// The rule as iptables-save writes it.
    public let text: String
    /// In nat: first packets of connections. A listing without `-x` rounds.
    public let packets: ClosedRange<UInt64>
  }

  public private(set) var chains: [ChainChange] = []
  /// Rules that are the same to the byte, counters included.
  public private(set) var same = 0
  /// Rules that stand at another place among the others of their chain.
  public private(set) var otherOrder = 0
  /// Rules that differ only in their counters.
  public private(set) var otherCounters = 0
  /// The rules that decide packets and took some in between, those with the most first.
  public private(set) var traffic: [Traffic] = []
  /// Whether some counter is lower than it was: nothing tells what came after it began anew.
  public private(set) var isCounterReset = false
  /// Tables that only one capture has, so that their rules are not compared.
  public private(set) var uncompared: [String] = []

  init(_ before: Capture, _ after: Capture, covers: (IPFamily) -> Bool = { _ in true }) {
    var first = before.rulesets.indices.filter { covers(before.rulesets[$0].family) }
    var second = after.rulesets.indices.filter { covers(after.rulesets[$0].family) }
    // Of two rulesets of a family, the one of the same backend; else the one that does not tell it.
    for isPair in [Self.hasSameBackend, Self.mayHaveSameBackend, Self.hasSameFamily] {
      for old in first {
        let rules = before.rulesets[old]
        guard let new = second.first(where: { isPair(rules, after.rulesets[$0]) }) else { continue }
        first.removeAll { $0 == old }
        second.removeAll { $0 == new }
        compare(rules, after.rulesets[new])
      }
    }
    uncompared += first.map { "\(before.rulesets[$0].title), which is only in the first capture" }
    uncompared += second.map { "\(after.rulesets[$0].title), which is only in the second capture" }
    traffic.sort { $0.packets.lowerBound > $1.packets.lowerBound }
  }

  private static func hasSameFamily(_ a: Ruleset, _ b: Ruleset) -> Bool { a.family == b.family }

  private static func hasSameBackend(_ a: Ruleset, _ b: Ruleset) -> Bool {
    hasSameFamily(a, b) && a.backend == b.backend
  }

  private static func mayHaveSameBackend(_ a: Ruleset, _ b: Ruleset) -> Bool {
    hasSameFamily(a, b) && (a.backend == nil || b.backend == nil)
  }

  private mutating func compare(_ old: Ruleset, _ new: Ruleset) {
    let (was, now) = (Self.tables(old), Self.tables(new))
    for name in Set(was.keys).symmetricDifference(now.keys).sorted() {
      let place = was[name] == nil ? "second" : "first"
      uncompared.append("table \(name), which is only in the \(place) capture")
    }
    for name in was.keys.sorted() {
      guard let first = was[name], let second = now[name] else { continue }
      for chain in Set(first.keys).union(second.keys).sorted() {
        compare(
          name, chain, first[chain].map { (old, $0) }, second[chain].map { (new, $0) })
      }
    }
  }

  /// The chains of each table by name.
  private static func tables(_ ruleset: Ruleset) -> [String: [String: Chain.ID]] {
    var result: [String: [String: Chain.ID]] = [:]
    for index in ruleset.tables.indices {
      result[ruleset.name(Table.ID(index)) ?? "?"] = [:]
    }
    for index in ruleset.chains.indices {
      let id = Chain.ID(index)
      result[ruleset.tableName(id), default: [:]][ruleset.chainTitle(id)] = id
    }
    return result
  }

  private mutating func compare(
    _ table: String, _ chain: String, _ old: (rules: Ruleset, id: Chain.ID)?,
    _ new: (rules: Ruleset, id: Chain.ID)?
  ) {
    let was = old.map { Self.rules($0.rules, $0.id) } ?? []
    let now = new.map { Self.rules($0.rules, $0.id) } ?? []
    var waiting: [[UInt8]: [Int]] = [:]
    for (place, rule) in now.enumerated().reversed() {
      waiting[rule.text, default: []].append(place)
    }
    var pairs: [(old: Int, new: Int)] = []
    for (place, rule) in was.enumerated() {
      if let found = waiting[rule.text]?.popLast() { pairs.append((place, found)) }
    }
    let kept = Self.longestRise(pairs.map(\.new))
    otherOrder += pairs.count - kept
    if let old, let new {
      for pair in pairs {
        count((old.rules, was[pair.old].id), (new.rules, now[pair.new].id))
      }
    }
    let change = ChainChange(
      family: (old ?? new)?.rules.family ?? .ipv4, table: table, chain: chain,
      came: now.count - pairs.count, went: was.count - pairs.count,
      policyBefore: old.flatMap { $0.rules[$0.id].policy.name },
      policyAfter: new.flatMap { $0.rules[$0.id].policy.name })
    if change.came > 0 || change.went > 0 || change.hasOtherPolicy { chains.append(change) }
  }

  private mutating func count(
    _ old: (rules: Ruleset, id: Rule.ID), _ new: (rules: Ruleset, id: Rule.ID)
  ) {
    let (was, now) = (old.rules.counters(old.id), new.rules.counters(new.id))
    guard let was, let now, was != now else {
      if was == now { same += 1 } else { otherCounters += 1 }
      return
    }
    otherCounters += 1
    if now.packets.upperBound < was.packets.lowerBound {
      isCounterReset = true
      return
    }
    guard now.packets.lowerBound > was.packets.upperBound, Self.decides(new.rules, new.id) else {
      return
    }
    traffic.append(
      Traffic(
        place: RulePlace(new.rules, new.id),
        text: String(decoding: new.rules.canonicalText(new.id), as: UTF8.self),
        packets: now.packets.lowerBound - was.packets.upperBound...now.packets.upperBound
          - was.packets.lowerBound))
  }

  /// Whether a rule sends packets elsewhere or ends their way, so that what it counted tells a story.
  private static func decides(_ ruleset: Ruleset, _ rule: Rule.ID) -> Bool {
    switch ruleset.decode(rule).target {
    case .destinationNAT, .redirect, .netmap, .transparentProxy, .drop, .reject: true
    default: false
    }
  }

  private static func rules(
    _ ruleset: Ruleset, _ chain: Chain.ID
  ) -> [(id: Rule.ID, text: [UInt8])] {
    ruleset[chain].rules.map { (Rule.ID($0), ruleset.canonicalText(Rule.ID($0))) }
  }

  /// The length of the longest rising sequence that is left when others are taken out: those rules
  /// kept their order (patience sorting).
  static func longestRise(_ places: [Int]) -> Int {
    var ends: [Int] = []
    for place in places {
      var low = 0
      var high = ends.count
      while low < high {
        let middle = (low + high) / 2
        if ends[middle] < place { low = middle + 1 } else { high = middle }
      }
      if low == ends.count { ends.append(place) } else { ends[low] = place }
    }
    return ends.count
  }
}
