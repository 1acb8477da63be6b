/// The tests of `-m u32`: all must hold (net/netfilter/xt_u32.c, iptables-extensions(8)).
///
/// The kernel reads four bytes in network order, and applies operators to them from left to right;
/// `@` moves to the place that the value so far tells, and reads anew.
public struct U32Test: Sendable, Hashable {
  public enum Operation: Sendable, Hashable {
    case and(UInt32)
    case shiftLeft(UInt32)
    case shiftRight(UInt32)
    /// Adds the value to where the packet begins, and reads at so many bytes from there.
    case move(UInt32)
  }

  public struct Part: Sendable, Hashable {
    public let start: UInt32
    public let operations: [Operation]
    /// One of them must hold the value.
    public let ranges: [ClosedRange<UInt32>]
  }

  public let parts: [Part]

  /// Reads `6&0xFF=1 && 0>>22&0x3C@0>>24=0:7`.
  public init?(_ text: [UInt8]) {
    var cursor = Cursor(bytes: text.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\"") })
    var parts: [Part] = []
    repeat {
      guard let part = cursor.part() else { return nil }
      parts.append(part)
    } while cursor.skip("&&")
    guard cursor.isAtEnd else { return nil }
    self.parts = parts
  }

  private struct Cursor {
    let bytes: [UInt8]
    var index = 0
    var isAtEnd: Bool { index == bytes.count }

    mutating func skip(_ word: StaticString) -> Bool {
      let wanted = word.description.utf8
      guard bytes[index...].starts(with: wanted) else { return false }
      index += wanted.count
      return true
    }

    mutating func number() -> UInt32? {
      let start = index
      while index < bytes.count,
        bytes[index].hexDigitValue != nil || bytes[index] | 0x20 == UInt8(ascii: "x")
      {
        index += 1
      }
      return CNumber.unsigned32(bytes[start..<index])
    }

    mutating func part() -> Part? {
      guard let start = number() else { return nil }
      var operations: [Operation] = []
      while !skip("=") {
        guard let operation = operation() else { return nil }
        operations.append(operation)
      }
      var ranges: [ClosedRange<UInt32>] = []
      repeat {
        guard let first = number() else { return nil }
        let last = skip(":") ? number() : first
        guard let last else { return nil }
        if first <= last { ranges.append(first...last) }
      } while skip(",")
      return Part(start: start, operations: operations, ranges: ranges)
    }

    private mutating func operation() -> Operation? {
      if skip("<<") { return number().map { .shiftLeft($0) } }
      if skip(">>") { return number().map { .shiftRight($0) } }
      if skip("@") { return number().map { .move($0) } }
      return skip("&") ? number().map { .and($0) } : nil
    }
  }
}
