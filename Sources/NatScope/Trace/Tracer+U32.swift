// u32 over the bytes of the header, as far as they are known.
extension Tracer {
  mutating func u32(
    _ test: U32Test, _ match: Match, _ rule: Rule.ID, _ state: TraceState
  ) -> Answer {
    take(packet.family == .ipv4 ? .plainHeader : .noExtensionHeaders)
    let bytes = HeaderBytes(self, state)
    var isOpen = false
    for part in test.parts {
      switch bytes.holds(part) {
      case false: return decided(false, match)
      case nil: isOpen = true
      default: continue
      }
    }
    return isOpen ? opaque(.stable, match, rule, state) : decided(true, match)
  }
}

/// The bytes of a packet from its IP header on, each with the bits that are not known.
private struct HeaderBytes {
  private var bytes: [(value: UInt8, unknown: UInt8)] = []
  /// All of the packet; between these if it is not known.
  private let length: ClosedRange<UInt64>

  init(_ tracer: Tracer, _ state: TraceState) {
    let packet = tracer.packet
    let hull: ClosedRange<UInt128>? =
      switch state.slots[.length] {
      case .range(let range): range
      default: state.box[.length].hull
      }
    length =
      hull.map {
        UInt64(truncatingIfNeeded: $0.lowerBound)...UInt64(truncatingIfNeeded: $0.upperBound)
      } ?? 0...65535
    func value(_ field: Condition.Field) -> UInt128? { tracer.value(field, state) }
    let size = value(.length)
    switch packet.family {
    case .ipv4:
      append(0x45, 1)
      append(value(.tos), 1)
      append(size, 2)
      append(nil, 2)
      // No fragment; whether it may become one is not known.
      bytes += [(0, 0x40), (0, 0)]
      append(value(.ttl), 1)
      append(UInt128(packet.ipProtocol.number), 1)
      append(nil, 2)
      append(value(.source), 4)
      append(value(.destination), 4)
    case .ipv6:
      let tos = value(.tos)
      append(tos.map { 0x60 | $0 >> 4 }, 1)
      if tos == nil { bytes[0] = (0x60, 0x0f) }
      bytes.append(tos.map { (UInt8(truncatingIfNeeded: $0 << 4) & 0xf0, 0x0f) } ?? (0, 0xff))
      append(nil, 2)
      append(size.map { $0 >= 40 ? $0 - 40 : 0 }, 2)
      append(UInt128(packet.ipProtocol.number), 1)
      append(value(.ttl), 1)
      append(value(.source), 16)
      append(value(.destination), 16)
    }
    if packet.ipProtocol.hasPorts {
      append(value(.sourcePort), 2)
      append(value(.destinationPort), 2)
    } else if [.icmp, .icmpv6].contains(packet.ipProtocol) {
      append(value(.icmpType), 2)
    }
    switch packet.ipProtocol {
    case .tcp:
      append(nil, 9)
      append(value(.tcpFlags), 1)
    case .udp: append(size.map { $0 - min($0, packet.family == .ipv4 ? 20 : 40) }, 2)
    default: break
    }
  }

  private mutating func append(_ value: UInt128?, _ count: Int) {
    for index in (0..<count).reversed() {
      bytes.append(
        value.map { (UInt8(truncatingIfNeeded: $0 >> UInt128(8 * index)), 0) } ?? (0, 0xff))
    }
  }

  /// Four bytes from a place on, and the bits of them that are not known.
  ///
  /// - Returns: nil if the packet may end before; the kernel then says that the test fails.
  private func word(at place: UInt64) -> (value: UInt32, unknown: UInt32)? {
    var word: (value: UInt32, unknown: UInt32) = (0, 0)
    for index in place..<(place + 4) {
      let byte = index < bytes.count ? bytes[Int(index)] : (value: 0, unknown: 0xff)
      word = (word.value << 8 | UInt32(byte.value), word.unknown << 8 | UInt32(byte.unknown))
    }
    return word
  }

  /// Whether one part of the tests holds; nil if bytes that decide it are not known.
  func holds(_ part: U32Test.Part) -> Bool? {
    var base: UInt64 = 0
    guard let isThere = reaches(UInt64(part.start)) else { return nil }
    guard isThere, var now = word(at: UInt64(part.start)) else { return false }
    for operation in part.operations {
      switch operation {
      case .and(let mask): now = (now.value & mask, now.unknown & mask)
      case .shiftLeft(let count), .shiftRight(let count):
        // The kernel shifts as the processor does.
        guard count < 32 else { return nil }
        let isLeft = operation == .shiftLeft(count)
        now =
          isLeft
          ? (now.value << count, now.unknown << count)
          : (now.value >> count, now.unknown >> count)
      case .move(let place):
        guard now.unknown == 0 else { return nil }
        base += UInt64(now.value)
        guard let isThere = reaches(base + UInt64(place)) else { return nil }
        guard isThere, let next = word(at: base + UInt64(place)) else { return false }
        now = next
      }
    }
    let (low, high) = (now.value & ~now.unknown, now.value | now.unknown)
    if part.ranges.contains(where: { $0.contains(low) && $0.contains(high) }) { return true }
    return part.ranges.contains { $0.overlaps(low...high) } ? nil : false
  }

  /// Whether four bytes are there from a place on; nil if the length does not tell.
  private func reaches(_ place: UInt64) -> Bool? {
    if place + 4 <= length.lowerBound { return true }
    return place + 4 > length.upperBound ? false : nil
  }
}
