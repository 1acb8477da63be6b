/// Something noteworthy at a place of the input.
public struct Diagnostic: Sendable, Hashable {
  public enum Severity: String, Sendable, Hashable, Comparable {
    case note, warning, error
    private var rank: Int { self == .note ? 0 : self == .warning ? 1 : 2 }
    public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }
  }

  public let problem: InputProblem
  /// Index into `SourceText.files`.
  public let file: Int
  /// From 1; 0 where the diagnostic is about the whole input.
  public let line: UInt32
  /// In bytes, from 1; 0 where the whole line is meant.
  public let column: UInt32
  /// The words that the caret line marks; empty where the whole input is meant.
  public let text: TextRange
  /// How many further lines of the input have the same problem and no diagnostic of their own.
  public internal(set) var repetitions: Int

  public init(
    _ problem: InputProblem, file: Int = 0, line: UInt32 = 0, column: UInt32 = 0,
    text: TextRange = .empty, repetitions: Int = 0
  ) {
    self.problem = problem
    self.file = file
    self.line = line
    self.column = column
    self.text = text
    self.repetitions = repetitions
  }
}

/// What can be wrong or worth knowing about an input. The wording stands beside it.
public enum InputProblem: Sendable, Hashable {
  // Errors: nothing can be answered.
  /// No byte at all, or blanks only.
  case emptyInput
  /// No ruleset, and no comment of an iptables-save either.
  case noRuleset
  /// iptables-save's comments or ipset's lines are there, but no table.
  case emptySave
  /// Tables without a single rule: a live node's rules are then elsewhere.
  case noRules
  /// More than 4 GiB.
  case tooLarge

  // Whole tables.
  /// `# Table 'nat' is incompatible, use 'nft' tool.`: the table's name.
  case incompatibleTable(String)
  /// `# Warning: iptables-legacy tables present`: the other backend has tables.
  case legacyTablesPresent
  /// COMMIT is missing: the text was cut.
  case missingCommit(table: String)
  /// The same table again; its rules are read as a continuation.
  case repeatedTable(String)
  case unknownTable(String)
  /// Rules or a listing that do not say which table they are, and nothing in them does.
  case tableNotTold
  /// The rule cannot be of the table of the rules above it, and no line names its own.
  case mixedTables
  /// The rule stands between rules of two tables, and either may have it.
  case ruleOfEitherTable
  /// Parts of a listing or of a list of rules, as grep leaves them.
  case listingFragment
  /// A rule's chain has no chain line.
  case undeclaredChain(String)
  /// The same chain line twice.
  case repeatedChain(String)
  case badChainLine
  case badPolicy(String)

  // Lines.
  /// Quotes not closed, or an option without its value: the line was cut.
  case cutRule
  /// The line was continued on the next; they were put together.
  case wrappedRule
  /// Two ways to put a wrapped rule together, or none: it is kept as it is.
  case ambiguousWrap
  case carriageReturns
  /// A prompt, quote mark or line number stands before the line.
  case prefixedLine
  /// A shell prompt with a command.
  case promptLine
  case codeFence
  case commentedOutRule
  case notUTF8
  case nulByte
  /// The number of bytes.
  case longLine(Int)
  /// A line that belongs to none of the formats that natscope reads.
  case unrecognisedLine
  /// A line inside a table that is none of iptables-save's.
  case unreadableRule
  /// `-I`, `-D`, `-P` or `-N`: valid for other commands, not in iptables-save.
  case foreignCommand(String)
  /// A command that removes or replaces a rule which no command of the text made.
  case unmatchedCommand(String)

  // Inside rules.
  case unknownOption(String)
  case unknownMatch(String)
  case badValue(String)
  case missingValue(String)
  case strayWord(String)
  /// Text at the right of a listing's line that no print form fits.
  case unreadPrint(String)
  /// A host or network name in the place of an address.
  case resolvedName(String)
  /// iptables could not print what the rule has.
  case corruptTarget(String)
  /// Only the rules that a trace meets are checked word by word.
  case wordsCheckedOnDemand(rules: Int)

  /// A row in the output of this program that does not fit the others.
  case unreadRow(String)
  /// A document of YAML that is one of Kubernetes and cannot be read: why.
  case unreadableManifest(String)
  /// A command that ran in another network namespace than the rules are of.
  case otherNamespace

  // ipset text.
  case badSetEntry(set: String)
  case unknownSetType(set: String, type: String)
  /// `ipset list -t`, or a list that shows fewer members than it counts.
  case cutSet(set: String)
  /// The same set twice, with other members.
  case repeatedSet(set: String)
}
