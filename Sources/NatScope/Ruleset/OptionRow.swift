/// One option of iptables or of an extension: a row of `OptionTable`.
///
/// Rows never change and are looked at for every word of a rule: a reference to one is less work than
/// a copy.
final class OptionRow: Sendable {
  /// The name that iptables-save prints.
  let name: String
  /// Other names that iptables takes for the same option.
  let aliases: [String]
  /// What each of its values is; their number is the number of words that the option takes.
  let values: [ValueForm]
  /// Whether the last value may be missing: it is taken if the next word is no option.
  let mayLackValue: Bool
  /// The values in the form of iptables-save that are not printed without `!`, for iptables and
  /// ip6tables.
  let omitted: (ipv4: String, ipv6: String)?
  /// What iptables-save prints if the rule does not give the option.
  let preset: Preset?
  /// The options of the same extension that iptables-save prints in the place of this one; nil for
  /// values that cannot be read.
  let rewritten: (@Sendable ([[UInt8]]) -> [SavedOption]?)?

  /// - Parameters:
  ///   - name: the name that iptables-save prints.
  ///   - aliases: other names, `--source-port` of `--sport`.
  init(
    _ name: String, _ aliases: String..., takes values: ValueForm..., optionally: Bool = false,
    omits omitted: String? = nil, ipv6Omits: String? = nil, preset: Preset? = nil,
    as rewritten: (@Sendable ([[UInt8]]) -> [SavedOption]?)? = nil
  ) {
    self.name = name
    self.aliases = aliases
    self.values = values
    mayLackValue = optionally
    self.omitted = omitted.map { ($0, ipv6Omits ?? $0) }
    self.preset = preset
    self.rewritten = rewritten
  }

  var names: [String] { [name] + aliases }
}

/// An option as iptables-save prints it: another name, and values in the form that they are saved in.
struct SavedOption: Sendable {
  let name: String
  let values: [String]

  init(_ name: String, _ values: String...) {
    self.name = name
    self.values = values
  }
}

/// The value of an option that iptables-save prints even if nobody gave it.
struct Preset: Sendable {
  let ipv4: String
  let ipv6: String
  /// The options of which one must be there; empty: always.
  var with: [String] = []
  /// The options of which none may be there.
  var without: [String] = []
  /// Whether the value of the option in `with` asks for the preset.
  var appliesTo: @Sendable (String) -> Bool = { _ in true }

  /// - Parameters:
  ///   - value: the saved value; an empty one for an option without value.
  ///   - ipv6: the value for ip6tables, if it is another one.
  init(
    _ value: String, ipv6: String? = nil, with: [String] = [], without: [String] = [],
    appliesTo: @escaping @Sendable (String) -> Bool = { _ in true }
  ) {
    ipv4 = value
    self.ipv6 = ipv6 ?? value
    self.with = with
    self.without = without
    self.appliesTo = appliesTo
  }
}

/// The options of a match or target, in the order in which iptables-save prints them.
final class ExtensionRow: Sendable, ExpressibleByArrayLiteral {
  let options: [OptionRow]
  /// Whether iptables-save prints the options in an order that this table does not tell: they stay
  /// in the order of the text.
  let keepsOrder: Bool
  /// The places of the options with a preset.
  let presets: [Int]
  private let positions: [String: Int]

  init(_ options: [OptionRow], keepsOrder: Bool = false) {
    self.options = options
    self.keepsOrder = keepsOrder
    presets = options.indices.filter { options[$0].preset != nil }
    var positions: [String: Int] = [:]
    for (index, row) in options.enumerated() {
      for name in row.names { positions[name] = index }
    }
    self.positions = positions
  }

  convenience init(arrayLiteral elements: OptionRow...) { self.init(elements) }

  /// The place of an option by any of its full names.
  func position(_ name: String) -> Int? { positions[name] }

  /// The places of the options that `start` can be short for; getopt_long(3) takes the beginning of
  /// a long name if only one option has it.
  func positions(startingWith start: String) -> [Int] {
    options.indices.filter { index in
      options[index].names.contains { $0.hasPrefix(start) }
    }
  }
}
