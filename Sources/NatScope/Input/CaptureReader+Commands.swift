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
      runCommands(command.text, text)
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

  /// A command with words that a shell would put something else in place of, as in scripts: what it
  /// does is not known, but it does something.
  mutating func readOpenCommand(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    guard ShownCommand.mentionsTables(text[range]), let words = ShellWords(text[range]),
      let command = words.pipelines.first?.first,
      let start = command.prefix(3).firstIndex(where: { Self.program($0.text) != nil }),
      command.contains(where: \.isOpen),
      command.dropFirst(start + 1).first?.text.hasPrefix("-") == true
    else { return false }
    closeListing()
    if isInBareRules { closeTable() }
    guard !isInTable else { return false }
    runCommands(range, text)
    return true
  }

  /// Carries out the commands of a line that make or remove rules.
  private mutating func runCommands(_ range: Range<Int>, _ text: [UInt8]) {
    let place = TextRange(range.lowerBound, range.upperBound)
    var wasRead = false
    for words in ShellWords(text[range])?.pipelines.compactMap(\.first) ?? [] {
      guard let start = words.firstIndex(where: { Self.program($0.text) != nil }),
        let (family, backend) = Self.program(words[start].text)
      else { continue }
      let (operation, spelling) = Self.operation(words.dropFirst(start + 1))
      guard let table = TableName(rawValue: spelling) else {
        // `-t $TABLE`: whichever it is, its rules are not all known.
        wasRead = true
        note(.unmatchedCommand(source.string(place)), at: range.lowerBound, place)
        continue
      }
      var index = commandLists.firstIndex {
        $0.family == family && $0.backend == backend && $0.file == file && $0.table == table
      }
      if index == nil {
        guard commandLists.count < Self.dumpLimit else { continue }
        commandLists.append(
          CommandList(
            family: family, backend: backend, table: table, file: file, firstLine: line))
        index = commandLists.count - 1
      }
      guard let index else { continue }
      switch commandLists[index].run(operation, line: line) {
      case .done: wasRead = true
      case .foreign: continue
      case .unmatched:
        wasRead = true
        note(.unmatchedCommand(source.string(place)), at: range.lowerBound, place)
      }
    }
    if wasRead {
      mark(.rules)
    } else {
      note(.promptLine, at: range.lowerBound, place)
      mark(.command)
    }
  }

  /// The family and backend that the name of a program of the iptables family tells.
  private static func program(_ word: String) -> (family: IPFamily, backend: Backend?)? {
    switch word.split(separator: "/").last ?? "" {
    case "iptables": (.ipv4, nil)
    case "iptables-nft": (.ipv4, .nfTables)
    case "iptables-legacy": (.ipv4, .legacy)
    case "ip6tables": (.ipv6, nil)
    case "ip6tables-nft": (.ipv6, .nfTables)
    case "ip6tables-legacy": (.ipv6, .legacy)
    default: nil
    }
  }

  /// A command without the options that say nothing of the rule, and the table that it names.
  private static func operation(
    _ words: ArraySlice<ShellWords.Word>
  ) -> (words: [ShellWords.Word], table: String) {
    var rest = Array(words)
    var table = TableName.filter.rawValue
    var out: [ShellWords.Word] = []
    while let word = rest.first {
      rest.removeFirst()
      switch word.text {
      case "-t", "--table":
        if !rest.isEmpty { table = rest.removeFirst().text }
      case "-w", "--wait", "-W", "--wait-interval":
        if let next = rest.first, Int(next.text) != nil { rest.removeFirst() }
      case "-4", "-6", "--ipv4", "--ipv6", "-v", "--verbose", "-n": continue
      default:
        if word.text.hasPrefix("--wait=") { continue }
        if word.text.hasPrefix("--table=") {
          table = String(word.text.dropFirst(8))
          continue
        }
        if word.text.hasPrefix("-t"), word.text.utf8.dropFirst(2).first.map({ $0 >= 97 }) == true {
          table = String(word.text.dropFirst(2))
          continue
        }
        out.append(word)
      }
    }
    return (out, table)
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
      let isBuiltIn = { (chain: CommandList.Chain) in Hook(rawValue: chain.name) != nil }
      for chain in list.chains.filter(isBuiltIn) + list.chains.filter({ !isBuiltIn($0) }) {
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
