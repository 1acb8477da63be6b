/// The calls of iptables in a line that make, remove or replace rules.
struct RuleCommands {
  struct Call {
    let family: IPFamily
    let words: CommandWords
    /// nil if iptables would not understand the call, or if the shell puts something in place of the
    /// table's name.
    let call: IptablesCall?
    /// Whether the call runs once and names its chain itself.
    let isCertain: Bool

    /// Whether it changes rules at all.
    let isChange: Bool
  }

  private(set) var all: [Call] = []

  var changesRules: Bool { all.contains(where: \.isChange) }

  /// Words of the shell behind which a command runs under a condition, or more than once.
  private static let conditions: Set<String> = [
    "if", "elif", "for", "while", "until", "case", "select", "function", "[", "[[", "test",
  ]

  /// Words of the shell that stand before a command and say nothing of it.
  private static let openings: Set<String> = ["then", "do", "else", "{", "!"]

  /// - Parameter text: a line, without a prompt.
  init(_ text: ArraySlice<UInt8>) {
    guard let pipelines = ShellWords(text)?.pipelines else { return }
    let first = pipelines.first?.first?.first?.text ?? ""
    let isConditional = Self.conditions.contains(first)
    for words in pipelines.compactMap(\.first) {
      guard let start = words.firstIndex(where: { Self.isProgram($0.text) }) else { continue }
      let name = words[start].text
      let sorted = CommandWords(words[(start + 1)...])
      if sorted.isSentence { continue }
      // The name of a table that is a variable is none that iptables has.
      let plain = words[start...].map { ShellWords.Word(text: $0.text) }
      let isRestore = name.hasSuffix("-restore")
      let isOpenChain = (sorted.chain ?? "").contains { $0 == "$" || $0 == "`" }
      all.append(
        Call(
          family: (name.split(separator: "/").last ?? "").hasPrefix("ip6") ? .ipv6 : .ipv4,
          words: sorted, call: isRestore ? nil : IptablesCall(plain),
          isCertain: !isConditional && !isOpenChain,
          isChange: isRestore || sorted.operation.map { "ADIRNEPFX".contains($0) } ?? false))
    }
  }

  private static func isProgram(_ word: String) -> Bool {
    IptablesCall.isProgram([ShellWords.Word(text: word)])
  }

  /// A line that is a call which changes rules, though the shell or iptables has a say in it that
  /// nobody can follow: variables, conditions, options that are not known here.
  static func unclear(_ line: ArraySlice<UInt8>) -> ShownCommand? {
    guard line.count <= 2_048 * 32, ShownCommand.mentionsTables(line),
      let pipelines = ShellWords(line)?.pipelines
    else { return nil }
    let isCall = pipelines.compactMap(\.first).contains { command in
      var words = command
      while let first = words.first, openings.contains(first.text) { words.removeFirst() }
      guard case .words(let stripped) = CommandWrapper.strip(words),
        IptablesCall.isProgram(stripped)
      else { return false }
      let sorted = CommandWords(stripped.dropFirst())
      guard let operation = sorted.operation, "ADIRNEPFX".contains(operation) else { return false }
      return !sorted.isSentence && sorted.chain != nil
    }
    return isCall ? ShownCommand(text: line.startIndex..<line.endIndex, calls: []) : nil
  }

  /// Whether a line that goes on behind its end may begin a call.
  static func mayBegin(_ line: ArraySlice<UInt8>) -> Bool {
    guard line.count <= 2_048, ShownCommand.mentionsTables(line),
      let pipelines = ShellWords(line)?.pipelines
    else { return false }
    return pipelines.compactMap(\.first).contains { words in
      words.prefix(16).contains { isProgram($0.text) }
    }
  }
}
