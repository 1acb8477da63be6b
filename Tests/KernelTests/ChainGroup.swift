/// User chains of one table that may be reached from some hooks: a rule in them has to be one that
/// the kernel takes at each of these.
struct ChainGroup: Sendable, Hashable {
  /// What its chains are called, apart from their level.
  var name: String
  var hooks: [String]

  /// The built-in chains of each table, in the order of the tables at a hook.
  static let tables: [(name: String, hooks: [String])] = [
    ("raw", ["PREROUTING", "OUTPUT"]),
    ("mangle", ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"]),
    ("nat", ["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"]),
    ("filter", ["INPUT", "FORWARD", "OUTPUT"]),
    ("security", ["INPUT", "FORWARD", "OUTPUT"]),
  ]

  /// The tables that have no like: without its command, a listing of security cannot be told from
  /// one of filter.
  static let translating = tables.prefix(3)

  /// The groups of a table. In nat a chain may hold targets that only two of the hooks allow; in the
  /// others, one that all hooks reach is like those that people call from everywhere.
  static func groups(_ table: String, _ hooks: [String]) -> [ChainGroup] {
    if table == "nat" {
      return [
        ChainGroup(name: "to", hooks: ["PREROUTING", "OUTPUT"]),
        ChainGroup(name: "from", hooks: ["INPUT", "POSTROUTING"]),
      ]
    }
    return hooks.map { ChainGroup(name: $0.lowercased(), hooks: [$0]) }
      + [ChainGroup(name: "every", hooks: hooks)]
  }

  func chain(_ level: Int) -> String { "\(name)-\(level)" }
}
