/// Everything that the kernel has counted by a moment. Rules that stay loaded go on counting, so
/// what a packet did is the difference of two of these.
struct KernelCounters: Sendable {
  /// By the rules, if they are those of the case before.
  var rules: [RulePlace: Int] = [:]
  /// By the policies of built-in chains.
  var policies: [RulePlace: Int] = [:]
  /// By the counters of `KernelNode.watch`.
  var ends: [String: Int] = [:]

  init() {}

  /// Reads what `KernelBatch` printed for one case.
  init(report: [String: [Substring]]) {
    var name = ""
    for line in report["counters", default: []] {
      let words = line.split(whereSeparator: \.isWhitespace)
      if words.first == "counter", words.count > 1 { name = String(words[1]) }
      if words.first == "packets", words.count > 1 { ends[name] = Int(words[1]) ?? 0 }
    }
    for line in SavedLine.lines(report["save", default: []]) {
      switch line.kind {
      case .rule(let place, _): rules[place] = line.packets
      case .chain(let place, _): policies[place] = line.packets
      case .other: break
      }
    }
  }

  func since(_ before: KernelCounters, keptRules: Bool) -> KernelCounters {
    var result = self
    result.ends.merge(before.ends) { $0 - $1 }
    if keptRules {
      result.rules.merge(before.rules) { $0 - $1 }
      result.policies.merge(before.policies) { $0 - $1 }
    }
    return result
  }
}

/// A line of `iptables-save -c`.
struct SavedLine {
  enum Kind {
    /// A rule with its text without counters.
    case rule(RulePlace, Substring)
    /// A chain, as rule number 0 of itself, with its policy.
    case chain(RulePlace, String)
    case other
  }

  var text: Substring
  var kind = Kind.other
  var packets = 0

  static func lines(_ lines: [Substring]) -> [SavedLine] {
    var table = ""
    var numbers: [Substring: Int] = [:]
    return lines.map { line in
      let words = line.split(separator: " ", maxSplits: 3)
      var result = SavedLine(text: line)
      if line.hasPrefix("*") {
        table = String(line.dropFirst())
        numbers = [:]
      } else if line.hasPrefix(":"), words.count == 3 {
        let chain = String(words[0].dropFirst())
        result.kind = .chain(RulePlace(table: table, chain: chain, number: 0), String(words[1]))
        result.packets = count(words[2])
      } else if line.hasPrefix("["), words.count >= 3, words[1] == "-A" {
        numbers[words[2], default: 0] += 1
        let place = RulePlace(
          table: table, chain: String(words[2]), number: numbers[words[2], default: 0])
        result.kind = .rule(place, line[words[1].startIndex...])
        result.packets = count(words[0])
      }
      return result
    }
  }

  /// The packets of `[packets:bytes]`.
  private static func count(_ word: Substring) -> Int {
    Int(word.dropFirst().prefix { $0 != ":" }) ?? 0
  }
}
