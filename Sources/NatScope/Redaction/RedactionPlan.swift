/// How each line of an input is to be read, by what natscope took it for.
struct RedactionPlan {
  private let capture: Capture
  /// The lines that rules stand on, by file.
  private var ruleLines: [Set<UInt32>]
  /// Lines that were put together with those behind them, with the text that came of it.
  private var joined: [Place: TextRange] = [:]
  /// Rules with a newline in quotes: the number of further lines.
  private var further: [Place: Int] = [:]
  private var odd: [Place: Oddity] = [:]
  private var sections: [[Capture.Section]]

  private struct Place: Hashable {
    let file: Int
    let line: UInt32
  }

  private enum Oddity {
    case free, cut
  }

  init(_ capture: Capture) {
    self.capture = capture
    ruleLines = capture.source.files.map { _ in [] }
    sections = capture.source.files.map { _ in [] }
    for section in capture.sections where sections.indices.contains(section.file) {
      sections[section.file].append(section)
    }
    for ruleset in capture.rulesets {
      for rule in ruleset.rules { note(rule, of: ruleset) }
    }
    for diagnostic in capture.diagnostics { note(diagnostic) }
  }

  private mutating func note(_ rule: Rule, of ruleset: Ruleset) {
    let isRepaired = rule.flags.contains(.repaired)
    let file =
      isRepaired ? ruleset[ruleset[rule.chain].table].file : capture.source.file(at: rule.offset)
    guard ruleLines.indices.contains(file) else { return }
    ruleLines[file].insert(rule.line)
    let place = Place(file: file, line: rule.line)
    if isRepaired {
      joined[place] = rule.text
    } else {
      let lines = capture.source.slice(rule.text).count { $0 == UInt8(ascii: "\n") }
      if lines > 0 { further[place] = lines }
    }
  }

  private mutating func note(_ diagnostic: Diagnostic) {
    let place = Place(file: diagnostic.file, line: diagnostic.line)
    switch diagnostic.problem {
    case .unrecognisedLine, .unreadableRule: odd[place] = .free
    case .ambiguousWrap:
      odd[place] = .free
      // The end of the line before may be the first half of a word.
      if place.line > 1 { odd[Place(file: place.file, line: place.line - 1)] = .cut }
    case .cutRule: odd[place] = .cut
    default: break
    }
  }

  // MARK: lines

  /// A line, or several that hold one rule.
  struct Unit {
    let bytes: [UInt8]
    let range: Range<Int>
    let context: LineContext
    /// Lines of a rule that stands on the first now.
    let blankLines: Int
  }

  /// The lines of a file in their order, without the newline behind each.
  func forEachUnit(_ file: Int, _ bytes: [UInt8], _ body: (Unit) -> Void) {
    var start = 0
    var line: UInt32 = 1
    var section = 0
    while start < bytes.count {
      var end = Self.endOfLine(bytes, start)
      let place = Place(file: file, line: line)
      while section < sections[file].count, sections[file][section].lastLine < line { section += 1 }
      let kind =
        section < sections[file].count && sections[file][section].firstLine <= line
        ? sections[file][section].kind : nil
      let context = context(bytes[start..<end], place, kind)
      var lines = 1
      if let text = joined[place], let whole = whole(bytes, start..<end, text) {
        (lines, end) = covered(bytes, start..<end, whole)
        body(Unit(bytes: whole, range: 0..<whole.count, context: context, blankLines: lines - 1))
      } else {
        for _ in 0..<(further[place] ?? 0) where end < bytes.count {
          end = Self.endOfLine(bytes, end + 1)
          lines += 1
        }
        body(Unit(bytes: bytes, range: start..<end, context: context, blankLines: 0))
      }
      line &+= UInt32(truncatingIfNeeded: lines)
      start = end + 1
    }
  }

  private static func endOfLine(_ bytes: [UInt8], _ start: Int) -> Int {
    var end = start
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
    return end
  }

  /// The joined rule with what stands before it in its first line: counters, a prompt.
  ///
  /// - Returns: nil if the line holds all of the rule; one that a command made has other words.
  private func whole(_ bytes: [UInt8], _ line: Range<Int>, _ text: TextRange) -> [UInt8]? {
    let rule = Array(capture.source.slice(text))
    var end = line.upperBound
    while end > line.lowerBound, bytes[end - 1] <= 0x20 { end -= 1 }
    for start in line.lowerBound..<end where rule.starts(with: bytes[start..<end]) {
      let rest = rule[(end - start)...]
      return rest.contains { $0 > 0x20 } ? bytes[line.lowerBound..<start] + rule : nil
    }
    return nil
  }

  /// How many lines a joined rule has, and where the last one ends.
  private func covered(
    _ bytes: [UInt8], _ line: Range<Int>, _ whole: [UInt8]
  ) -> (lines: Int, end: Int) {
    func letters(_ text: ArraySlice<UInt8>) -> Int { text.count { $0 > 0x20 } }
    let wanted = letters(whole[...])
    var count = letters(bytes[line])
    var (lines, end) = (1, line.upperBound)
    while count < wanted, end + 1 < bytes.count {
      let next = Self.endOfLine(bytes, end + 1)
      count += letters(bytes[end + 1..<next])
      lines += 1
      end = next
    }
    return (lines, end)
  }

  // MARK: what a line is

  private func context(
    _ line: ArraySlice<UInt8>, _ place: Place, _ kind: Capture.Section.Kind?
  ) -> LineContext {
    var context = LineContext()
    switch kind?.name {
    case "listing"?:
      context.isListing = true
      context.isAligned = true
    case "netstat"?, "ss"?, "lsof"?:
      context.isSocketList = true
      context.isAligned = true
    case "sysctl"?: context.isParameter = true
    case "proc-net"?: context.isProcNet = true
    case "kubectl"?, "crictl"?, "docker"?:
      let first = line.first { $0 > 0x20 }
      context.isDocument = first.map { "\"{}[]".utf8.contains($0) } ?? false
      context.isAligned = !context.isDocument
    default: break
    }
    if line.count > 4_096 { context.isAligned = false }
    let content = line.drop { $0 <= 0x20 }
    if ruleLines[place.file].contains(place.line) {
      context.isCut = odd[place] == .cut
      return context
    }
    let isText = kind == .unrecognised || odd[place] == .free
    if (isText && LineKind(content) == nil) || isRemark(content) { context.isFree = true }
    context.isCut = odd[place] == .cut
    return context
  }

  /// A comment line that neither iptables-save nor a shell put there.
  private func isRemark(_ line: ArraySlice<UInt8>) -> Bool {
    guard line.first == UInt8(ascii: "#") else { return false }
    for head in ["# Generated by ", "# Completed on ", "# Warning: ", "# Table "]
    where line.starts(with: head.utf8) {
      return false
    }
    let rest = line.drop { $0 == UInt8(ascii: "#") || $0 == 0x20 }
    return LineKind(rest) != .rule && ShownCommand(line) == nil
  }
}
