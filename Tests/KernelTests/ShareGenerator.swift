import TestSupport

/// Writes rulesets that send a packet to one of several addresses by chance alone.
///
/// Every chain ends with a rule that takes what is left. Otherwise a packet would come back from a
/// chain to a rule of mode nth that counted it in step with another one, and the shares of the two
/// would not be independent.
struct ShareGenerator {
  private var random: SplitMix64
  private var rules: [String] = []
  private var chains = 0
  private var targets = 0

  static func ruleset(seed: UInt64) -> String {
    var generator = ShareGenerator(random: SplitMix64(seed: seed))
    generator.write(chain: "PREROUTING", depth: 0)
    let declared = (0..<generator.chains).map { ":part-\($0) - [0:0]\n" }.joined()
    return """
      *nat
      :PREROUTING ACCEPT [0:0]
      :OUTPUT ACCEPT [0:0]
      :POSTROUTING ACCEPT [0:0]
      \(declared)\(generator.rules.joined(separator: "\n"))
      COMMIT

      """
  }

  private mutating func write(chain: String, depth: Int) {
    let count = random.number(1...4)
    var below: [String] = []
    for _ in 0..<count {
      rules.append("-A \(chain) \(chance()) \(target(depth, &below))")
    }
    rules.append("-A \(chain) \(target(depth, &below))")
    for chain in below { write(chain: chain, depth: depth + 1) }
  }

  private mutating func chance() -> String {
    if random.chance(of: 3) {
      let every = random.number(2...5)
      let packet = random.number(0...every - 1)
      return "-m statistic --mode nth\(no()) --every \(every) --packet \(packet)"
    }
    return "-m statistic --mode random\(no()) --probability "
      + random.pick(["0.5", "0.33333333349", "0.25", "0.1", "0.9", "0.66"])
  }

  private mutating func no() -> String { random.chance(of: 4) ? " !" : "" }

  private mutating func target(_ depth: Int, _ below: inout [String]) -> String {
    if depth < 2, random.chance(of: 3) {
      below.append("part-\(chains)")
      chains += 1
      return "\(random.chance(of: 3) ? "-g" : "-j") \(below[below.count - 1])"
    }
    targets += 1
    // The same address may be reached in several ways.
    return "-j DNAT --to-destination 10.244.1.\(random.chance(of: 5) ? 1 : targets)"
  }
}
