/// The chains of a ruleset as nodes, their jumps and gotos as edges.
///
/// Building it resolves every jump, which for a million rules costs more than a trace: a trace
/// finds chains on its way and does without.
public struct ChainGraph: Sendable {
  public struct Edge: Sendable, Hashable {
    public let rule: Rule.ID
    public let from: Chain.ID
    public let to: Chain.ID
    public let isGoto: Bool
  }

  public let ruleset: Ruleset
  /// In rule order; those of a chain together.
  public let edges: [Edge]
  /// Rules whose target is neither a chain of the table nor a target of iptables.
  public let dangling: [Rule.ID]
  /// For each chain the first of its edges; one more entry at the end.
  private let firstEdge: [Int]

  public init(_ ruleset: Ruleset) {
    self.ruleset = ruleset
    var edges: [Edge] = []
    var dangling: [Rule.ID] = []
    var firstEdge: [Int] = []
    firstEdge.reserveCapacity(ruleset.chains.count + 1)
    for index in ruleset.chains.indices {
      firstEdge.append(edges.count)
      let chain = ruleset.chains[index]
      for number in chain.rules {
        let id = Rule.ID(number)
        let rule = ruleset[id]
        guard rule.targetLength > 0, !rule.flags.contains(.damaged) else { continue }
        let name = ruleset.source.slice(rule.target)
        if let target = ruleset.chain(named: name, in: chain.table) {
          edges.append(
            Edge(
              rule: id, from: Chain.ID(index), to: target, isGoto: rule.flags.contains(.goto)))
        } else if !OptionTable.isTarget(String(decoding: name, as: UTF8.self)) {
          dangling.append(id)
        }
      }
    }
    firstEdge.append(edges.count)
    self.edges = edges
    self.dangling = dangling
    self.firstEdge = firstEdge
  }

  /// The jumps and gotos out of a chain.
  public func edges(from chain: Chain.ID) -> ArraySlice<Edge> {
    edges[firstEdge[Int(chain.index)]..<firstEdge[Int(chain.index) + 1]]
  }

  /// Loops, each as the edges that close it, at most one for each edge back; the kernel refuses
  /// rulesets that have any (net/ipv4/netfilter/ip_tables.c, mark_source_chains).
  public func cycles(limit: Int = 100) -> [[Edge]] {
    var found: [[Edge]] = []
    var isDone = [Bool](repeating: false, count: ruleset.chains.count)
    var isOpen = isDone
    for start in ruleset.chains.indices where !isDone[start] {
      // The edges that led to the chain looked at, and how far each chain's edges were followed.
      var path: [Edge] = []
      var stack = [(chain: start, next: firstEdge[start])]
      isOpen[start] = true
      while let top = stack.last {
        guard top.next < firstEdge[top.chain + 1] else {
          isOpen[top.chain] = false
          isDone[top.chain] = true
          stack.removeLast()
          _ = path.popLast()
          continue
        }
        stack[stack.count - 1].next += 1
        let edge = edges[top.next]
        let target = Int(edge.to.index)
        if isOpen[target] {
          guard found.count < limit else { continue }
          let first = path.firstIndex { $0.from == edge.to } ?? path.count
          found.append(path[first...] + [edge])
        } else if !isDone[target] {
          isOpen[target] = true
          path.append(edge)
          stack.append((target, firstEdge[target]))
        }
      }
    }
    return found
  }

  /// User-defined chains that no way from a built-in chain leads to, in order.
  public func unused() -> [Chain.ID] {
    var isReached = [Bool](repeating: false, count: ruleset.chains.count)
    var pending = ruleset.chains.indices.filter { ruleset.isBuiltIn(Chain.ID($0)) }
    for index in pending { isReached[index] = true }
    while let chain = pending.popLast() {
      for edge in edges(from: Chain.ID(chain)) where !isReached[Int(edge.to.index)] {
        isReached[Int(edge.to.index)] = true
        pending.append(Int(edge.to.index))
      }
    }
    return ruleset.chains.indices.filter { !isReached[$0] }.map { Chain.ID($0) }
  }
}
