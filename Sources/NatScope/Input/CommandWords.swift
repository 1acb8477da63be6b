/// The words of a call that changes rules, sorted as getopt_long(3) sorts them for iptables: the
/// command with its operands, and the rule in the words of iptables-save.
struct CommandWords {
  /// `A`, `I`, `D` and so on, as iptables(8) names its commands; nil if there is none.
  private(set) var operation: Character?
  /// The chain.
  private(set) var chain: String?
  /// What stands behind the chain: a rule's number, a policy, the new name.
  private(set) var operand: String?
  /// The rules: one for each pair of addresses, since `-s A,B` makes two rules (iptables(8), `-s`).
  private(set) var rules: [[String]] = []
  /// Whether the shell would put something else in place of a word: `$PORT`.
  private(set) var isOpen = false
  /// Whether iptables takes more than one command or a chain is missing, so that nothing is done.
  private(set) var isUnclear = false
  /// Whether the words are a sentence: `iptables -A adds a rule`. Chains may have names of small
  /// letters, but no word that is no option follows them.
  var isSentence: Bool {
    hasStrayWord && (chain ?? "").utf8.allSatisfy { $0 >= 0x61 && $0 <= 0x7a }
  }
  private var hasStrayWord = false

  private var words: ArraySlice<ShellWords.Word>
  private var rule: [(text: String, isValue: Bool)] = []

  /// - Parameter words: those behind the program's name.
  init(_ words: ArraySlice<ShellWords.Word>) {
    self.words = words
    while let word = self.words.popFirst() { read(word) }
    rules = expanded()
  }

  // MARK: options

  private mutating func read(_ word: ShellWords.Word) {
    isOpen = isOpen || word.isOpen
    let text = word.text
    if text == "!" || !text.hasPrefix("-") || text.utf8.count < 2 {
      hasStrayWord = hasStrayWord || rule.isEmpty && text != "!"
      rule.append((text, text != "!"))
    } else if text.hasPrefix("--") {
      let sign = text.firstIndex(of: "=")
      let name = sign.map { String(text[..<$0]) } ?? text
      let value = sign.map { String(text[text.index(after: $0)...]) }
      if let short = IptablesOption.options.letters[String(name.dropFirst(2))] {
        take(short, value)
      } else {
        rule.append((name, false))
        if let value = value ?? (OptionTable.needsValue(name) ? nextValue() : nil) {
          rule.append((value, true))
        }
      }
    } else {
      var rest = text.dropFirst()
      while let letter = rest.popFirst() {
        guard letter.isASCII, letter.isLetter || letter.isNumber else {
          rule.append((text, false))
          return
        }
        let takesValue = IptablesOption.options.values[letter].map { $0 != .none } ?? false
        take(letter, takesValue && !rest.isEmpty ? String(rest) : nil)
        if takesValue { return }
      }
    }
  }

  /// Takes an option by its short letter, with the value that is joined to it.
  private mutating func take(_ letter: Character, _ joined: String?) {
    if IptablesOption.commands.contains(letter) {
      // -Z may stand beside -L; any other pair is refused.
      if operation != nil { isUnclear = true }
      operation = letter
      chain = joined ?? nextOperand()
      if "IDRPE".contains(letter) { operand = nextOperand() }
      return
    }
    switch letter {
    case "s", "d", "p", "i", "o", "j", "g", "m":
      guard var value = joined ?? nextValue() else {
        rule.append(("-\(letter)", false))
        return
      }
      rule.append(("-\(letter)", false))
      if value == "!", let negated = nextValue() {
        // Until 1.4.3 the sign stood behind the option.
        rule.insert(("!", false), at: rule.count - 1)
        value = negated
      }
      rule.append((letter == "p" ? value.lowercased() : value, true))
    case "c":
      rule.append(("-c", false))
      for value in [joined ?? nextValue(), nextValue()] { rule.append((value ?? "", true)) }
    case "t", "M": if joined == nil { _ = nextValue() }
    case "w", "W":
      if joined == nil, let next = words.first, Int(next.text) != nil { words.removeFirst() }
    case "f": rule.append(("-f", false))
    case "v", "n", "x", "4", "6", "0": break
    default: rule.append(("-\(letter)", false))
    }
  }

  private mutating func nextValue() -> String? {
    guard let next = words.popFirst() else { return nil }
    isOpen = isOpen || next.isOpen
    return next.text
  }

  private mutating func nextOperand() -> String? {
    guard let next = words.first, !next.text.hasPrefix("-"), next.text != "!" else { return nil }
    return nextValue()
  }

  // MARK: the rules

  private static func saved(_ word: String, isValue: Bool) -> String {
    var out: [UInt8] = []
    SaveText.appendWord(word.utf8, isValue: isValue, to: &out)
    return String(decoding: out, as: UTF8.self)
  }

  /// The most rules that one call makes here; iptables has no bound but its arguments' length.
  private static let mostRules = 256

  private mutating func expanded() -> [[String]] {
    var made: [[String]] = [[]]
    var option = ""
    for word in rule {
      let parts =
        word.isValue && (option == "-s" || option == "-d")
        ? word.text.split(separator: ",").map { String($0) } : [word.text]
      if parts.count > 1, parts.count * made.count <= Self.mostRules {
        made = made.flatMap { rule in parts.map { rule + [Self.saved($0, isValue: true)] } }
      } else {
        let text = Self.saved(word.text, isValue: word.isValue)
        for index in made.indices { made[index].append(text) }
      }
      option = word.isValue ? "" : word.text
    }
    return made
  }
}
