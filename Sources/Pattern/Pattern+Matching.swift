extension Pattern {
  /// Finds the first match at or after an index of a sequence of bytes.
  ///
  /// What stands before `start` is still seen by `^`, `\b` and lookbehind.
  ///
  /// - Parameters:
  ///   - subject: The bytes to search. Bytes that are not UTF-8 match nothing but end no search.
  ///   - start: The index to search from, at most the number of bytes.
  /// - Returns: The match, or `nil` when there is none.
  /// - Throws: A ``PatternError`` when a limit was exceeded before there was an answer.
  public func firstMatch(
    in subject: Span<UInt8>, from start: Int = 0
  ) throws(PatternError) -> Match? {
    guard let bounds = try program.search(subject, from: start, base: 0) else { return nil }
    return Match(bounds: bounds, groups: program.groups)
  }

  /// Finds the first match at or after an index of an array.
  ///
  /// - Parameters:
  ///   - subject: The bytes to search.
  ///   - start: The index to search from, at most the number of bytes.
  /// - Returns: The match, or `nil` when there is none.
  /// - Throws: A ``PatternError`` when a limit was exceeded before there was an answer.
  public func firstMatch(
    in subject: [UInt8], from start: Int = 0
  ) throws(PatternError) -> Match? {
    try firstMatch(in: subject.span, from: start)
  }

  /// Finds the first match in a slice, which is a whole subject: nothing outside of it is seen.
  ///
  /// - Parameters:
  ///   - subject: The bytes to search.
  ///   - start: The index to search from, one of the slice's own; `nil` for its first.
  /// - Returns: The match in the slice's own indices, or `nil` when there is none.
  /// - Throws: A ``PatternError`` when a limit was exceeded before there was an answer.
  public func firstMatch(
    in subject: ArraySlice<UInt8>, from start: Int? = nil
  ) throws(PatternError) -> Match? {
    let base = subject.startIndex
    let bounds = try program.search(subject.span, from: (start ?? base) - base, base: base)
    return bounds.map { Match(bounds: $0, groups: program.groups) }
  }

  /// Finds the first match at or after a place of a string.
  ///
  /// - Parameters:
  ///   - subject: The text to search.
  ///   - start: The place to search from, as an offset in UTF-8.
  /// - Returns: The match in offsets in UTF-8, or `nil` when there is none.
  /// - Throws: A ``PatternError`` when a limit was exceeded before there was an answer.
  public func firstMatch(
    in subject: String, from start: Int = 0
  ) throws(PatternError) -> Match? {
    try firstMatch(in: subject.utf8.span, from: start)
  }

  /// Whether the pattern matches anywhere in the bytes.
  ///
  /// - Throws: A ``PatternError`` when a limit was exceeded before there was an answer.
  public func matches(_ subject: Span<UInt8>) throws(PatternError) -> Bool {
    try program.search(subject)
  }

  /// Whether the pattern matches anywhere in the array.
  ///
  /// - Throws: A ``PatternError`` when a limit was exceeded before there was an answer.
  public func matches(_ subject: [UInt8]) throws(PatternError) -> Bool {
    try program.search(subject.span)
  }

  /// Whether the pattern matches anywhere in the slice.
  ///
  /// - Throws: A ``PatternError`` when a limit was exceeded before there was an answer.
  public func matches(_ subject: ArraySlice<UInt8>) throws(PatternError) -> Bool {
    try program.search(subject.span)
  }

  /// Whether the pattern matches anywhere in the text.
  ///
  /// - Throws: A ``PatternError`` when a limit was exceeded before there was an answer.
  public func matches(_ subject: String) throws(PatternError) -> Bool {
    try program.search(subject.utf8.span)
  }
}
