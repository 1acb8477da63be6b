import TestSupport

/// Writes one random ruleset around one random packet; the seed decides both.
///
/// Chains jump only to chains with a higher number, so there are no loops, but often to the same
/// chain twice. The chains of one table are divided by the hook they are reached from, since the
/// kernel refuses, say, SNAT in a chain that PREROUTING can reach.
struct RulesetGenerator {
  enum Side: String, CaseIterable {
    case before, after
  }

  var random: SplitMix64
  let isIPv6: Bool
  let packet: TestPacket
  private(set) var lines: [String] = []
  private var places: [(line: Int, table: String, chain: String, side: Side, level: Int)] = []

  var pool: Pool { isIPv6 ? .ipv6 : .ipv4 }
  var entry: String { packet.inInterface == nil ? "OUTPUT" : "PREROUTING" }
  var text: String { lines.joined(separator: "\n") + "\n" }

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    isIPv6 = random.chance(of: 4)
    packet = (isIPv6 ? Pool.ipv6 : Pool.ipv4).packet(&random)
    write(table: "raw", hooks: ["PREROUTING", "OUTPUT"])
    write(table: "mangle", hooks: ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"])
    write(table: "nat", hooks: ["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"])
  }

  private static let levels = 3

  private mutating func write(table: String, hooks: [String]) {
    lines.append("*\(table)")
    for hook in hooks {
      // A policy may drop, but not in nat, and seldom, or nothing would ever arrive.
      let drops = table != "nat" && hook == entry && random.chance(of: 25)
      lines.append(":\(hook) \(drops ? "DROP" : "ACCEPT") [0:0]")
    }
    let sides: [Side] = table == "raw" ? [.before] : [.before, .after]
    for side in sides {
      for level in 1...Self.levels { lines.append(":\(chain(side, level)) - [0:0]") }
    }
    let walked: [(String, Side)] = [(entry, .before), ("POSTROUTING", .after)]
    for (hook, side) in walked where hooks.contains(hook) {
      for _ in 0..<random.number(1...4) { add(table, hook, side, level: 0) }
      for level in 1...Self.levels {
        for _ in 0..<random.number(1...3) { add(table, chain(side, level), side, level: level) }
      }
    }
    lines.append("COMMIT")
  }

  private func chain(_ side: Side, _ level: Int) -> String { "\(side)-\(level)" }

  private mutating func add(_ table: String, _ chain: String, _ side: Side, level: Int) {
    places.append((lines.count, table, chain, side, level))
    lines.append(rule(table, chain, side, level: level))
  }

  /// Writes the rule of a line (counted from 1) anew, or if the line is the COMMIT of a table,
  /// where the kernel refuses without naming a rule, all rules of that table.
  mutating func rewrite(line: Int) {
    let index = line - 1
    let isRule = places.contains { $0.line == index }
    let start = lines[..<min(max(index, 0), lines.count)].lastIndex { $0.hasPrefix("*") } ?? 0
    for place in places
    where isRule ? place.line == index : (place.line > start && place.line < index) {
      lines[place.line] = rule(place.table, place.chain, place.side, level: place.level)
    }
  }

  private mutating func rule(
    _ table: String, _ chain: String, _ side: Side, level: Int
  ) -> String {
    let builtIn = level == 0
    let hook = side == .before ? entry : "POSTROUTING"
    var words: [String] = ["-A", chain]
    var kind: TestPacket.Kind?
    if random.chance(2, of: 3) { words += addresses(hook: hook, builtIn: builtIn) }
    if random.chance(2, of: 5) {
      let (options, named) = protocolOptions()
      words += options
      kind = named
    }
    let target = target(table: table, side: side, level: level, kind: kind)
    if target.needsPorts, kind == nil || kind == .icmp {
      // Ports in a target need a protocol that has them.
      words.removeAll { $0 == "-p" }
      words = ["-A", chain] + (random.chance(of: 2) ? addresses(hook: hook, builtIn: builtIn) : [])
      let named: TestPacket.Kind = packet.hasPorts ? packet.kind : .tcp
      words += ["-p", named.rawValue]
      kind = named
    }
    if let kind, random.chance(2, of: 3) { words += portMatch(kind) }
    for _ in 0..<random.pick([0, 0, 1, 1, 2]) {
      words += extraMatch(table: table, hook: hook, kind: kind)
    }
    return (words + target.words).joined(separator: " ")
  }

  /// What a jump may lead to from a chain of `level`.
  func chains(below level: Int, _ side: Side) -> [String] {
    level < Self.levels ? (level + 1...Self.levels).map { chain(side, $0) } : []
  }
}
