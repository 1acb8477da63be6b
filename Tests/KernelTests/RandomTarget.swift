import TestSupport

/// A target that random rules may have: where the kernel takes it, and how it is written.
///
/// A new extension is one row; a test compares the names with the option table of natscope.
struct RandomTarget: Sendable {
  /// As iptables names it; empty for a rule that only counts.
  var name: String
  /// nil: every table, hook, family.
  var tables: Set<String>?
  var hooks: Set<String>?
  var isIPv6: Bool?
  /// Whether the rest of the way is decided behind it, if everything is known of a packet.
  var isDecided = true
  /// How often it is chosen beside others.
  var weight = 1
  /// nil: it does not suit the packet that the rule is written around.
  var write: @Sendable (inout RulesetGenerator) -> Written?

  /// The end of a rule, and what the rule needs before it.
  struct Written {
    var words: [String]
    /// The protocol that the rule must name, such as for ports in a target.
    var needs: TestPacket.Kind?
    var matches: [String] = []
  }

  static let all = verdicts + nat + marks + tracking + rewriting + reporting

  static let weighted = all.flatMap { target in
    Array(repeating: target, count: target.weight)
  }

  /// Those of `Setting.translating`, as with matches.
  private static let listed: Set = [
    "", "RETURN", "ACCEPT", "DROP", "TPROXY", "DNAT", "REDIRECT", "NETMAP", "SNAT", "MASQUERADE",
    "MARK", "CONNMARK", "CT", "TRACE", "LOG", "NFLOG",
  ]

  var isListed: Bool { Self.listed.contains(name) }

  func fits(_ place: RulesetGenerator.Place, isIPv6 family: Bool) -> Bool {
    (tables?.contains(place.table) ?? true) && (hooks?.isSuperset(of: place.hooks) ?? true)
      && (isIPv6 ?? family) == family
  }

  /// A target with the same words in every rule.
  static func fixed(
    _ name: String, _ options: String..., tables: Set<String>? = nil, hooks: Set<String>? = nil,
    isIPv6: Bool? = nil, isDecided: Bool = true, weight: Int = 1
  ) -> RandomTarget {
    RandomTarget(
      name: name, tables: tables, hooks: hooks, isIPv6: isIPv6, isDecided: isDecided,
      weight: weight
    ) { _ in Written(words: ["-j", name] + options) }
  }

  /// A target with options that a function chooses.
  static func options(
    _ name: String, tables: Set<String>? = nil, hooks: Set<String>? = nil, isIPv6: Bool? = nil,
    isDecided: Bool = true, weight: Int = 1,
    _ options: @escaping @Sendable (inout RulesetGenerator) -> [String]
  ) -> RandomTarget {
    RandomTarget(
      name: name, tables: tables, hooks: hooks, isIPv6: isIPv6, isDecided: isDecided,
      weight: weight
    ) { one in Written(words: ["-j", name] + options(&one)) }
  }

  static let notNAT: Set = ["raw", "mangle", "filter", "security"]
}

extension RulesetGenerator {
  /// What a rule does with the packet.
  mutating func target(_ place: Place) -> RandomTarget.Written {
    if !place.jumps.isEmpty, random.chance(2, of: 5) {
      return RandomTarget.Written(
        words: [random.chance(of: 4) ? "-g" : "-j", random.pick(place.jumps)])
    }
    let usable = RandomTarget.weighted.filter { target in
      switch setting {
      case .any: target.fits(place, isIPv6: isIPv6)
      case .translating: target.isListed && target.fits(place, isIPv6: isIPv6)
      case .decided: target.isDecided && target.fits(place, isIPv6: isIPv6)
      }
    }
    return random.pick(usable).write(&self) ?? RandomTarget.Written(words: [])
  }
}
