import Testing

@testable import Pattern

/// A pattern that is not accepted: where, and the part of PCRE2's message that says why.
struct InvalidRow: Sendable {
  let pattern: String
  let offset: Int
  let reason: String
  var options: Pattern.Options = []
}

@Test(arguments: [
  InvalidRow(pattern: "(a", offset: 2, reason: "missing closing parenthesis"),
  InvalidRow(pattern: "a)", offset: 1, reason: "unmatched closing parenthesis"),
  InvalidRow(pattern: "[a", offset: 2, reason: "missing terminating ]"),
  InvalidRow(pattern: "*a", offset: 0, reason: "quantifier does not follow"),
  InvalidRow(pattern: "ä(?<1>)", offset: 5, reason: "must start with a non-digit"),
  InvalidRow(pattern: "a\\C", offset: 3, reason: "\\C"),
  InvalidRow(pattern: "a", offset: 0, reason: "invalid option", options: [.literal, .extended]),
])
func invalidPatterns(_ row: InvalidRow) throws {
  let error = try #require(throws: PatternError.self) {
    try Pattern(row.pattern, options: row.options)
  }
  guard case .invalid(let source, let offset, let message) = error else {
    Issue.record("\(error)")
    return
  }
  #expect(source == row.pattern)
  #expect(offset == row.offset)
  #expect(message.contains(row.reason))
}

@Test func endlessPattern() throws {
  let error = #expect(throws: PatternError.self) {
    try Pattern(String(repeating: "a", count: 100_000))
  }
  #expect(error?.description.contains("longer than 65536 bytes") == true)
}

/// The caret stands below the place, counted in characters and not in bytes.
@Test(arguments: [
  ("(a", 2, ["  (a", "    ^"]),
  ("ä[b", 4, ["  ä[b", "     ^"]),
  ("ä", 1, ["  ä", "  ^"]),
  ("a\u{1B}[b", 4, ["  a\\x{1b}[b", "           ^"]),
  ("\n(", 2, ["  \\x{a}(", "        ^"]),
  ("", 0, ["  ", "  ^"]),
  (
    String(repeating: "a", count: 40) + "(" + String(repeating: "b", count: 40), 40,
    [
      "  ..." + String(repeating: "a", count: 30) + "(" + String(repeating: "b", count: 29) + "...",
      "     " + String(repeating: " ", count: 30) + "^",
    ]
  ),
])
func caretLines(source: String, offset: Int, expected: [String]) {
  let error = PatternError.invalid(source: source, offset: offset, message: "no")
  let lines = error.description.split(separator: "\n").map(String.init)
  #expect(lines == ["invalid pattern: no"] + expected)
}

@Test(arguments: [
  (PatternError.matchLimitExceeded, "too many ways"),
  (.depthLimitExceeded, "nests too deeply"),
  (.heapLimitExceeded, "too much memory"),
  (.subjectTooLong(length: 9, limit: 8), "has 9 bytes; this pattern takes at most 8"),
  (.failed(code: -44, message: "oops"), "oops (PCRE2 error -44)"),
])
func descriptions(error: PatternError, part: String) {
  #expect(error.description.contains(part))
}
