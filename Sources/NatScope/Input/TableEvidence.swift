/// Which table a set of chains and rules can be.
struct TableEvidence {
  /// nil if nothing tells; not certain if another table may look the same.
  private(set) var table: (name: TableName, isCertain: Bool)?
  private let hooks: [Hook]
  /// The tables that take every target of the rules; nil if each table takes them.
  private let ofTargets: [TableName]?

  init(_ builder: RulesetBuilder, _ source: SourceText) {
    let names = builder.chains.prefix(4_096).map { source.slice($0.name) }
    hooks = names.compactMap(RuleEvidence.hook)
    ofTargets = Self.tablesOfTargets(builder, source)
    let possible = TableShape.tables(with: hooks)
    let fitting = ofTargets?.filter { Set(hooks).isSubset(of: $0.hooks) } ?? []
    let exact = fitting.filter { Set(hooks) == Set($0.hooks) }
    if let only = [fitting, exact].first(where: { $0.count == 1 })?.first {
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

  private static func tablesOfTargets(
    _ builder: RulesetBuilder, _ source: SourceText
  ) -> [TableName]? {
    var result: [TableName]?
    for rule in builder.rules {
      guard let tables = RuleEvidence.tables(ofTarget: source.slice(rule.target)) else { continue }
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

  private static func tableOfOwners(_ names: [ArraySlice<UInt8>]) -> TableName? {
    for name in names {
      if let table = RuleEvidence.tableOfOwner(name) { return table }
    }
    return nil
  }
}

/// What the words of one rule tell about its table.
enum RuleEvidence {
  /// The tables that may have the rule: those with its chain that take its target.
  static func tables(_ chain: ArraySlice<UInt8>, _ target: ArraySlice<UInt8>) -> Set<TableName> {
    if let table = tableOfOwner(chain) ?? tableOfOwner(target) { return [table] }
    var result = Set(tables(ofTarget: target) ?? TableName.allCases)
    // iptables refuses to filter in nat (iptables/iptables.c).
    if target.elementsEqual("DROP".utf8) { result.remove(.nat) }
    if let hook = hook(chain) {
      result = result.filter { $0.hooks.contains(hook) }
    }
    return result
  }

  /// The hook of a built-in chain.
  static func hook(_ name: ArraySlice<UInt8>) -> Hook? {
    guard name.count <= 11 else { return nil }
    return Hook.allCases.first { $0.rawValue.utf8.elementsEqual(name) }
  }

  /// Targets that not every table takes (iptables-extensions(8); net/netfilter/xt_CONNSECMARK.c).
  private static let targets: [String: [TableName]] = [
    "DNAT": [.nat], "SNAT": [.nat], "MASQUERADE": [.nat], "REDIRECT": [.nat], "NETMAP": [.nat],
    "TPROXY": [.mangle], "TOS": [.mangle], "DSCP": [.mangle], "TTL": [.mangle], "HL": [.mangle],
    "ECN": [.mangle], "CHECKSUM": [.mangle], "CT": [.raw], "NOTRACK": [.raw],
    "REJECT": [.filter], "SECMARK": [.mangle, .security], "CONNSECMARK": [.mangle, .security],
  ]

  /// The tables that take a target; nil if each does.
  static func tables(ofTarget name: ArraySlice<UInt8>) -> [TableName]? {
    // Every target of the table is in capitals; chains rarely are of these lengths and letters.
    guard let first = name.first, name.count > 1, name.count <= 11, (65...90).contains(first) else {
      return nil
    }
    return targets[String(decoding: name, as: UTF8.self)]
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

  static func tableOfOwner(_ name: ArraySlice<UInt8>) -> TableName? {
    guard let first = name.first,
      first == UInt8(ascii: "C") || first == UInt8(ascii: "K") || first == UInt8(ascii: "N")
        || first == UInt8(ascii: "D")
    else { return nil }
    return owners.first { name.starts(with: $0.0.utf8) }?.1
  }
}
