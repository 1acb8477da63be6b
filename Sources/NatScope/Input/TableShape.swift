/// Which built-in chains the tables have, in the order in which they are printed.
enum TableShape {
  /// mangle had only the first and the fourth hook before Linux 2.4.18, nat no INPUT before 2.6.36
  /// and POSTROUTING before OUTPUT.
  private static let shapes: [(TableName, [Hook])] = [
    (.nat, [.prerouting, .input, .output, .postrouting]),
    (.nat, [.prerouting, .input, .postrouting, .output]),
    (.nat, [.prerouting, .postrouting, .output]),
    (.filter, [.input, .forward, .output]),
    (.raw, [.prerouting, .output]),
    (.mangle, [.prerouting, .input, .forward, .output, .postrouting]),
  ]

  /// Whether one table can have these built-in chains in this order.
  static func mayStandTogether(_ hooks: [Hook]) -> Bool {
    shapes.contains { isPart(hooks, of: $0.1) }
  }

  /// The table that has exactly these built-in chains.
  static func table(_ hooks: [Hook]) -> TableName? {
    let set = Set(hooks)
    return shapes.first { Set($0.1) == set }?.0
  }

  /// The tables that have at least these built-in chains.
  static func tables(with hooks: [Hook]) -> [TableName] {
    let set = Set(hooks)
    var found: [TableName] = []
    for (table, shape) in shapes where set.isSubset(of: shape) && !found.contains(table) {
      found.append(table)
    }
    return found
  }

  private static func isPart(_ hooks: [Hook], of shape: [Hook]) -> Bool {
    var rest = shape[...]
    for hook in hooks {
      guard let place = rest.firstIndex(of: hook) else { return false }
      rest = rest[(place + 1)...]
    }
    return true
  }
}
