/// A call of a program of the iptables family, as far as it tells what its output is.
struct IptablesCall: Sendable, Hashable {
  enum Action: Sendable, Hashable {
    /// `iptables-save`.
    case save
    /// `-L`.
    case list
    /// `-S`.
    case listRules
    /// `-A`.
    case append
    /// Anything else: `-I`, `-F`, `iptables-restore`.
    case other
  }

  var family: IPFamily
  /// The backend that the program's name tells; plain `iptables` may be either.
  var backend: Backend?
  var action: Action
  /// The table that was named. Without one, `iptables` takes filter and `iptables-save` all that are
  /// loaded (iptables(8) and iptables-save(8), `-t`).
  var table: TableName?
  /// The only chain that is listed.
  var chain: String?
  /// `-v`: counters and interfaces.
  var isVerbose = false
  /// `-n`: no names in place of addresses and ports.
  var isNumeric = false
  /// `--line-numbers`.
  var hasLineNumbers = false
  /// `-x`: counters in full, not rounded to K, M and G.
  var isExact = false
  /// Whether what is shown may be a part of the output: it went through grep or the like.
  var isFiltered = false

  /// Reads a command whose first word is the program.
  ///
  /// - Returns: nil if it is none of the family, or if iptables would not understand it: an unknown
  ///   table or option, a word too many.
  init?(_ words: ShellWords.Command) {
    guard let program = Program(words), !words.contains(where: \.isOpen) else { return nil }
    family = program.family
    backend = program.backend
    action = program.isSave ? .save : .other
    guard !program.isRestore else { return }
    var arguments = IptablesArguments(words.dropFirst(program.words).map(\.text))
    guard program.isSave ? arguments.readSave() : arguments.readMain() else { return nil }
    if let name = arguments.table {
      guard let known = TableName(rawValue: name) else { return nil }
      table = known
    }
    // -4 and -6 make a program take only what is of the family.
    if let asked = arguments.family, asked != family { return nil }
    action = arguments.action ?? action
    chain = arguments.chain
    isVerbose = arguments.isVerbose
    isNumeric = arguments.isNumeric
    hasLineNumbers = arguments.hasLineNumbers
    isExact = arguments.isExact
  }

  /// Whether a command's first word is a program of the family.
  static func isProgram(_ words: ShellWords.Command) -> Bool { Program(words) != nil }

  /// What the name of the program says.
  private struct Program {
    var family = IPFamily.ipv4
    var backend: Backend?
    var isSave = false
    var isRestore = false
    /// How many words name it: `xtables-nft-multi iptables` has two.
    var words = 1

    init?(_ command: ShellWords.Command) {
      guard let first = command.first else { return nil }
      let name = Self.baseName(first.text)
      guard ["xtables-nft-multi", "xtables-legacy-multi", "xtables-multi"].contains(name) else {
        guard read(name) else { return nil }
        return
      }
      guard command.count > 1 else { return nil }
      words = 2
      let short = [
        "main4": "iptables", "main6": "ip6tables", "save4": "iptables-save",
        "save6": "ip6tables-save", "restore4": "iptables-restore", "restore6": "ip6tables-restore",
      ]
      guard read(short[command[1].text] ?? command[1].text) else { return nil }
      if name == "xtables-nft-multi" { backend = .nfTables }
      if name == "xtables-legacy-multi" { backend = .legacy }
    }

    private mutating func read(_ name: String) -> Bool {
      var parts = name.split(separator: "-", omittingEmptySubsequences: false).map { String($0) }
      switch parts.removeFirst() {
      case "iptables": family = .ipv4
      case "ip6tables": family = .ipv6
      default: return false
      }
      if parts.first == "nft" || parts.first == "legacy" {
        backend = parts.removeFirst() == "nft" ? .nfTables : .legacy
      }
      guard let last = parts.popLast() else { return true }
      isSave = last == "save"
      isRestore = last == "restore"
      return parts.isEmpty && (isSave || isRestore)
    }

    static func baseName(_ path: String) -> String {
      path.split(separator: "/").last.map { String($0) } ?? path
    }
  }
}
