/// A set of numbers as disjoint intervals: addresses, ports, protocols or interface names.
///
/// The tree is persistent: a copy that lacks one interval shares all but a logarithmic part with
/// the original, so a chain of 100,000 rules can subtract one address each without copying sets.
/// It is a treap whose priorities are a hash of each interval's lower end, hence the shape, and
/// with it every result, depends on the contents only.
public struct IntervalSet: Sendable {
  final class Node: Sendable {
    let range: ClosedRange<UInt128>
    let left: Node?
    let right: Node?
    /// The number of intervals below and including this node.
    let count: Int

    init(_ range: ClosedRange<UInt128>, _ left: Node?, _ right: Node?) {
      self.range = range
      self.left = left
      self.right = right
      count = 1 + (left?.count ?? 0) + (right?.count ?? 0)
    }
  }

  let root: Node?

  private init(root: Node?) { self.root = root }

  public static let empty = IntervalSet(root: nil)

  public init(_ range: ClosedRange<UInt128>) { root = Node(range, nil, nil) }

  public init(_ value: UInt128) { self.init(value...value) }

  /// The union of `ranges`, which may overlap and stand in any order.
  public init(_ ranges: some Sequence<ClosedRange<UInt128>>) {
    self = ranges.reduce(.empty) { $0.union($1) }
  }

  public var isEmpty: Bool { root == nil }

  /// The number of disjoint, non-adjacent intervals.
  public var intervalCount: Int { root?.count ?? 0 }

  /// The only element, if there is exactly one.
  public var single: UInt128? {
    guard let root, root.count == 1, root.range.lowerBound == root.range.upperBound else {
      return nil
    }
    return root.range.lowerBound
  }

  /// The smallest range that holds all elements.
  public var hull: ClosedRange<UInt128>? {
    guard var first = root, var last = root else { return nil }
    while let next = first.left { first = next }
    while let next = last.right { last = next }
    return first.range.lowerBound...last.range.upperBound
  }

  /// The intervals in ascending order.
  public var intervals: [ClosedRange<UInt128>] {
    var result: [ClosedRange<UInt128>] = []
    result.reserveCapacity(intervalCount)
    Self.collect(root, into: &result)
    return result
  }

  public func contains(_ value: UInt128) -> Bool {
    var node = root
    while let here = node {
      if here.range.contains(value) { return true }
      node = value < here.range.lowerBound ? here.left : here.right
    }
    return false
  }

  /// Whether every number of `range` is an element.
  public func contains(_ range: ClosedRange<UInt128>) -> Bool {
    var node = root
    while let here = node {
      if here.range.contains(range.lowerBound) { return range.upperBound <= here.range.upperBound }
      node = range.lowerBound < here.range.lowerBound ? here.left : here.right
    }
    return false
  }

  /// Whether some number of `range` is an element.
  public func overlaps(_ range: ClosedRange<UInt128>) -> Bool {
    var node = root
    while let here = node {
      if here.range.overlaps(range) { return true }
      node = range.upperBound < here.range.lowerBound ? here.left : here.right
    }
    return false
  }

  public func intersection(_ range: ClosedRange<UInt128>) -> IntervalSet {
    if let root, root.count == 1 {
      guard root.range.overlaps(range) else { return .empty }
      return IntervalSet(root.range.clamped(to: range))
    }
    let upper = Self.split(root, at: range.lowerBound).1
    guard range.upperBound < .max else { return IntervalSet(root: upper) }
    return IntervalSet(root: Self.split(upper, at: range.upperBound + 1).0)
  }

  public func subtracting(_ range: ClosedRange<UInt128>) -> IntervalSet {
    guard overlaps(range) else { return self }
    let below = Self.split(root, at: range.lowerBound).0
    guard range.upperBound < .max else { return IntervalSet(root: below) }
    return IntervalSet(root: Self.join(below, Self.split(root, at: range.upperBound + 1).1))
  }

  public func union(_ range: ClosedRange<UInt128>) -> IntervalSet {
    // Neighbours that touch are swallowed, so that equal sets have equal intervals.
    var low = range.lowerBound
    var high = range.upperBound
    if low > 0, let touching = interval(holding: low - 1) { low = touching.lowerBound }
    if high < .max, let touching = interval(holding: high + 1) { high = touching.upperBound }
    let rest = subtracting(low...high)
    let (below, above) = Self.split(rest.root, at: low)
    return IntervalSet(root: Self.join(Self.join(below, Node(low...high, nil, nil)), above))
  }

  public func intersection(_ other: IntervalSet) -> IntervalSet {
    if other.intervalCount > intervalCount { return other.intersection(self) }
    var result: Node?
    for range in other.intervals { result = Self.join(result, intersection(range).root) }
    return IntervalSet(root: result)
  }

  public func subtracting(_ other: IntervalSet) -> IntervalSet {
    guard !isEmpty else { return self }
    if other.intervalCount > intervalCount {
      var result: Node?
      for range in intervals {
        let overlap = other.intersection(range)
        var part = IntervalSet(range)
        for hole in overlap.intervals { part = part.subtracting(hole) }
        result = Self.join(result, part.root)
      }
      return IntervalSet(root: result)
    }
    return other.intervals.reduce(self) { $0.subtracting($1) }
  }

  /// The set without single elements, in one pass over both.
  ///
  /// - Parameter points: ascending.
  public func subtracting(points: [UInt128]) -> IntervalSet {
    var result: [ClosedRange<UInt128>] = []
    result.reserveCapacity(intervalCount + points.count)
    var next = 0
    for interval in intervals {
      while next < points.count, points[next] < interval.lowerBound { next += 1 }
      var low = interval.lowerBound
      var isOver = false
      while next < points.count, points[next] <= interval.upperBound {
        let point = points[next]
        next += 1
        if point > low { result.append(low...(point - 1)) }
        guard point < interval.upperBound else {
          isOver = true
          break
        }
        low = max(low, point + 1)
      }
      if !isOver { result.append(low...interval.upperBound) }
    }
    return IntervalSet(root: Self.build(result, result.startIndex, result.endIndex))
  }

  public func union(_ other: IntervalSet) -> IntervalSet {
    if other.intervalCount > intervalCount { return other.union(self) }
    return other.intervals.reduce(self) { $0.union($1) }
  }

  /// Whether every element is also one of `other`.
  public func isSubset(of other: IntervalSet) -> Bool {
    intervals.allSatisfy { other.contains($0) }
  }

  private func interval(holding value: UInt128) -> ClosedRange<UInt128>? {
    var node = root
    while let here = node {
      if here.range.contains(value) { return here.range }
      node = value < here.range.lowerBound ? here.left : here.right
    }
    return nil
  }
}

extension IntervalSet: Equatable {
  public static func == (a: IntervalSet, b: IntervalSet) -> Bool {
    a.root === b.root || (a.intervalCount == b.intervalCount && a.intervals == b.intervals)
  }
}

// The tree proper. Depth is logarithmic in the number of intervals, so recursion is bounded.
extension IntervalSet {
  private static func priority(_ node: Node) -> UInt64 {
    // SplitMix64's finaliser over both halves of the lower end.
    let low = node.range.lowerBound
    var z = UInt64(truncatingIfNeeded: low) &+ UInt64(truncatingIfNeeded: low >> 64) &* 0x9e37_79b9
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// All elements of `a` are less than all of `b`.
  private static func join(_ a: Node?, _ b: Node?) -> Node? {
    guard let a else { return b }
    guard let b else { return a }
    if priority(a) > priority(b) { return Node(a.range, a.left, join(a.right, b)) }
    return Node(b.range, join(a, b.left), b.right)
  }

  /// The tree of disjoint ranges in ascending order, from `first` up to `last`.
  private static func build(_ ranges: [ClosedRange<UInt128>], _ first: Int, _ last: Int) -> Node? {
    guard first < last else { return nil }
    let middle = (first + last) / 2
    let right = build(ranges, middle + 1, last)
    return join(join(build(ranges, first, middle), Node(ranges[middle], nil, nil)), right)
  }

  /// The elements below `value` and those from `value` on.
  private static func split(_ node: Node?, at value: UInt128) -> (Node?, Node?) {
    guard let node else { return (nil, nil) }
    if value <= node.range.lowerBound {
      let (low, high) = split(node.left, at: value)
      return (low, join(high, join(Node(node.range, nil, nil), node.right)))
    }
    if value > node.range.upperBound {
      let (low, high) = split(node.right, at: value)
      return (join(join(node.left, Node(node.range, nil, nil)), low), high)
    }
    let low = Node(node.range.lowerBound...(value - 1), nil, nil)
    let high = Node(value...node.range.upperBound, nil, nil)
    return (join(node.left, low), join(high, node.right))
  }

  private static func collect(_ node: Node?, into result: inout [ClosedRange<UInt128>]) {
    guard let node else { return }
    collect(node.left, into: &result)
    result.append(node.range)
    collect(node.right, into: &result)
  }
}
