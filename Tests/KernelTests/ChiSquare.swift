import FoundationEssentials

/// Pearson's test of counts against the shares that were claimed for them.
struct ChiSquare {
  /// The sum of squared deviations, each in units of what was expected.
  private(set) var statistic = 0.0
  private(set) var degreesOfFreedom = 0
  /// Something was seen that was claimed never to happen.
  private(set) var hasImpossible = false

  /// Cells of which fewer are expected are taken together: the distribution of the sum is known for
  /// large counts only.
  private static let fewest = 20.0

  init(seen: [String: Int], shares: [String: Double]) {
    let total = Double(seen.values.reduce(0, +))
    hasImpossible = seen.keys.contains { shares[$0, default: 0] == 0 }
    var cells: [(seen: Double, expected: Double)] = []
    var rest = (seen: 0.0, expected: 0.0)
    for (name, share) in shares.sorted(by: { $0.key < $1.key }) {
      let cell = (seen: Double(seen[name, default: 0]), expected: share * total)
      if cell.expected >= Self.fewest {
        cells.append(cell)
      } else {
        rest = (rest.seen + cell.seen, rest.expected + cell.expected)
      }
    }
    if rest.expected >= Self.fewest { cells.append(rest) }
    degreesOfFreedom = max(0, cells.count - 1)
    statistic = cells.reduce(0) {
      $0 + ($1.seen - $1.expected) * ($1.seen - $1.expected) / $1.expected
    }
  }

  /// Whether counts as odd as these would be seen by chance in one of a million runs of `tests` such
  /// tests, or less: P(X >= k + 2 sqrt(k t) + 2 t) <= exp(-t) for k degrees of freedom (Laurent and
  /// Massart, "Adaptive estimation of a quadratic functional", 2000, lemma 1).
  func isAlarming(among tests: Int) -> Bool {
    let freedom = Double(degreesOfFreedom)
    let exponent = Self.logarithm(1e6 * Double(tests))
    return hasImpossible
      || statistic > freedom + 2 * (freedom * exponent).squareRoot() + 2 * exponent
  }

  /// The natural logarithm, rounded up: e^n for the first n that reaches it.
  private static func logarithm(_ value: Double) -> Double {
    var (exponent, power) = (0.0, 1.0)
    while power < value { (exponent, power) = (exponent + 0.5, power * 1.648_721_270_700_128) }
    return exponent
  }
}
