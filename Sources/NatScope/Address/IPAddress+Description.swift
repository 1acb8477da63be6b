extension IPAddress: CustomStringConvertible {
  /// Dotted quad for IPv4; for IPv6 the canonical form of RFC 5952: lower case, the longest run
  /// of two or more zero groups as `::`, and the dotted quad for IPv4-mapped addresses.
  public var description: String {
    switch family {
    case .ipv4:
      let value = UInt32(truncatingIfNeeded: bits)
      return "\(value >> 24).\(value >> 16 & 255).\(value >> 8 & 255).\(value & 255)"
    case .ipv6:
      if bits >> 32 == 0xffff {
        return "::ffff:" + IPAddress(family: .ipv4, bits: bits & 0xffff_ffff).description
      }
      return describeIPv6()
    }
  }

  private func describeIPv6() -> String {
    let groups = (0..<8).map { UInt16(truncatingIfNeeded: bits >> UInt128(112 - 16 * $0)) }
    let gap = longestZeroRun(groups)
    var text = ""
    var index = 0
    while index < 8 {
      if index == gap.lowerBound, !gap.isEmpty {
        text += "::"
        index = gap.upperBound
        continue
      }
      if !text.isEmpty, !text.hasSuffix(":") { text += ":" }
      text += String(groups[index], radix: 16)
      index += 1
    }
    return text
  }

  private func longestZeroRun(_ groups: [UInt16]) -> Range<Int> {
    var best = 0..<0
    var start = 0
    while start < 8 {
      guard groups[start] == 0 else {
        start += 1
        continue
      }
      let end = groups[start...].firstIndex { $0 != 0 } ?? 8
      if end - start >= 2, end - start > best.count { best = start..<end }
      start = end
    }
    return best
  }
}
