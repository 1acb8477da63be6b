/// Destinations cut into classes that rules treat alike.
///
/// The classes only steer the work: where one is too wide, the walk parts it by conditions.
struct DestinationClasses: Sendable {
  /// Single addresses that rules name, ascending.
  private(set) var singles: [UInt128] = []
  /// All others: those that no range covers first.
  private(set) var wide: [Wide] = []

  struct Wide: Sendable {
    /// With the single addresses in it, which are asked about by themselves.
    let whole: IntervalSet
    let set: IntervalSet
    let isLoopback: Bool
    let isMulticast: Bool
    /// Whether no rule asks for it.
    let isRest: Bool
  }

  /// Beyond this many ranges the walk parts by itself.
  static var rangeLimit: Int { 2_000 }

  init(_ atoms: [InventoryChains.Atom], _ ipProtocol: IPProtocol, _ family: IPFamily) {
    var addresses: Set<UInt128> = []
    var seen: Set<ClosedRange<UInt128>> = []
    let loopback = IPPrefix.loopback(family).bounds
    let multicast = IPPrefix.multicast(family).bounds
    var ranges = [loopback, multicast]
    for atom in atoms where atom.ipProtocol == 0 || atom.ipProtocol == ipProtocol.number {
      if atom.range.lowerBound == atom.range.upperBound {
        addresses.insert(atom.range.lowerBound)
      } else if ranges.count < Self.rangeLimit, !ranges.contains(atom.range),
        seen.insert(atom.range).inserted
      {
        ranges.append(atom.range)
      }
    }
    singles = addresses.sorted()
    let segments = Self.segments(ranges, family.maximum)
    var places: [[Int32]: Int] = [:]
    var parts: [[ClosedRange<UInt128>]] = []
    var covers: [[Int32]] = []
    var group: [Int] = []
    for (range, cover) in segments {
      // What nothing asks for in multicast is left out: hosts join groups, ports are not answered.
      if cover == [1] {
        group.append(-1)
        continue
      }
      if let known = places[cover] {
        parts[known].append(range)
        group.append(known)
      } else {
        places[cover] = parts.count
        group.append(parts.count)
        parts.append([range])
        covers.append(cover)
      }
    }
    var holes: [[UInt128]] = Array(repeating: [], count: parts.count)
    var at = 0
    for single in singles {
      while at < segments.count, segments[at].range.upperBound < single { at += 1 }
      if at < segments.count, group[at] >= 0 { holes[group[at]].append(single) }
    }
    for (index, ranges) in parts.enumerated() {
      let whole = IntervalSet(ranges)
      var set = whole
      for hole in holes[index] { set = set.subtracting(hole...hole) }
      guard let hull = set.hull else { continue }
      wide.append(
        Wide(
          whole: whole, set: set, isLoopback: loopback.contains(hull.lowerBound),
          isMulticast: multicast.contains(hull.lowerBound), isRest: covers[index].isEmpty))
    }
  }

  /// The address space between the ends of all ranges, each piece with the ranges that cover it.
  private static func segments(
    _ ranges: [ClosedRange<UInt128>], _ maximum: UInt128
  ) -> [(range: ClosedRange<UInt128>, cover: [Int32])] {
    var starts: Set<UInt128> = [0]
    for range in ranges {
      starts.insert(range.lowerBound)
      if range.upperBound < maximum { starts.insert(range.upperBound + 1) }
    }
    let order = ranges.indices.sorted { ranges[$0].lowerBound < ranges[$1].lowerBound }
    let bounds = starts.sorted()
    var active: [Int32] = []
    var next = 0
    var result: [(range: ClosedRange<UInt128>, cover: [Int32])] = []
    for (index, low) in bounds.enumerated() {
      active.removeAll { ranges[Int($0)].upperBound < low }
      while next < order.count, ranges[order[next]].lowerBound <= low {
        active.append(Int32(order[next]))
        next += 1
      }
      let high = index + 1 < bounds.count ? bounds[index + 1] - 1 : maximum
      result.append((low...high, active.sorted()))
    }
    return result
  }
}
