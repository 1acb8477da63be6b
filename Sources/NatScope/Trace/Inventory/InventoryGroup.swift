/// What one class of destinations gets at some ports: a row before rows are joined.
struct InventoryGroup: Sendable {
  /// What has to be equal for two groups to be one row.
  struct Key: Hashable, Sendable {
    let answer: Inventory.Answer
    let targets: [Inventory.Target]
    let conditions: [Condition]
    let ports: [ClosedRange<UInt128>]
  }

  let key: Key
  let example: Outcome
  let hidden: [Rule.ID]
  let isAffine: Bool

  /// The group as one that holds for all packets to its ports.
  var unconditional: InventoryGroup {
    InventoryGroup(
      key: Key(answer: key.answer, targets: key.targets, conditions: [], ports: key.ports),
      example: example, hidden: hidden, isAffine: isAffine)
  }
}

/// One way that packets of a class go, as the walk ended it.
struct InventoryLeaf: Sendable {
  let ports: IntervalSet
  let conditions: [Condition]
  /// nil: nothing answers.
  let answer: Inventory.Answer?
  let target: Inventory.Target
  let weight: Double
  let outcome: Outcome?
  let hidden: [Rule.ID]
  let isAffine: Bool
}

extension InventoryGroup {
  /// Brings the ways of one class together: the same ports and conditions are one group, whose
  /// targets have shares.
  static func groups(_ leaves: [InventoryLeaf]) -> [InventoryGroup] {
    var result: [InventoryGroup] = []
    var places: [Key: Int] = [:]
    var ports: [IntervalSet] = []
    for (part, members) in parts(leaves) {
      for group in groups(members.map { leaves[$0] }, part) {
        // The same answer at other ports is the same group.
        let key = Key(
          answer: group.key.answer, targets: group.key.targets, conditions: group.key.conditions,
          ports: [])
        if let known = places[key], result[known].hidden == group.hidden {
          ports[known] = ports[known].union(part)
        } else {
          places[key] = result.count
          result.append(group)
          ports.append(part)
        }
      }
    }
    return result.indices.flatMap { index in
      let group = result[index]
      return ranges(ports[index]).map { ports in
        InventoryGroup(
          key: Key(
            answer: group.key.answer, targets: group.key.targets,
            conditions: group.key.conditions, ports: ports),
          example: group.example, hidden: group.hidden, isAffine: group.isAffine)
      }
    }
  }

  /// A row has one range of ports, or all but some.
  private static func ranges(_ ports: IntervalSet) -> [[ClosedRange<UInt128>]] {
    let all = ports.intervals
    if all.count < 2 || coversAll(all) { return [all] }
    return all.map { [$0] }
  }

  /// Whether ports are told by their exceptions.
  static func coversAll(_ ports: [ClosedRange<UInt128>]) -> Bool {
    guard let first = ports.first, let last = ports.last else { return true }
    return first.lowerBound <= 1 && last.upperBound == 65535 && ports.count < 1_000
  }

  /// The ports cut so that each piece has the same leaves throughout.
  private static func parts(_ leaves: [InventoryLeaf]) -> [(IntervalSet, [Int])] {
    var edges: [(at: UInt128, leaf: Int, isStart: Bool)] = []
    for (index, leaf) in leaves.enumerated() {
      for interval in leaf.ports.intervals {
        edges.append((interval.lowerBound, index, true))
        edges.append((interval.upperBound + 1, index, false))
      }
    }
    edges.sort { $0.at < $1.at }
    var active: [Int] = []
    var places: [[Int]: Int] = [:]
    var result: [(IntervalSet, [Int])] = []
    var index = 0
    while index < edges.count {
      let at = edges[index].at
      while index < edges.count, edges[index].at == at {
        let edge = edges[index]
        if edge.isStart { active.append(edge.leaf) } else { active.removeAll { $0 == edge.leaf } }
        index += 1
      }
      guard !active.isEmpty, index < edges.count else { continue }
      let range = at...(edges[index].at - 1)
      let key = active.sorted()
      if let known = places[key] {
        result[known].0 = result[known].0.union(range)
      } else {
        places[key] = result.count
        result.append((IntervalSet(range), key))
      }
    }
    return result
  }

  /// The groups of leaves that hold for the same ports.
  private static func groups(_ leaves: [InventoryLeaf], _ ports: IntervalSet) -> [InventoryGroup] {
    var order: [[Condition]] = []
    var byConditions: [[Condition]: [InventoryLeaf]] = [:]
    for leaf in leaves {
      if byConditions[leaf.conditions] == nil { order.append(leaf.conditions) }
      byConditions[leaf.conditions, default: []].append(leaf)
    }
    let all = order.map { distribution(byConditions[$0] ?? []) }
    // Where the answer does not depend on them, conditions do not matter.
    if all.count > 1, let first = all.first, all.allSatisfy({ isSame($0, first) }) {
      return groups(first, [], ports, leaves)
    }
    return zip(order, all).flatMap { conditions, shares in
      groups(shares, conditions, ports, byConditions[conditions] ?? [])
    }
  }

  /// An answer, nil for none, with its part of the packets.
  private struct Share {
    let answer: Inventory.Answer?
    let target: Inventory.Target
    var weight: Double
  }

  private static func distribution(_ leaves: [InventoryLeaf]) -> [Share] {
    var result: [Share] = []
    for leaf in leaves {
      if let known = result.firstIndex(where: {
        $0.answer == leaf.answer && $0.target == leaf.target
      }) {
        result[known].weight += leaf.weight
      } else {
        result.append(Share(answer: leaf.answer, target: leaf.target, weight: leaf.weight))
      }
    }
    return result
  }

  private static func isSame(_ a: [Share], _ b: [Share]) -> Bool {
    guard a.count == b.count else { return false }
    for one in a {
      let other = b.first { $0.answer == one.answer && $0.target == one.target }
      guard let other, abs(other.weight - one.weight) < 1e-9 else { return false }
    }
    return true
  }

  private static func groups(
    _ shares: [Share], _ conditions: [Condition], _ ports: IntervalSet, _ leaves: [InventoryLeaf]
  ) -> [InventoryGroup] {
    var answers: [Inventory.Answer] = []
    for case .some(let answer) in shares.map(\.answer) where !answers.contains(answer) {
      answers.append(answer)
    }
    return answers.compactMap { answer in
      guard let example = leaves.first(where: { $0.answer == answer }),
        let outcome = example.outcome
      else { return nil }
      let targets = shares.filter { $0.answer == answer }.map { share in
        var target = share.target
        target.share = share.weight
        return target
      }
      let own = leaves.filter { $0.answer == answer }
      let hidden = own.reduce(Set(example.hidden)) { $0.intersection($1.hidden) }
      return InventoryGroup(
        key: Key(
          answer: answer, targets: targets, conditions: conditions, ports: ports.intervals),
        example: outcome, hidden: hidden.sorted(), isAffine: own.contains(where: \.isAffine))
    }
  }
}
