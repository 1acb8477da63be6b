/// A ruleset and the packets that are sent once it is loaded, with all counters at zero.
struct KernelCase: Sendable {
  /// What a failure calls it, and how it can be made again.
  var name: String
  var isIPv6 = false
  /// Text for iptables-restore.
  var ruleset: String
  var packets: [TestPacket]
  /// Shell commands inside the node before the packets are sent, such as a sysctl or an entry for
  /// connection tracking.
  var preparation: [String] = []
  /// What kind of ruleset it is, for the figures.
  var setting: String?
  /// Whether natscope is told by which interface the packet was seen to leave.
  var tellsRoute = false
  /// How else than by iptables-save its rules are printed.
  var forms = FormChoice.none
  /// Whether what `natscope ports` says of these forms is compared with what it says of the save.
  var comparesPorts = false
}

extension KernelCase {
  /// Whether nothing has to be loaded for this case after `other`.
  func sharesRules(with other: KernelCase) -> Bool {
    ruleset == other.ruleset && isIPv6 == other.isIPv6
  }
}

/// A rule by its place: the identity that counters of the kernel and natscope's path share.
struct RulePlace: Hashable, Comparable, Sendable, CustomStringConvertible {
  var table: String
  var chain: String
  var number: Int

  var description: String { "\(table) \(chain) #\(number)" }

  static func < (left: Self, right: Self) -> Bool {
    (left.table, left.chain, left.number) < (right.table, right.chain, right.number)
  }
}
