/// What iptables counted for a rule.
///
/// Bounds are equal where the text has the number itself; a listing without `-x` rounds counts from
/// 100,000 on.
public struct RuleCounters: Sendable, Hashable {
  /// In nat: first packets of connections, retries of dropped ones included.
  public let packets: ClosedRange<UInt64>
  public let bytes: ClosedRange<UInt64>

  public var isExact: Bool {
    packets.lowerBound == packets.upperBound && bytes.lowerBound == bytes.upperBound
  }

  init(_ packets: ListedCount, _ bytes: ListedCount) {
    self.packets = packets.range
    self.bytes = bytes.range
  }
}

extension Ruleset {
  /// The counters of a rule: `[packets:bytes]` before it, `-c packets bytes` in it, or the first two
  /// columns of a listing; nil if the text has none.
  public func counters(_ id: Rule.ID) -> RuleCounters? {
    let rule = self[id]
    guard !rule.flags.contains(.damaged) else { return nil }
    if rule.flags.contains(.listed) {
      let listed = ListedRule(self, id)
      guard let packets = listed.packets, let bytes = listed.byteCount else { return nil }
      return RuleCounters(packets, bytes)
    }
    if rule.countersBack > 0, Int(rule.offset) >= Int(rule.countersBack) {
      let start = Int(rule.offset) - Int(rule.countersBack)
      let text = source.bytes[start..<Int(rule.offset)]
        .drop { $0 != UInt8(ascii: "[") }.dropFirst().prefix { $0 != UInt8(ascii: "]") }
      return Self.counters(text.split(separator: UInt8(ascii: ":"), maxSplits: 1))
    }
    guard form == .rules else { return nil }
    let text = text(of: id)
    let words = text.words.map { text.slice($0.range) }
    guard let option = words.firstIndex(where: { $0.elementsEqual("-c".utf8) }),
      option + 2 < words.count
    else { return nil }
    return Self.counters(Array(words[(option + 1)...(option + 2)]))
  }

  private static func counters(_ parts: [ArraySlice<UInt8>]) -> RuleCounters? {
    guard parts.count == 2, let packets = ListedCount(exact: parts[0]),
      let bytes = ListedCount(exact: parts[1])
    else { return nil }
    return RuleCounters(packets, bytes)
  }
}
