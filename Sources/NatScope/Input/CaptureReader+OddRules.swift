extension CaptureReader {
  /// Reads a rule line that is not clean: other than ASCII, quotes that span lines, odd blanks.
  ///
  /// - Returns: where the next line begins.
  mutating func readRule(_ text: [UInt8], _ range: Range<Int>, limit: Int) -> Int {
    if !isInTable {
      openRules(at: range.lowerBound)
    }
    if isInBareRules { mark(.rules) }
    var body = range.lowerBound
    if text[body] == UInt8(ascii: "[") {
      while text[body] != UInt8(ascii: "]") { body += 1 }
      body += 1
      while text[body] == 0x20 { body += 1 }
    }
    let counters = body - range.lowerBound
    var end = range.upperBound
    var next = Self.endOfLine(text, end) + 1
    var words = Array(RuleTokens(text, TextRange(body, end)))
    var furtherLines: UInt32 = 0
    // A comment may hold a newline, which the save prints as it is.
    if words.contains(where: { !$0.isClosed }),
      let closed = closingLine(text, body, from: next, limit: limit)
    {
      end = closed.end
      next = closed.next
      furtherLines = closed.lines
      words = Array(RuleTokens(text, TextRange(body, end)))
    }
    guard words.count >= 2 else {
      note(.cutRule, at: body, TextRange(body, end))
      return next
    }
    let name = words[1].range
    let found = builders[current].find(text.span, name.bounds, in: text)
    let chain = found ?? declareMissing(name)
    var rule = Rule(
      offset: UInt32(truncatingIfNeeded: body), length: UInt32(truncatingIfNeeded: end - body),
      line: line, targetStart: 0, targetLength: 0,
      countersBack: counters <= 255 ? UInt8(counters) : 0, flags: [], chainIndex: 0)
    setTarget(&rule, text)
    if let open = words.last(where: { !$0.isClosed }) {
      rule.flags.insert(.damaged)
      noteCut(open.range, ruleFrom: body, text)
    } else if let last = words.last, !last.isQuoted,
      OptionTable.needsValue(source.string(last.range))
    {
      rule.flags.insert(.damaged)
      noteCut(last.range, ruleFrom: body, text)
    }
    builders[current].append(rule, to: chain)
    line += furtherLines
    lastRuleLine = line
    newestRuleLine = line
    return next
  }

  /// Notes a word that may stand on a later line than its rule begins.
  private mutating func noteCut(_ word: TextRange, ruleFrom body: Int, _ text: [UInt8]) {
    let first = line
    line += UInt32(text[body..<Int(word.start)].count { $0 == UInt8(ascii: "\n") })
    note(.cutRule, at: Int(word.start), word)
    line = first
  }

  /// Finds the target among a rule's words as iptables would: `-jDNAT` and `--jump=DNAT` count.
  func setTarget(_ rule: inout Rule, _ text: [UInt8]) {
    var options = RuleOptions(RuleText(bytes: text, range: rule.text))
    options.read { _ in true }
    let target = options.targetName
    guard target.length > 0, target.length <= UInt32(UInt16.max) else { return }
    rule.targetStart = target.start
    rule.targetLength = UInt16(target.length)
    if options.isGoto { rule.flags.insert(.goto) }
  }

  static func endOfLine(_ text: [UInt8], _ start: Int) -> Int {
    var index = start
    while index < text.count, text[index] != UInt8(ascii: "\n") { index += 1 }
    return index
  }

  /// Looks for the line that closes an open quote, unless a line of its own comes first.
  private func closingLine(
    _ text: [UInt8], _ body: Int, from start: Int, limit: Int
  ) -> (end: Int, next: Int, lines: UInt32)? {
    var begin = start
    for count in 1...32 {
      guard begin < limit else { return nil }
      let end = Self.endOfLine(text, begin)
      if LineKind(text[begin..<end].drop { $0 == 0x20 }) != nil { return nil }
      if RuleTokens(text, TextRange(body, end)).allSatisfy(\.isClosed) {
        let isCR = end > begin && text[end - 1] == UInt8(ascii: "\r")
        return (isCR ? end - 1 : end, end + 1, UInt32(count))
      }
      begin = end + 1
    }
    return nil
  }

  // MARK: wrapped lines

  /// Tries to read lines that begin nothing as the rest of the rule above them.
  ///
  /// A terminal or a mail cuts anywhere, so a blank may or may not belong between two pieces; the
  /// rule is taken only if exactly one meaning comes out.
  ///
  /// - Returns: where the next line begins, or nil if the lines are no part of the rule.
  mutating func readContinuation(_ text: [UInt8], _ first: Range<Int>, limit: Int) -> Int? {
    guard isInTable, lastRuleLine + 1 == line,
      let last = builders.indices.contains(current) ? current : nil,
      let rule = builders[last].rules.last, !rule.flags.contains(.repaired)
    else { return nil }
    let head = Array(source.slice(rule.text))
    let pieces = continuationPieces(text, first, limit: limit)
    for count in stride(from: pieces.count, to: 0, by: -1) {
      let candidates = Self.joins(head, pieces.prefix(count).map { Array(text[$0]) })
      let clean = candidates.filter { isClean($0) }
      guard let chosen = clean.last else { continue }
      // A rule that is whole without the piece may be just that, and the piece noise behind it.
      let mayBeNoise =
        isClean(head) && rule.targetLength > 0 && text[first].first != UInt8(ascii: "-")
        && text[first].first != UInt8(ascii: "!") && !isFolded(text, before: first, limit: limit)
      let meanings = Set((clean + (mayBeNoise ? [head] : [])).map { meaning($0) })
      guard meanings.count == 1 else {
        builders[last].markLast(.damaged)
        note(.ambiguousWrap, at: first.lowerBound, TextRange(first.lowerBound, first.upperBound))
        return Self.endOfLine(text, first.upperBound) + 1
      }
      repairs.append(Repair(builder: last, rule: builders[last].rules.count - 1, text: chosen))
      note(.wrappedRule, at: first.lowerBound, TextRange(first.lowerBound, first.upperBound))
      builders[last].markLast(.repaired)
      line += UInt32(count - 1)
      return Self.endOfLine(text, pieces[count - 1].upperBound) + 1
    }
    let looksLikeOptions = text[first].first == UInt8(ascii: "-")
    guard !isClean(head) || looksLikeOptions else { return nil }
    builders[last].markLast(.damaged)
    note(.ambiguousWrap, at: first.lowerBound, TextRange(first.lowerBound, first.upperBound))
    return Self.endOfLine(text, first.upperBound) + 1
  }

  /// Whether the line before `piece` is one of several that are exactly as long as the longest of
  /// the file: then something cut them all at the same column.
  mutating func isFolded(_ text: [UInt8], before piece: Range<Int>, limit: Int) -> Bool {
    if longestLines?.file != file {
      var longest = (file: file, length: 0, count: 0)
      var start = Int(source.files[file].start)
      while start < limit {
        let end = Self.endOfLine(text, start)
        if end - start > longest.length { longest = (file, end - start, 0) }
        if end - start == longest.length { longest.count += 1 }
        start = end + 1
      }
      longestLines = longest
    }
    let end = source.startOfLine(piece.lowerBound) - 1
    guard end > 0, let longestLines, longestLines.count > 1 else { return false }
    return end - source.startOfLine(end) == longestLines.length
  }

  /// The lines from `first` on that begin nothing, at most six.
  private func continuationPieces(
    _ text: [UInt8], _ first: Range<Int>, limit: Int
  ) -> [Range<Int>] {
    var pieces = [first]
    var begin = Self.endOfLine(text, first.upperBound) + 1
    while pieces.count < 6, begin < limit {
      let end = Self.endOfLine(text, begin)
      var piece = begin..<end
      if piece.count > 0, text[end - 1] == UInt8(ascii: "\r") { piece = begin..<end - 1 }
      guard !piece.isEmpty, piece.count < 4096, LineKind(text[piece].drop { $0 == 0x20 }) == nil
      else { break }
      pieces.append(piece)
      begin = end + 1
    }
    return pieces
  }

  /// All ways to put the pieces together, with and without a blank at each joint.
  private static func joins(_ head: [UInt8], _ pieces: [[UInt8]]) -> [[UInt8]] {
    pieces.reduce([head]) { results, piece in
      results.flatMap { [$0 + piece, $0 + [0x20] + piece] }
    }
  }

  private func isClean(_ text: [UInt8]) -> Bool {
    RuleTokens(text, TextRange(0, text.count)).allSatisfy(\.isClosed)
      && decodeAlone(text).problems.isEmpty
  }

  private struct Meaning: Hashable {
    let matches: [Match.Test]
    let negations: [Bool]
    let target: Target
    let opaque: [[UInt8]]
  }

  private func meaning(_ text: [UInt8]) -> Meaning {
    let rule = decodeAlone(text)
    // An unknown target may be a chain: there the name itself is the meaning.
    let words = RuleTokens(text, TextRange(0, text.count)).map { Array(text[$0.range.bounds]) }
    let targets = zip(words, words.dropFirst()).filter { $0.0 == [45, 106] || $0.0 == [45, 103] }
    return Meaning(
      matches: rule.matches.map(\.test), negations: rule.matches.map(\.isNegated),
      target: rule.target,
      opaque: rule.matches.filter { $0.test == .opaque || $0.test == .volatile }.map {
        Array(text[$0.text.bounds])
      } + targets.map(\.1))
  }

  /// Decodes the text of a rule without the ruleset that it will be part of.
  private func decodeAlone(_ text: [UInt8]) -> DecodedRule {
    let family = builders.last?.family ?? (text.contains(UInt8(ascii: "[")) ? .ipv6 : .ipv4)
    let alone = Ruleset(
      source: SourceText(bytes: text, files: []), family: family, backend: nil, version: "",
      tables: [
        Table(
          name: nil, spelling: .empty, file: 0, line: 0, header: .empty, footer: .empty,
          isCommitted: false, declared: 0..<0, isSorted: true, sortedChains: [])
      ],
      chains: [
        Chain(
          name: .empty, table: Table.ID(0), firstRule: 0, ruleCount: 1, line: 0, policy: .none)
      ],
      rules: [
        Rule(
          offset: 0, length: UInt32(truncatingIfNeeded: text.count), line: 0, targetStart: 0,
          targetLength: 0, countersBack: 0, flags: [], chainIndex: 0)
      ], file: 0)
    return alone.decode(Rule.ID(0))
  }
}
