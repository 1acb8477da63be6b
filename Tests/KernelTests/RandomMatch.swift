import TestSupport

/// A match that random rules may ask for: where the kernel takes it, and how it is written.
///
/// A new extension is one row; a test compares the names with the option table of natscope.
struct RandomMatch: Sendable {
  /// Of the extension, or the option of a match that iptables itself has.
  var name: String
  /// The protocols of which the rule must name one; empty: it needs none.
  var kinds: Set<TestPacket.Kind> = []
  /// It names a protocol by itself, which no packet has.
  var namesProtocol = false
  /// nil: every hook, table, family.
  var hooks: Set<String>?
  var tables: Set<String>?
  var isIPv6: Bool?
  /// Whether a packet decides it of which everything is known.
  var isDecided = true
  /// Whether rules of `Setting.translating` have it: what is read back from every form that prints it.
  /// `PrintFormTests` look at the print forms of all the others one by one.
  var isListed = false
  /// How often it is chosen beside others.
  var weight = 1
  var words: @Sendable (inout RulesetGenerator, RulesetGenerator.Place) -> [String]

  static let all = header + way + connection + undecided

  /// All of them, each as often as its weight says.
  static let weighted = all.flatMap { match in Array(repeating: match, count: match.weight) }

  func fits(_ place: RulesetGenerator.Place, isIPv6 family: Bool) -> Bool {
    (hooks?.isSuperset(of: place.hooks) ?? true) && (tables?.contains(place.table) ?? true)
      && (isIPv6 ?? family) == family
  }

  /// Hooks that have an interface by which the packet came, or by which it leaves.
  static let arriving: Set = ["PREROUTING", "INPUT", "FORWARD"]
  static let leaving: Set = ["FORWARD", "OUTPUT", "POSTROUTING"]
  static let withPorts: Set<TestPacket.Kind> = [.tcp, .udp, .sctp]
}
