/// An interface name as `-i` and `-o` take it: exact, or a prefix when it ends in `+`.
///
/// Names are ordered as 16 bytes (IFNAMSIZ, linux/if.h, with the closing zero), so that a
/// wildcard is a range of numbers. The empty name, 0, is the interface that a hook does not have.
public struct InterfacePattern: Sendable, Hashable {
  public let bounds: ClosedRange<UInt128>

  /// The lowest number of a name that is not empty.
  static let firstName: UInt128 = 1

  /// - Parameter text: 1 to 15 bytes, or a prefix of up to 15 bytes and `+`; nil if it is longer.
  public init?(_ text: some BidirectionalCollection<UInt8>) {
    let wildcard = text.last == UInt8(ascii: "+")
    let name = wildcard ? Array(text.dropLast()) : Array(text)
    guard name.count <= 15, wildcard || !name.isEmpty, !name.contains(0) else { return nil }
    let low = Self.number(name)
    let free = UInt128(8 * (16 - name.count))
    bounds = wildcard ? low...(free == 128 ? .max : low | ((1 << free) - 1)) : low...low
  }

  private static func number(_ name: [UInt8]) -> UInt128 {
    var value: UInt128 = 0
    for index in 0..<16 { value = value << 8 | UInt128(index < name.count ? name[index] : 0) }
    return value
  }

  /// The text of a range of names that a pattern can write; nil for any other range.
  static func describe(_ range: ClosedRange<UInt128>) -> String? {
    let span = range.upperBound - range.lowerBound
    let free = span == 0 ? 0 : 128 - span.leadingZeroBitCount
    guard free % 8 == 0, span == 0 || span & (span &+ 1) == 0 else { return nil }
    var bytes: [UInt8] = []
    for index in 0..<(16 - free / 8) {
      bytes.append(UInt8(truncatingIfNeeded: range.lowerBound >> UInt128(120 - 8 * index)))
    }
    while span == 0, bytes.last == 0 { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self) + (span == 0 ? "" : "+")
  }
}
