/// A rule with its words understood.
public struct DecodedRule: Sendable {
  public internal(set) var matches: [Match] = []
  public internal(set) var target: Target = .none
  /// `-m socket --restore-skmark`: a match that holds sets the mark to a socket's.
  var restoresMark = false
  /// Names of a listing that were taken for what they commonly stand for.
  var names: [PrintedDetails.NameUse] = []
  /// What could not be understood; the words stay in the rule's text.
  public internal(set) var problems: [Problem] = []

  /// Something in a rule that natscope does not know or that iptables would not accept.
  public struct Problem: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
      /// An option that the table of options does not list, or not for this match or target.
      case unknownOption
      /// A match extension that natscope does not know.
      case unknownMatch
      /// A value that the option cannot have.
      case badValue
      /// An option at the end of the text that needs a value.
      case missingValue
      /// A word that belongs to no option.
      case strayWord
      /// Text of a listing that no print form fits, or that fits in several ways.
      case unreadPrint
      /// A name of a listing, whose address is not in the text.
      case resolvedName
      /// iptables could not print the target: `[unsupported revision]`, or NAT to 0.0.0.0:0.
      case corrupt
    }
    public let kind: Kind
    public let text: TextRange
  }

  /// Whether a problem makes the target itself untrustworthy.
  var isCorrupt: Bool { problems.contains { $0.kind == .corrupt } }
}
