extension InputProblem {
  /// What is wrong and what to do about it, for somebody who is in a hurry.
  ///
  /// Names out of the input are given as they stand there; the report escapes them.
  public var message: String {
    switch self {
    case .emptyInput, .noRuleset, .emptySave, .tooLarge: unusableInput
    case .noRules, .incompatibleTable, .legacyTablesPresent, .missingCommit, .repeatedTable,
      .unknownTable, .tableNotTold, .mixedTables, .ruleOfEitherTable, .listingFragment,
      .undeclaredChain, .repeatedChain, .badChainLine, .badPolicy:
      tableMessage
    case .unknownOption, .unknownMatch, .badValue, .missingValue, .strayWord, .corruptTarget,
      .unreadPrint, .resolvedName,
      .wordsCheckedOnDemand, .badSetEntry, .unknownSetType, .cutSet, .repeatedSet:
      wordMessage
    default: lineMessage
    }
  }

  private var unusableInput: String {
    switch self {
    case .emptyInput:
      "the input is empty; expected the output of iptables-save: "
        + "sudo iptables-save -c | natscope trace IP:PORT"
    case .noRuleset:
      "no ruleset in the input; expected the output of iptables-save (lines such as *nat, "
        + ":PREROUTING ACCEPT [0:0] and -A PREROUTING …), of iptables -t nat -nvL or of "
        + "iptables -t nat -S: sudo iptables-save -c | natscope trace IP:PORT"
    case .emptySave:
      "a valid iptables-save without any table: nothing uses iptables in this network namespace. "
        + "On a live node the rules are then in nftables or eBPF; see: nft list ruleset"
    default: "the input is larger than 4 GiB, which natscope does not read"
    }
  }

  private var tableMessage: String {
    switch self {
    case .noRules:
      "the tables hold not a single rule. On a live node the rules are then in nftables, IPVS or "
        + "eBPF, or in the other iptables backend; see: nft list ruleset"
    case .incompatibleTable(let table):
      "iptables-save could not print table \(table) (native nftables rules in it), so the whole "
        + "table is missing from the text; see: nft list table ip \(table)"
    case .legacyTablesPresent:
      "this node has tables of the legacy backend too, perhaps empty; the answer may be in them: "
        + "sudo iptables-legacy-save -c"
    case .missingCommit(let table):
      "table \(table) has no COMMIT: the text was cut, rules may be missing; capture it anew"
    case .repeatedTable(let table):
      "table \(table) again; its rules are read as a continuation of the first part"
    case .unknownTable(let table):
      "iptables has no table \(table); its rules are kept and not walked"
    case .tableNotTold:
      "nothing tells which table this is, so it is not walked; the whole of nat is shown by "
        + "iptables-save -c, or iptables -t nat -nvL"
    case .mixedTables:
      "this rule is of another table than those above, and no line says where the table begins; "
        + "the whole is shown by iptables-save -c"
    case .ruleOfEitherTable:
      "the tables of the rules above and below may both have this rule, so nothing is concluded "
        + "from it; iptables-save -c shows which has it"
    case .listingFragment:
      "a part of a dump, as grep leaves it: rules may be missing anywhere; the whole is shown by "
        + "iptables-save -c"
    case .undeclaredChain(let chain):
      "chain \(chain) has rules and no chain line; its policy is not known"
    case .repeatedChain(let chain): "chain \(chain) is declared twice; the first line counts"
    case .badChainLine:
      "a chain line that iptables-save does not print; expected :NAME POLICY [0:0]"
    case .badPolicy(let policy): "\(policy) is not a policy; expected ACCEPT, DROP or -"
    default: lineMessage
    }
  }

  private var lineMessage: String {
    switch self {
    case .cutRule:
      "the rule is cut (an open quote, or an option without its value); nothing is concluded from it"
    case .wrappedRule: "the rule was wrapped over several lines; they were put together"
    case .ambiguousWrap:
      "the rule is wrapped and can be put together in several ways or none; it is kept as it is"
    case .carriageReturns: "lines end in CR LF; the CR is ignored"
    case .prefixedLine: "a prompt, quote mark or number before the line is ignored"
    case .promptLine: "a command or a heading; what follows was taken for its output"
    case .codeFence: "a code fence; ignored"
    case .commentedOutRule: "a rule that is commented out; ignored"
    case .notUTF8: "bytes that are not UTF-8; they are shown as \u{fffd}"
    case .nulByte: "a NUL byte; the text may be binary or damaged"
    case .longLine(let count): "a line of \(count) bytes"
    case .unrecognisedLine: "not a line of iptables-save or ipset save; ignored"
    case .unreadableRule:
      "a line inside a table that is not one of iptables-save's; where it names a chain, what "
        + "passes that chain is undecided"
    case .unmatchedCommand(let command):
      "\(command) changes rules that are not in the text; what it did is not known"
    case .otherNamespace:
      "this shows another network namespace than the rules are of; it is not used"
    case .unreadableManifest(let reason):
      "the YAML of a Kubernetes manifest cannot be read: \(reason); nothing of this document is used"
    case .unreadRow(let program):
      "a row of \(program) that natscope cannot read; its list counts as incomplete"
    case .foreignCommand(let command):
      "\(command) is a command of iptables, not a line of iptables-save; ignored"
    default: ""
    }
  }

  private var wordMessage: String {
    switch self {
    case .unknownOption(let option):
      "natscope does not know the option \(option); it is kept, and what depends on it is a condition"
    case .unknownMatch(let match):
      "natscope does not know the match \(match); it is kept, and what depends on it is a condition"
    case .badValue(let value): "\(value) is not a value that the option can have"
    case .missingValue(let option): "\(option) needs a value; the line may be cut"
    case .strayWord(let word): "\(word) belongs to no option"
    case .unreadPrint(let text):
      "natscope cannot read \(text) in a listing; what depends on it is a condition. "
        + "iptables-save says it in full"
    case .resolvedName(let option):
      "a name stands for an address (\(option)); what depends on it is a condition. "
        + "List with -n: iptables -t nat -nvL"
    case .corruptTarget(let target):
      "iptables could not print what the rule really does (\(target)): its version does not match "
        + "the writer's; nothing is concluded from it. Save with the version that wrote the rules"
    case .wordsCheckedOnDemand(let rules):
      "\(rules) rules: only those that a trace meets are checked word by word"
    case .badSetEntry(let set):
      "an entry of ipset \(set) that natscope cannot read; membership counts as not known"
    case .unknownSetType(let set, let type):
      "ipset \(set) is of type \(type), whose members natscope cannot look up; it stays a condition"
    case .cutSet(let set):
      "ipset \(set) is shown without all of its members; membership counts as not known. "
        + "The whole: ipset save \(set)"
    case .repeatedSet(let set):
      "ipset \(set) stands in the input twice, with other members; membership counts as not known"
    default: ""
    }
  }
}
