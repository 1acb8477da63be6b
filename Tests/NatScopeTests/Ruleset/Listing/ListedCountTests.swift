import Testing

@testable import NatScope

/// Counters as listings print them.
@Suite struct ListedCountTests {
  @Test(arguments: [
    ("0", 0...0), ("99999", 99_999...99_999), ("100K", 99_500...100_499),
    ("9999K", 9_998_500...9_999_499), ("10M", 9_499_500...10_499_499),
    ("741G", 740_499_499_500...741_499_499_499), ("0K", 0...499),
  ])
  func ranges(_ text: String, _ range: ClosedRange<UInt64>) {
    #expect(ListedCount(Array(text.utf8)[...])?.range == range)
  }

  @Test(arguments: [
    "", "K", "-1", "1k", "1.5K", "12KK", "99999999999999999999", "99999999999999T", "x",
  ])
  func noCounters(_ text: String) { #expect(ListedCount(Array(text.utf8)[...]) == nil) }

  /// How libxtables prints a number that is not to be exact (xtables_print_num).
  private static func printed(_ number: UInt64) -> String {
    var number = number
    guard number > 99_999 else { return "\(number)" }
    for suffix in ["K", "M", "G"] {
      number = (number + 500) / 1_000
      if number <= 9_999 { return "\(number)\(suffix)" }
    }
    return "\((number + 500) / 1_000)T"
  }

  /// The true count lies in the range of what is printed.
  @Test func holdsWhatWasCounted() {
    var number: UInt64 = 1
    while number < 1 << 58 {
      for near in [number &- 1, number, number + 1, number + 499, number + 500, number + 501] {
        let text = Self.printed(near)
        #expect(ListedCount(Array(text.utf8)[...])?.range.contains(near) == true, "\(near) \(text)")
      }
      number = number * 3 / 2 + 7
    }
  }
}
