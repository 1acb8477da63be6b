/// A rule in 24 bytes: where it stands and its target. Matches are decoded when somebody asks.
public struct Rule: Sendable {
  public struct ID: Sendable, Hashable, Comparable {
    public let index: UInt32
    public init(_ index: Int) { self.index = UInt32(truncatingIfNeeded: index) }
    public static func < (a: ID, b: ID) -> Bool { a.index < b.index }
  }

  public struct Flags: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// The target is entered by `-g`.
    public static let goto = Flags(rawValue: 1)
    /// The text is damaged (cut, quotes not closed): nothing may be concluded from it.
    public static let damaged = Flags(rawValue: 2)
    /// The line was put together from several, see `Ruleset.rules`.
    public static let repaired = Flags(rawValue: 4)
    /// The rule is a line of a listing; see `Ruleset.text(of:)` for its words.
    public static let listed = Flags(rawValue: 8)
  }

  /// The first byte of `-A`.
  var offset: UInt32
  /// The number of bytes up to the end of the line, without CR and newline.
  var length: UInt32
  /// The line in its file, from 1.
  public internal(set) var line: UInt32
  /// The word behind `-j` or `-g`; length 0 for a rule without target.
  var targetStart: UInt32
  var targetLength: UInt16
  /// The distance back to `[packets:bytes]` in front of `-A`; 0 if there are no counters.
  var countersBack: UInt8
  public internal(set) var flags: Flags
  var chainIndex: UInt32

  public var chain: Chain.ID { Chain.ID(Int(chainIndex)) }
  /// The rule without its counters: `-A CHAIN …`.
  public var text: TextRange { TextRange(Int(offset), Int(offset) + Int(length)) }
  public var target: TextRange {
    TextRange(Int(targetStart), Int(targetStart) + Int(targetLength))
  }
}
