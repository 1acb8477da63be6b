extension Tracer {
  /// Whether the rule's text begins with an address or protocol that the packet does not have.
  ///
  /// KUBE-SERVICES has one rule for each service, all but one of which are left after `-d`: looking
  /// at the bytes of that one option is many times cheaper than decoding the rule. iptables-save
  /// prints -s, -d, -i, -o and -p in this order, before everything else.
  mutating func isQuicklyRejected(_ id: Rule.ID, _ state: TraceState) -> Bool {
    let rule = ruleset[id]
    guard packet.family == .ipv4, rule.flags.isEmpty || rule.flags == .goto,
      case .original = state.destination, let destination = packet.destination
    else { return false }
    let wanted = UInt32(truncatingIfNeeded: destination.bits)
    let text = ruleset.source.bytes
    let bytes = text.span
    let end = rule.text.end
    var index = Int(rule.offset) + 3 + Int(ruleset[rule.chain].name.length) + 1
    guard index + 10 < end else { return false }
    if Self.isOption(bytes, index, UInt8(ascii: "d")) {
      index += 3
      guard let found = Self.address(bytes, &index, end) else { return false }
      var length = 32
      if bytes[index] == UInt8(ascii: "/") {
        guard let value = Self.length(bytes, &index, end) else { return false }
        length = value
      }
      guard index < end, bytes[index] == UInt8(ascii: " ") else { return false }
      let mask: UInt32 = length == 0 ? 0 : .max << UInt32(32 - length)
      if wanted & mask != found { return true }
      if length == 32 { nameDestination() }
      index += 1
    }
    guard index + 6 < end, Self.isOption(bytes, index, UInt8(ascii: "p")) else { return false }
    let isTCP = Self.isWord(
      bytes, index + 3, UInt8(ascii: "t"), UInt8(ascii: "c"), UInt8(ascii: "p"))
    let isUDP = Self.isWord(
      bytes, index + 3, UInt8(ascii: "u"), UInt8(ascii: "d"), UInt8(ascii: "p"))
    guard isTCP || isUDP else { return false }
    return packet.ipProtocol != (isTCP ? .tcp : .udp)
  }

  private static func isOption(_ bytes: Span<UInt8>, _ index: Int, _ letter: UInt8) -> Bool {
    bytes[index] == UInt8(ascii: "-") && bytes[index + 1] == letter
      && bytes[index + 2] == UInt8(ascii: " ")
  }

  private static func isWord(
    _ bytes: Span<UInt8>, _ index: Int, _ a: UInt8, _ b: UInt8, _ c: UInt8
  ) -> Bool {
    bytes[index] == a && bytes[index + 1] == b && bytes[index + 2] == c
      && bytes[index + 3] == UInt8(ascii: " ")
  }

  /// Reads a dotted quad and moves `index` behind it.
  private static func address(_ bytes: Span<UInt8>, _ index: inout Int, _ end: Int) -> UInt32? {
    var value: UInt32 = 0
    for octet in 0..<4 {
      guard let number = number(bytes, &index, end, limit: 256) else { return nil }
      value = value << 8 | number
      if octet < 3 {
        guard index < end, bytes[index] == UInt8(ascii: ".") else { return nil }
        index += 1
      }
    }
    return index < end ? value : nil
  }

  private static func length(_ bytes: Span<UInt8>, _ index: inout Int, _ end: Int) -> Int? {
    index += 1
    guard let number = number(bytes, &index, end, limit: 33) else { return nil }
    return Int(number)
  }

  private static func number(
    _ bytes: Span<UInt8>, _ index: inout Int, _ end: Int, limit: UInt32
  ) -> UInt32? {
    var value: UInt32 = 0
    let start = index
    while index < end, index < start + 3, bytes[index] >= 48, bytes[index] <= 57 {
      value = value * 10 + UInt32(bytes[index] - 48)
      index += 1
    }
    return index > start && value < limit ? value : nil
  }
}
