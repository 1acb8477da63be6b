/// Reads the arguments of iptables and iptables-save in the way of getopt_long(3), which both use:
/// short options joined, values attached, long names cut short.
struct IptablesArguments {
  var table: String?
  var family: IPFamily?
  var action: IptablesCall.Action?
  var chain: String?
  var isVerbose = false
  var isNumeric = false
  var hasLineNumbers = false
  var isExact = false

  /// Whether a rule follows: the options of its matches are many, and not looked at.
  private(set) var takesRule = false

  private let words: [String]
  private var index = 0

  init(_ words: [String]) { self.words = words }

  // MARK: iptables-save

  /// - Returns: false if iptables-save would not understand the arguments.
  mutating func readSave() -> Bool {
    while index < words.count {
      let read = readOption(IptablesOption.saveOptions) { arguments, option, value in
        switch option {
        case "t":
          if arguments.table != nil { return false }
          arguments.table = value
        case "4": arguments.family = .ipv4
        case "6": arguments.family = .ipv6
        default: break
        }
        return true
      }
      guard read else { return false }
    }
    return true
  }

  // MARK: iptables

  /// - Returns: false if iptables would not understand the arguments, or if they name no command.
  mutating func readMain() -> Bool {
    let isListing = words.contains { word in
      word.hasPrefix("--")
        ? "LS".contains(IptablesOption.options.short(abbreviated: word) ?? "-")
        : word.hasPrefix("-") && (word.contains("L") || word.contains("S"))
    }
    while index < words.count {
      let start = index
      let isRead = readOption(IptablesOption.options) { $0.accept($1, $2) }
      if isRead { continue }
      // The option of a match, its value, or `!`.
      guard takesRule, !isListing else { return false }
      index = start + 1
    }
    return action != nil
  }

  private mutating func accept(_ option: Character, _ value: String?) -> Bool {
    switch option {
    case "L", "S":
      guard action == nil else { return false }
      action = option == "L" ? .list : .listRules
      chain = value ?? takeOperand()
      if chain != nil, let number = peekOperand() {
        guard number.allSatisfy({ $0.isNumber }) else { return false }
        index += 1
      }
    case "A":
      action = .append
      takesRule = true
    case "C", "D", "I", "R", "N", "E", "P":
      action = .other
      takesRule = ["C", "D", "I", "R"].contains(option)
      if option != "C", option != "N", peekOperand() != nil { index += 1 }
    case "F", "X":
      action = .other
      if value == nil { _ = takeOperand() }
    case "Z":
      // Together with -L the counters are shown and then set to zero (iptables(8), `-Z`).
      if action == nil { action = .other }
      if value == nil { _ = takeOperand() }
    case "t":
      if table != nil { return false }
      table = value
    case "w", "W":
      if value == nil, let next = peekOperand(), next.allSatisfy({ $0.isNumber }) { index += 1 }
    case "c": _ = takeOperand()
    case "n": isNumeric = true
    case "v": isVerbose = true
    case "x": isExact = true
    case "0": hasLineNumbers = true
    case "4": family = .ipv4
    case "6": family = .ipv6
    default: break
    }
    return true
  }

  private func peekOperand() -> String? {
    guard index < words.count, !words[index].hasPrefix("-"), !words[index].hasPrefix("!") else {
      return nil
    }
    return words[index]
  }

  private mutating func takeOperand() -> String? {
    let operand = peekOperand()
    if operand != nil { index += 1 }
    return operand
  }

  // MARK: getopt_long

  private typealias Accept = (inout Self, Character, String?) -> Bool

  /// Reads one word of options, with the values that follow it.
  private mutating func readOption(
    _ options: IptablesOption.Table, _ accept: Accept
  ) -> Bool {
    let word = words[index]
    index += 1
    if word.hasPrefix("--") {
      guard let option = options.short(abbreviated: word), let needed = options.values[option]
      else { return false }
      var value = word.firstIndex(of: "=").map { String(word[word.index(after: $0)...]) }
      if needed == .none, value != nil { return false }
      if needed == .required, value == nil {
        guard index < words.count else { return false }
        value = words[index]
        index += 1
      }
      return accept(&self, option, value)
    }
    guard word.hasPrefix("-"), word.utf8.count > 1 else { return false }
    var rest = word.dropFirst()
    while let option = rest.popFirst() {
      guard let needed = options.values[option], option != "0" else { return false }
      if needed == .none {
        guard accept(&self, option, nil) else { return false }
        continue
      }
      var value = rest.isEmpty ? nil : String(rest)
      if needed == .required, value == nil {
        guard index < words.count else { return false }
        value = words[index]
        index += 1
      }
      return accept(&self, option, value)
    }
    return true
  }
}
