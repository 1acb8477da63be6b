/// What a match extension says about a packet: a row of `MatchMeaning.rows`.
enum MatchMeaning: Sendable {
  typealias Option = RuleOptions.Option

  /// Says nothing about the packet.
  case nothing
  /// Each option is a test of its own. Options without a row are facts in their own words.
  case options([String: OptionMeaning])
  /// All options together are one test, in the extension's own words.
  case whole(Match.Test)
  /// Options that depend on each other.
  case reading(@Sendable (inout RuleDecoder, RuleOptions.Extension) -> Void)

  /// The extensions that are here in all that iptables 1.8.9 has.
  static let rows: [String: MatchMeaning] =
    headerRows.merging(stateRows) { first, _ in first }.merging(factRows) { first, _ in first }
}

/// What one option of a match asks.
struct OptionMeaning: Sendable {
  /// Reads the values in the form of iptables-save; nil for values that cannot be read.
  let test: @Sendable ([[UInt8]]) -> Match.Test?

  init(_ test: @escaping @Sendable ([[UInt8]]) -> Match.Test?) { self.test = test }

  /// An option without values, or whose values do not matter.
  static func always(_ test: Match.Test) -> OptionMeaning { OptionMeaning { _ in test } }

  private static func field(
    _ field: HeaderField, _ values: @escaping @Sendable ([UInt8]) -> [ClosedRange<UInt64>]?
  ) -> OptionMeaning {
    OptionMeaning { words in
      words.first.flatMap(values).map { .header(field, $0) }
    }
  }

  /// `A`, `A:B`, `:B` or `A:`. Ends in the wrong order hold nothing.
  static func range(_ field: HeaderField, upTo limit: UInt64? = nil) -> OptionMeaning {
    let limit = limit ?? field.maximum
    return Self.field(field) { range($0, separator: UInt8(ascii: ":"), upTo: limit) }
  }

  static func range(
    _ text: [UInt8], separator: UInt8, upTo limit: UInt64
  ) -> [ClosedRange<UInt64>]? {
    let parts = text.split(separator: separator, maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      return CNumber.unsigned(text, upTo: limit).map { [$0...$0] }
    }
    guard let first = parts[0].isEmpty ? 0 : CNumber.unsigned(parts[0], upTo: limit),
      let last = parts[1].isEmpty ? limit : CNumber.unsigned(parts[1], upTo: limit)
    else { return nil }
    return first <= last ? [first...last] : []
  }

  static func below(_ field: HeaderField) -> OptionMeaning {
    Self.field(field) {
      CNumber.unsigned($0, upTo: field.maximum).map { $0 == 0 ? [] : [0...($0 - 1)] }
    }
  }

  static func above(_ field: HeaderField) -> OptionMeaning {
    Self.field(field) {
      CNumber.unsigned($0, upTo: field.maximum).map {
        $0 == field.maximum ? [] : [($0 + 1)...field.maximum]
      }
    }
  }

  /// `VALUE/MASK` of a byte.
  static func masked(_ field: HeaderField) -> OptionMeaning {
    Self.field(field) { text in
      let parts = text.split(separator: UInt8(ascii: "/"), maxSplits: 1)
      guard let first = parts.first, let value = CNumber.unsigned(first, upTo: 255),
        let mask = parts.count == 1 ? 255 : CNumber.unsigned(parts[1], upTo: 255)
      else { return nil }
      return ByteRanges.masked(UInt8(value), UInt8(mask))
    }
  }

  /// A number that takes the bits of a byte from `shift` on; `mask` are all of them.
  static func bits(_ field: HeaderField, mask: UInt8, shift: UInt8 = 0) -> OptionMeaning {
    Self.field(field) {
      CNumber.unsigned($0, upTo: UInt64(mask >> shift)).map {
        ByteRanges.masked(UInt8($0) << shift, mask)
      }
    }
  }

  /// A bit of a byte that is set.
  static func flag(_ field: HeaderField, _ bit: UInt8) -> OptionMeaning {
    always(.header(field, ByteRanges.masked(bit, bit)))
  }

  /// One of some words.
  static func word(_ field: HeaderField, _ words: [String: UInt64]) -> OptionMeaning {
    Self.field(field) { words[String(decoding: $0, as: UTF8.self)].map { [$0...$0] } }
  }
}

/// The values of a byte that a mask picks.
enum ByteRanges {
  /// All bytes with `byte & mask == value`, as ranges in ascending order; none if the value has bits
  /// outside of the mask.
  static func masked(_ value: UInt8, _ mask: UInt8) -> [ClosedRange<UInt64>] {
    var result: [ClosedRange<UInt64>] = []
    for byte in UInt8.min...UInt8.max where byte & mask == value {
      if let last = result.last, last.upperBound + 1 == UInt64(byte) {
        result[result.count - 1] = last.lowerBound...UInt64(byte)
      } else {
        result.append(UInt64(byte)...UInt64(byte))
      }
    }
    return result
  }
}

/// The parts of a packet and of its way that a fact depends on: while they stay the same, so does the
/// fact.
public struct PacketParts: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Addresses and ports.
  public static let addresses = PacketParts(rawValue: 1)
  /// Interfaces and the route.
  public static let route = PacketParts(rawValue: 2)
  /// TTL, TOS and whatever else targets may rewrite.
  public static let header = PacketParts(rawValue: 4)
  public static let mark = PacketParts(rawValue: 8)
  public static let all: PacketParts = [.addresses, .route, .header, .mark]
}
