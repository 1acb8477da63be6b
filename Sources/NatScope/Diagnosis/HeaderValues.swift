/// Values of header fields as people write them.
struct HeaderValues {
  private let field: Condition.Field
  private let ranges: [ClosedRange<UInt128>]

  init(_ field: Condition.Field, _ ranges: [ClosedRange<UInt128>]) {
    self.field = field
    self.ranges = ranges
  }

  var pieces: [String] {
    if field == .tos || field == .tcpFlags, let (value, mask) = masked {
      return [mask == 255 ? text(UInt128(value)) : "\(text(UInt128(value)))/\(text(UInt128(mask)))"]
    }
    return ranges.map {
      let (first, last) = (text($0.lowerBound), text($0.upperBound))
      return first == last ? first : "\(first)-\(last)"
    }
  }

  /// The value and the mask that pick exactly these bytes.
  private var masked: (value: UInt8, mask: UInt8)? {
    var bytes: [UInt8] = []
    for range in ranges {
      guard range.upperBound <= 255 else { return nil }
      for value in range { bytes.append(UInt8(truncatingIfNeeded: value)) }
    }
    guard let first = bytes.first else { return nil }
    let differing = bytes.reduce(UInt8(0)) { $0 | ($1 ^ first) }
    guard bytes.count == 1 << differing.nonzeroBitCount, differing < 255 else { return nil }
    return (first & ~differing, ~differing)
  }

  private func text(_ value: UInt128) -> String {
    let number = UInt64(truncatingIfNeeded: value)
    switch field {
    case .tos: return "0x" + CNumber.hexadecimal(number, 2)
    case .tcpFlags:
      let flags = HeaderField.tcpFlagNames
      let names = flags.indices.filter { number & 1 << UInt64($0) != 0 }
        .map { flags[$0] }
      return names.isEmpty ? "NONE" : names.joined(separator: ",")
    case .packetType: return ["unicast", "broadcast", "multicast"][Int(min(number, 2))]
    case .mac where field.header?.missing != number: return HardwareAddress.text(number)
    default: return field.header?.missing == number ? "none" : "\(number)"
    }
  }
}
