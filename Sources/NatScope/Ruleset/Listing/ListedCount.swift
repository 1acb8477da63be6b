/// A counter as a listing prints it: exact up to 99,999, then rounded to thousands, millions and so
/// on (libxtables, xtables_print_num).
struct ListedCount: Sendable, Hashable {
  /// The counts that are printed like this.
  let range: ClosedRange<UInt64>

  var isExact: Bool { range.lowerBound == range.upperBound }

  /// A counter that is never rounded.
  init?(exact text: ArraySlice<UInt8>) {
    guard let number = Decimal.unsigned(text) else { return nil }
    range = number...number
  }

  /// - Returns: nil if the text is no counter.
  init?(_ text: ArraySlice<UInt8>) {
    let suffixes: [UInt8: Int] = [75: 1, 77: 2, 71: 3, 84: 4]  // K, M, G, T
    let power = text.last.flatMap { suffixes[$0] }
    guard let number = Decimal.unsigned(power == nil ? text : text.dropLast()) else { return nil }
    var low = number
    var high = low
    for _ in 0..<(power ?? 0) {
      // Each step rounds half up: n is printed for (n - 0.5) * 1000 up to (n + 0.5) * 1000 - 1.
      let (scaled, overflow) = low.multipliedReportingOverflow(by: 1_000)
      let (scaledHigh, overflowHigh) = high.multipliedReportingOverflow(by: 1_000)
      guard !overflow, !overflowHigh, scaledHigh <= .max - 499 else { return nil }
      low = scaled >= 500 ? scaled - 500 : 0
      high = scaledHigh + 499
    }
    range = low...high
  }
}
