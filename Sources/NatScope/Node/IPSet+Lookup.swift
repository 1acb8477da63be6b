extension IPSet {
  /// What a packet shows a set: the parts of ``Entry`` as values.
  struct Key: Sendable, Hashable {
    var first: UInt128 = 0
    var second: UInt128 = 0
    var ipProtocol: UInt8 = 0
    var port: UInt16 = 0
  }

  enum Find: Sendable, Hashable {
    case match
    /// The entry that decides is an exception.
    case exception
  }

  /// A part of a key whose value is open.
  enum Slot: Sendable, Hashable {
    case first, second, port
  }

  /// The entry that decides about a packet, if there is one.
  ///
  /// In hash:net,iface the longest prefix alone is looked at: if none of its interfaces is the
  /// packet's, shorter prefixes are not tried (net/netfilter/ipset/ip_set_hash_gen.h, `multi`).
  func find(_ key: Key) -> Find? {
    var hiding: UInt8?
    for shape in shapes {
      if let hiding, shape.firstFree > hiding { return nil }
      let first = key.first & ~Self.span(shape.firstFree)
      let second = key.second & ~Self.span(shape.secondFree)
      if shape.hasPortRanges {
        for index in shape.entries where entries[index].ipProtocol == key.ipProtocol {
          let entry = entries[index]
          guard entry.first == first, entry.second == second, entry.ports.contains(key.port)
          else { continue }
          return entry.isException ? .exception : .match
        }
        continue
      }
      let wanted = Key(
        first: first, second: second, ipProtocol: key.ipProtocol, port: key.port)
      let index = firstIndex(notBelow: wanted, in: shape.entries)
      if index < shape.entries.upperBound, entries[index].isAt(wanted) {
        return entries[index].isException ? .exception : .match
      }
      guard kind == .hashNetInterface else { continue }
      let any = firstIndex(notBelow: Key(first: first), in: shape.entries)
      if any < shape.entries.upperBound, entries[any].first == first { hiding = shape.firstFree }
    }
    return nil
  }

  private func firstIndex(notBelow key: Key, in range: Range<Int>) -> Int {
    var low = range.lowerBound
    var high = range.upperBound
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].isBelow(key) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The values of one part for which the set matches, with the other parts as in `key`, as sorted
  /// disjoint ranges.
  ///
  /// - Parameter wanted: `.exception` for `--return-nomatch`.
  func region(of slot: Slot, _ key: Key, wanted: Find) -> [ClosedRange<UInt128>] {
    if kind == .hashNetInterface { return interfaceRegion(of: slot, key, wanted) }
    var ranges: [ClosedRange<UInt128>] = []
    var exceptions = 0
    var fitting: [Int] = []
    for index in entries.indices where entries[index].fits(key, but: slot) {
      if entries[index].isException { exceptions += 1 }
      fitting.append(index)
    }
    let isWanted = { (entry: Entry) in entry.isException == (wanted == .exception) }
    if exceptions == 0 || exceptions == fitting.count {
      for index in fitting where isWanted(entries[index]) {
        ranges.append(entries[index].range(of: slot))
      }
      return Self.united(ranges)
    }
    // The entries that are tried first have the last word.
    var set = IntervalSet.empty
    for index in fitting.reversed() {
      let range = entries[index].range(of: slot)
      set = isWanted(entries[index]) ? set.union(range) : set.subtracting(range)
    }
    return set.intervals
  }

  /// The same for hash:net,iface, whose longest prefix decides for all interfaces.
  private func interfaceRegion(of slot: Slot, _ key: Key, _ wanted: Find)
    -> [ClosedRange<UInt128>]
  {
    let isWanted = { (entry: Entry) in entry.isException == (wanted == .exception) }
    var set = IntervalSet.empty
    if slot == .second {
      let fitting = entries.filter { $0.holds(first: key.first) }
      let longest = fitting.map(\.firstFree).min()
      for entry in fitting.reversed() where entry.firstFree == longest {
        let range = entry.range(of: .second)
        set = isWanted(entry) ? set.union(range) : set.subtracting(range)
      }
      return set.intervals
    }
    var index = entries.count
    while index > 0 {
      var start = index
      while start > 0, entries[start - 1].firstFree == entries[index - 1].firstFree { start -= 1 }
      for entry in entries[start..<index] { set = set.subtracting(entry.range(of: .first)) }
      for entry in entries[start..<index].reversed() where entry.holds(second: key.second) {
        let range = entry.range(of: .first)
        set = isWanted(entry) ? set.union(range) : set.subtracting(range)
      }
      index = start
    }
    return set.intervals
  }

  /// Whether some entry agrees with the parts of a key that are known.
  func mayHold(_ key: Key, open: Set<Slot>) -> Bool {
    for entry in entries {
      if !open.contains(.port),
        entry.ipProtocol != key.ipProtocol || !entry.ports.contains(key.port)
      {
        continue
      }
      if entry.ipProtocol == key.ipProtocol, open.contains(.first) || entry.holds(first: key.first),
        open.contains(.second) || entry.holds(second: key.second)
      {
        return true
      }
    }
    return false
  }

  /// Sorted, with those that overlap or touch made one.
  static func united(_ ranges: [ClosedRange<UInt128>]) -> [ClosedRange<UInt128>] {
    var result: [ClosedRange<UInt128>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      guard let last = result.last,
        last.upperBound == .max || range.lowerBound <= last.upperBound + 1
      else {
        result.append(range)
        continue
      }
      if range.upperBound > last.upperBound {
        result[result.count - 1] = last.lowerBound...range.upperBound
      }
    }
    return result
  }
}

extension IPSet.Entry {
  fileprivate func isBelow(_ key: IPSet.Key) -> Bool {
    if ipProtocol != key.ipProtocol { return ipProtocol < key.ipProtocol }
    if ports.first != key.port { return ports.first < key.port }
    if first != key.first { return first < key.first }
    return second < key.second
  }

  fileprivate func isAt(_ key: IPSet.Key) -> Bool {
    ipProtocol == key.ipProtocol && ports.first == key.port && first == key.first
      && second == key.second
  }

  fileprivate func fits(_ key: IPSet.Key, but slot: IPSet.Slot) -> Bool {
    ipProtocol == key.ipProtocol && (slot == .port || ports.contains(key.port))
      && (slot == .first || holds(first: key.first))
      && (slot == .second || holds(second: key.second))
  }

  fileprivate func range(of slot: IPSet.Slot) -> ClosedRange<UInt128> {
    switch slot {
    case .first: first...(first | IPSet.span(firstFree))
    case .second: second...(second | IPSet.span(secondFree))
    case .port: UInt128(ports.first)...UInt128(ports.last)
    }
  }
}
