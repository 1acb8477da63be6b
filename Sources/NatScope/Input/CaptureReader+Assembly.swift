// Listings and bare rules are read table by table; here the tables get their names and come
// together to rulesets.
extension CaptureReader {
  mutating func assembleRulesets() {
    for index in builders.indices {
      if builders[index].form != .save { nameTable(of: index) }
      markPartialChains(of: index)
    }
    var whole: [RulesetBuilder] = []
    for builder in builders {
      guard
        let fitting = whole.indices.suffix(Self.neighbours).last(where: {
          whole[$0].canTake(builder)
        })
      else {
        whole.append(builder)
        continue
      }
      whole[fitting].take(builder)
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
      let hooks = builder.chains.compactMap { Hook(rawValue: source.string($0.name)) }
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
  mutating func take(_ other: RulesetBuilder) {
    if backend == nil { backend = other.backend }
    if version.isEmpty { version = other.version }
    if header == nil { header = other.header }
    if family == nil { family = other.family }
    let (chainBase, tableBase) = (chains.count, tables.count)
    let ruleBase = UInt32(truncatingIfNeeded: rules.count)
    var part = other.grouped()
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
    self = grouped()
    tables += part.tables
    chains += part.chains
    rules += part.rules
    isIndexed = false
  }
}

/// Which table a set of chains and rules can be.
private struct TableEvidence {
  /// nil if nothing tells; not certain if another table may look the same.
  private(set) var table: (name: TableName, isCertain: Bool)?
  private let hooks: [Hook]
  /// The tables that take every target of the rules; nil if each table takes them.
  private let ofTargets: [TableName]?

  init(_ builder: RulesetBuilder, _ source: SourceText) {
    let names = builder.chains.prefix(4_096).map { source.slice($0.name) }
    hooks = names.compactMap { name in
      Hook.allCases.first { $0.rawValue.utf8.elementsEqual(name) }
    }
    ofTargets = Self.tableOfTargets(builder, source)
    let possible = TableShape.tables(with: hooks)
    let fitting = ofTargets?.filter { Set(hooks).isSubset(of: $0.hooks) }
    let exact = fitting?.filter { Set(hooks) == Set($0.hooks) }
    if let fitting, fitting.count == 1, let only = fitting.first {
      table = (only, true)
    } else if let exact, exact.count == 1, let only = exact.first {
      table = (only, true)
    } else if let owned = Self.tableOfOwners(names + Self.jumps(builder, source)) {
      table = (owned, true)
    } else if !hooks.isEmpty, let whole = TableShape.table(hooks) {
      // security has the chains of filter, and is rarely used. Those of raw are what is left of nat
      // where a paste lost a part.
      table = (whole, whole != .filter && (whole != .raw || builder.rules.isEmpty))
    } else if !hooks.isEmpty, possible.count == 1, let only = possible.first {
      table = (only, true)
    }
  }

  /// Whether what a command says fits what stands behind it.
  func allows(_ name: TableName) -> Bool {
    Set(hooks).isSubset(of: name.hooks) && ofTargets?.contains(name) ?? true
  }

  /// Targets that not every table takes (iptables-extensions(8); net/netfilter/xt_CONNSECMARK.c).
  private static let targets: [String: [TableName]] = [
    "DNAT": [.nat], "SNAT": [.nat], "MASQUERADE": [.nat], "REDIRECT": [.nat], "NETMAP": [.nat],
    "TPROXY": [.mangle], "TOS": [.mangle], "DSCP": [.mangle], "TTL": [.mangle], "HL": [.mangle],
    "ECN": [.mangle], "CHECKSUM": [.mangle], "CT": [.raw], "NOTRACK": [.raw],
    "REJECT": [.filter], "SECMARK": [.mangle, .security], "CONNSECMARK": [.mangle, .security],
  ]

  private static func tableOfTargets(
    _ builder: RulesetBuilder, _ source: SourceText
  ) -> [TableName]? {
    var result: [TableName]?
    for rule in builder.rules where rule.targetLength > 1 && rule.targetLength <= 11 {
      // Every target of the table is in capitals; chains rarely are of these lengths and letters.
      guard (65...90).contains(source.bytes[Int(rule.targetStart)]),
        let tables = targets[source.string(rule.target)]
      else { continue }
      if tables.count == 1 { return tables }
      result = tables
    }
    return result
  }

  /// The chains that the first rules lead to.
  private static func jumps(
    _ builder: RulesetBuilder, _ source: SourceText
  ) -> [ArraySlice<UInt8>] {
    builder.rules.prefix(1_000).map { source.slice($0.target) }
  }

  /// Chains that well-known programs make in one table only.
  private static let owners: [(String, TableName)] = [
    ("CNI-HOSTPORT-", .nat), ("CNI-DN-", .nat), ("CNI-SN-", .nat), ("KUBE-SEP-", .nat),
    ("KUBE-SVC-", .nat), ("KUBE-SVL-", .nat), ("KUBE-EXT-", .nat), ("KUBE-XLB-", .nat),
    ("KUBE-FW-", .nat), ("KUBE-MARK-", .nat), ("KUBE-POSTROUTING", .nat),
    ("KUBE-HOSTPORTS", .nat), ("KUBE-HP-", .nat), ("NETAVARK-HOSTPORT-", .nat),
    ("KUBE-FORWARD", .filter), ("KUBE-FIREWALL", .filter), ("DOCKER-ISOLATION-", .filter),
    ("DOCKER-USER", .filter), ("DOCKER-FORWARD", .filter),
  ]

  private static func tableOfOwners(_ names: [ArraySlice<UInt8>]) -> TableName? {
    for name in names {
      if let owner = owners.first(where: { name.starts(with: $0.0.utf8) }) { return owner.1 }
    }
    return nil
  }
}

/// The address family of rules that no header names.
enum FamilyEvidence {
  /// - Returns: nil if no rule has an address or a protocol that tells.
  static func family(of builder: RulesetBuilder, _ source: SourceText) -> IPFamily? {
    for rule in builder.rules.prefix(10_000) {
      let found =
        rule.flags.contains(.listed)
        ? listed(rule, builder.chains[Int(rule.chainIndex)].listing ?? [], source)
        : saved(rule, source)
      if let found { return found }
    }
    return nil
  }

  private static func listed(
    _ rule: Rule, _ columns: ListingColumns, _ source: SourceText
  ) -> IPFamily? {
    let bytes = source.bytes
    guard let line = ListingLine(bytes.span, rule.text.bounds, columns) else { return nil }
    for column in [line.source, line.destination] {
      if let found = family(ofAddress: bytes[column]) { return found }
    }
    if source.string(rule.target) == "DNAT" || source.string(rule.target) == "SNAT" {
      for word in bytes[line.details].split(separator: 0x20) where word.starts(with: "to:".utf8) {
        if let found = family(ofAddress: word.dropFirst(3)) { return found }
      }
    }
    switch IPProtocol(name: bytes[line.ipProtocol]) {
    case .icmpv6: return .ipv6
    case .icmp: return .ipv4
    default: return nil
    }
  }

  private static let options: Set<String> = [
    "-s", "-d", "--to-destination", "--to-source", "--src-range", "--dst-range",
  ]

  private static func saved(_ rule: Rule, _ source: SourceText) -> IPFamily? {
    let words = RuleTokens(source.bytes, rule.text).map(\.range)
    for (option, value) in zip(words, words.dropFirst()) {
      if options.contains(source.string(option)),
        let found = family(ofAddress: source.slice(value))
      {
        return found
      }
      if IPProtocol(name: source.slice(value)) == .icmpv6, source.string(option) == "-p" {
        return .ipv6
      }
    }
    return nil
  }

  /// Tells by the signs of an address, with what may stand around it: `!`, a mask, a range's other
  /// end, a port. `:8080` and a host's name tell nothing.
  private static func family(ofAddress text: ArraySlice<UInt8>) -> IPFamily? {
    let text = text.drop { $0 == UInt8(ascii: "!") }
    guard let first = text.first else { return nil }
    if first == UInt8(ascii: "[") || text.count(where: { $0 == UInt8(ascii: ":") }) > 1 {
      return .ipv6
    }
    let isNumber = first >= UInt8(ascii: "0") && first <= UInt8(ascii: "9")
    return isNumber && text.contains(UInt8(ascii: ".")) ? .ipv4 : nil
  }
}
