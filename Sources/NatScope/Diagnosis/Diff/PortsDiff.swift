/// The rows of two inventories side by side.
public struct PortsDiff: Sendable {
  /// One destination that is answered otherwise, or was or is not answered.
  public struct Change: Sendable {
    /// nil for a row that came.
    public let before: PortRow?
    /// nil for a row that went.
    public let after: PortRow?
    /// What differs; empty for a row that came or went.
    public let aspects: [Aspect]
  }

  /// A part of a row.
  public enum Aspect: String, Sendable, CaseIterable {
    case hook, exceptions, conditions, answer, targets, shares, kind, owner, hidden, listener
  }

  /// Those that changed or went in the order of the first inventory, then those that came.
  public private(set) var changes: [Change] = []
  /// Rows that are alike on both sides.
  public private(set) var same = 0

  init(_ before: PortsAnswer, _ after: PortsAnswer) {
    var left = before.rows.indices.map { $0 }
    var right = after.rows.indices.map { $0 }
    var partner: [Int: Int] = [:]
    // From rows that are alike down to those that only answer the same destination.
    for precision in Precision.allCases {
      let pairs = Self.pairs(left, right, before, after, precision)
      for (old, new) in pairs { partner[old] = new }
      let taken = Set(pairs.map(\.1))
      left.removeAll { partner[$0] != nil }
      right.removeAll { taken.contains($0) }
    }
    for (index, row) in before.rows.enumerated() {
      guard let other = partner[index] else {
        changes.append(Change(before: row, after: nil, aspects: []))
        continue
      }
      let aspects = Self.aspects(row, after.rows[other])
      if aspects.isEmpty {
        same += 1
      } else {
        changes.append(Change(before: row, after: after.rows[other], aspects: aspects))
      }
    }
    changes += right.map { Change(before: nil, after: after.rows[$0], aspects: []) }
  }

  /// How much of two rows has to be the same for them to be taken for the same one.
  private enum Precision: CaseIterable {
    case everything, conditions, destination, place
  }

  private static func pairs(
    _ left: [Int], _ right: [Int], _ before: PortsAnswer, _ after: PortsAnswer,
    _ precision: Precision
  ) -> [(Int, Int)] {
    var waiting: [Key: [Int]] = [:]
    for index in right.reversed() {
      waiting[Key(after.rows[index], after.capture, precision), default: []].append(index)
    }
    return left.compactMap { index in
      let key = Key(before.rows[index], before.capture, precision)
      return waiting[key]?.popLast().map { (index, $0) }
    }
  }

  private struct Key: Hashable {
    let family: IPFamily
    let ipProtocol: String
    let addresses: String
    let ports: String
    var hooks: Inventory.Hooks?
    var exceptions: [String] = []
    var conditions: [[String]] = []
    var answer: Inventory.Answer?
    var targets: [Inventory.Target] = []
    var owner: [String?] = []

    init(_ port: PortRow, _ capture: Capture, _ precision: Precision) {
      family = port.row.family
      ipProtocol = port.protocolText
      addresses = port.addressText
      ports = port.portText
      if precision == .place { return }
      hooks = port.row.hooks
      exceptions = PortsDiff.exceptions(port)
      if precision == .destination { return }
      conditions = PortsDiff.conditions(port)
      if precision == .conditions { return }
      answer = port.row.answer
      targets = port.row.targets
      owner = [port.kind.rawValue, port.owner, "\(port.hidden.count)"]
    }
  }

  private static func exceptions(_ port: PortRow) -> [String] {
    port.exceptProtocols + port.exceptAddresses + port.exceptPorts
      + ["\(port.row.exceptionsOmitted)"]
  }

  /// The conditions without the numbers of rules, which change when rules come before them.
  private static func conditions(_ port: PortRow) -> [[String]] {
    port.conditions.map { condition in
      [condition.isNegated ? "not" : ""]
        + condition.all.map { "\($0.field) \($0.op) \($0.value)" }
    }
  }

  private static func aspects(_ old: PortRow, _ new: PortRow) -> [Aspect] {
    func ends(_ row: Inventory.Row) -> [String] {
      row.targets.map { "\($0.addresses.map { "\($0)" } ?? "") \($0.ports.map { "\($0)" } ?? "")" }
    }
    return Aspect.allCases.filter { aspect in
      switch aspect {
      case .hook: return old.row.hooks != new.row.hooks
      case .exceptions: return exceptions(old) != exceptions(new)
      case .conditions: return conditions(old) != conditions(new)
      case .answer: return !isAlike(old.row.answer, new.row.answer)
      case .targets: return ends(old.row).sorted() != ends(new.row).sorted()
      case .shares:
        return ends(old.row).sorted() == ends(new.row).sorted()
          && Set(old.row.targets) != Set(new.row.targets)
      case .kind: return old.kind != new.kind
      case .owner: return old.owner != new.owner
      case .hidden: return old.hidden.count != new.hidden.count
      case .listener:
        // Where one of the inputs has no list of sockets, nothing can be said.
        guard let was = old.listeners, let now = new.listeners else { return false }
        return was.map(\.processText).sorted() != now.map(\.processText).sorted()
      }
    }
  }

  /// Whether two answers are of the same kind; where the walk stopped may have another number.
  private static func isAlike(_ a: Inventory.Answer, _ b: Inventory.Answer) -> Bool {
    if case .undecided = a, case .undecided = b { return true }
    return a == b
  }
}
