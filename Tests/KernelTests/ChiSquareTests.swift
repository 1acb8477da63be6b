import Testing
import TestSupport

/// The judge of shares itself. Needs no kernel.
struct ChiSquareTests {
  private static let thirds = ["a": 1.0 / 3, "b": 1.0 / 3, "c": 1.0 / 3]

  @Test(arguments: [
    (["a": 333, "b": 333, "c": 334], false), (["a": 300, "b": 350, "c": 350], false),
    (["a": 500, "b": 250, "c": 250], true), (["a": 500, "b": 500], true),
    (["a": 333, "b": 333, "c": 333, "d": 1], true),
  ])
  func alarm(seen: [String: Int], expected: Bool) {
    #expect(ChiSquare(seen: seen, shares: Self.thirds).isAlarming(among: 20) == expected)
  }

  @Test func rareCellsAreTakenTogether() {
    let shares = ["a": 0.98, "b": 0.005, "c": 0.005, "d": 0.01]
    let test = ChiSquare(seen: ["a": 980, "b": 20], shares: shares)
    #expect(test.degreesOfFreedom == 1)
    #expect(test.statistic < 1e-9)
  }

  /// Fair draws never alarm; draws of quarters and a half always do.
  @Test func drawsAreJudged() {
    var random = SplitMix64(seed: 11)
    for _ in 0..<200 {
      var fair: [String: Int] = [:]
      var unfair: [String: Int] = [:]
      for _ in 0..<2000 {
        let number = random.number(0...11)
        fair[["a", "b", "c"][number % 3], default: 0] += 1
        unfair[["a", "b", "c", "c"][number % 4], default: 0] += 1
      }
      #expect(!ChiSquare(seen: fair, shares: Self.thirds).isAlarming(among: 20))
      #expect(ChiSquare(seen: unfair, shares: Self.thirds).isAlarming(among: 20))
    }
  }
}
