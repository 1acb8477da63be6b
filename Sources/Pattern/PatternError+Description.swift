extension PatternError: CustomStringConvertible {
  /// The error in words; for an invalid pattern with the pattern and a caret below the place.
  public var description: String {
    switch self {
    case .invalid(let source, let offset, let message):
      let excerpt = Excerpt(of: source, around: offset)
      return "invalid pattern: \(message)\n  \(excerpt.text)\n  \(excerpt.caretLine)"
    case .matchLimitExceeded:
      return "the pattern has too many ways to match this text; the match was given up"
    case .depthLimitExceeded:
      return "the pattern nests too deeply on this text; the match was given up"
    case .heapLimitExceeded:
      return "the pattern needs too much memory on this text; the match was given up"
    case .subjectTooLong(let length, let limit):
      return "the text to match has \(length) bytes; this pattern takes at most \(limit)"
    case .failed(let code, let message):
      return "the match failed: \(message) (PCRE2 error \(code))"
    }
  }
}

/// One line of a pattern around a place, safe to print.
private struct Excerpt {
  /// Characters kept on either side of the place.
  private static let reach = 30

  private(set) var text = ""
  private var caretColumn = 0

  var caretLine: String { String(repeating: " ", count: caretColumn) + "^" }

  init(of source: String, around offset: Int) {
    let utf8 = source.utf8
    let place = utf8.index(utf8.startIndex, offsetBy: min(max(offset, 0), utf8.count))
    // PCRE2 may point into the middle of a character; the caret then stands below that character.
    let scalars = source.unicodeScalars
    var before = scalars[..<place]
    if let last = before.indices.last, scalars.index(after: last) > place { before.removeLast() }
    let after = scalars[before.endIndex...]

    if before.count > Self.reach { text += "..." }
    for scalar in before.suffix(Self.reach) { append(scalar) }
    caretColumn = text.unicodeScalars.count
    for scalar in after.prefix(Self.reach) { append(scalar) }
    if after.count > Self.reach { text += "..." }
  }

  /// Appends a scalar, or its escape: a pattern can hold line breaks and terminal controls.
  private mutating func append(_ scalar: Unicode.Scalar) {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
      text += "\\x{\(String(scalar.value, radix: 16))}"
    default:
      text.unicodeScalars.append(scalar)
    }
  }
}
