// Rules without a table around them: `iptables -S`, and what is left of an iptables-save.
extension CaptureReader {
  /// Begins a table for rules, or chains, that stand outside of any.
  mutating func openRules(at offset: Int) {
    closeListing()
    startRuleset(.rules)
    let last = current
    builders[last].openTable(
      Table(
        name: nil, spelling: .empty, file: file, line: 0, header: .empty, footer: .empty,
        isCommitted: true, declared: 0..<0, isSorted: true, sortedChains: []))
    isInTable = true
  }

  /// Whether the table that is open has no line of its own.
  var isInBareRules: Bool { isInTable && builders[current].form == .rules }

  /// Reads `-P CHAIN POLICY` and `-N CHAIN`, with `-c packets bytes` behind them after `-S -v`.
  ///
  /// - Returns: false if the line is something else.
  mutating func readChainCommand(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    guard range.count > 3, text[range.lowerBound] == UInt8(ascii: "-"),
      text[range.lowerBound + 2] == 0x20, !isInTable || isInBareRules
    else { return false }
    let words = Array(RuleTokens(text, TextRange(range.lowerBound, range.upperBound)))
    let hasCounters = words.count >= 4 && source.string(words[words.count - 3].range) == "-c"
    let count = hasCounters ? words.count - 3 : words.count
    let policies: [String: Chain.Policy] = ["ACCEPT": .accept, "DROP": .drop]
    let policy: Chain.Policy
    switch text[range.lowerBound + 1] {
    case UInt8(ascii: "P"):
      guard count == 3, let known = policies[source.string(words[2].range)] else { return false }
      policy = known
    case UInt8(ascii: "N"):
      guard count == 2 else { return false }
      policy = .none
    default: return false
    }
    let name = words[1].range
    if !isInBareRules || beginsTable(name, policy, text) { openRules(at: range.lowerBound) }
    let last = current
    _ = builders[last].declare(name: name, line: line, policy: policy, in: source.bytes)
    lastRuleLine = 0
    mark(.rules)
    return true
  }

  /// Whether a chain begins another table: `-S` prints policies, then chains, then rules.
  private mutating func beginsTable(
    _ name: TextRange, _ policy: Chain.Policy, _ text: [UInt8]
  ) -> Bool {
    guard builders.count < Self.dumpLimit else { return false }
    if builders[current].mayHave(name.bounds, in: text),
      builders[current].chainNamed(name.bounds, in: text) != nil
    {
      return true
    }
    guard policy != .none else { return false }
    return !builders[current].rules.isEmpty
      || builders[current].chains.last?.policy == Chain.Policy.none
  }
}
