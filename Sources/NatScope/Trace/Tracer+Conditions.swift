// The conditions under which an outcome holds, in terms of the packet as it arrived.
extension Tracer {
  /// - Parameter fields: those of which conditions are wanted.
  /// - Returns: nil if the conditions contradict each other, so that no packet comes here.
  func conditions(
    of state: TraceState, on fields: [Condition.Field] = Condition.Field.allCases
  ) -> [Condition]? {
    var box = state.box
    var truths: [Int: Bool] = [:]
    var order: [Int] = []
    for item in settled.list(state.opaque).reversed() {
      if truths.updateValue(item.holds, forKey: item.fact) == nil { order.append(item.fact) }
    }
    var open = exclusions.list(state.exclusion).reversed().map { $0 }
    // An exclusion of which all but one fact are given says that the last one does not hold, which
    // in turn may decide another exclusion.
    var isChanging = true
    while isChanging {
      isChanging = false
      var rest: [[ExcludedFact]] = []
      for exclusion in open {
        guard let remaining = reduce(exclusion, box, truths) else { continue }
        switch (remaining.count, remaining.first) {
        case (0, _): return nil
        case (1, .field(let field, let set)):
          box[field] = box[field].subtracting(set)
          if box[field].isEmpty { return nil }
          isChanging = true
        case (1, .opaque(let fact)):
          truths[fact] = false
          order.append(fact)
          isChanging = true
        default: rest.append(remaining)
        }
      }
      open = rest
    }
    var result: [Condition] = []
    for field in Condition.Field.allCases {
      // An address that rules name is no longer part of what `:PORT` asks about.
      guard fields.contains(field) else { continue }
      if box[field].intersection(universe[field]).isEmpty { return nil }
      result += ConditionPieces(field, packet.family).conditions(
        box[field], within: universe[field])
    }
    // Interfaces that a listing hides are one condition where they all have to fit.
    let fitting = order.filter { facts[$0].isHidden && truths[$0] == true }
    if !fitting.isEmpty {
      result.append(Condition(isNegated: false, all: fitting.map { .opaque(facts[$0]) }))
    }
    result += order.filter { !fitting.contains($0) }.map { fact in
      Condition(isNegated: truths[fact] == false, all: [.opaque(facts[fact])])
    }
    result += open.map { exclusion in
      Condition(isNegated: true, all: exclusion.map { describe($0) })
    }
    return result
  }

  /// The facts of an exclusion that are still open; nil if one is known not to hold.
  private func reduce(
    _ exclusion: [ExcludedFact], _ box: Box, _ truths: [Int: Bool]
  ) -> [ExcludedFact]? {
    var remaining: [ExcludedFact] = []
    for fact in exclusion {
      switch fact {
      case .field(let field, let set):
        if box[field].intersection(set).isEmpty { return nil }
        if !box[field].isSubset(of: set) { remaining.append(fact) }
      case .opaque(let index):
        switch truths[index] {
        case false: return nil
        case true: continue
        case nil: remaining.append(fact)
        }
      }
    }
    return remaining
  }

  private func describe(_ fact: ExcludedFact) -> Condition.Fact {
    switch fact {
    case .opaque(let index): .opaque(facts[index])
    case .field(let field, let set):
      .field(field, ConditionPieces(field, packet.family).pieces(set) ?? set.intervals)
    }
  }
}

extension OpaqueFact {
  fileprivate var isHidden: Bool {
    if case .hiddenInterfaces = kind { true } else { false }
  }
}

/// Finds the shortest way to say which values of a field are left.
struct ConditionPieces {
  let field: Condition.Field
  let width: Int
  /// Free bits must come in multiples of this: whole bytes for interface names.
  let step: Int

  init(_ field: Condition.Field, _ family: IPFamily) {
    self.field = field
    switch field {
    case .source, .destination: (width, step) = (family.width, 1)
    case .inInterface, .outInterface, .outInterfaceAfterTranslation: (width, step) = (128, 8)
    default: (width, step) = (0, 1)  // ranges, not prefixes
    }
  }

  /// The set as ranges that the field's notation can write; nil if it cannot.
  func pieces(_ set: IntervalSet) -> [ClosedRange<UInt128>]? {
    guard width > 0 else { return set.intervals }
    let blocks = set.blocks(width: width)
    guard blocks.allSatisfy({ $0.freeBits % step == 0 }) else { return nil }
    return blocks.map { $0.low...($0.low + IntervalSet.span($0.freeBits)) }
  }

  /// Says `set`, a part of `universe`, in words of what is in it, what is not, or both.
  func conditions(_ set: IntervalSet, within universe: IntervalSet) -> [Condition] {
    let set = set.intersection(universe)
    guard set != universe, let hull = set.hull else { return [] }
    // What a mask picks of a byte is many ranges, and one fact.
    if field == .tos || field == .tcpFlags { return [positive(set.intervals)] }
    let inside = pieces(set)
    if let inside, inside.count == 1 { return [positive(inside)] }
    let outside = pieces(universe.subtracting(set))
    let frame = frame(hull)
    let holes = pieces(universe.intersection(frame).subtracting(set))
    let costs = [
      inside?.count ?? .max, outside?.count ?? .max, holes.map { $0.count + 1 } ?? .max,
    ]
    switch costs.indices.min(by: { costs[$0] < costs[$1] }) {
    case 1: return (outside ?? []).map(negative)
    case 2: return [positive([frame])] + (holes ?? []).map(negative)
    default: return [positive(inside ?? set.intervals)]
    }
  }

  /// The smallest block of the field's notation that holds the whole range.
  private func frame(_ hull: ClosedRange<UInt128>) -> ClosedRange<UInt128> {
    guard width > 0 else { return hull }
    var free = 128 - (hull.lowerBound ^ hull.upperBound).leadingZeroBitCount
    free = min(width, (free + step - 1) / step * step)
    let span = IntervalSet.span(free)
    let low = hull.lowerBound & ~span
    return low...(low | span)
  }

  private func positive(_ ranges: [ClosedRange<UInt128>]) -> Condition {
    Condition(isNegated: false, all: [.field(field, ranges)])
  }

  private func negative(_ range: ClosedRange<UInt128>) -> Condition {
    Condition(isNegated: true, all: [.field(field, [range])])
  }
}
