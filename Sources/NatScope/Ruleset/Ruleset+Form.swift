extension Ruleset {
  /// The kind of text that a ruleset comes from.
  public enum Form: String, Sendable, Hashable {
    /// iptables-save.
    case save
    /// `iptables -L`.
    case listing
    /// `iptables -S`, a list of commands, or rules without a table around them.
    case rules
  }

  /// Whether the table has built-in chains without a line that gives their policy.
  func hasUnknownPolicies(_ table: TableName) -> Bool {
    guard let id = self.table(table) else { return false }
    return chains.contains { $0.table == id && $0.policy == .unknown }
      || !chains.contains { $0.table == id && $0.policy != .none }
  }

  /// The word of the JSON contract for where the ruleset comes from.
  public var format: String { isFragment ? "fragment" : form.rawValue }
}
