// `iptables-save | grep 443` leaves rules of several tables without the lines that part them.
extension CaptureReader {
  /// Parts rules without chain lines where the next one cannot be of the same table.
  ///
  /// iptables-save prints one table behind the other. A rule between two tables that either may have
  /// belongs to both parts, as one of which nothing is known.
  mutating func partMixedTables() {
    var parted: [RulesetBuilder] = []
    for builder in builders {
      parted += isListOfRules(builder) ? parts(of: builder) : [builder]
    }
    builders = parted
  }

  /// Whether only rules tell which table a text is of.
  private func isListOfRules(_ builder: RulesetBuilder) -> Bool {
    builder.form == .rules && builder.tables.count == 1 && builder.tables[0].name == nil
      && builder.shown?.table == nil && !builder.hasInsertions
      && builder.chains.allSatisfy { $0.line == 0 }
  }

  private mutating func parts(of builder: RulesetBuilder) -> [RulesetBuilder] {
    let evidence = builder.rules.map { rule in
      RuleEvidence.tables(
        source.slice(builder.chains[Int(rule.chainIndex)].name), source.slice(rule.target))
    }
    var starts = [0]
    var isDoubtful = Array(repeating: false, count: evidence.count)
    var possible = Set(TableName.allCases)
    var parts: [(rules: Range<Int>, tables: Set<TableName>)] = []
    for (index, tables) in evidence.enumerated() where !tables.isEmpty {
      let common = possible.intersection(tables)
      if !common.isEmpty {
        possible = common
        continue
      }
      noteMixed(.mixedTables, builder.rules[index], builder)
      let start = starts.last ?? 0
      var border = index
      while border > start, !evidence[border - 1].isDisjoint(with: tables) {
        border -= 1
        if !isDoubtful[border] { noteMixed(.ruleOfEitherTable, builder.rules[border], builder) }
        isDoubtful[border] = true
      }
      parts.append((start..<index, possible))
      starts.append(border)
      possible = tables
    }
    guard let last = starts.last, last > 0 || !parts.isEmpty else { return [builder] }
    parts.append((last..<evidence.count, possible))
    return parts.map { part in
      var result = builder.part(part.rules, isDoubtful, source.bytes)
      result.possibleTables = part.tables
      return result
    }
  }

  private mutating func noteMixed(
    _ problem: InputProblem, _ rule: Rule, _ builder: RulesetBuilder
  ) {
    diagnostics.add(
      Diagnostic(
        problem, file: builder.file, line: rule.line,
        column: rule.offset - UInt32(source.startOfLine(Int(rule.offset))) + 1, text: rule.text))
  }
}
