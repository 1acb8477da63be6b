extension Tracer {
  /// Counts rules whose text asks for an address, protocol or port that the packet does not have.
  ///
  /// KUBE-SERVICES has one rule for each service, all but one of which are left after `-d`: looking
  /// at the bytes of that one option is many times cheaper than decoding the rule. iptables-save
  /// prints -s, -d, -i, -o and -p in this order, before everything else.
  ///
  /// - Returns: how many rules of the chain, from `first` on, are certain not to match.
  mutating func quicklyRejected(_ chain: Chain, from first: UInt32, _ state: TraceState) -> UInt32 {
    guard packet.family == .ipv4, !recordsMisses else { return 0 }
    let isOriginal = state.destination == .original
    let destination = singleDestination(state)
    let isAnyUnnamed = packet.destination == nil && isOriginal && inventory == nil
    guard destination != nil || isAnyUnnamed else { return 0 }
    let wanted = Wanted(
      address: destination.map { UInt32(truncatingIfNeeded: $0) }, ipProtocol: packet.ipProtocol,
      port: value(.destinationPort, state).map { UInt16(truncatingIfNeeded: $0) })
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
        rejection = Self.reject(bytes, begin, rule.text.end, wanted)
      }
      switch rejection {
      case .unknown: return UInt32(index - start)
      case .named:
        if isOriginal { nameDestination() }
        return UInt32(index - start)
      case .otherAddress: index += 1
      case .otherPacket(let names):
        if names, isOriginal { nameDestination() }
        index += 1
      case .unmeantAddress(let address):
        named.setApart(UInt128(address))
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
    /// Another protocol or port.
    case otherPacket(namesDestination: Bool)
    /// The same, of a rule that names an address where every address is meant that no rule names.
    case unmeantAddress(UInt32)
  }

  /// What is asked about, as far as it is compared here.
  private struct Wanted {
    /// nil for `:PORT`.
    let address: UInt32?
    let ipProtocol: IPProtocol
    /// nil if it is open.
    let port: UInt16?
  }

  private static func reject(
    _ bytes: Span<UInt8>, _ begin: Int, _ end: Int, _ wanted: Wanted
  ) -> Rejection {
    var index = begin
    var names = false
    var unmeant: UInt32?
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
      if let address = wanted.address {
        let mask: UInt32 = length == 0 ? 0 : .max << UInt32(32 - length)
        if address & mask != found & mask { return .otherAddress }
        names = length == 32
      } else {
        guard length == 32 else { return .unknown }
        unmeant = found
      }
      index += 1
    }
    let rejected = unmeant.map { Rejection.unmeantAddress($0) }
    guard index + 6 < end, isOption(bytes, index, UInt8(ascii: "p")) else {
      return names ? .named : .unknown
    }
    let isTCP = isWord(bytes, index + 3, UInt8(ascii: "t"), UInt8(ascii: "c"), UInt8(ascii: "p"))
    let isUDP = isWord(bytes, index + 3, UInt8(ascii: "u"), UInt8(ascii: "d"), UInt8(ascii: "p"))
    guard isTCP || isUDP else { return names ? .named : .unknown }
    let isOther =
      wanted.ipProtocol != (isTCP ? .tcp : .udp)
      || wanted.port.map { asksForOtherPort(bytes, index + 7, end, $0) } ?? false
    if isOther { return rejected ?? .otherPacket(namesDestination: names) }
    return names ? .named : .unknown
  }

  private static let quote: UInt8 = 0x22

  /// Whether `--dport` with a single number that is another one stands among a rule's words, as
  /// those of NodePorts and of all ports of one Service do. Words in quotes are comments and the
  /// like.
  private static func asksForOtherPort(
    _ bytes: Span<UInt8>, _ begin: Int, _ end: Int, _ port: UInt16
  ) -> Bool {
    var index = begin
    var isNegated = false
    while index + 9 < end {
      let first = bytes[index]
      if first == quote {
        index += 1
        while index < end, bytes[index] != quote {
          index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        index += 1
      } else if first == UInt8(ascii: "-"), isPortOption(bytes, index) {
        index += 8
        let start = index
        guard let number = number(bytes, &index, end, digits: 5, limit: 65_536) else {
          return false
        }
        let isWhole = index == end || bytes[index] == UInt8(ascii: " ")
        return isWhole && !isNegated && index > start && number != UInt32(port)
      }
      isNegated = first == UInt8(ascii: "!")
      while index < end, bytes[index] != UInt8(ascii: " ") {
        // A quote amid a word may hold blanks.
        if bytes[index] == quote, index > begin, bytes[index - 1] != UInt8(ascii: " ") {
          return false
        }
        index += 1
      }
      index += 1
    }
    return false
  }

  private static func isPortOption(_ bytes: Span<UInt8>, _ index: Int) -> Bool {
    bytes[index + 1] == UInt8(ascii: "-") && bytes[index + 2] == UInt8(ascii: "d")
      && bytes[index + 3] == UInt8(ascii: "p") && bytes[index + 4] == UInt8(ascii: "o")
      && bytes[index + 5] == UInt8(ascii: "r") && bytes[index + 6] == UInt8(ascii: "t")
      && bytes[index + 7] == UInt8(ascii: " ")
  }

  /// The same for a line of a listing, by its column of the destination.
  private static func rejectListed(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ columns: ListingColumns, _ wanted: Wanted
  ) -> Rejection {
    guard let wanted = wanted.address, let line = ListingLine(bytes, range, columns) else {
      return .unknown
    }
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
    _ bytes: Span<UInt8>, _ index: inout Int, _ end: Int, digits: Int = 3, limit: UInt32
  ) -> UInt32? {
    var value: UInt32 = 0
    let start = index
    while index < end, index < start + digits, bytes[index] >= 48, bytes[index] <= 57 {
      value = value * 10 + UInt32(bytes[index] - 48)
      index += 1
    }
    return index > start && value < limit ? value : nil
  }
}
