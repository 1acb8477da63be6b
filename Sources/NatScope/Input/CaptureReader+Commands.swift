// Lines that show commands: what they say of the dump behind them, or the rules that they make.
extension CaptureReader {
  /// Reads a prompt, a heading or a command.
  ///
  /// - Returns: false if the line shows no command.
  mutating func readCommand(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    guard let command = ShownCommand(text[range]) ?? RuleCommands.unclear(text[range]) else {
      return false
    }
    let place = TextRange(range.lowerBound, range.upperBound)
    let isDump = command.calls.contains {
      [.save, .list, .listRules].contains($0.action)
    }
    node.show(NodeCommand.commands(text[command.text], SourcePlace(file: file, line: line)))
    // Inside a table only the beginning of another dump ends it: the text above was cut.
    if isInTable, !isInBareRules, !isDump {
      note(.promptLine, at: range.lowerBound, place)
      return true
    }
    if isInTable, isDump || isInBareRules { closeTable() }
    closeListing()
    sawGap = false
    foreign.endSection()
    let commands = RuleCommands(text[command.text])
    if commands.changesRules {
      run(commands, at: TextRange(command.text.lowerBound, command.text.upperBound))
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

  /// Whether a comment line is a heading, or root's prompt, with another program's call.
  func isHeading(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    guard !isInTable || isInBareRules, !ShownCommand.mentionsTables(text[range]),
      let command = ShownCommand(text[range])
    else { return false }
    return command.calls.isEmpty && !command.text.isEmpty
  }

  /// Carries out the commands of a line that make or remove rules.
  private mutating func run(_ commands: RuleCommands, at place: TextRange) {
    var wasRead = false
    for command in commands.all {
      let effect: CommandList.Effect
      if let call = command.call, let index = commandList(of: call) {
        effect =
          command.isCertain
          ? commandLists[index].run(command.words, line: line) : commandLists[index].loseTrack()
      } else if command.isChange {
        // Which table it changed is not known.
        lostFamilies.insert(LostFamily(file: file, family: command.family))
        effect = .unmatched
      } else {
        continue
      }
      switch effect {
      case .done: wasRead = true
      case .foreign: continue
      case .unmatched:
        wasRead = true
        note(.unmatchedCommand(source.string(place)), at: Int(place.start), place)
      }
    }
    if wasRead {
      mark(.rules)
    } else {
      note(.promptLine, at: Int(place.start), place)
      mark(.command)
    }
  }

  /// The index of the list that a call adds to; nil if the input has more lists than are kept.
  private mutating func commandList(of call: IptablesCall) -> Int? {
    let table = call.table ?? .filter
    let known = commandLists.firstIndex {
      $0.family == call.family && $0.backend == call.backend && $0.file == file
        && $0.table == table
    }
    if let known { return known }
    guard commandLists.count < Self.dumpLimit else { return nil }
    commandLists.append(
      CommandList(
        family: call.family, backend: call.backend, table: table, file: file))
    return commandLists.count - 1
  }

  // MARK: commands over several lines

  /// A command whose line ends in a backslash.
  struct OpenCommand {
    var bytes: [UInt8]
    let line: UInt32
    let place: TextRange
  }

  /// A family of a file whose rules some command changed, nobody knows which.
  struct LostFamily: Hashable {
    let file: Int
    let family: IPFamily
  }

  /// Longer commands nobody writes.
  private static var commandLimit: Int { 65_536 }

  /// Takes a line that goes on with a command, or begins one that goes on.
  ///
  /// - Returns: false if the line is to be read as any other.
  mutating func continueOpenCommand(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    let isOpen = range.count > 0 && text[range.upperBound - 1] == UInt8(ascii: "\\")
    let words = text[isOpen ? range.lowerBound..<range.upperBound - 1 : range]
    guard var command = openCommand else {
      guard isOpen, !isInTable || isInBareRules, words.first != UInt8(ascii: "#"),
        RuleCommands.mayBegin(words)
      else { return false }
      openCommand = OpenCommand(
        bytes: Array(words), line: line, place: TextRange(range.lowerBound, range.upperBound))
      return true
    }
    let kind = LineKind(text[range])
    guard !range.isEmpty, kind == nil || kind == .rule else {
      finishOpenCommand()
      return false
    }
    note(.wrappedRule, at: range.lowerBound, TextRange(range.lowerBound, range.upperBound))
    command.bytes += [0x20] + words
    openCommand = command
    if !isOpen || command.bytes.count > Self.commandLimit { finishOpenCommand() }
    return true
  }

  /// Reads a command of several lines that has come to its end.
  mutating func finishOpenCommand() {
    guard let command = openCommand else { return }
    openCommand = nil
    if isInTable { closeTable() }
    closeListing()
    foreign.endSection()
    let lastLine = line
    line = command.line
    let bytes = command.bytes[...]
    let shownCommand = ShownCommand(bytes) ?? RuleCommands.unclear(bytes)
    let commands = RuleCommands(shownCommand.map { bytes[$0.text] } ?? [])
    if commands.changesRules {
      run(commands, at: command.place)
    } else if let shownCommand {
      shown = shownCommand.iptables
      note(.promptLine, at: Int(command.place.start), command.place)
      mark(.command)
    } else {
      note(.unrecognisedLine, at: Int(command.place.start), command.place)
      mark(.unrecognised)
    }
    line = lastLine
    if let kind = sections.last?.kind { mark(kind) }
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
      builder.isFragment =
        list.isIncomplete
        || lostFamilies.contains(LostFamily(file: list.file, family: list.family))
      let isBuiltIn = { (chain: CommandList.Chain) in Hook(rawValue: chain.name) != nil }
      let chains = list.chains
      for chain in chains.filter(isBuiltIn) + chains.filter({ !isBuiltIn($0) }) {
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
    setTarget(&made, source.bytes)
    builder.append(made, to: index)
  }

  private mutating func append(_ text: String) -> TextRange { append(Array(text.utf8)) }

  /// Puts words behind the input.
  mutating func append(_ words: [UInt8]) -> TextRange {
    let start = source.bytes.count
    source.bytes += words
    let range = TextRange(start, source.bytes.count)
    source.bytes.append(UInt8(ascii: "\n"))
    return range
  }
}
