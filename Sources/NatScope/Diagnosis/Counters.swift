/// What `iptables-save -c` counted for a rule.
public struct Counters: Sendable, Hashable {
  /// In nat: first packets of connections, retries of dropped ones included.
  public let packets: UInt64
  public let bytes: UInt64

  /// Reads `[packets:bytes]` before a rule; nil if the text has none.
  init?(_ ruleset: Ruleset, _ id: Rule.ID) {
    let rule = ruleset[id]
    guard rule.countersBack > 0, Int(rule.offset) >= Int(rule.countersBack) else { return nil }
    let start = Int(rule.offset) - Int(rule.countersBack)
    let text = ruleset.source.bytes[start..<Int(rule.offset)]
      .drop { $0 != UInt8(ascii: "[") }.dropFirst().prefix { $0 != UInt8(ascii: "]") }
    let parts = text.split(separator: UInt8(ascii: ":"), maxSplits: 1)
    guard parts.count == 2, let packets = Decimal.unsigned(parts[0]),
      let bytes = Decimal.unsigned(parts[1])
    else { return nil }
    self.packets = packets
    self.bytes = bytes
  }
}
