// `iptables -L`: a line of title for each chain, a line of titles for its columns, its rules.
extension CaptureReader {
  /// Where the reader is in a listing.
  struct Listing {
    var columns: ListingColumns
    /// Whether the columns were seen, or guessed from a rule.
    var hasTitles: Bool
    /// What stands before every line, quote marks for example.
    var prefix: [UInt8] = []
    /// Whether the chain goes on: no blank line stood since its title.
    var isInChain = true
    /// The line of titles above the newest chain that has one, and what it says.
    var titles = TextRange.empty
    var knownColumns: ListingColumns = []
    /// The newest rule, of which a line that begins nothing may be the rest.
    var lastRuleLine: UInt32 = 0
  }

  /// Reads a line of a listing, the loop for listings of any size.
  ///
  /// - Returns: where the next line begins; nil if the line needs the slow way.
  mutating func scanListing(_ bytes: Span<UInt8>, _ first: UInt8, from start: Int) -> Int? {
    switch first {
    case UInt8(ascii: "\n"):
      comments = nil
      isBehindCommit = false
      listing?.isInChain = false
      return start + 1
    case UInt8(ascii: "C"): return scanTitle(bytes, from: start)
    default: return scanTitles(bytes, from: start) ?? scanListedRule(bytes, from: start)
    }
  }

  /// Reads a chain's title.
  private mutating func scanTitle(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    guard openCommand == nil, listing?.prefix.isEmpty == true else { return nil }
    var end = start
    while bytes[end] != UInt8(ascii: "\n") {
      if bytes[end] < 0x20 || bytes[end] >= 0x7f { return nil }
      end += 1
      bytes.skipQuoted(&end)
    }
    let text = source.bytes
    guard let title = ListingTitle(text[start..<end]) else { return nil }
    readTitle(title, text, start..<end)
    return end + 1
  }

  /// Reads the titles of the columns where they are the same as those of the chain before.
  private mutating func scanTitles(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    guard let listing, !listing.hasTitles, !listing.titles.isEmpty,
      let chain = builders[current].currentChain
    else { return nil }
    let end = start + Int(listing.titles.length)
    guard end < bytes.count, bytes[end] == UInt8(ascii: "\n"),
      bytes.isEqual(Int(listing.titles.start), start, length: Int(listing.titles.length))
    else { return nil }
    let last = current
    self.listing?.hasTitles = true
    self.listing?.columns = listing.knownColumns
    newestRuleLine = line
    builders[last].chains[chain].listing = listing.knownColumns
    return end + 1
  }

  private mutating func scanListedRule(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    guard let listing, listing.hasTitles, listing.isInChain, listing.prefix.isEmpty,
      let chain = builders[current].currentChain
    else { return nil }
    var end = start
    while bytes[end] != UInt8(ascii: "\n") {
      // Control bytes, CR and what is not ASCII are for the slow way.
      if bytes[end] < 0x20 || bytes[end] >= 0x7f { return nil }
      end += 1
      bytes.skipQuoted(&end)
    }
    guard let line = ListingLine(bytes, start..<end, listing.columns) else { return nil }
    append(line, start..<end, bytes, to: chain)
    return end + 1
  }

  private mutating func append(
    _ fields: ListingLine, _ range: Range<Int>, _ bytes: Span<UInt8>, to chain: Int
  ) {
    var rule = Rule(
      offset: UInt32(truncatingIfNeeded: range.lowerBound),
      length: UInt32(truncatingIfNeeded: range.count), line: line,
      targetStart: UInt32(truncatingIfNeeded: fields.target.lowerBound),
      targetLength: UInt16(truncatingIfNeeded: fields.target.count), countersBack: 0,
      flags: .listed, chainIndex: 0)
    if Self.isGoto(bytes, fields.details) { rule.flags.insert(.goto) }
    let last = current
    builders[last].append(rule, to: chain)
    listing?.lastRuleLine = line
    listing?.isInChain = true
    newestRuleLine = line
  }

  /// `[goto] ` stands before everything that the extensions print.
  private static func isGoto(_ bytes: Span<UInt8>, _ details: Range<Int>) -> Bool {
    guard details.count >= 6, bytes[details.lowerBound] == UInt8(ascii: "[") else { return false }
    return (0..<6).allSatisfy { bytes[details.lowerBound + $0] == gotoWord[$0] }
  }

  private static let gotoWord = Array("[goto]".utf8)

  // MARK: the lines between

  /// Reads a line of a listing the slow way: titles, rules with odd bytes, gaps.
  ///
  /// - Returns: false if the line belongs to no listing.
  mutating func readListingLine(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    if let title = ListingTitle(text[range]) {
      readTitle(title, text, range)
      return true
    }
    if Self.mayBeTitles(text[range]), let columns = ListingColumns(titles: text[range]) {
      readColumns(columns, at: range.lowerBound)
      // The next chain's titles are most often the same to the byte.
      if listing?.prefix.isEmpty == true, text[range.upperBound] == UInt8(ascii: "\n") {
        listing?.titles = TextRange(range.lowerBound, range.upperBound)
        listing?.knownColumns = columns
      }
      return true
    }
    if readGap(text, range) { return true }
    // Behind a blank line other programs' rows are looked for first.
    guard let listing, listing.isInChain else { return false }
    return readRule(text, range)
  }

  /// Reads a rule line that stands in no chain, as grep leaves it.
  mutating func readLooseRule(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    guard !isInTable else { return false }
    let line = source.startOfLine(range.lowerBound)..<range.upperBound
    if listing != nil { return readRule(text, withoutPrefix(line, text)) }
    if readStrayRule(text, line) { return true }
    // `12-` and `12:` are grep's line numbers.
    var index = range.lowerBound
    while index < range.upperBound, text[index] >= 48, text[index] <= 57 { index += 1 }
    guard index > range.lowerBound, index < range.upperBound,
      text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: ":"),
      readStrayRule(text, index + 1..<range.upperBound)
    else { return false }
    listing?.prefix = Array(text[range.lowerBound...index])
    return true
  }

  /// Whether the line begins with the title of a first column.
  private static func mayBeTitles(_ line: ArraySlice<UInt8>) -> Bool {
    let word = line.drop { $0 == 0x20 || $0 == 0x09 }.prefix { $0 > 0x20 }
    return word.count <= 6 && ["num", "pkts", "target"].contains { word.elementsEqual($0.utf8) }
  }

  /// A line of the listing without what stands before each of its lines.
  func withoutPrefix(_ line: Range<Int>, _ text: [UInt8]) -> Range<Int> {
    guard let prefix = listing?.prefix, !prefix.isEmpty else { return line }
    if text[line].starts(with: prefix) { return line.lowerBound + prefix.count..<line.upperBound }
    // `>` alone stands for a blank line behind `> `.
    if line.count < prefix.count, prefix.starts(with: text[line]) {
      return line.upperBound..<line.upperBound
    }
    // Line numbers differ from line to line: `12:` and, of grep's context, `13-`.
    guard prefix.contains(where: { $0 >= 48 && $0 <= 57 }) else { return line }
    var index = line.lowerBound
    while index < line.upperBound, text[index] == 0x20 { index += 1 }
    while index < line.upperBound, text[index] >= 48, text[index] <= 57 { index += 1 }
    guard index > line.lowerBound, index < line.upperBound, !(65...122).contains(text[index]) else {
      return line
    }
    return index + 1..<line.upperBound
  }

  private mutating func readTitle(
    _ title: ListingTitle, _ text: [UInt8], _ range: Range<Int>
  ) {
    if isInTable { closeTable() }
    if listing == nil || beginsTable(title, text) { openListing(at: range.lowerBound) }
    let last = current
    // The chain before it is whole: its titles stood above it, and another chain follows.
    var next = Listing(columns: [], hasTitles: false, prefix: listing?.prefix ?? [])
    next.titles = listing?.titles ?? .empty
    next.knownColumns = listing?.knownColumns ?? []
    listing = next
    let chain = builders[last].declare(
      name: title.name, line: line, policy: title.policy, in: source.bytes)
    builders[last].chains[chain].listing = []
    builders[last].currentChain = chain
    mark(.listing)
  }

  private mutating func readColumns(_ columns: ListingColumns, at offset: Int) {
    if isInTable { closeTable() }
    if listing == nil {
      // Titles without a chain above them: the chain's own line is missing.
      openListing(at: offset)
      beginUnknownChain()
    }
    // Titles follow a chain's own line; where they come once more, that line is missing.
    if listing?.hasTitles == true { beginUnknownChain() }
    let last = current
    listing = Listing(columns: columns, hasTitles: true, prefix: listing?.prefix ?? [])
    if let chain = builders[last].currentChain { builders[last].chains[chain].listing = columns }
    mark(.listing)
  }

  /// A rule of a listing where no listing was begun, as grep leaves it.
  private mutating func readStrayRule(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    guard !isInTable, let columns = ListingLine.guess(text.span, range),
      let fields = ListingLine(text.span, range, columns)
    else { return false }
    openListing(at: range.lowerBound)
    builders[current].isFragment = true
    beginUnknownChain()
    let last = current
    listing = Listing(columns: columns, hasTitles: true, prefix: listing?.prefix ?? [])
    if let chain = builders[last].currentChain {
      builders[last].chains[chain].listing = columns
      append(fields, range, text.span, to: chain)
    }
    note(.listingFragment, at: range.lowerBound, TextRange(range.lowerBound, range.upperBound))
    mark(.listing)
    return true
  }

  private mutating func readRule(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    guard let listing, let chain = builders[current].currentChain else { return false }
    let last = current
    var columns = listing.columns
    // Without titles the first rule shows its columns, and the rules of one chain have all the same.
    if !listing.hasTitles, let guess = ListingLine.guess(text.span, range) {
      columns = guess
      self.listing?.columns = guess
      self.listing?.hasTitles = true
      builders[last].chains[chain].listing = guess
    }
    guard self.listing?.hasTitles == true,
      let fields = ListingLine(text.span, range, columns)
    else { return false }
    append(fields, range, text.span, to: chain)
    mark(.listing)
    return true
  }

  /// Keeps a line between a chain's rules that is none: nothing is known of what it did.
  ///
  /// - Returns: false if the line does not stand in a chain of a listing.
  mutating func readListingRest(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    guard let listing, listing.isInChain, let chain = builders[current].currentChain else {
      return false
    }
    let place = TextRange(range.lowerBound, range.upperBound)
    let last = current
    newestRuleLine = line
    if builders[last].chains[chain].ruleCount == 0, listing.hasTitles,
      "destination".utf8.reversed().starts(with: text[range].reversed()),
      !isBehindDestination(text, range)
    {
      return true  // the end of the titles, wrapped
    }
    if listing.lastRuleLine > 0, listing.lastRuleLine + 1 == line {
      joinListedRule(text, range)
      self.listing?.lastRuleLine = line
      return true
    }
    note(.unreadableRule, at: range.lowerBound, place)
    builders[last].append(
      Rule(
        offset: UInt32(truncatingIfNeeded: range.lowerBound),
        length: UInt32(truncatingIfNeeded: range.count), line: line, targetStart: 0,
        targetLength: 0, countersBack: 0, flags: [.listed, .damaged], chainIndex: 0),
      to: chain)
    self.listing?.lastRuleLine = line
    return true
  }

  /// Whether the line above ends in the last title, so that nothing of the titles is missing.
  private func isBehindDestination(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    var end = source.startOfLine(range.lowerBound)
    while end > 0, text[end - 1] <= 0x20 { end -= 1 }
    return text[..<end].suffix(11).elementsEqual("destination".utf8)
  }

  /// Keeps a line behind a blank one that looks like a part of a rule, so that no answer is given as
  /// if it were not there.
  mutating func readRuleRemains(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    guard listing != nil, !isInTable, range.count < 4_096 else { return false }
    let looksLikeRule = text[range].split(separator: 0x20).prefix(16).contains { word in
      word.elementsEqual("--".utf8) || word.elementsEqual("*".utf8)
        || word.elementsEqual("anywhere".utf8)
        || word.contains(UInt8(ascii: "/"))
          && AddressPattern(word.drop { $0 == UInt8(ascii: "!") }) != nil
    }
    guard looksLikeRule else { return false }
    listing?.isInChain = true
    return readListingRest(text, range)
  }

  /// `--`, which grep prints between the parts that it found.
  private mutating func readGap(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    guard range.count == 2, text[range.lowerBound] == UInt8(ascii: "-"),
      text[range.lowerBound + 1] == UInt8(ascii: "-"), listing != nil || isInTable || isBehindCommit
    else { return false }
    let last = current
    sawGap = true
    if !builders[last].isFragment {
      builders[last].isFragment = true
      note(.listingFragment, at: range.lowerBound, TextRange(range.lowerBound, range.upperBound))
    }
    if let chain = builders[last].currentChain { builders[last].chains[chain].isPartial = true }
    if listing != nil { beginUnknownChain() }
    return true
  }

  /// The chain of rules whose title is not in the text.
  private mutating func beginUnknownChain() {
    let last = current
    builders[last].isFragment = true
    if let chain = builders[last].currentChain, builders[last].chains[chain].name.isEmpty,
      builders[last].chains[chain].ruleCount == 0
    {
      return
    }
    let chain = builders[last].declare(name: .empty, line: 0, policy: .none, in: source.bytes)
    builders[last].chains[chain].isPartial = true
    builders[last].chains[chain].listing = listing?.columns ?? []
    builders[last].tables[builders[last].currentTable].isSorted = false
    builders[last].currentChain = chain
  }

  // MARK: where a table begins

  /// The most dumps of an input that are told apart.
  static var dumpLimit: Int { 256 }

  private mutating func openListing(at offset: Int) {
    startRuleset(.listing)
    let last = current
    builders[last].openTable(
      Table(
        name: nil, spelling: .empty, file: file, line: line, header: .empty, footer: .empty,
        isCommitted: true, declared: 0..<0, isSorted: true, sortedChains: []))
  }

  /// Whether a chain's title begins another table: iptables prints the built-in chains first and in
  /// the order of the hooks, then the others.
  private mutating func beginsTable(_ title: ListingTitle, _ text: [UInt8]) -> Bool {
    guard builders.count < Self.dumpLimit else { return false }
    if builders[current].mayHave(title.name.bounds, in: text),
      builders[current].chainNamed(title.name.bounds, in: text) != nil
    {
      return true
    }
    guard title.policy != .none else { return false }
    let chains = builders[current].chains
    if let last = chains.last, last.policy == .none, !last.name.isEmpty { return true }
    let order = chains.suffix(8).compactMap { Hook(rawValue: source.string($0.name)) }
    guard let hook = Hook(rawValue: source.string(title.name)) else { return false }
    return !TableShape.mayStandTogether(order + [hook])
  }

  /// Ends the listing: a command, or text of another kind, follows.
  mutating func closeListing() {
    guard listing != nil else { return }
    listing = nil
    shown = nil
  }
}
