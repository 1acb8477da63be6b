/// Makes rows of the answers to one protocol at one hook.
struct InventoryRows {
  private let family: IPFamily
  private let side: InventoryJoining.Side
  private var answers: InventoryJoining.Answers
  private var lonely: [InventoryJoining.Single] = []
  /// The single addresses that have a row for a port of their own, and those with rows for more.
  private var byPort: [UInt16: [Int]] = [:]
  private var byRange: [Int] = []

  /// The most exceptions that a row lists.
  static var exceptionLimit: Int { 1_000 }

  init(
    _ family: IPFamily, _ side: InventoryJoining.Side, _ answers: InventoryJoining.Answers
  ) {
    self.family = family
    self.side = side
    self.answers = answers
    for single in answers.singles {
      if let place = answers.places[single.group.key],
        joins(single, self.answers.wide[place])
      {
        self.answers.wide[place].singles.append(single.address)
      } else {
        lonely.append(single)
      }
    }
    for (index, single) in lonely.enumerated() {
      let ports = single.group.key.ports
      if ports.count == 1, ports[0].lowerBound == ports[0].upperBound {
        byPort[UInt16(truncatingIfNeeded: ports[0].lowerBound), default: []].append(index)
      } else {
        byRange.append(index)
      }
    }
  }

  /// Whether an address that a rule names gets what the class around it gets.
  private func joins(_ single: InventoryJoining.Single, _ joined: InventoryJoining.Joined) -> Bool {
    switch single.isLocal {
    case true: holds(joined.local, single)
    case false: holds(joined.foreign, single)
    case nil: holds(joined.local, single) && holds(joined.foreign, single)
    }
  }

  private func holds(_ sets: [IntervalSet], _ single: InventoryJoining.Single) -> Bool {
    sets.contains { $0.contains(single.address) }
  }

  var rows: [Inventory.Row] {
    answers.wide.flatMap(rows)
      + lonely.flatMap { single in
        rows(single.group, Region(range: single.address...single.address, isLocal: nil), [])
      }
  }

  // MARK: destinations

  /// Where a row holds.
  private struct Region {
    /// nil: everywhere.
    let range: ClosedRange<UInt128>?
    let isLocal: Bool?
    var holes = IntervalSet.empty
  }

  private var loopback: ClosedRange<UInt128> { IPPrefix.loopback(family).bounds }

  /// What is asked about at this hook.
  private var universe: IntervalSet {
    let all = IntervalSet(0...family.maximum).subtracting(IPPrefix.multicast(family).bounds)
    return side.origin == .outside ? all.subtracting(loopback) : all
  }

  private func rows(_ joined: InventoryJoining.Joined) -> [Inventory.Row] {
    let local = joined.local.reduce(IntervalSet.empty) { $0.union($1) }
    let foreign = joined.foreign.reduce(IntervalSet.empty) { $0.union($1) }
    var regions: [Region] = []
    if isSame(joined) {
      let all = local.union(foreign)
      regions = self.regions(all, joined.isLocalRest, nil, joined.local + joined.foreign)
    } else {
      if !joined.local.isEmpty {
        regions += self.regions(local, joined.isLocalRest, true, joined.local)
      }
      if !joined.foreign.isEmpty {
        regions += self.regions(foreign, joined.isForeignRest, false, joined.foreign)
      }
    }
    let singles = Set(joined.singles)
    return regions.flatMap { rows(joined.group, $0, singles) }
  }

  /// Whether it does not matter whose the addresses are. Loopback is always the node's, multicast
  /// never.
  private func isSame(_ joined: InventoryJoining.Joined) -> Bool {
    let multicast = IPPrefix.multicast(family).bounds
    func plain(_ sets: [IntervalSet]) -> IntervalSet {
      sets.reduce(IntervalSet.empty) { $0.union($1) }
        .subtracting(loopback).subtracting(multicast)
    }
    return joined.isLocalRest == joined.isForeignRest
      && plain(joined.local) == plain(joined.foreign)
  }

  private func regions(
    _ set: IntervalSet, _ isRest: Bool, _ isLocal: Bool?, _ classes: [IntervalSet]
  ) -> [Region] {
    if isRest {
      return [Region(range: nil, isLocal: isLocal, holes: universe.subtracting(set))]
    }
    if let one = region(set, isLocal) { return [one] }
    var result: [Region] = []
    var rest = set
    for part in classes where !rest.intersection(part).isEmpty {
      let own = rest.intersection(part.hull ?? 0...0)
      if let one = region(own, isLocal) {
        result.append(one)
      } else {
        result += own.intervals.map { Region(range: $0, isLocal: whose($0, isLocal)) }
      }
      rest = rest.subtracting(part.hull ?? 0...0)
    }
    return result
  }

  /// A set as one prefix with holes; nil if its intervals are the shorter way to say it.
  private func region(_ set: IntervalSet, _ isLocal: Bool?) -> Region? {
    guard let hull = set.hull else { return nil }
    if set.intervalCount == 1 { return Region(range: hull, isLocal: whose(hull, isLocal)) }
    let free = 128 - (hull.lowerBound ^ hull.upperBound).leadingZeroBitCount
    let span = IntervalSet.span(free)
    let low = hull.lowerBound & ~span
    let frame = low...(low | span)
    let holes = IntervalSet(frame).subtracting(set)
    guard holes.intervalCount <= set.intervalCount else { return nil }
    return Region(range: frame, isLocal: whose(frame, isLocal), holes: holes)
  }

  private func whose(_ range: ClosedRange<UInt128>, _ isLocal: Bool?) -> Bool? {
    range.lowerBound >= loopback.lowerBound && range.upperBound <= loopback.upperBound
      ? nil : isLocal
  }

  // MARK: ports

  private func rows(
    _ group: InventoryGroup, _ region: Region, _ singles: Set<UInt128>
  ) -> [Inventory.Row] {
    let intervals = group.key.ports
    if InventoryGroup.coversAll(intervals) {
      let holes = IntervalSet(1...65535).subtracting(IntervalSet(intervals))
      let except = intervals.isEmpty ? [] : holes.intervals.map(Self.ports)
      return [row(group, region, nil, except, singles)]
    }
    return intervals.map { row(group, region, Self.ports($0), [], singles) }
  }

  private static func ports(_ range: ClosedRange<UInt128>) -> PortRange {
    PortRange(
      UInt16(truncatingIfNeeded: range.lowerBound), UInt16(truncatingIfNeeded: range.upperBound))
  }

  private func row(
    _ group: InventoryGroup, _ region: Region, _ ports: PortRange?, _ exceptPorts: [PortRange],
    _ singles: Set<UInt128>
  ) -> Inventory.Row {
    let (holes, omitted) = exceptions(region, ports, exceptPorts, singles)
    return Inventory.Row(
      family: family, protocols: .one(side.ipProtocol), addresses: region.range,
      isLocal: region.isLocal, exceptAddresses: holes, exceptionsOmitted: omitted, ports: ports,
      exceptPorts: exceptPorts, hooks: side.origin == .outside ? .prerouting : .output,
      answer: group.key.answer, targets: group.key.targets, conditions: group.key.conditions,
      hidden: group.hidden, isAffine: group.isAffine, example: group.example)
  }

  /// The holes of a region that have to be told.
  ///
  /// Where a row is about the node's addresses, most addresses that rules name are not among them:
  /// those of services. Only those with an answer at the same port are told.
  ///
  /// - Parameter joined: named addresses that get the same.
  private func exceptions(
    _ region: Region, _ ports: PortRange?, _ exceptPorts: [PortRange], _ joined: Set<UInt128>
  ) -> (listed: [ClosedRange<UInt128>], omitted: Int) {
    let range = region.range ?? 0...family.maximum
    guard range.lowerBound < range.upperBound else { return ([], 0) }
    let told =
      region.isLocal == true
      ? namesake(ports, exceptPorts).union(answers.own).sorted() : answers.named
    var all = region.holes.intervals
    for address in told where range.contains(address) && !joined.contains(address) {
      if !region.holes.contains(address) { all.append(address...address) }
    }
    all.sort { $0.lowerBound < $1.lowerBound }
    return (Array(all.prefix(Self.exceptionLimit)), max(0, all.count - Self.exceptionLimit))
  }

  /// Addresses with a row of their own for some of the ports.
  private func namesake(_ ports: PortRange?, _ exceptPorts: [PortRange]) -> Set<UInt128> {
    var found: Set<UInt128> = []
    let wanted = ports.map { $0.first...$0.last } ?? 0...65535
    if wanted.lowerBound == wanted.upperBound {
      for index in byPort[wanted.lowerBound] ?? [] { found.insert(lonely[index].address) }
    } else {
      for (port, indices) in byPort where wanted.contains(port) {
        guard !exceptPorts.contains(where: { $0.contains(port) }) else { continue }
        for index in indices { found.insert(lonely[index].address) }
      }
    }
    for index in byRange {
      let overlaps = lonely[index].group.key.ports.contains {
        $0.lowerBound <= UInt128(wanted.upperBound) && $0.upperBound >= UInt128(wanted.lowerBound)
      }
      if overlaps { found.insert(lonely[index].address) }
    }
    return found
  }
}
