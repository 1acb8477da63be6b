import Testing
import TestSupport

@testable import NatScope

/// What random rules are made of. Needs no kernel.
struct RandomRuleTests {
  /// Why an extension of iptables 1.8.9 is not among the random matches.
  private static let matchesLeftOut = [
    "udplite": "Debian's iptables lacks it", "unclean": "Debian's iptables lacks it",
    "nfacct": "needs an object that another program makes",
    "rateest": "needs an estimator that another rule made before",
    "ipvs": "the kernel at hand lacks it",
  ]

  private static let targetsLeftOut = [
    "ULOG": "no kernel has it any more", "CLUSTERIP": "no kernel has it any more",
    "LED": "the kernel at hand lacks it", "SECMARK": "needs a security module",
    "QUEUE": "iptables-nft has none; NFQUEUE is the same",
  ]

  @Test func everyMatchIsThere() {
    let written = Set(RandomMatch.all.map(\.name).filter { !$0.hasPrefix("-") })
    #expect(written.union(Self.matchesLeftOut.keys) == Set(OptionTable.matches.keys))
    #expect(written.isDisjoint(with: Self.matchesLeftOut.keys))
  }

  @Test func everyTargetIsThere() {
    let written = Set(RandomTarget.all.map(\.name).filter { !$0.isEmpty })
    #expect(written.union(Self.targetsLeftOut.keys) == Set(OptionTable.targets.keys))
    #expect(written.isDisjoint(with: Self.targetsLeftOut.keys))
  }

  @Test(arguments: RulesetGenerator.Setting.allCases)
  func seedsDecideRulesets(setting: RulesetGenerator.Setting) {
    let first = RulesetGenerator(seed: 7, setting: setting)
    #expect(first.text == RulesetGenerator(seed: 7, setting: setting).text)
    #expect(first.packets == RulesetGenerator(seed: 7, setting: setting).packets)
    #expect(first.text != RulesetGenerator(seed: 8, setting: setting).text)
  }

  /// Rows that cannot be written would never be missed.
  @Test func everyRowIsWritten() {
    var seen: Set<String> = []
    for seed in 0..<150 as Range<UInt64> {
      let text = RulesetGenerator(seed: seed, setting: .any).text
      let words = QuotedWords.split(text.split(separator: "\n").joined(separator: " "))
      for (word, next) in zip(words, words.dropFirst()) where ["-m", "-j"].contains(word) {
        seen.insert("\(word) \(next)")
      }
    }
    let matches = RandomMatch.all.map(\.name).filter { !$0.hasPrefix("-") }.map { "-m \($0)" }
    let targets = RandomTarget.all.map(\.name).filter { !$0.isEmpty }.map { "-j \($0)" }
    #expect(Set(matches + targets).subtracting(seen).isEmpty)
  }

  @Test func packetsCanBeMade() throws {
    var random = SplitMix64(seed: 3)
    for _ in 0..<500 {
      for (pool, setting) in [(Pool.ipv4, RulesetGenerator.Setting.any), (.ipv6, .decided)] {
        let packet = pool.packet(&random, setting: setting)
        let length = try packet.bytes().count
        #expect(packet.length.map(Int.init) ?? length == length)
      }
    }
  }
}
