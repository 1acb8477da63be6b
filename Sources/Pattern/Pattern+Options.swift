internal import CPCRE2

extension Pattern {
  /// How a pattern is read and where it may match.
  ///
  /// Pattern and subject are UTF-8 unless ``bytes`` is given.
  public struct Options: OptionSet, Sendable, Hashable {
    public let rawValue: UInt16

    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Letters match in upper and lower case.
    public static let caseInsensitive = Options(rawValue: 1 << 0)
    /// A match begins where the search begins, and nowhere else.
    public static let anchored = Options(rawValue: 1 << 1)
    /// A match ends at the end of the subject. With ``anchored`` the whole subject has to match.
    public static let endAnchored = Options(rawValue: 1 << 2)
    /// `^` and `$` match at the line breaks of the subject too.
    public static let multiline = Options(rawValue: 1 << 3)
    /// `.` matches line breaks too.
    public static let dotMatchesNewline = Options(rawValue: 1 << 4)
    /// Blanks and `#` comments in the pattern are layout.
    public static let extended = Options(rawValue: 1 << 5)
    /// The pattern is text to find; no character of it is special.
    ///
    /// Goes with ``caseInsensitive``, ``anchored``, ``endAnchored``, ``bytes`` and ``interpreted``
    /// only; PCRE2 refuses the others.
    public static let literal = Options(rawValue: 1 << 6)
    /// Pattern and subject are single bytes: `.` matches one byte of a longer character.
    public static let bytes = Options(rawValue: 1 << 7)
    /// The pattern is never translated to machine code, which pays for a pattern that is used once.
    public static let interpreted = Options(rawValue: 1 << 8)

    private static let compileBits: [(Options, UInt32)] = [
      (.caseInsensitive, PCRE2_CASELESS),
      (.anchored, PCRE2_ANCHORED),
      (.endAnchored, PCRE2_ENDANCHORED),
      (.multiline, PCRE2_MULTILINE),
      (.dotMatchesNewline, PCRE2_DOTALL),
      (.extended, PCRE2_EXTENDED),
      (.literal, PCRE2_LITERAL),
    ]

    /// The same options in PCRE2's bits.
    var compileOptions: UInt32 {
      var bits: UInt32 = 0
      for (option, bit) in Self.compileBits where contains(option) { bits |= bit }
      if !contains(.bytes) {
        // Without MATCH_INVALID_UTF one Latin-1 byte in a comment would fail the whole subject.
        bits |= PCRE2_UTF | PCRE2_MATCH_INVALID_UTF
      }
      if !contains(.literal) {
        // \C splits characters, and the JIT compiler does not support it in UTF mode.
        bits |= PCRE2_NEVER_BACKSLASH_C
      }
      return bits
    }
  }
}
