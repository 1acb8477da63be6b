/// A file as it was read, with the name to show for it.
public struct InputFile: Sendable {
  public let name: String
  public let bytes: [UInt8]
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}

/// Everything that an input holds, and what was wrong with it.
public struct Capture: Sendable {
  public internal(set) var source: SourceText
  /// One for each family and backend, in the order of the input.
  public internal(set) var rulesets: [Ruleset] = []
  public internal(set) var sets = IPSets()
  public internal(set) var ipvs = IPVS()
  /// What the input tells of the node: its sockets, addresses and so on.
  public internal(set) var node = NodeFacts()
  /// What each part of the input was taken for.
  public internal(set) var sections: [Section] = []
  /// In the order of the input.
  public internal(set) var diagnostics: [Diagnostic] = []

  public struct Section: Sendable, Hashable {
    /// What a section was taken for.
    public struct Kind: Sendable, Hashable {
      /// A short name that stays the same between releases.
      public let name: String

      static let save = Kind(name: "save")
      static let listing = Kind(name: "listing")
      static let rules = Kind(name: "rules")
      static let ipset = Kind(name: "ipset")
      /// A prompt with a command, or a heading.
      static let command = Kind(name: "command")
      /// None of what natscope knows.
      static let unrecognised = Kind(name: "text")
    }
    public let file: Int
    public let firstLine: UInt32
    public internal(set) var lastLine: UInt32
    public let kind: Kind
  }

  /// Whether the text says that rules of the other backend exist.
  public var mentionsOtherBackend: Bool {
    diagnostics.contains { $0.problem == .legacyTablesPresent }
  }

  /// Whether nothing can be answered from the input.
  public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

extension Capture {
  /// Adds a ruleset without tables if the input has none of the family, so that a trace of such
  /// an address has something to say "not in the input" of.
  public mutating func ensureRuleset(for family: IPFamily) {
    guard !rulesets.contains(where: { $0.family == family }) else { return }
    rulesets.append(
      Ruleset(
        source: source, family: family, backend: nil, version: "", tables: [], chains: [],
        rules: [], file: 0))
  }
}
