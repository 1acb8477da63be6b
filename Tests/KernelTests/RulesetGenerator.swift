import TestSupport

/// Writes one random ruleset over all tables, around a few random packets; the seed decides both.
///
/// Chains jump only to chains with a higher number, so there are no loops, but often to the same
/// chain twice.
struct RulesetGenerator {
  /// What rules may ask for.
  enum Setting: String, CaseIterable, Sendable {
    /// Every extension, and packets of which natscope is told a part.
    case any
    /// Rules as they are common, in raw, mangle and nat, while the node never had filter and
    /// security. They are printed in other forms than iptables-save's, too.
    case translating
    /// Only what a packet decides of which everything is known.
    case decided
  }

  /// How many packets are sent through one ruleset.
  static let packets = 4

  var random: SplitMix64
  let setting: Setting
  let isIPv6: Bool
  let packets: [TestPacket]
  /// The one that the rule at hand is written around.
  private(set) var packet: TestPacket
  private(set) var lines: [String] = []
  private var places: [Place] = []

  /// A line with a rule, and what the rule may be.
  struct Place {
    var line: Int
    var table: String
    var chain: String
    /// The hooks from which the chain can be reached.
    var hooks: [String]
    /// 0 for a built-in chain.
    var level: Int
    /// The chains that it may jump to.
    var jumps: [String]
    var isBuiltIn: Bool { level == 0 }
  }

  var pool: Pool { isIPv6 ? .ipv6 : .ipv4 }
  var text: String { lines.joined(separator: "\n") + "\n" }

  init(seed: UInt64, setting: Setting) {
    var random = SplitMix64(seed: seed)
    isIPv6 = random.chance(of: 3)
    let pool = isIPv6 ? Pool.ipv6 : Pool.ipv4
    packets = (0..<Self.packets).map { _ in pool.packet(&random, setting: setting) }
    packet = packets[0]
    self.random = random
    self.setting = setting
    let tables = setting == .translating ? ChainGroup.translating : ChainGroup.tables[...]
    for (table, hooks) in tables { write(table, hooks) }
  }

  private static let levels = 2

  private mutating func write(_ table: String, _ hooks: [String]) {
    // Groups that are left out keep the ruleset small enough to be read by a person.
    let groups = ChainGroup.groups(table, hooks).filter { _ in random.chance(2, of: 3) }
    lines.append("*\(table)")
    for hook in hooks {
      // A policy may drop, but not in nat, and seldom, or nothing would ever arrive.
      let drops = table != "nat" && random.chance(of: 40)
      lines.append(":\(hook) \(drops ? "DROP" : "ACCEPT") [0:0]")
    }
    for group in groups {
      for level in 1...Self.levels { lines.append(":\(group.chain(level)) - [0:0]") }
    }
    for hook in hooks {
      let reachable = groups.filter { $0.hooks.contains(hook) }
      for _ in 0..<random.number(0...3) {
        add(
          Place(
            line: 0, table: table, chain: hook, hooks: [hook], level: 0,
            jumps: chains(of: reachable, above: 0)))
      }
    }
    for group in groups {
      let reachable = groups.filter { Set($0.hooks).isSuperset(of: group.hooks) }
      for level in 1...Self.levels {
        for _ in 0..<random.number(1...3) {
          add(
            Place(
              line: 0, table: table, chain: group.chain(level), hooks: group.hooks, level: level,
              jumps: chains(of: reachable, above: level)))
        }
      }
    }
    lines.append("COMMIT")
  }

  private func chains(of groups: [ChainGroup], above level: Int) -> [String] {
    groups.flatMap { group in (1...Self.levels).filter { $0 > level }.map(group.chain) }
  }

  private mutating func add(_ place: Place) {
    var place = place
    place.line = lines.count
    places.append(place)
    lines.append(rule(place))
  }

  /// Writes the rule of a line (counted from 1) anew, or if the line is the COMMIT of a table,
  /// where the kernel refuses without naming a rule, all rules of that table.
  mutating func rewrite(line: Int) {
    let index = line - 1
    let isRule = places.contains { $0.line == index }
    let start = lines[..<min(max(index, 0), lines.count)].lastIndex { $0.hasPrefix("*") } ?? 0
    for place in places
    where isRule ? place.line == index : (place.line > start && place.line < index) {
      lines[place.line] = rule(place)
    }
  }

  private mutating func rule(_ place: Place) -> String {
    packet = random.pick(packets)
    let target = target(place)
    var words = ["-A", place.chain]
    if random.chance(2, of: 3) { words += addresses(place) }
    var named: TestPacket.Kind?
    if let needed = target.needs {
      words += ["-p", needed.rawValue] + target.matches
      named = needed
    } else if random.chance(2, of: 5) {
      let (options, kind) = protocolOptions()
      words += options
      named = kind
    }
    if let named, target.matches.isEmpty, random.chance(2, of: 3) {
      words += match(place, of: named)
    }
    for _ in 0..<random.pick([0, 0, 1, 1, 2]) {
      words += match(place, of: nil, hasProtocol: words.contains("-p"))
    }
    return (words + target.words).joined(separator: " ")
  }

  /// A match of the protocol that the rule names, or one that needs none.
  private mutating func match(
    _ place: Place, of kind: TestPacket.Kind?, hasProtocol: Bool = false
  ) -> [String] {
    // Two rules of three that ask what a packet decides leave enough conditions.
    let decided = setting == .decided || random.chance(2, of: 3)
    let usable = RandomMatch.weighted.filter { match in
      match.isDecided == decided && match.fits(place, isIPv6: isIPv6)
        && (kind.map(match.kinds.contains) ?? match.kinds.isEmpty)
        && !(match.namesProtocol && hasProtocol) && (match.isListed || setting != .translating)
    }
    return usable.isEmpty ? [] : random.pick(usable).words(&self, place)
  }
}
