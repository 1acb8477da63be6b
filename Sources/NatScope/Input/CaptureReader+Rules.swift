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

  /// Marks the last rule of a listing or of bare rules that ends without a newline: the text may have
  /// been cut there, and what is left of the rule may look whole.
  mutating func markOpenEnd() {
    guard source.files[file].isOpenEnded, listing != nil || isInBareRules,
      listing?.lastRuleLine ?? lastRuleLine == line, line > 0,
      let rule = builders[current].rules.last,
      !rule.flags.contains(.damaged)
    else { return }
    builders[current].markLast(.damaged)
    guard !rule.flags.contains(.repaired) else { return }
    let lastLine = line
    // Quotes may hold newlines.
    line = rule.line + UInt32(source.slice(rule.text).count { $0 == UInt8(ascii: "\n") })
    note(.cutRule, at: rule.text.end - 1, TextRange(rule.text.end - 1, rule.text.end))
    line = lastLine
  }

  /// Reads `-P CHAIN POLICY` and `-N CHAIN`, with `-c packets bytes` behind them after `-S -v`.
  ///
  /// - Returns: false if the line is something else.
  mutating func readChainCommand(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    guard range.count > 3, text[range.lowerBound] == UInt8(ascii: "-"),
      text[range.lowerBound + 2] == 0x20
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
    if !isInTable || isInBareRules && beginsTable(name, policy, text) {
      openRules(at: range.lowerBound)
    }
    let last = current
    if let known = builders[last].chainNamed(name.bounds, in: text), !isInBareRules {
      // Input for iptables-restore sets the policy of a chain that has a line already.
      let isBuiltIn = Hook(rawValue: source.string(name)) != nil
      if policy != .none, isBuiltIn { builders[last].chains[known].policy = policy }
      note(
        .repeatedChain(source.string(name)), at: Int(name.start), name)
      return true
    }
    _ = builders[last].declare(name: name, line: line, policy: policy, in: source.bytes)
    lastRuleLine = 0
    mark(isInBareRules ? .rules : .save)
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

  /// Reads `-I CHAIN [NUMBER] …`, which input for iptables-restore may have.
  ///
  /// - Returns: false if the line is something else, or not a whole rule.
  mutating func readInsertion(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    guard text[range].starts(with: Array("-I ".utf8)), range.count < 8_192 else { return false }
    let tokens = Array(RuleTokens(text, TextRange(range.lowerBound, range.upperBound)))
    guard tokens.count >= 2, tokens.allSatisfy(\.isClosed) else { return false }
    let number =
      tokens.count > 2 ? Decimal.unsigned(text[tokens[2].range.bounds], below: 1 << 31) : nil
    let rest = tokens.dropFirst(number == nil ? 2 : 3)
    if let last = rest.last, !last.isQuoted, OptionTable.needsValue(source.string(last.range)) {
      return false
    }
    if !isInTable { openRules(at: range.lowerBound) }
    let name = tokens[1].range
    let chain =
      builders[current].find(text.span, name.bounds, in: text) ?? declareMissing(name)
    var words = Array("-A ".utf8) + text[name.bounds]
    for token in rest { words += [0x20] + text[token.range.bounds] }
    let rule = Rule(
      offset: UInt32(truncatingIfNeeded: range.lowerBound),
      length: UInt32(truncatingIfNeeded: range.count), line: line, targetStart: 0,
      targetLength: 0, countersBack: 0, flags: [], chainIndex: 0)
    let place = max(1, Int(number ?? 1)) - 1
    builders[current].insert(rule, into: chain, at: place, words: words)
    lastRuleLine = 0
    mark(isInBareRules ? .rules : .save)
    return true
  }
}
