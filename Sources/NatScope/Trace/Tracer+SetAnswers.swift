// Membership in ipsets (net/netfilter/xt_set.c, net/netfilter/ipset/).
extension Tracer {
  /// The most ranges of a set's members that a condition spells out; with more it names the set.
  static var toldMembers: Int { 100 }

  /// What a set says of a state.
  private enum Membership {
    case known(Bool)
    /// Holds for values of a field in the ranges.
    case region(Condition.Field, [ClosedRange<UInt128>])
    /// As a region, for an interface, whose field depends on the hook.
    case interface(isIn: Bool, [ClosedRange<UInt128>])
    case undecided(OpaqueFact.Kind)
  }

  /// What the packet has in one dimension of a set.
  private enum Coordinate {
    case known(UInt128)
    case open(Condition.Field)
    case openInterface(isIn: Bool)
    /// The packet has nothing to compare: the kernel says that it is not in the set.
    case absent
    case unknown
  }

  mutating func set(
    _ test: SetTest, _ match: Match, _ rule: Rule.ID, _ state: TraceState
  ) -> Answer {
    guard !test.hasFurtherOptions else { return opaque(.set(test.name), match, rule, state) }
    switch membership(test, name: test.name, state) {
    case .known(let isMember): return decided(isMember, match)
    case .undecided(let kind):
      return opaque(kind, match, rule, state)
    case .interface(let isIn, let ranges):
      return interface(isIn: isIn, IntervalSet(ranges), match, rule, state)
    case .region(let field, let ranges):
      return compare(field, members: ranges, of: test.name, match, rule, state)
    }
  }

  private mutating func membership(_ test: SetTest, name: String, _ state: TraceState)
    -> Membership
  {
    // A rule has changed its members.
    if state.recentlySet.contains("set " + name) { return .undecided(.perEvaluation) }
    guard let set = sets[name] else { return .undecided(.set(name)) }
    guard let kind = set.kind else { return .undecided(.set(name)) }
    if test.directions.count < kind.dimensions { return .known(false) }
    if kind.hasFamily, set.family != packet.family { return .known(false) }
    if set.isIncomplete { return .undecided(.set(name)) }
    if set.isAging, !agingSets.contains(name) { agingSets.append(name) }
    if kind == .listSet { return list(set, test, state) }
    return lookUp(set, kind, test, state)
  }

  /// A list matches if one of its sets does. The kernel lets no list be a member of a list.
  private mutating func list(_ set: IPSet, _ test: SetTest, _ state: TraceState) -> Membership {
    var open: [Membership] = []
    for member in set.members {
      if sets[member]?.kind == .listSet { return .undecided(.set(set.name)) }
      switch membership(test, name: member, state) {
      case .known(true): return .known(true)
      case .known(false): continue
      case let other: open.append(other)
      }
    }
    guard let first = open.first else { return .known(false) }
    if open.count == 1 { return first }
    var all: [ClosedRange<UInt128>] = []
    for member in open {
      switch (member, first) {
      case (.undecided(let kind), _): return .undecided(kind)
      case (.region(let field, let ranges), .region(let wanted, _)) where field == wanted:
        all += ranges
      case (.interface(let isIn, let ranges), .interface(let wanted, _)) where isIn == wanted:
        all += ranges
      default: return .undecided(.set(set.name))
      }
    }
    let united = IPSet.united(all)
    switch first {
    case .region(let field, _): return .region(field, united)
    case .interface(let isIn, _): return .interface(isIn: isIn, united)
    default: return first
    }
  }

  private mutating func lookUp(
    _ set: IPSet, _ kind: IPSetKind, _ test: SetTest, _ state: TraceState
  ) -> Membership {
    let wanted: IPSet.Find =
      test.returnsExceptions && kind.hasExceptions ? .exception : .match
    var key = IPSet.Key()
    var open: [(slot: IPSet.Slot, coordinate: Coordinate)] = []
    var isFirst = true
    for (index, part) in kind.parts.enumerated() {
      let coordinate = coordinate(part, test.directions[index], set, state)
      var slot = IPSet.Slot.port
      if part != .port {
        slot = isFirst ? .first : .second
        isFirst = false
      } else if kind != .bitmapPort {
        key.ipProtocol = packet.ipProtocol.number
      }
      switch coordinate {
      case .absent: return .known(false)
      case .known(let value):
        switch slot {
        case .first: key.first = value
        case .second: key.second = value
        case .port: key.port = UInt16(truncatingIfNeeded: value)
        }
      case .open, .openInterface, .unknown: open.append((slot, coordinate))
      }
    }
    guard let only = open.first else { return .known(set.find(key) == wanted) }
    if !set.mayHold(key, open: Set(open.map(\.slot))) { return .known(false) }
    guard open.count == 1 else { return .undecided(.set(set.name)) }
    let ranges = region(of: only.slot, key, in: set, wanted)
    switch only.coordinate {
    case .open(let field): return .region(field, ranges)
    case .openInterface(let isIn): return .interface(isIn: isIn, ranges)
    default: return .undecided(.set(set.name))
    }
  }

  // MARK: dimensions

  private mutating func coordinate(
    _ part: IPSetKind.Part, _ direction: SetTest.Direction, _ set: IPSet, _ state: TraceState
  ) -> Coordinate {
    switch part {
    case .address, .network:
      let field: Condition.Field = direction == .source ? .source : .destination
      if let value = value(field, state) { return .known(value & set.mask) }
      // Under a mask with holes the members are no ranges.
      let holes = ~set.mask & packet.family.maximum
      return holes & (holes &+ 1) == 0 ? .open(field) : .unknown
    case .port: return port(direction, set, state)
    case .interface:
      let isIn = direction == .source
      let (field, fixed) = interface(isIn: isIn, state)
      guard let name = fixed ?? value(field, state) else { return .openInterface(isIn: isIn) }
      // A hook without the interface has no name to look up (ip_set_hash_netiface.c).
      return name == 0 ? .absent : .known(name)
    case .hardware:
      // What a process of the node sends has no link layer yet (ip_set_hash_mac.c).
      return packet.origin == .local && state.leg != .loopback ? .absent : .unknown
    case .mark:
      testedMark = true
      guard state.mark.unknown & set.markMask == 0 else { return .unknown }
      return .known(UInt128(state.mark.value & set.markMask))
    }
  }

  /// Port, or type and code of ICMP whatever the direction; protocols without both have port 0
  /// (net/netfilter/ipset/ip_set_getport.c). A bitmap:port knows TCP and UDP only.
  private func port(
    _ direction: SetTest.Direction, _ set: IPSet, _ state: TraceState
  ) -> Coordinate {
    let field: Condition.Field
    switch packet.ipProtocol {
    case .tcp, .udp: field = direction == .source ? .sourcePort : .destinationPort
    case _ where set.kind == .bitmapPort: return .absent
    case .sctp, .udplite: field = direction == .source ? .sourcePort : .destinationPort
    case .icmp, .icmpv6: field = .icmpType
    default: return .known(0)
    }
    return value(field, state).map { .known($0) } ?? .open(field)
  }

  private mutating func region(
    of slot: IPSet.Slot, _ key: IPSet.Key, in set: IPSet, _ wanted: IPSet.Find
  ) -> [ClosedRange<UInt128>] {
    let place = SetRegion(set: set.name, slot: slot, key: key, wanted: wanted)
    if let known = setRegions[place] { return known }
    let fresh = set.region(of: slot, key, wanted: wanted)
    setRegions[place] = fresh
    return fresh
  }

  /// Names what was asked of a set.
  struct SetRegion: Hashable {
    let set: String
    let slot: IPSet.Slot
    let key: IPSet.Key
    let wanted: IPSet.Find
  }

  // MARK: open fields

  /// Compares an open field with members, which may be many.
  private mutating func compare(
    _ field: Condition.Field, members ranges: [ClosedRange<UInt128>], of name: String,
    _ match: Match, _ rule: Rule.ID, _ state: TraceState
  ) -> Answer {
    let bounds: ClosedRange<UInt128>
    switch slot(field, state) {
    case .original, .mapped: bounds = state.box[field].hull ?? 0...0
    case .range(let range): bounds = range
    }
    let near = Self.overlapping(ranges, bounds)
    guard near.count > Self.toldMembers else {
      return compare(field, IntervalSet(near), match, rule, state)
    }
    return opaque(.member(of: name, field), match, rule, state)
  }

  /// Those of sorted disjoint ranges that overlap with `bounds`.
  private static func overlapping(
    _ ranges: [ClosedRange<UInt128>], _ bounds: ClosedRange<UInt128>
  ) -> [ClosedRange<UInt128>] {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < bounds.lowerBound { low = middle + 1 } else { high = middle }
    }
    var result: [ClosedRange<UInt128>] = []
    while low < ranges.count, ranges[low].lowerBound <= bounds.upperBound {
      result.append(ranges[low])
      low += 1
    }
    return result
  }
}
