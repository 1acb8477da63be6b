import Testing
import TestSupport

/// Random rulesets: the kernel is the judge of every combination that nobody thought of.
@Suite(.enabled(if: Prerequisites.runs, Comment(rawValue: Prerequisites.comment)))
struct RandomRulesetTests {
  /// NATSCOPE_SEED runs another sequence; a failure names the seed of its own case.
  static let seed = environment("NATSCOPE_SEED").flatMap { UInt64($0) } ?? 20_260_101
  static let count = environment("NATSCOPE_KERNEL_CASES").flatMap { Int($0) } ?? 200

  @Test(arguments: Backend.allCases)
  func agree(backend: Backend) async throws {
    let clock = ContinuousClock()
    let start = clock.now
    var conformance = Conformance()
    try await KernelNode.with(backend) { node in
      var generators = (0..<Self.count).map { RulesetGenerator(seed: Self.seed &+ UInt64($0)) }
      var open = Array(generators.indices)
      // A refused rule is replaced and the case sent again; some need several rounds.
      for _ in 0..<30 where !open.isEmpty {
        let cases = open.map { number in
          Self.kernelCase(generators[number], number: number)
        }
        let refusals = try await conformance.check(cases, in: node)
        for refusal in refusals {
          generators[open[refusal.number]].rewrite(line: Self.line(refusal.message) ?? 0)
        }
        open = refusals.map { open[$0.number] }
      }
      #expect(open.isEmpty, "never loaded: \(open.map { generators[$0].text })")
    }
    #expect(conformance.compared == Self.count)
    print(conformance.summary("random rulesets (seed \(Self.seed))", backend), clock.now - start)
  }

  private static func kernelCase(_ generator: RulesetGenerator, number: Int) -> KernelCase {
    let own = seed &+ UInt64(number)
    // The variant goes with the seed, so that the case alone is the same again.
    return KernelCase(
      name: "NATSCOPE_SEED=\(own) NATSCOPE_KERNEL_CASES=1",
      isIPv6: generator.isIPv6, ruleset: generator.text, packets: [generator.packet],
      forms: .some(Int(own % 1000)))
  }

  /// The line that iptables-restore complains of: "line 7 failed", "Error occurred at line: 7".
  private static func line(_ message: String) -> Int? {
    let words = message.split(whereSeparator: { " :\n\t".contains($0) })
    return zip(words, words.dropFirst()).lazy.filter { $0.0 == "line" }.compactMap { Int($0.1) }
      .first
  }
}
