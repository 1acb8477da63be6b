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

  /// The word of the JSON contract for where the ruleset comes from.
  public var format: String { isFragment ? "fragment" : form.rawValue }
}
