/// The values of a packet field that a condition admits, and how they are written.
struct FieldRanges {
  let field: Condition.Field
  let ranges: [ClosedRange<UInt128>]
  let family: IPFamily

  init(_ field: Condition.Field, _ ranges: [ClosedRange<UInt128>], _ family: IPFamily) {
    self.field = field
    self.ranges = ranges
    self.family = family
  }

  /// Every value that the field can have.
  var domain: ClosedRange<UInt128> {
    switch field {
    case .source, .destination: 0...family.maximum
    case .sourcePort, .destinationPort, .icmpType: 0...65535
    case .ipProtocol: 0...255
    case .inInterface, .outInterface, .outInterfaceAfterTranslation: 0...UInt128.max
    case .length, .ttl, .tos, .tcpFlags, .mss, .mac, .packetType, .uid, .gid, .spi:
      0...UInt128(field.header?.maximum ?? 0)
    }
  }

  /// The values that are not admitted, where they are the shorter way to say the same.
  var shorterComplement: [ClosedRange<UInt128>]? {
    let outside = IntervalSet(domain).subtracting(IntervalSet(ranges)).intervals
    guard !outside.isEmpty else { return nil }
    return cost(outside) < cost(ranges) ? outside : nil
  }

  private func cost(_ ranges: [ClosedRange<UInt128>]) -> Int {
    let other = FieldRanges(field, ranges, family)
    // A range of interface names that no pattern can write is the last resort.
    let odd = isInterface ? ranges.filter { InterfacePattern.describe($0) == nil }.count : 0
    return other.pieces.count + 100 * odd
  }

  private var isInterface: Bool {
    switch field {
    case .inInterface, .outInterface, .outInterfaceAfterTranslation: true
    default: false
    }
  }

  /// Whether exactly one value is admitted.
  var isSingle: Bool {
    ranges.count == 1 && ranges.allSatisfy { $0.lowerBound == $0.upperBound }
      || [.icmpType, .tos, .tcpFlags].contains(field) && pieces.count == 1
  }

  /// Whether an interface name is only known by its beginning.
  var isWildcard: Bool {
    isInterface && ranges.contains { $0.lowerBound != $0.upperBound }
  }

  /// For addresses that are one prefix but for a single hole: `10.244.0.0/16` and `10.244.1.11`.
  var blockWithHoles: (block: String, holes: String)? {
    guard field == .source || field == .destination, ranges.count == 2,
      let hull = IntervalSet(ranges).hull
    else { return nil }
    let blocks = FieldRanges(field, [hull], family).pieces
    let holes = IntervalSet(hull).subtracting(IntervalSet(ranges)).intervals
    let written = FieldRanges(field, holes, family).pieces
    guard blocks.count == 1, let block = blocks.first, written.count == 1, let hole = written.first
    else { return nil }
    return (block, hole)
  }

  /// The values as people write them.
  var pieces: [String] {
    switch field {
    case .source, .destination: ranges.flatMap(addresses)
    case .sourcePort, .destinationPort: ranges.map { Self.span($0) { "\($0)" } }
    case .inInterface, .outInterface, .outInterfaceAfterTranslation: ranges.map(interface)
    case .ipProtocol:
      ranges.map { Self.span($0) { "\(IPProtocol(number: UInt8(truncatingIfNeeded: $0)))" } }
    case .icmpType: ranges.map(icmp)
    case .length, .ttl, .uid, .gid, .spi: ranges.map { Self.span($0) { "\($0)" } }
    case .tos, .tcpFlags, .mss, .mac, .packetType: HeaderValues(field, ranges).pieces
    }
  }

  private func addresses(_ range: ClosedRange<UInt128>) -> [String] {
    let blocks = IntervalSet(range).blocks(width: family.width)
    // Beyond two prefixes first and last address are easier to read.
    guard blocks.count <= 2 else {
      return [Self.span(range) { "\(IPAddress(family: family, bits: $0))" }]
    }
    return blocks.map {
      let address = IPAddress(family: family, bits: $0.low)
      return "\(IPPrefix(address, length: family.width - $0.freeBits))"
    }
  }

  private func interface(_ range: ClosedRange<UInt128>) -> String {
    if range == 0...0 { return "(none)" }
    if let text = InterfacePattern.describe(range) { return text }
    return Self.span(range) { InterfacePattern.describe($0...$0) ?? "?" }
  }

  private func icmp(_ range: ClosedRange<UInt128>) -> String {
    let (low, high) = (range.lowerBound, range.upperBound)
    if low & 255 == 0, high & 255 == 255 {
      return Self.span((low >> 8)...(high >> 8)) { "\($0)" }
    }
    return Self.span(range) { "\($0 >> 8)/\($0 & 255)" }
  }

  private static func span(
    _ range: ClosedRange<UInt128>, _ text: (UInt128) -> String
  ) -> String {
    range.lowerBound == range.upperBound
      ? text(range.lowerBound) : "\(text(range.lowerBound))-\(text(range.upperBound))"
  }
}
