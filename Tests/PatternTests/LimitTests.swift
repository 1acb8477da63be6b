import Testing

@testable import Pattern

/// A pattern that is made to explode, on a subject that makes it.
struct HostileRow: CustomTestStringConvertible, Sendable {
  let pattern: String
  let unit: String
  let count: Int
  let tail: String

  var testDescription: String { "\(pattern) on \(count) x \(unit)" }
}

/// Patterns whose work grows exponentially or as a high power. They have to end, with an answer or
/// with an error, within a minute: an engine without limits would need years for the first of them.
/// The bound is on the match itself, since a test's time counts those that run beside it too.
@Test(
  arguments: [
    HostileRow(pattern: "(a+)+$", unit: "a", count: 60, tail: "!"),
    HostileRow(pattern: "(a|aa)+$", unit: "a", count: 60, tail: "!"),
    HostileRow(pattern: "(a|a?)+$", unit: "a", count: 60, tail: "!"),
    HostileRow(pattern: "(.*)*(.*)*(.*)*x", unit: "a", count: 60, tail: "!"),
    HostileRow(pattern: "a*a*a*a*a*a*a*a*[bc]", unit: "a", count: 2_000, tail: "!"),
    HostileRow(pattern: "(?:a|b)*[cd]", unit: "ab", count: 2_000, tail: "!"),
    HostileRow(pattern: "(a+)+$", unit: "a", count: 8_000, tail: "!"),
    HostileRow(pattern: "(((a(?1)?b)))*$", unit: "a", count: 8_000, tail: "!"),
    HostileRow(pattern: "^(.)*(?R)?$", unit: "a", count: 8_000, tail: "\n"),
  ], [Pattern.Options(), .interpreted])
func hostilePatternsEnd(row: HostileRow, options: Pattern.Options) throws {
  let subject = String(repeating: row.unit, count: row.count) + row.tail
  let pattern = try Pattern(row.pattern, options: options)
  let clock = ContinuousClock()
  let start = clock.now
  defer { #expect(clock.now - start < .seconds(60)) }
  do {
    _ = try pattern.matches(subject)
  } catch {
    let limits: [PatternError] = [
      .matchLimitExceeded, .depthLimitExceeded, .heapLimitExceeded,
    ]
    #expect(limits.contains(error))
  }
}

@Test(arguments: [Pattern.Options(), .interpreted])
func matchLimit(_ options: Pattern.Options) throws {
  let pattern = try Pattern("(a+)+$", options: options)
  let subject = String(repeating: "a", count: 60)
  #expect(throws: PatternError.matchLimitExceeded) { try pattern.matches(subject + "!") }
  // The pattern is as good as before for the next subject.
  #expect(try pattern.matches(subject))
}

@Test func interpreterLimits() throws {
  let subject = String(repeating: "a", count: 5_000)
  let deep = try Pattern(
    "(?:a|b)*c|(?:a|b)*$", options: .interpreted, limits: Pattern.Limits(depth: 100))
  #expect(throws: PatternError.depthLimitExceeded) { try deep.matches(subject) }
  let large = try Pattern(
    "(?:a|b)*c|(?:a|b)*$", options: .interpreted, limits: Pattern.Limits(heapKibibytes: 32))
  #expect(throws: PatternError.heapLimitExceeded) { try large.matches(subject) }
}

/// The machine code's stack is small; a match that needs more is found by the interpreter.
@Test func deepMatchOutgrowsTheMachineStack() throws {
  let subject = String(repeating: "a", count: 8_000)
  let pattern = try Pattern("^(a|b)*$")
  #expect(try pattern.firstMatch(in: subject)?.range == 0..<8_000)
}

@Test func subjectLength() throws {
  let pattern = try Pattern("b", limits: Pattern.Limits(subjectLength: 4))
  #expect(try pattern.matches("aaab"))
  #expect(throws: PatternError.subjectTooLong(length: 5, limit: 4)) {
    try pattern.matches("aaaab")
  }
  // What stands before the start of the search is not searched.
  #expect(try pattern.firstMatch(in: "aaaab", from: 1)?.range == 4..<5)
}

@Test(arguments: [
  (0, 1_000_000), (28, 714_285), (1_000, 20_000), (8_192, 34_768), (1 << 40, 1_000_000),
])
func stepsForLength(length: Int, steps: UInt32) {
  #expect(Pattern.Limits().steps(forLength: length) == steps)
}
