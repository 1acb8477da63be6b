// Listings and bare rules are read table by table; here the tables get their names and come
// together to rulesets.
extension CaptureReader {
  mutating func assembleRulesets() {
    partMixedTables()
    for index in builders.indices {
      if builders[index].form != .save { nameTable(of: index) }
      markPartialChains(of: index)
    }
    var whole: [RulesetBuilder] = []
    // Each part is the only holder of its arrays when another one takes it.
    var parts = Array(builders.reversed())
    builders = []
    while let part = parts.popLast() {
      guard
        let fitting = whole.indices.suffix(Self.neighbours).last(where: {
          whole[$0].canTake(part)
        })
      else {
        whole.append(part)
        continue
      }
      whole[fitting].take(part)
    }
    builders = whole
  }

  /// Finds out which table a listing or a list of rules shows.
  private mutating func nameTable(of index: Int) {
    let builder = builders[index]
    guard builder.tables.count == 1, builder.tables[0].name == nil else { return }
    builders[index].family = FamilyEvidence.family(of: builder, source) ?? builder.family
    let evidence = TableEvidence(builder, source)
    // Without -t a listing shows filter.
    let shown = builder.shown.flatMap { shown in
      shown.action == .list || shown.action == .listRules ? shown.table ?? .filter : shown.table
    }
    if let shown, evidence.allows(shown) {
      builders[index].tables[0].name = shown
    } else if let found = evidence.table {
      builders[index].tables[0].name = found.name
      builders[index].tables[0].isInferred = !found.isCertain
    } else if let likely = [TableName.filter, .mangle].first(where: builder.possibleTables.contains)
    {
      // What raw may have does the same in mangle, but for conntrack.
      builders[index].tables[0].name = likely
      builders[index].tables[0].isInferred = true
    } else {
      let named = builder.chains.indices.first { !builder.chains[$0].name.isEmpty }
      let first = named.map { builder.chains[$0].name } ?? .empty
      // A chain without a line of its own has its name from its first rule.
      let ofRule = builder.rules.first { Int($0.chainIndex) == named }?.line
      let line = named.map { builder.chains[$0].line } ?? 0
      diagnostics.add(
        Diagnostic(
          .tableNotTold, file: builder.file, line: line > 0 ? line : ofRule ?? builder.firstLine,
          column: first.isEmpty
            ? 0 : UInt32(Int(first.start) - source.startOfLine(Int(first.start)) + 1), text: first))
    }
  }

  /// In what grep left, lines may be missing from every chain that is not whole for certain.
  private mutating func markPartialChains(of index: Int) {
    // iptables lists all built-in chains of a table, or the one that was asked for.
    let builder = builders[index]
    if let table = builder.tables.first?.name, builder.form == .listing {
      let hooks = builder.chains.compactMap { RuleEvidence.hook(source.slice($0.name)) }
      if !hooks.isEmpty, table != .security, TableShape.table(hooks) != table {
        builders[index].isFragment = true
      }
    }
    guard builders[index].isFragment else { return }
    let isFiltered = builders[index].shown?.isFiltered == true
    let last = builders[index].chains.indices.last
    for chain in builders[index].chains.indices
    where isFiltered || chain == last && builders[index].shown?.chain == nil
      || builders[index].form != .listing
    {
      builders[index].chains[chain].isPartial = true
    }
  }
}

extension RulesetBuilder {
  /// The line with which the text begins.
  var firstLine: UInt32 {
    let lines = [chains.first { $0.line > 0 }?.line, rules.first?.line].compactMap { $0 }
    return lines.min() ?? 0
  }

  /// Whether another part may belong to the same capture.
  ///
  /// Saves of one table each may be, in one file or several. One that has a table of this one too is
  /// a capture of its own, with all its tables.
  func canTake(_ other: RulesetBuilder) -> Bool {
    form == other.form
      && (version == other.version || version.isEmpty || other.version.isEmpty)
      && (family == other.family || family == nil || other.family == nil)
      && (backend == other.backend || backend == nil || other.backend == nil)
      && (isFragment == other.isFragment)
      && !tables.contains { table in other.tables.contains { $0.name == table.name } }
  }

  /// Adds the tables of another part.
  mutating func take(_ other: consuming RulesetBuilder) {
    if backend == nil { backend = other.backend }
    if version.isEmpty { version = other.version }
    if header == nil { header = other.header }
    if family == nil { family = other.family }
    let (chainBase, tableBase) = (chains.count, tables.count)
    let ruleBase = UInt32(truncatingIfNeeded: rules.count)
    var part = other
    part.group()
    group()
    for index in part.tables.indices {
      let declared = part.tables[index].declared
      part.tables[index].declared =
        declared.lowerBound + chainBase..<declared.upperBound + chainBase
    }
    for index in part.chains.indices {
      part.chains[index].table = Table.ID(Int(part.chains[index].table.index) + tableBase)
      part.chains[index].firstRule += ruleBase
    }
    for index in part.rules.indices {
      part.rules[index].chainIndex += UInt32(truncatingIfNeeded: chainBase)
    }
    tables += part.tables
    chains += part.chains
    rules += part.rules
    isIndexed = false
  }
}
