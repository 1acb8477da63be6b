extension Tracer {
  /// Counts rules whose text begins with an address or protocol that the packet does not have.
  ///
  /// KUBE-SERVICES has one rule for each service, all but one of which are left after `-d`: looking
  /// at the bytes of that one option is many times cheaper than decoding the rule. iptables-save
  /// prints -s, -d, -i, -o and -p in this order, before everything else.
  ///
  /// - Returns: how many rules of the chain, from `first` on, are certain not to match.
  mutating func quicklyRejected(_ chain: Chain, from first: UInt32, _ state: TraceState) -> UInt32 {
    guard packet.family == .ipv4, !recordsMisses, let destination = singleDestination(state)
    else { return 0 }
    let wanted = UInt32(truncatingIfNeeded: destination)
    let isOriginal = state.destination == .original
    let text = ruleset.source.bytes
    let bytes = text.span
    let rules = ruleset.rules
    var index = chain.rules.lowerBound + Int(first)
    let start = index
    while index < chain.rules.upperBound {
      let rule = rules[index]
      guard rule.flags.isSubset(of: [.goto, .listed]) else { break }
      let rejection: Rejection
      if rule.flags.contains(.listed) {
        rejection = Self.rejectListed(
          bytes, rule.text.bounds, chain.listing ?? [], wanted)
      } else {
        let begin = Int(rule.offset) + 3 + Int(chain.name.length) + 1
        rejection = Self.reject(bytes, begin, rule.text.end, wanted, packet.ipProtocol)
      }
      switch rejection {
      case .unknown: return UInt32(index - start)
      case .named:
        if isOriginal { nameDestination() }
        return UInt32(index - start)
      case .otherAddress: index += 1
      case .otherProtocol(let names):
        if names, isOriginal { nameDestination() }
        index += 1
      }
    }
    return UInt32(index - start)
  }

  /// The destination as it is now, if the question and the translation leave only one.
  private func singleDestination(_ state: TraceState) -> UInt128? {
    switch state.destination {
    case .original: packet.destination?.bits
    case .range(let range): range.lowerBound == range.upperBound ? range.lowerBound : nil
    case .mapped: nil
    }
  }

  private enum Rejection {
    /// The rule has to be decoded.
    case unknown
    /// As `unknown`; it names the destination by `-d`.
    case named
    case otherAddress
    case otherProtocol(namesDestination: Bool)
  }

  private static func reject(
    _ bytes: Span<UInt8>, _ begin: Int, _ end: Int, _ wanted: UInt32, _ ipProtocol: IPProtocol
  ) -> Rejection {
    var index = begin
    var names = false
    guard index + 10 < end else { return .unknown }
    if isOption(bytes, index, UInt8(ascii: "d")) {
      index += 3
      guard let found = address(bytes, &index, end) else { return .unknown }
      var length = 32
      if bytes[index] == UInt8(ascii: "/") {
        guard let value = self.length(bytes, &index, end) else { return .unknown }
        length = value
      }
      guard index < end, bytes[index] == UInt8(ascii: " ") else { return .unknown }
      let mask: UInt32 = length == 0 ? 0 : .max << UInt32(32 - length)
      if wanted & mask != found & mask { return .otherAddress }
      names = length == 32
      index += 1
    }
    guard index + 6 < end, isOption(bytes, index, UInt8(ascii: "p")) else {
      return names ? .named : .unknown
    }
    let isTCP = isWord(bytes, index + 3, UInt8(ascii: "t"), UInt8(ascii: "c"), UInt8(ascii: "p"))
    let isUDP = isWord(bytes, index + 3, UInt8(ascii: "u"), UInt8(ascii: "d"), UInt8(ascii: "p"))
    guard isTCP || isUDP, ipProtocol != (isTCP ? .tcp : .udp) else {
      return names ? .named : .unknown
    }
    return .otherProtocol(namesDestination: names)
  }

  /// The same for a line of a listing, by its column of the destination.
  private static func rejectListed(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ columns: ListingColumns, _ wanted: UInt32
  ) -> Rejection {
    guard let line = ListingLine(bytes, range, columns) else { return .unknown }
    var index = line.destination.lowerBound
    // Behind the column stands at least the end of the line.
    let end = line.destination.upperBound + 1
    guard end <= bytes.count, bytes[index] != UInt8(ascii: "!"),
      let found = address(bytes, &index, end)
    else { return .unknown }
    var length = 32
    if bytes[index] == UInt8(ascii: "/") {
      guard let value = self.length(bytes, &index, end) else { return .unknown }
      length = value
    }
    guard index == line.destination.upperBound else { return .unknown }
    let mask: UInt32 = length == 0 ? 0 : .max << UInt32(32 - length)
    return wanted & mask != found & mask
      ? .otherAddress : length == 32 ? .named : .unknown
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
