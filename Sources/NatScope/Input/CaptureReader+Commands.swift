// Lines that show commands: what they say of the dump behind them, or the rules that they make.
extension CaptureReader {
  /// Reads a prompt, a heading or a command.
  ///
  /// - Returns: false if the line shows no command.
  mutating func readCommand(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    guard let command = ShownCommand(text[range]) else { return false }
    let place = TextRange(range.lowerBound, range.upperBound)
    let isDump = command.calls.contains {
      [.save, .list, .listRules].contains($0.action)
    }
    // Inside a table only the beginning of another dump ends it: the text above was cut.
    if isInTable, !isInBareRules, !isDump {
      note(.promptLine, at: range.lowerBound, place)
      return true
    }
    if isInTable, isDump || isInBareRules { closeTable() }
    closeListing()
    foreign.endSection()
    if command.calls.contains(where: { $0.action == .append || $0.action == .other }) {
      runCommands(command, text)
      return true
    }
    shown = command.iptables
    note(.promptLine, at: range.lowerBound, place)
    mark(.command)
    return true
  }

  /// Whether a comment line shows a command that prints rules. One that makes them is commented out.
  func isRootPrompt(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    guard ShownCommand.mentionsTables(text[range]), let command = ShownCommand(text[range]) else {
      return false
    }
    return command.calls.contains { [.save, .list, .listRules].contains($0.action) }
  }

  /// Carries out the commands of a line that make or remove rules.
  private mutating func runCommands(_ command: ShownCommand, _ text: [UInt8]) {
    let place = TextRange(command.text.lowerBound, command.text.upperBound)
    var wasRead = false
    for words in ShellWords(text[command.text])?.pipelines.compactMap(\.first) ?? [] {
      guard let start = words.firstIndex(where: { Self.isProgram($0.text) }),
        let call = IptablesCall(Array(words[start...]))
      else { continue }
      var index = commandLists.firstIndex {
        $0.family == call.family && $0.backend == call.backend && $0.file == file
          && $0.table == call.table ?? .filter
      }
      if index == nil {
        guard commandLists.count < Self.dumpLimit else { continue }
        commandLists.append(
          CommandList(
            family: call.family, backend: call.backend, table: call.table ?? .filter, file: file,
            firstLine: line))
        index = commandLists.count - 1
      }
      guard let index else { continue }
      switch commandLists[index].run(Self.operation(words.dropFirst(start + 1)), line: line) {
      case .done: wasRead = true
      case .foreign: continue
      case .unmatched:
        wasRead = true
        note(
          .unmatchedCommand(source.string(place)), at: command.text.lowerBound, place)
      }
    }
    if wasRead {
      mark(.rules)
    } else {
      note(.promptLine, at: command.text.lowerBound, place)
      mark(.command)
    }
  }

  private static func isProgram(_ word: String) -> Bool {
    let name = word.split(separator: "/").last ?? ""
    return name.hasPrefix("iptables") || name.hasPrefix("ip6tables")
  }

  /// A command without the options that name its table or that say nothing of the rule.
  private static func operation(_ words: ArraySlice<ShellWords.Word>) -> [ShellWords.Word] {
    var rest = Array(words)
    var out: [ShellWords.Word] = []
    while let word = rest.first {
      rest.removeFirst()
      switch word.text {
      case "-t", "--table":
        if !rest.isEmpty { rest.removeFirst() }
      case "-w", "--wait", "-W", "--wait-interval":
        if let next = rest.first, Int(next.text) != nil { rest.removeFirst() }
      case "-4", "-6", "--ipv4", "--ipv6", "-v", "--verbose", "-n": continue
      default:
        if word.text.hasPrefix("--table=") || word.text.hasPrefix("--wait=") { continue }
        if word.text.hasPrefix("-t"), word.text.count > 2,
          TableName(rawValue: String(word.text.dropFirst(2))) != nil
        {
          continue
        }
        out.append(word)
      }
    }
    return out
  }

  /// Makes rulesets of the commands, whose words are put behind the input.
  mutating func applyCommands() {
    for list in commandLists where !list.chains.isEmpty {
      var builder = RulesetBuilder(file: list.file, room: 0)
      builder.form = .rules
      builder.family = list.family
      builder.backend = list.backend
      var table = Table(
        name: list.table, spelling: .empty, file: list.file, line: 0, header: .empty,
        footer: .empty, isCommitted: true, declared: 0..<0, isSorted: true, sortedChains: [])
      table.isSorted = false
      builder.openTable(table)
      for chain in list.chains {
        let name = append(chain.name)
        let index = builder.declare(
          name: name, line: chain.line, policy: chain.policy ?? .unknown, in: source.bytes)
        builder.tables[0].isSorted = false
        for rule in chain.rules { append(rule, of: chain, at: index, to: &builder) }
      }
      builders.append(builder)
    }
  }

  private mutating func append(
    _ rule: CommandList.Rule, of chain: CommandList.Chain, at index: Int,
    to builder: inout RulesetBuilder
  ) {
    let text = append((["-A", chain.name] + rule.words).joined(separator: " "))
    var made = Rule(
      offset: text.start, length: text.length, line: rule.line, targetStart: 0, targetLength: 0,
      countersBack: 0, flags: .repaired, chainIndex: 0)
    if rule.isOpen { made.flags.insert(.damaged) }
    setTarget(&made, Array(RuleTokens(source.bytes, text)), source.bytes)
    builder.append(made, to: index)
  }

  private mutating func append(_ text: String) -> TextRange {
    let start = source.bytes.count
    source.bytes += Array(text.utf8)
    let range = TextRange(start, source.bytes.count)
    source.bytes.append(UInt8(ascii: "\n"))
    return range
  }
}
