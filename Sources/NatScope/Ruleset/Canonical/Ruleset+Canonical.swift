extension Ruleset {
  /// A rule as iptables-save 1.8.9 prints it, without counters: options in its order and under its
  /// names, values in its form, and what it prints by itself added.
  ///
  /// A rule that is not understood to the last word keeps its words, with single blanks and `!` before
  /// the option. So do the rules of saves that an iptables before 1.8 wrote: its form differs in what
  /// it adds and leaves out.
  public func canonicalText(_ id: Rule.ID) -> [UInt8] {
    let rule = self[id]
    if rule.flags.contains(.damaged) { return Array(source.slice(rule.text)) }
    let text = text(of: id)
    if isSavedToday {
      var options = RuleOptions(text)
      // Nothing that iptables wrote has more words; they would be looked through again and again.
      if options.words.count <= RuleDecoder.wordLimit {
        options.read { chain(named: Array($0.utf8)[...], in: self[rule.chain].table) != nil }
        if let canonical = CanonicalRule.text(options, family) { return canonical }
      }
    }
    return joinedWords(text)
  }

  /// Whether the text's rules have, or can be given, the form of iptables 1.8.
  private var isSavedToday: Bool {
    // Asked for every rule: read without making strings.
    var numbers: (major: UInt32, minor: UInt32) = (0, 0)
    var dots = 0
    for byte in version.utf8 {
      if byte == UInt8(ascii: ".") {
        dots += 1
        if dots == 2 { break }
      } else if let digit = byte.hexDigitValue, digit < 10 {
        if dots == 0 {
          numbers.major = numbers.major &* 10 &+ UInt32(digit)
        } else {
          numbers.minor = numbers.minor &* 10 &+ UInt32(digit)
        }
      }
    }
    return dots == 0 || numbers >= (1, 8)
  }

  private func joinedWords(_ text: RuleText) -> [UInt8] {
    var words = text.words.map(\.range)
    // iptables before 1.4.3 printed `-s ! 10.0.0.0/8`; since then the `!` stands first.
    for index in words.indices.dropFirst().dropLast()
    where text.isNegation(words[index]) && text.isOption(words[index - 1])
      && !text.isOption(words[index + 1])
    {
      words.swapAt(index, index - 1)
    }
    var out: [UInt8] = []
    for word in words {
      if !out.isEmpty { out.append(UInt8(ascii: " ")) }
      out += text.slice(word)
    }
    return out
  }
}

extension RuleText {
  fileprivate func isNegation(_ range: TextRange) -> Bool {
    range.length == 1 && bytes[Int(range.start)] == UInt8(ascii: "!")
  }

  fileprivate func isOption(_ range: TextRange) -> Bool {
    range.length > 1 && bytes[Int(range.start)] == UInt8(ascii: "-")
  }
}
