extension CaptureReader {
  /// Reads a line that is no clean rule or chain line.
  ///
  /// - Returns: where the next line begins; a rule may take several lines.
  mutating func readOddLine(_ text: [UInt8], _ whole: Range<Int>, limit: Int) -> Int {
    let next = whole.upperBound + 1
    var range = whole
    if range.count > 0, text[range.upperBound - 1] == UInt8(ascii: "\r") {
      range = range.lowerBound..<range.upperBound - 1
      note(.carriageReturns, at: range.upperBound, TextRange(range.upperBound, whole.upperBound))
    }
    checkBytes(text, range)
    let line = range
    while range.count > 0, text[range.lowerBound] == 0x20 || text[range.lowerBound] == 0x09 {
      range = range.lowerBound + 1..<range.upperBound
    }
    if continueOpenCommand(text, range) { return next }
    if range.isEmpty {
      comments = nil
      isBehindCommit = false
      // A line of blanks is the wrapped end of another; iptables prints nothing between chains.
      if line.isEmpty { listing?.isInChain = false }
      return next
    }
    if listing != nil {
      let content = withoutPrefix(line, text)
      if content.allSatisfy({ text[$0] <= 0x20 }) {
        listing?.isInChain = false
        return next
      }
      if readListingLine(text, content) { return next }
    }
    if let kind = LineKind(text[range]) {
      return read(kind, text, range, whole: whole, limit: limit)
    }
    if listing == nil, readListingLine(text, line) || readChainCommand(text, range) { return next }
    if let prefix = LineKind.prefixLength(text[range]),
      listing?.isInChain != true || !text[range].prefix(prefix).contains(where: Self.isLetter)
    {
      let content = range.lowerBound + prefix..<range.upperBound
      if let kind = LineKind(text[content]) {
        note(
          .prefixedLine, at: range.lowerBound, TextRange(range.lowerBound, content.lowerBound))
        return read(kind, text, content, whole: content.lowerBound..<whole.upperBound, limit: limit)
      }
    }
    if let prefix = LineKind.chainCommandPrefixLength(text[range]),
      readChainCommand(text, range.lowerBound + prefix..<range.upperBound)
    {
      note(
        .prefixedLine, at: range.lowerBound,
        TextRange(range.lowerBound, range.lowerBound + prefix))
      return next
    }
    return readForeign(text, range, limit: limit) ?? next
  }

  private mutating func read(
    _ kind: LineKind, _ text: [UInt8], _ range: Range<Int>, whole: Range<Int>, limit: Int
  ) -> Int {
    let next = whole.upperBound + 1
    if kind != .comment { isBehindCommit = false }
    if kind != .rule { lastRuleLine = 0 }
    switch kind {
    case .comment:
      // `# iptables -t nat -nvL`: root's prompt is a comment's sign.
      if !Self.isOfSave(text[range]), isRootPrompt(text, range) || isHeading(text, range),
        readCommand(text, range)
      {
        return next
      }
      readComment(text, range, line: whole.lowerBound..<next)
    case .table: readTable(text, range)
    case .chain: readChain(text, range)
    case .commit: readCommit(range)
    case .rule: return readRule(text, range, limit: limit)
    case .listedChain:
      _ = readListingLine(text, range)
      // The lines of the listing have the same before them: quote marks, line numbers.
      listing?.prefix = Array(text[source.startOfLine(range.lowerBound)..<range.lowerBound])
    }
    return next
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 0x20) }

  private mutating func checkBytes(_ text: [UInt8], _ range: Range<Int>) {
    if range.count > 16_384 {
      note(
        .longLine(range.count), at: range.lowerBound,
        TextRange(range.lowerBound, range.lowerBound + 1))
    }
    if let nul = text[range].firstIndex(of: 0) {
      note(.nulByte, at: nul, TextRange(nul, nul + 1))
    }
    guard text[range].contains(where: { $0 >= 0x80 }) else { return }
    if let bad = UTF8Check.firstInvalid(text[range]) {
      note(.notUTF8, at: bad, TextRange(bad, bad + 1))
    }
  }

  // MARK: tables

  /// The most tables of a ruleset, and rulesets of an input; iptables itself has five tables.
  private static var tableLimit: Int { 64 }

  /// How far back the parts of one capture may stand: more dumps lie never between its tables.
  static var neighbours: Int { 32 }

  private mutating func readTable(_ text: [UInt8], _ range: Range<Int>) {
    closeListing()
    if isInTable { closeTable() }
    let word = text[range].dropFirst().drop { $0 == 0x20 }.prefix { $0 > 0x20 }
    let spelling = TextRange(word.startIndex, word.endIndex)
    let next = Self.endOfLine(text, range.upperBound) + 1
    openTable(
      TableName(rawValue: source.string(spelling)), spelling, at: range.lowerBound,
      nextLine: next < text.count ? text[next..<Self.endOfLine(text, next)] : [])
    mark(.save)
  }

  /// Opens a table in the ruleset that it belongs to.
  ///
  /// With a header that is the newest of this file of the same family, backend, version and time that
  /// lacks the table, else a new one; `assembleRulesets` joins what was captured apart. Without a
  /// header the same table again is a continuation, unless it was complete and declares its chains
  /// anew: iptables-restore would begin again there, too.
  mutating func openTable(
    _ name: TableName?, _ spelling: TextRange, at offset: Int, nextLine: ArraySlice<UInt8> = []
  ) {
    if let header {
      let fitting = builders.indices.suffix(Self.neighbours).last {
        builders[$0].file == file && builders[$0].header == header
          && table(name, spelling, in: $0) == nil
      }
      if let fitting {
        current = fitting
      } else {
        startRuleset(.save, header)
      }
      self.header = nil
    } else if !builders.indices.contains(current) || builders[current].form != .save
      || builders[current].file != file
    {
      startRuleset(.save)
    } else if let known = table(name, spelling, in: current) {
      let isOther = builders[current].tables[known].file != file
      if builders.count < Self.tableLimit,
        isOther || redeclares(nextLine, known) && builders[current].tables[known].isCommitted
      {
        startRuleset(.save)
      } else {
        note(.repeatedTable(source.string(spelling)), at: Int(spelling.start), spelling)
        builders[current].reopenTable(known)
        isInTable = true
        comments = nil
        return
      }
    }
    if builders[current].tables.count >= Self.tableLimit {
      note(.unknownTable(source.string(spelling)), at: Int(spelling.start), spelling)
      return
    }
    if name == nil, !spelling.isEmpty {
      note(.unknownTable(source.string(spelling)), at: Int(spelling.start), spelling)
    }
    let before = comments ?? offset..<offset
    comments = nil
    builders[current].openTable(
      Table(
        name: name, spelling: spelling, file: file, line: spelling.isEmpty ? 0 : line,
        header: TextRange(before.lowerBound, before.upperBound), footer: .empty,
        isCommitted: false, declared: 0..<0, isSorted: true, sortedChains: []))
    isInTable = true
  }

  private func table(_ name: TableName?, _ spelling: TextRange, in builder: Int) -> Int? {
    builders[builder].tables.firstIndex {
      $0.name == name && source.slice($0.spelling) == source.slice(spelling)
    }
  }

  /// Whether a line declares a chain that the table has already.
  private mutating func redeclares(_ line: ArraySlice<UInt8>, _ table: Int) -> Bool {
    guard line.first == UInt8(ascii: ":") else { return false }
    let name = line.dropFirst().prefix { $0 > 0x20 }
    return builders[current].chains.contains {
      Int($0.table.index) == table && $0.isDeclared && source.slice($0.name) == name
    }
  }

  mutating func startRuleset(_ form: Ruleset.Form, _ header: Header? = nil) {
    var builder = RulesetBuilder(
      file: file, room: builders.isEmpty ? source.bytes.count : 0)
    builder.form = form
    builder.shown = shown
    builder.isFragment = shown?.isFiltered == true || shown?.chain != nil || sawGap
    builder.header = header
    builder.family = header?.family ?? shown?.family
    builder.backend = header?.backend ?? shown?.backend
    builder.version = header?.version ?? ""
    builders.append(builder)
    current = builders.count - 1
  }

  private mutating func readCommit(_ range: Range<Int>) {
    guard isInTable else {
      note(.unrecognisedLine, at: range.lowerBound, TextRange(range.lowerBound, range.upperBound))
      return
    }
    let last = current
    builders[last].tables[builders[last].currentTable].isCommitted = true
    isInTable = false
    isBehindCommit = true
    comments = nil
    mark(.save)
  }

  /// Ends a table that has no COMMIT.
  mutating func closeTable() {
    guard isInTable else { return }
    isInTable = false
    let last = current
    let table = builders[last].tables[builders[last].currentTable]
    guard table.line != 0 else { return }
    let lastLine = line
    line = table.line
    note(
      .missingCommit(table: source.string(table.spelling)), at: Int(table.spelling.start) - 1,
      TextRange(Int(table.spelling.start) - 1, table.spelling.end))
    line = lastLine
    // Without a newline the last rule may have lost its end, and what is left may look whole.
    if source.files[file].isOpenEnded, lastRuleLine == line, lastRuleLine != 0,
      let rule = builders[last].rules.last
    {
      builders[last].markLast(.damaged)
      note(.cutRule, at: rule.text.end - 1, TextRange(rule.text.end - 1, rule.text.end))
    }
    mark(.save)
  }

  /// Lets the section of the newest rule reach to it: most rules are read without a look at sections.
  mutating func extendSection() {
    guard let last = sections.last, last.file == file, newestRuleLine > last.lastLine,
      [.save, .listing, .rules].contains(last.kind)
    else { return }
    sections[sections.count - 1].lastLine = newestRuleLine
  }

  mutating func mark(_ kind: Capture.Section.Kind) {
    if newestRuleLine > sections.last?.lastLine ?? 0 { extendSection() }
    if let last = sections.last, last.kind == kind, last.file == file {
      sections[sections.count - 1].lastLine = line
    } else {
      sections.append(
        Capture.Section(file: file, firstLine: line, lastLine: line, kind: kind))
    }
  }

  private mutating func readChain(_ text: [UInt8], _ range: Range<Int>) {
    let words = Array(RuleTokens(text, TextRange(range.lowerBound, range.upperBound)))
    let policies: [String: Chain.Policy] = ["ACCEPT": .accept, "DROP": .drop, "-": .none]
    let place = TextRange(range.lowerBound, range.upperBound)
    guard let first = words.first, words.count >= 2, first.range.length > 1,
      isInTable || policies[source.string(words[1].range)] != nil
    else {
      note(.badChainLine, at: range.lowerBound, place)
      return
    }
    if !isInTable {
      openRules(at: range.lowerBound)
      mark(.rules)
    }
    let spelling = source.string(words[1].range)
    if policies[spelling] == nil {
      note(.badPolicy(spelling), at: Int(words[1].range.start), words[1].range)
    }
    _ = builders[current].declare(
      name: TextRange(Int(first.range.start) + 1, first.range.end), line: line,
      policy: policies[spelling] ?? .unknown, in: source.bytes)
  }

  // MARK: comments

  /// Whether iptables-save wrote the comment around its tables.
  private static func isOfSave(_ line: ArraySlice<UInt8>) -> Bool {
    line.starts(with: "# Generated by ".utf8) || line.starts(with: "# Completed on ".utf8)
  }

  private mutating func readComment(_ text: [UInt8], _ range: Range<Int>, line: Range<Int>) {
    let comment = String(decoding: text[range].prefix(300), as: UTF8.self)
    let place = TextRange(range.lowerBound, range.upperBound)
    let isGenerated =
      comment.hasPrefix("# Generated by ip") && comment.contains("tables")
      || comment.hasPrefix("# Generated by xtables-save ")
    if isGenerated {
      header = Self.header(comment)
      sawGenerated = true
      isBehindCommit = false
      mark(.save)
    } else if comment.hasPrefix("# Warning: ip"), comment.contains("-legacy tables present") {
      note(.legacyTablesPresent, at: range.lowerBound, place)
    } else if comment.hasPrefix("# Table "), comment.contains("is incompatible") {
      let quotes = Set("`'\"")
      let name = comment.drop { !quotes.contains($0) }.dropFirst().prefix { !quotes.contains($0) }
      note(.incompatibleTable(String(name)), at: range.lowerBound, place)
    } else if LineKind(text[range].dropFirst().drop { $0 == 0x20 }) == .rule {
      note(.commentedOutRule, at: range.lowerBound, place)
    }
    if isBehindCommit, let last = builders.indices.contains(current) ? current : nil {
      let table = builders[last].currentTable
      let footer = builders[last].tables[table].footer
      builders[last].tables[table].footer = TextRange(
        footer.isEmpty ? line.lowerBound : Int(footer.start), line.upperBound)
    } else if let known = comments, known.upperBound == line.lowerBound {
      comments = known.lowerBound..<line.upperBound
    } else {
      comments = line
    }
  }

  /// `# Generated by ip6tables-save v1.8.9 (nf_tables) on …`
  private static func header(_ comment: String) -> Header {
    let words = comment.split(separator: " ")
    let program = words.count > 3 ? words[3] : ""
    let version = words.first { $0.hasPrefix("v") && $0.dropFirst().first?.isNumber == true }
    let time = words.lastIndex(of: "on").map { words[($0 + 1)...] } ?? []
    // The legacy program never names its backend; before 1.8 there was no other.
    let isXtables = program == "xtables-save"
    let isNFT = comment.contains("(nf_tables)") || program.contains("-nft-") || isXtables
    return Header(
      family: program.hasPrefix("ip6") ? .ipv6 : isXtables ? nil : .ipv4,
      backend: isNFT ? .nfTables : .legacy,
      version: version.map { String($0.dropFirst()) } ?? "",
      // `Thu Jan  1 00:00:00 2026`: the tables of one call may differ in the seconds.
      minute: time.map { $0.split(separator: ":").prefix(2).joined(separator: ":") }
        .joined(separator: " "))
  }
}

/// Looks for bytes that are not UTF-8.
enum UTF8Check {
  static func firstInvalid(_ bytes: ArraySlice<UInt8>) -> Int? {
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      let length: Int
      switch byte {
      case 0..<0x80: length = 1
      case 0xc2..<0xe0: length = 2
      case 0xe0..<0xf0: length = 3
      case 0xf0..<0xf5: length = 4
      default: return index
      }
      guard index + length <= bytes.endIndex,
        String(validating: bytes[index..<index + length], as: UTF8.self) != nil
      else { return index }
      index += length
    }
    return nil
  }
}
