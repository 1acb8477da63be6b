import Testing
import TestSupport

/// Random rulesets: the kernel is the judge of every combination that nobody thought of.
@Suite(.enabled(if: Prerequisites.runs, Comment(rawValue: Prerequisites.comment)))
struct RandomRulesetTests {
  /// NATSCOPE_SEED runs another sequence; a failure names the seed of its own ruleset.
  static let seed = environment("NATSCOPE_SEED").flatMap { UInt64($0) } ?? 20_260_101
  /// How many cases, each one packet on one ruleset on one backend, of all settings and backends
  /// together.
  static let count = environment("NATSCOPE_KERNEL_CASES").flatMap { Int($0) } ?? 1008
  /// All settings unless NATSCOPE_KERNEL_SETTING names one.
  static let settings =
    environment("NATSCOPE_KERNEL_SETTING").flatMap { RulesetGenerator.Setting(rawValue: $0) }
    .map { [$0] } ?? RulesetGenerator.Setting.allCases
  /// So many rulesets of each setting go to each backend.
  static let rulesets: Int = {
    let each = RulesetGenerator.packets * Backend.allCases.count * settings.count
    return max(1, (count + each - 1) / each)
  }()

  @Test(arguments: Backend.allCases)
  func agree(backend: Backend) async throws {
    let start = ContinuousClock().now
    var conformance = Conformance()
    for setting in Self.settings {
      try await KernelNode.with(backend) { try await conformance.send(setting, in: $0) }
    }
    let cases = conformance.compared
    #expect(cases == Self.rulesets * RulesetGenerator.packets * Self.settings.count)
    let seconds = (ContinuousClock().now - start) / .seconds(1)
    print(conformance.summary("random rulesets (seed \(Self.seed))", backend))
    print("\(backend): \(cases) cases in \(Int(seconds)) s, \(Double(cases) / seconds) a second")
    // Of packets of which everything is known, nine of ten are followed without a condition.
    if let known = conformance.tally[.setting("decided")], known.judged >= 200 {
      #expect(known.unconditional * 10 >= known.judged * 9, "\(known)")
    }
    try conformance.write(backend)
  }
}

extension Conformance {
  /// Rulesets that are in the kernel's and natscope's hands at once.
  private static let batch = 25

  fileprivate mutating func send(
    _ setting: RulesetGenerator.Setting, in node: KernelNode
  ) async throws {
    let numbers = Array(0..<RandomRulesetTests.rulesets)
    for start in stride(from: 0, to: numbers.count, by: Self.batch) {
      let batch = numbers[start..<min(start + Self.batch, numbers.count)]
      try await send(
        batch.map { RandomRulesetTests.seed &+ UInt64($0) }, setting, in: node)
    }
  }

  private mutating func send(
    _ seeds: [UInt64], _ setting: RulesetGenerator.Setting, in node: KernelNode
  ) async throws {
    var generators = seeds.map { RulesetGenerator(seed: $0, setting: setting) }
    var open = Array(generators.indices)
    // A refused rule is replaced and the rulesets loaded again until the kernel takes them all.
    for _ in 0..<60 where !open.isEmpty {
      let refusals = try await node.refusals(
        open.map { Self.cases(generators[$0], seed: seeds[$0])[0] })
      refused += refusals.count
      for refusal in refusals {
        generators[open[refusal.number]].rewrite(line: Self.line(refusal.message) ?? 0)
      }
      open = refusals.map { open[$0.number] }
    }
    #expect(open.isEmpty, "never loaded: \(open.map { generators[$0].text })")
    let cases = zip(generators, seeds).flatMap { Self.cases($0, seed: $1) }
    let left = try await check(cases, in: node)
    #expect(left.isEmpty, "\(left)")
  }

  /// A case for each packet of a ruleset.
  private static func cases(_ generator: RulesetGenerator, seed: UInt64) -> [KernelCase] {
    let setting = generator.setting.rawValue
    return generator.packets.enumerated().map { number, packet in
      var kernelCase = KernelCase(
        name: "NATSCOPE_SEED=\(seed) NATSCOPE_KERNEL_SETTING=\(setting) NATSCOPE_KERNEL_CASES=1, "
          + "packet \(number + 1)",
        isIPv6: generator.isIPv6, ruleset: generator.text, packets: [packet])
      kernelCase.setting = setting
      kernelCase.tellsRoute = generator.setting == .decided || number % 2 == 0
      // The variant goes with the seed, so that the case alone is the same again.
      if number == 0 {
        kernelCase.forms = .some(Int(seed % 1000))
      }
      return kernelCase
    }
  }

  /// The line that iptables-restore complains of: "line 7 failed", "Error occurred at line: 7".
  private static func line(_ message: String) -> Int? {
    let words = message.split(whereSeparator: { " :\n\t".contains($0) })
    return zip(words, words.dropFirst()).lazy.filter { $0.0 == "line" }.compactMap { Int($0.1) }
      .first
  }
}
