/// The rules of one address family and one backend, as one iptables-save shows them.
public struct Ruleset: Sendable {
  public internal(set) var source: SourceText
  public internal(set) var form = Form.save
  /// Whether the text is a part of a dump, as `grep` leaves it: rules may be missing anywhere.
  public internal(set) var isFragment = false
  public internal(set) var family: IPFamily
  public internal(set) var backend: Backend?
  /// The version of the iptables that wrote the text, `1.8.9`; empty if the text does not tell.
  public internal(set) var version: String
  public internal(set) var tables: [Table]
  public internal(set) var chains: [Chain]
  /// All rules, those of a chain together and in order.
  public internal(set) var rules: [Rule]
  /// Where the text begins, for the name of its file.
  public internal(set) var file: Int

  public subscript(_ id: Chain.ID) -> Chain { chains[Int(id.index)] }
  public subscript(_ id: Rule.ID) -> Rule { rules[Int(id.index)] }
  public subscript(_ id: Table.ID) -> Table { tables[Int(id.index)] }

  /// The table of that name, if the text holds it.
  public func table(_ name: TableName) -> Table.ID? {
    tables.firstIndex { $0.name == name }.map { Table.ID($0) }
  }

  /// The built-in chain of a hook in a table.
  public func chain(_ hook: Hook, in table: TableName) -> Chain.ID? {
    self.table(table).flatMap { chain(named: Array(hook.rawValue.utf8)[...], in: $0) }
  }

  /// The name of a chain.
  public func name(_ id: Chain.ID) -> String { source.string(self[id].name) }

  /// The number of a rule in its chain, from 1; nil where rules before it may be missing from the
  /// text and the text has no numbers.
  public func number(_ id: Rule.ID) -> Int? {
    let chain = self[self[id].chain]
    if chain.listing?.contains(.numbers) == true, self[id].flags.contains(.listed) {
      return ListedRule(self, id).number
    }
    return chain.isPartial ? nil : Int(id.index) - Int(chain.firstRule) + 1
  }

  /// What a table is called, known or not; nil for rules without a table line.
  public func name(_ id: Table.ID) -> String? {
    let table = self[id]
    return table.name?.rawValue ?? (table.spelling.isEmpty ? nil : source.string(table.spelling))
  }

  /// Whether the chain is one of the five that the kernel itself calls.
  public func isBuiltIn(_ id: Chain.ID) -> Bool {
    let chain = self[id]
    return chain.policy == .accept || chain.policy == .drop || Hook(rawValue: name(id)) != nil
  }

  /// Finds a chain by its name.
  ///
  /// iptables-save sorts user-defined chains by name, so this is a binary search; built-in
  /// chains stand before them in the order of the hooks.
  public func chain(named name: ArraySlice<UInt8>, in id: Table.ID) -> Chain.ID? {
    let table = self[id]
    if !table.isSorted {
      return search(table.sortedChains.count, name) { Int(table.sortedChains[$0]) }
    }
    let first = table.declared.lowerBound
    var builtIn = 0
    while builtIn < table.declared.count, chains[first + builtIn].policy != .none {
      if source.slice(chains[first + builtIn].name) == name { return Chain.ID(first + builtIn) }
      builtIn += 1
    }
    return search(table.declared.count - builtIn, name) { first + builtIn + $0 }
  }

  private func search(
    _ count: Int, _ name: ArraySlice<UInt8>, _ chainIndex: (Int) -> Int
  ) -> Chain.ID? {
    binarySearch(count) { compare(source.slice(chains[chainIndex($0)].name), name) }
      .map { Chain.ID(chainIndex($0)) }
  }
}

/// Finds the position among 0..<count at which `order` is 0; it must be ascending.
func binarySearch(_ count: Int, _ order: (Int) -> Int) -> Int? {
  var low = 0
  var high = count
  while low < high {
    let middle = (low + high) / 2
    switch order(middle) {
    case 0: return middle
    case ..<0: low = middle + 1
    default: high = middle
    }
  }
  return nil
}

/// Compares as strcmp does: negative if `a` comes first, 0 if equal.
func compare(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Int {
  var index = a.startIndex
  var other = b.startIndex
  while index < a.endIndex, other < b.endIndex {
    if a[index] != b[other] { return Int(a[index]) - Int(b[other]) }
    index += 1
    other += 1
  }
  return a.count - b.count
}
