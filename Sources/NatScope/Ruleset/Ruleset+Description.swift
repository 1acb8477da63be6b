extension Ruleset: CustomStringConvertible {
  /// Canonical iptables-save text; on canonical input the same bytes again.
  public var description: String {
    String(decoding: saveText, as: UTF8.self)
  }

  /// Canonical iptables-save text as bytes, which need not be UTF-8.
  public var saveText: [UInt8] { saveText(chains: { _ in true }, remarks: { _ in [] }) }

  /// Canonical iptables-save text with comment lines above rules.
  ///
  /// A rule that the text does not tell in full, or whose chain or table it does not name, is a
  /// comment itself: what iptables-restore would make of it is not what the node has.
  /// - Parameters:
  ///   - chains: which chains to print, by name.
  ///   - remarks: what to say above a rule.
  func saveText(chains: (String) -> Bool, remarks: (Rule.ID) -> [String]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(source.bytes.count)
    for index in tables.indices { append(Table.ID(index), to: &out, chains, remarks) }
    return out
  }

  private func append(
    _ id: Table.ID, to out: inout [UInt8], _ isWanted: (String) -> Bool,
    _ remarks: (Rule.ID) -> [String]
  ) {
    let table = self[id]
    out += withoutCarriageReturns(table.header)
    // A table that nothing names can only be shown.
    let isShownOnly = form != .save && table.name == nil
    let mark = isShownOnly ? Array("# ".utf8) : []
    if !table.spelling.isEmpty {
      out += [UInt8(ascii: "*")] + source.slice(table.spelling) + Self.newline
    } else if let name = table.name {
      out += Array("*\(name.rawValue)\n".utf8)
    }
    let members =
      (table.isSorted
      ? Array(table.declared) : chains.indices.filter { chains[$0].table == id })
      .filter { isWanted(name(Chain.ID($0))) }
    for chain in members where isWritten(chains[chain]) {
      out += mark
      append(declaration: chain, to: &out)
    }
    for chain in members {
      for rule in chains[chain].rules {
        for line in remarks(Rule.ID(rule)) { out += Array("# \(line)\n".utf8) }
        let isReadable =
          form == .save && !rules[rule].flags.contains(.damaged) || isComplete(Rule.ID(rule))
        guard isReadable, mark.isEmpty else {
          // A comment in quotes may hold newlines.
          var line: [UInt8] = []
          append(rule, to: &line)
          for part in line.dropLast().split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
          {
            out += Array("# ".utf8) + part + Self.newline
          }
          continue
        }
        append(rule, to: &out)
      }
    }
    if table.isCommitted, !isShownOnly { out += Array("COMMIT\n".utf8) }
    out += withoutCarriageReturns(table.footer)
  }

  private static let newline = [UInt8(ascii: "\n")]

  /// Whether a chain has a line of its own: of an iptables-save those that the text declares.
  private func isWritten(_ chain: Chain) -> Bool {
    form == .save ? chain.isDeclared : !chain.name.isEmpty
  }

  /// Whether the words of a rule say all that its line says, so that it can be given back.
  func isComplete(_ id: Rule.ID) -> Bool {
    let rule = self[id]
    if rule.flags.contains(.damaged) || self[rule.chain].name.isEmpty { return false }
    // An option that listings never show may be one that changes what the rule does.
    if rule.flags.contains(.listed), !ListedRule(self, id).hidden.isEmpty { return false }
    return !decode(id).problems.contains { $0.kind == .unreadPrint || $0.kind == .resolvedName }
  }

  private func append(declaration index: Int, to out: inout [UInt8]) {
    let chain = chains[index]
    let name = chain.name
    out.append(UInt8(ascii: ":"))
    out += source.slice(name)
    let isChainLine = name.start > 0 && source.bytes[Int(name.start) - 1] == UInt8(ascii: ":")
    if form == .save, isChainLine {
      // The policy and the counters stand behind the name up to the end of the line.
      for token in RuleTokens(source.bytes, lineFrom: name.end) {
        out.append(UInt8(ascii: " "))
        out += source.slice(token.range)
      }
    } else {
      let policy = chain.policy.name ?? "-"
      let counts = policy == "-" ? nil : policyCounters(chain)
      out += Array(" \(policy) [\(counts ?? "0:0")]".utf8)
    }
    out += Self.newline
  }

  /// `packets:bytes` of a policy as a listing or `-P CHAIN POLICY -c` gives them; nil if it does not,
  /// or not exactly.
  private func policyCounters(_ chain: Chain) -> String? {
    let words = RuleTokens(source.bytes, lineFrom: chain.name.end).map { source.slice($0.range) }
    // `(policy ACCEPT 12 packets, 720 bytes)` and `ACCEPT -c 12 720`.
    let places = chain.listing != nil ? (2, 4) : (2, 3)
    guard chain.line != 0, words.count > places.1,
      let packets = Decimal.unsigned(words[places.0]),
      let bytes = Decimal.unsigned(words[places.1])
    else { return nil }
    return "\(packets):\(bytes)"
  }

  private func append(_ index: Int, to out: inout [UInt8]) {
    let rule = rules[index]
    if rule.countersBack > 0 {
      let start = Int(rule.offset) - Int(rule.countersBack)
      out += source.bytes[start..<Int(rule.offset)].prefix { $0 != UInt8(ascii: "]") }
      out += Array("] ".utf8)
    } else if form != .save, let counters = counters(Rule.ID(index)), counters.isExact {
      let (packets, bytes) = (counters.packets.lowerBound, counters.bytes.lowerBound)
      out += Array("[\(packets):\(bytes)] ".utf8)
    }
    out += canonicalText(Rule.ID(index))
    out += Self.newline
  }

  private func withoutCarriageReturns(_ range: TextRange) -> [UInt8] {
    source.slice(range).filter { $0 != UInt8(ascii: "\r") }
  }
}
