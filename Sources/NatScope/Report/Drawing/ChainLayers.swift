/// Layers for the nodes of a graph, and an order and a place in each of them.
///
/// The steps are those of K. Sugiyama, S. Tagawa and M. Toda, "Methods for visual understanding of
/// hierarchical system structures" (1981): edges that close a cycle are left out, a node comes one layer
/// behind the last that leads to it, an edge over several layers gets a place in each of them, and
/// sweeps to and fro order each layer by the mean place of the neighbours. Nothing is chosen at
/// random, so the same graph has the same layout.
struct ChainLayers {
  struct Slot {
    /// nil where edges only pass.
    let node: Int?
    /// The node to which the edges lead that pass here.
    let passes: Int?
    let height: Int
    var y = 0

    fileprivate var middle: Int { y + height / 2 }
  }

  /// A place where an edge passes a layer.
  struct Bend {
    let layer: Int
    let y: Int
  }

  private(set) var layers: [[Slot]] = []
  private let edges: [[Int]]
  private var layerOf: [Int] = []
  /// For each layer, where the slots of nodes and of passing edges are.
  private var nodePlace: [Int] = []
  private var passPlace: [[Int: Int]] = []
  private let gap: Int

  private static let sweeps = 8

  /// - Parameter edges: for each node those that it leads to.
  init(_ edges: [[Int]], heights: [Int], gap: Int) {
    self.edges = edges
    self.gap = gap
    layerOf = Self.layers(of: edges)
    fill(heights)
    order()
    settle()
  }

  /// From the top of the highest slot to the bottom of the lowest.
  var height: Int { layers.flatMap { $0.map { $0.y + $0.height } }.max() ?? 0 }

  func layer(of node: Int) -> Int { layerOf[node] }

  /// Where the edge passes between its two ends; edges back have no places in between.
  func bends(from: Int, to: Int) -> [Bend] {
    guard layerOf[to] > layerOf[from] + 1 else { return [] }
    return (layerOf[from] + 1..<layerOf[to]).compactMap { layer in
      passPlace[layer][to].map { Bend(layer: layer, y: layers[layer][$0].middle) }
    }
  }

  /// The longest way from a node that nothing leads to; edges that close a cycle do not count.
  private static func layers(of edges: [[Int]]) -> [Int] {
    var state = [UInt8](repeating: 0, count: edges.count)
    var forward = [[Int]](repeating: [], count: edges.count)
    var finished: [Int] = []
    for start in edges.indices where state[start] == 0 {
      var stack = [(node: start, next: 0)]
      state[start] = 1
      while let top = stack.last {
        guard top.next < edges[top.node].count else {
          state[top.node] = 2
          finished.append(top.node)
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].next += 1
        let target = edges[top.node][top.next]
        if state[target] == 1 { continue }
        forward[top.node].append(target)
        if state[target] == 0 {
          state[target] = 1
          stack.append((target, 0))
        }
      }
    }
    var layer = [Int](repeating: 0, count: edges.count)
    for node in finished.reversed() {
      for target in forward[node] { layer[target] = max(layer[target], layer[node] + 1) }
    }
    return layer
  }

  private mutating func fill(_ heights: [Int]) {
    let count = (layerOf.max() ?? -1) + 1
    layers = Array(repeating: [], count: count)
    passPlace = Array(repeating: [:], count: count)
    nodePlace = Array(repeating: 0, count: edges.count)
    for (node, layer) in layerOf.enumerated() {
      nodePlace[node] = layers[layer].count
      layers[layer].append(Slot(node: node, passes: nil, height: heights[node]))
    }
    // All edges to one node pass a layer together, which keeps drawings of common targets small.
    for (from, targets) in edges.enumerated() {
      for to in targets where layerOf[to] > layerOf[from] + 1 {
        for layer in layerOf[from] + 1..<layerOf[to] where passPlace[layer][to] == nil {
          passPlace[layer][to] = layers[layer].count
          layers[layer].append(Slot(node: nil, passes: to, height: 8))
        }
      }
    }
  }

  /// The places in the layer before, or behind, that a slot is joined to.
  private func neighbours() -> (before: [[[Int]]], behind: [[[Int]]]) {
    var before = layers.map { $0.map { _ in [Int]() } }
    var behind = before
    func join(_ layer: Int, _ from: Int, _ to: Int) {
      behind[layer][from].append(to)
      before[layer + 1][to].append(from)
    }
    for (from, targets) in edges.enumerated() {
      for to in targets where layerOf[to] > layerOf[from] {
        var place = nodePlace[from]
        for layer in layerOf[from]..<layerOf[to] {
          let isLast = layer + 1 == layerOf[to]
          guard let next = isLast ? nodePlace[to] : passPlace[layer + 1][to] else { break }
          // An edge that passes is counted once from there on.
          if layer == layerOf[from] || !behind[layer][place].contains(next) {
            join(layer, place, next)
          }
          place = next
        }
      }
    }
    return (before, behind)
  }

  private mutating func order() {
    for sweep in 0..<Self.sweeps {
      let isForward = sweep % 2 == 0
      let order =
        isForward ? Array(layers.indices.dropFirst()) : layers.indices.dropLast().reversed()
      for layer in order {
        let all = neighbours()
        let joined = isForward ? all.before[layer] : all.behind[layer]
        sort(layer, joined.map { mean($0) })
      }
    }
  }

  private func mean(_ places: [Int]) -> Double? {
    places.isEmpty ? nil : Double(places.reduce(0, +)) / Double(places.count)
  }

  /// Sorts a layer by the means; slots without one keep their place.
  private mutating func sort(_ layer: Int, _ means: [Double?]) {
    let wanted = means.enumerated().map { ($1 ?? Double($0), $0) }
    let order = wanted.indices.sorted { wanted[$0] < wanted[$1] }
    layers[layer] = order.map { layers[layer][$0] }
    for (place, slot) in layers[layer].enumerated() {
      if let node = slot.node { nodePlace[node] = place }
      if let to = slot.passes { passPlace[layer][to] = place }
    }
  }

  /// Gives the slots their height on the page: beside what they are joined to, without overlap.
  private mutating func settle() {
    for layer in layers.indices { stack(layer, layers[layer].map { _ in nil }) }
    let all = neighbours()
    for sweep in 0..<Self.sweeps {
      let isForward = sweep % 2 == 0
      for layer in isForward ? Array(layers.indices) : layers.indices.reversed() {
        let joined = isForward ? all.before[layer] : all.behind[layer]
        let other = isForward ? layer - 1 : layer + 1
        guard layers.indices.contains(other) else { continue }
        stack(
          layer,
          joined.map { places in mean(places.map { layers[other][$0].middle }).map { Int($0) } })
      }
    }
    let top = layers.flatMap { $0.map(\.y) }.min() ?? 0
    for layer in layers.indices {
      for place in layers[layer].indices { layers[layer][place].y -= top }
    }
  }

  /// Puts slots as near to the wanted middles as their order and their heights allow.
  private mutating func stack(_ layer: Int, _ wanted: [Int?]) {
    // Slots that touch move together, by the mean of what they want.
    var blocks: [(first: Int, top: Int, height: Int, sum: Int, count: Int)] = []
    for (place, slot) in layers[layer].enumerated() {
      let want = wanted[place].map { $0 - slot.height / 2 }
      let below = blocks.last.map { $0.top + $0.height + gap } ?? 0
      let top = want ?? (blocks.isEmpty ? slot.y : below)
      blocks.append((place, top, slot.height, top, 1))
      while blocks.count > 1 {
        let (above, last) = (blocks[blocks.count - 2], blocks[blocks.count - 1])
        guard above.top + above.height + gap > last.top else { break }
        let offset = above.height + gap
        let sum = above.sum + last.sum - offset * last.count
        let count = above.count + last.count
        blocks.removeLast(2)
        blocks.append((above.first, sum / count, offset + last.height, sum, count))
      }
    }
    for (number, block) in blocks.enumerated() {
      let end = number + 1 < blocks.count ? blocks[number + 1].first : layers[layer].count
      var y = block.top
      for place in block.first..<end {
        layers[layer][place].y = y
        y += layers[layer][place].height + gap
      }
    }
  }
}
