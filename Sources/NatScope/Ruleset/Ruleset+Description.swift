extension Ruleset: CustomStringConvertible {
  /// Canonical iptables-save text; on canonical input the same bytes again.
  public var description: String {
    String(decoding: saveText, as: UTF8.self)
  }

  /// Canonical iptables-save text as bytes, which need not be UTF-8.
  public var saveText: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(source.bytes.count)
    for index in tables.indices { append(Table.ID(index), to: &out) }
    return out
  }

  private func append(_ id: Table.ID, to out: inout [UInt8]) {
    let table = self[id]
    out += withoutCarriageReturns(table.header)
    if table.line != 0 {
      out.append(UInt8(ascii: "*"))
      out += source.slice(table.spelling)
      out.append(UInt8(ascii: "\n"))
    }
    let members =
      table.isSorted
      ? Array(table.declared) : chains.indices.filter { chains[$0].table == id }
    for chain in members where chains[chain].isDeclared { append(declaration: chain, to: &out) }
    for chain in members {
      for rule in chains[chain].rules { append(rule, to: &out) }
    }
    if table.isCommitted { out += Array("COMMIT\n".utf8) }
    out += withoutCarriageReturns(table.footer)
  }

  private func append(declaration index: Int, to out: inout [UInt8]) {
    // The policy and the counters stand behind the name up to the end of the line.
    let name = chains[index].name
    out.append(UInt8(ascii: ":"))
    out += source.slice(name)
    for token in RuleTokens(source.bytes, lineFrom: name.end) {
      out.append(UInt8(ascii: " "))
      out += source.slice(token.range)
    }
    out.append(UInt8(ascii: "\n"))
  }

  private func append(_ index: Int, to out: inout [UInt8]) {
    let rule = rules[index]
    if rule.countersBack > 0 {
      let start = Int(rule.offset) - Int(rule.countersBack)
      out += source.bytes[start..<Int(rule.offset)].prefix { $0 != UInt8(ascii: "]") }
      out += Array("] ".utf8)
    }
    out += canonicalText(Rule.ID(index))
    out.append(UInt8(ascii: "\n"))
  }

  private func withoutCarriageReturns(_ range: TextRange) -> [UInt8] {
    source.slice(range).filter { $0 != UInt8(ascii: "\r") }
  }

  /// A rule as iptables-save prints it, without counters: single blanks, `!` before the option.
  public func canonicalText(_ id: Rule.ID) -> [UInt8] {
    let rule = self[id]
    if rule.flags.contains(.damaged) { return Array(source.slice(rule.text)) }
    let text = text(of: id)
    var words = text.words.map(\.range)
    // iptables before 1.4.3 printed `-s ! 10.0.0.0/8`; since then the `!` stands first.
    for index in words.indices.dropFirst().dropLast()
    where text.isNegation(words[index]) && text.isOption(words[index - 1])
      && !text.isOption(words[index + 1])
    {
      words.swapAt(index, index - 1)
    }
    var out: [UInt8] = []
    for word in words {
      if !out.isEmpty { out.append(UInt8(ascii: " ")) }
      out += text.slice(word)
    }
    return out
  }
}

extension RuleText {
  fileprivate func isNegation(_ range: TextRange) -> Bool {
    range.length == 1 && bytes[Int(range.start)] == UInt8(ascii: "!")
  }

  fileprivate func isOption(_ range: TextRange) -> Bool {
    range.length > 1 && bytes[Int(range.start)] == UInt8(ascii: "-")
  }
}
