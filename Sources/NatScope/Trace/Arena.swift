/// Lists that states share: each entry points to the one before it.
///
/// Indices instead of references, so that dropping a list of 100,000 entries does not recurse.
struct Arena<Element: Sendable>: Sendable {
  private var elements: [(element: Element, parent: Int32)] = []

  /// Adds an element in front of the list `head`.
  mutating func push(_ element: Element, on head: Int32) -> Int32 {
    elements.append((element, head))
    return Int32(elements.count - 1)
  }

  subscript(_ index: Int32) -> Element { elements[Int(index)].element }

  func parent(_ index: Int32) -> Int32 { elements[Int(index)].parent }

  var count: Int { elements.count }

  /// The elements from the newest to the oldest.
  func list(_ head: Int32) -> [Element] {
    var result: [Element] = []
    var index = head
    while index >= 0 {
      result.append(elements[Int(index)].element)
      index = elements[Int(index)].parent
    }
    return result
  }
}

/// An entry of a path: a rule, or a stretch that was walked before and is not walked again.
enum PathEntry: Sendable {
  case item(PathItem)
  /// The entries of another list from `head` down to, but without, `stop`.
  case stretch(head: Int32, stop: Int32, count: Int)
}

extension Arena where Element == PathEntry {
  /// The first `limit` items of a path, oldest first.
  ///
  /// Stretches may hold stretches, so the number of items can be astronomic; nothing beyond the
  /// limit is looked at.
  func items(_ head: Int32, limit: Int) -> [PathItem] {
    var result: [PathItem] = []
    // A stack of entries in the order in which they are to be given out.
    var pending: [PathEntry] = list(head)
    while result.count < limit, let entry = pending.popLast() {
      switch entry {
      case .item(let item): result.append(item)
      case .stretch(let head, let stop, _):
        var index = head
        while index != stop, index >= 0 {
          pending.append(self[index])
          index = parent(index)
        }
      }
    }
    return result
  }
}

/// The truth of an opaque fact, as a state assumes it.
struct Settled: Sendable, Hashable {
  let fact: Int
  let holds: Bool
}

/// Facts that do not hold all together.
enum ExcludedFact: Sendable {
  case field(Condition.Field, IntervalSet)
  case opaque(Int)
}
