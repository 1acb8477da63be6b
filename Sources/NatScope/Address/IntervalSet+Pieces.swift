extension IntervalSet {
  /// The intervals cut into aligned blocks, each of which a prefix can write: for IPv4 10.0.0.0 to
  /// 10.0.0.2 are 10.0.0.0/31 and 10.0.0.2.
  ///
  /// - Parameter width: the number of bits of an element.
  /// - Returns: first element and number of free low bits of each block, ascending.
  func blocks(width: Int) -> [(low: UInt128, freeBits: Int)] {
    var result: [(UInt128, Int)] = []
    for interval in intervals {
      var low = interval.lowerBound
      while true {
        var free = min(low == 0 ? width : low.trailingZeroBitCount, width)
        while free > 0, !fits(low, free, interval.upperBound) { free -= 1 }
        result.append((low, free))
        let last = low + Self.span(free)
        if last == interval.upperBound { break }
        low = last + 1
      }
    }
    return result
  }

  private func fits(_ low: UInt128, _ free: Int, _ last: UInt128) -> Bool {
    let span = Self.span(free)
    return span <= last && low <= last - span
  }

  /// The distance between the first and last element of a block with `free` low bits.
  static func span(_ free: Int) -> UInt128 {
    free == 0 ? 0 : UInt128.max >> UInt128(128 - free)
  }
}
