extension CaptureReader {
  /// Reads a line that is not iptables-save text: ipset text, a wrapped rule's rest, or noise.
  ///
  /// - Returns: where the next line begins, nil for the line behind this one.
  mutating func readForeign(_ text: [UInt8], _ range: Range<Int>, limit: Int) -> Int? {
    let place = TextRange(range.lowerBound, range.upperBound)
    if text[range].starts(with: Array("```".utf8)) || text[range].starts(with: Array("~~~".utf8)) {
      note(.codeFence, at: range.lowerBound, place)
      if !isInTable { mark(Capture.Section.Kind(name: ForeignRecogniser.Kind.fence.rawValue)) }
      return nil
    }
    if readBareFact(text, range) { return nil }
    if let next = readDocument(text, range, limit: limit) { return next }
    if let next = readManifest(text, range, limit: limit) { return next }
    if !isInTable, readSetLine(text, range) {
      mark(.ipset)
      return nil
    }
    if text[range.lowerBound] == UInt8(ascii: "-"),
      ForeignRecogniser.isServiceSave(LineWords(text[range].prefix(256))),
      readForeignSection(text, range)
    {
      return nil
    }
    if readCommand(text, range) { return nil }
    if readChainCommand(text, range) { return nil }
    if readListingRest(text, range) { return nil }
    // `-I CHAIN …` and the like begin something; they are no rest of the rule above.
    let isCommand =
      range.count > 2 && text[range.lowerBound] == UInt8(ascii: "-")
      && [UInt8]("IDPNRXFZE".utf8).contains(text[range.lowerBound + 1])
      && text[range.lowerBound + 2] == 0x20
    if !isCommand, let next = readContinuation(text, range, limit: limit) { return next }
    if readForeignSection(text, range) { return nil }
    if readLooseRule(text, range) || readRuleRemains(text, range) { return nil }
    if isInBareRules, text[range.lowerBound] != UInt8(ascii: "-") { closeTable() }
    if readInsertion(text, range) { return nil }
    if isInTable { return readUnreadable(text, range) }
    if isCommand {
      note(
        .foreignCommand(String(decoding: text[range].prefix(2), as: UTF8.self)),
        at: range.lowerBound, place)
    } else {
      note(.unrecognisedLine, at: range.lowerBound, place)
      mark(.unrecognised)
    }
    return nil
  }

  /// Reads a line of another program's output.
  private mutating func readForeignSection(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    var start = range.lowerBound
    while start > 0, text[start - 1] == 0x20 || text[start - 1] == 0x09 { start -= 1 }
    guard let kind = foreign.kind(of: text[start..<range.upperBound]) else {
      node.meetStranger()
      return false
    }
    // Inside a table that has no COMMIT yet only another section of some length ends it.
    if isInTable, kind != .banner, kind != .fence { closeTable() }
    if kind != .banner, kind != .fence { closeListing() }
    readServiceSigns(kind, text[range])
    if kind == .ipset && !readSetLine(text, range)
      || kind == .ipsetList && !readSetListing(text, range)
      || kind == .ipvs && !readServiceLine(text, range)
    {
      note(.unrecognisedLine, at: range.lowerBound, TextRange(range.lowerBound, range.upperBound))
    }
    mark(Capture.Section.Kind(name: kind.rawValue))
    readNodeFact(kind, text, start..<range.upperBound)
    return true
  }

  /// Keeps a line of a table that nobody can read: as a rule of which nothing is known, where it
  /// names a chain, so that no answer that depends on it is sure.
  private mutating func readUnreadable(_ text: [UInt8], _ range: Range<Int>) -> Int? {
    let words = Array(
      RuleTokens(text, TextRange(range.lowerBound, min(range.upperBound, range.lowerBound + 4_096)))
    )
    let place = TextRange(range.lowerBound, range.upperBound)
    note(.unreadableRule, at: range.lowerBound, place)
    let isInsert = words.first.map { source.string($0.range) } == "-I"
    var chain: Int?
    for word in words.prefix(3) where chain == nil {
      chain = builders[current].chainNamed(word.range.bounds, in: text)
    }
    let looksLikeRule = words.contains { ["-j", "-g", "--jump"].contains(source.string($0.range)) }
    guard let chain = chain ?? (looksLikeRule ? builders[current].currentChain : nil) else {
      return nil
    }
    let rule = Rule(
      offset: UInt32(truncatingIfNeeded: range.lowerBound),
      length: UInt32(truncatingIfNeeded: range.count), line: line, targetStart: 0,
      targetLength: 0, countersBack: 0, flags: .damaged, chainIndex: 0)
    if isInsert {
      builders[current].insert(rule, into: chain)
    } else {
      builders[current].append(rule, to: chain)
    }
    lastRuleLine = 0
    return nil
  }
}
