@testable import NatScope

/// Whether every line of an input is either held by the model or spoken of in a diagnostic.
struct LineAccount {
  let capture: Capture
  private var covered: Set<Place> = []
  /// Where listings are: titles of columns and gaps between chains have nothing of their own there.
  private var listings: [Capture.Section] = []
  /// Where commands are; what one made, another may have removed.
  private var commands: [Capture.Section] = []

  private struct Place: Hashable {
    let file: Int
    let line: Int
  }

  init(_ capture: Capture) {
    self.capture = capture
    for diagnostic in capture.diagnostics where diagnostic.line > 0 {
      cover(diagnostic.file, Int(diagnostic.line))
    }
    let own = ["save", "listing", "rules", "ipset", "text"]
    for section in capture.sections where !own.contains(section.kind.name) {
      for line in section.firstLine...section.lastLine { cover(section.file, Int(line)) }
    }
    commands = capture.sections.filter { $0.kind == .rules }
    listings = capture.sections.filter { $0.kind == .listing }
    for ruleset in capture.rulesets {
      for table in ruleset.tables where table.line > 0 { cover(table.file, Int(table.line)) }
      for chain in ruleset.chains where chain.line > 0 {
        cover(capture.source.file(at: chain.name.start), Int(chain.line))
      }
      for rule in ruleset.rules { cover(rule, of: ruleset) }
    }
  }

  private mutating func cover(_ file: Int, _ line: Int) {
    covered.insert(Place(file: file, line: line))
  }

  /// A rule stands on its own line and, with newlines in its quotes or put together from several
  /// lines, on those behind it.
  private mutating func cover(_ rule: Rule, of ruleset: Ruleset) {
    let text = ruleset.source.slice(rule.text)
    guard rule.flags.contains(.repaired) else {
      let file = capture.source.file(at: rule.offset)
      for line in 0...text.count(where: { $0 == 10 }) { cover(file, Int(rule.line) + line) }
      return
    }
    let file = ruleset.tables[Int(ruleset[rule.chain].table.index)].file
    let lines = Self.lines(of: capture.source, file)
    var missing = text.count { $0 > 32 }
    var line = Int(rule.line) - 1
    while missing > 0, line < lines.count {
      cover(file, line + 1)
      // Counters in front of a rule are not in its text.
      let own =
        lines[line].first == UInt8(ascii: "[")
        ? lines[line].drop { $0 != 93 }.dropFirst() : lines[line]
      missing -= own.count { $0 > 32 }
      line += 1
    }
  }

  /// The lines of a file, which ends where the next begins.
  static func lines(of source: SourceText, _ file: Int) -> [ArraySlice<UInt8>] {
    let start = Int(source.files[file].start)
    let end = file + 1 < source.files.count ? Int(source.files[file + 1].start) : source.bytes.count
    return source.bytes[start..<end].split(separator: 10, omittingEmptySubsequences: false)
  }

  /// The lines of `input` that nothing accounts for, beyond those that repetitions count.
  ///
  /// - Parameter input: the bytes of the only file.
  func lost(_ input: [UInt8]) -> [String] {
    let lines = input.split(separator: 10, omittingEmptySubsequences: false)
    var lost: [String] = []
    for (index, line) in lines.enumerated() {
      let words = line.split { $0 <= 32 }
      guard let first = words.first, first.first != UInt8(ascii: "#") else { continue }
      if covered.contains(Place(file: 0, line: index + 1)) { continue }
      if words.count == 1, first.elementsEqual("COMMIT".utf8) { continue }
      if isSetLine(words, index + 1) || ListingColumns(titles: line) != nil { continue }
      // Only the first gap that grep left is spoken of.
      if line.drop(while: { $0 <= 32 || $0 == UInt8(ascii: ">") }).elementsEqual("--".utf8),
        capture.diagnostics.contains(where: { $0.problem == .listingFragment })
      {
        continue
      }
      if isListingFrame(line, index + 1) || isCommand(line, index + 1) { continue }
      lost.append("\(index + 1): " + String(decoding: line.prefix(120), as: UTF8.self))
    }
    let counted = capture.diagnostics.reduce(0) { $0 + $1.repetitions }
    return lost.count <= counted ? [] : lost
  }

  /// Whether a line of a listing is blank, or has the titles of columns, behind quote marks and
  /// line numbers.
  private func isListingFrame(_ line: ArraySlice<UInt8>, _ number: Int) -> Bool {
    // A gap may stand before the first line that says something, and behind the last.
    guard listings.contains(where: { $0.firstLine <= number + 1 }) else { return false }
    let noise = Array(" \t>|:-0123456789".utf8)
    let rest = line.drop { noise.contains($0) }
    return rest.isEmpty || ListingColumns(titles: rest) != nil
  }

  private func isCommand(_ line: ArraySlice<UInt8>, _ number: Int) -> Bool {
    commands.contains { ($0.firstLine...$0.lastLine).contains(UInt32(number)) }
      && String(decoding: line, as: UTF8.self).contains("tables ")
  }

  /// Whether a line of an `ipset save` or of its commands is one; sets may be gone at the end.
  private func isSetLine(_ words: [ArraySlice<UInt8>], _ number: Int) -> Bool {
    let commands = ["create", "add", "flush", "destroy", "swap", "rename"]
    return words.count >= 2 && commands.contains(String(decoding: words[0], as: UTF8.self))
      && capture.sections.contains {
        $0.kind == .ipset && ($0.firstLine...$0.lastLine).contains(UInt32(number))
      }
  }

  /// Diagnostics whose line and column are not where their words stand.
  var misplaced: [String] {
    capture.diagnostics.compactMap { diagnostic in
      guard diagnostic.line > 0, diagnostic.column > 0, !diagnostic.text.isEmpty else { return nil }
      let bytes = capture.source.bytes
      let start = Int(capture.source.files[diagnostic.file].start)
      let here = Int(diagnostic.text.start)
      guard here >= start, here <= bytes.count else { return "\(diagnostic): outside the file" }
      let line = bytes[start..<here].count { $0 == 10 } + 1
      let column = here - (bytes[start..<here].lastIndex(of: 10).map { $0 + 1 } ?? start) + 1
      if line == Int(diagnostic.line), column == Int(diagnostic.column) { return nil }
      return
        "\(diagnostic.problem) says \(diagnostic.line):\(diagnostic.column), is \(line):\(column)"
    }
  }
}
