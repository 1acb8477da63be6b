/// Which chains of a drawing become one box.
///
/// Chains of a component that do the same, by the table of owners, come first. Only where that does
/// not make the drawing small, chains of nobody knows whom are taken together that lead to the same
/// boxes, and at last all that are equally far from a hook.
struct ChainGroups {
  enum Step: CaseIterable {
    case owners, shapes, depths
  }

  /// A box of the drawing: one chain, or several with words of their own.
  struct Group {
    var members: [Chain.ID]
    /// `KUBE-SVC-…`, `that only DROP`; empty for a chain that stands for itself.
    var name: String
    /// Whether it is told by the number of its chains, since they have no name in common.
    var isNameless = false
  }

  /// Fewer chains than that stay as they are.
  static let smallest = 3

  private(set) var groups: [Group] = []
  private(set) var groupOf: [Chain.ID: Int] = [:]
  private let arrows: ChainArrows

  init(_ arrows: ChainArrows) {
    self.arrows = arrows
    set(arrows.chains.map { Group(members: [$0], name: "") })
  }

  mutating func take(_ step: Step) {
    switch step {
    case .owners: takeOwners()
    case .shapes: takeShapes()
    case .depths: takeDepths()
    }
  }

  /// What was grouped: `1,000 KUBE-SVC-…, 2,000 KUBE-SEP-…`.
  var words: String {
    let merged = groups.filter { $0.members.count > 1 }
    let shown = merged.prefix(12).map { $0.title }
    return shown.joined(separator: ", ")
      + (merged.count > shown.count ? " and \(merged.count - shown.count) others" : "")
  }

  private mutating func set(_ groups: [Group]) {
    self.groups = groups
    for (index, group) in groups.enumerated() {
      for chain in group.members { groupOf[chain] = index }
    }
  }

  /// Merges groups with the same key; those without one, and keys with few members, stay.
  private mutating func merge(
    isNameless: Bool, _ key: (Group) -> String?, name: (String, [Group]) -> String
  ) {
    var keys: [String?] = []
    var sizes: [String: Int] = [:]
    for group in groups {
      let key = key(group)
      keys.append(key)
      if let key { sizes[key, default: 0] += group.members.count }
    }
    var places: [String: Int] = [:]
    var parts: [[Group]] = []
    var names: [String?] = []
    for (group, key) in zip(groups, keys) {
      guard let key, sizes[key, default: 0] >= Self.smallest else {
        parts.append([group])
        names.append(nil)
        continue
      }
      if let place = places[key] {
        parts[place].append(group)
      } else {
        places[key] = parts.count
        parts.append([group])
        names.append(key)
      }
    }
    set(
      zip(parts, names).map { part, key in
        guard part.count > 1, let key else { return part[0] }
        return Group(
          members: part.flatMap(\.members), name: name(key, part), isNameless: isNameless)
      })
  }
}

extension ChainGroups {
  /// Chains that a component names alike.
  private mutating func takeOwners() {
    let ruleset = arrows.ruleset
    merge(isNameless: false) { group in
      guard group.members.count == 1, let chain = group.members.first else { return nil }
      return Self.family(of: ruleset.name(chain)).map { "\(ruleset.tableName(chain)) \($0)" }
    } name: { key, _ in
      String(key.drop { $0 != " " }.dropFirst())
    }
  }

  /// `KUBE-SVC-…` for a chain that one of the patterns of ``ChainOwner`` names; nil for others.
  ///
  /// Where a component has patterns of one word, as Calico has, the name is taken up to its last
  /// dash, and the chains of the hooks stand for themselves.
  static func family(of name: String) -> String? {
    guard let chains = ChainOwner.owner(of: name)?.chains,
      let pattern = chains.patterns.first(where: { ChainOwner.fits(name, $0) }),
      let star = pattern.firstIndex(of: "*")
    else { return nil }
    let (head, tail) = (pattern[..<star], pattern[pattern.index(after: star)...])
    let rest = name.dropFirst(head.count).dropLast(tail.count)
    guard Hook(rawValue: rest.uppercased()) == nil else { return nil }
    let dash = rest.lastIndex { $0 == "-" || $0 == "_" }
    let more = dash.map { rest[...$0] } ?? ""
    return "\(head)\(more)…\(tail)"
  }

  /// Chains of which nothing is known that lead to the same boxes, from those that end upwards.
  private mutating func takeShapes() {
    for _ in 0..<20 {
      let before = groups.count
      let shapes = shapes()
      let titles = groups.map { group in
        group.members.count == 1
          ? arrows.ruleset.name(group.members[0])
          : group.isNameless ? "chains \(group.name)" : group.name
      }
      let (ruleset, groupOf) = (arrows.ruleset, groupOf)
      merge(isNameless: true) { group in
        guard let chain = group.members.first, !ruleset.isBuiltIn(chain),
          group.isNameless || group.members.count == 1,
          ChainOwner.owner(of: ruleset.name(chain)) == nil, let index = groupOf[chain]
        else { return nil }
        return shapes[index].key(ruleset.tableName(chain))
      } name: { _, part in
        guard let chain = part.first?.members.first, let index = groupOf[chain] else { return "" }
        return shapes[index].words(titles)
      }
      if groups.count == before { return }
    }
  }

  /// Where a group's rules lead.
  private struct Shape {
    var targets: Set<Int> = []
    var ends: Set<String> = []

    func key(_ table: String) -> String {
      let numbers = targets.sorted().map(String.init).joined(separator: ",")
      // A blank is in no name of a target.
      return "\(table) \(numbers) \(ends.sorted().joined(separator: " "))"
    }

    func words(_ titles: [String]) -> String {
      if targets.isEmpty, ends.isEmpty { return "that end nothing" }
      if targets.isEmpty, ends.count <= 3 {
        return "that only \(ends.sorted().joined(separator: " or "))"
      }
      if ends.isEmpty, targets.count == 1, let only = targets.first {
        return "that only lead to \(titles[only])"
      }
      return "that lead to the same"
    }
  }

  private func shapes() -> [Shape] {
    var shapes = [Shape](repeating: Shape(), count: groups.count)
    for arrow in arrows.all {
      guard let from = groupOf[arrow.from] else { continue }
      switch arrow.to {
      case .chain(let target): if let to = groupOf[target] { shapes[from].targets.insert(to) }
      case .missing(let name): shapes[from].ends.insert(name)
      case .end(let word): shapes[from].ends.insert(word)
      }
    }
    return shapes
  }

  /// All that are equally many jumps away from a hook.
  private mutating func takeDepths() {
    var next: [Chain.ID: [Chain.ID]] = [:]
    for arrow in arrows.all {
      if case .chain(let target) = arrow.to { next[arrow.from, default: []].append(target) }
    }
    var depths: [Chain.ID: Int] = [:]
    let ruleset = arrows.ruleset
    var front = arrows.chains.filter { ruleset.isBuiltIn($0) }
    var depth = 0
    while !front.isEmpty {
      var further: [Chain.ID] = []
      for chain in front where depths[chain] == nil {
        depths[chain] = depth
        further += next[chain] ?? []
      }
      front = further
      depth += 1
    }
    merge(isNameless: true) { group in
      guard let chain = group.members.first, !ruleset.isBuiltIn(chain) else { return nil }
      let depth = group.members.compactMap { depths[$0] }.min()
      let words =
        depth.map { $0 == 1 ? "one jump from a hook" : "\($0) jumps from a hook" }
        ?? "that no hook leads to"
      return "\(ruleset.tableName(chain)) \(words)"
    } name: { key, _ in
      String(key.drop { $0 != " " }.dropFirst())
    }
  }
}

extension ChainGroups.Group {
  /// `1,000 KUBE-SVC-…`, `412 chains that only DROP`.
  var title: String {
    let count = Decimals.grouped(UInt64(members.count))
    return isNameless ? "\(count) chains \(name)" : "\(count) \(name)"
  }
}
