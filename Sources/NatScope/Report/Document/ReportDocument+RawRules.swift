// The lines of the input that hold rules and sets, folded.
extension ReportDocument {
  /// Lines that belong together: a table of a save, a listing, the members of sets.
  private struct Part {
    let title: String
    let file: Int
    let lines: ClosedRange<Int>
  }

  func rawRules(_ detail: ReportDetail) -> [Block] {
    let parts = parts()
    guard !parts.isEmpty else { return [] }
    let size = parts.reduce(0) { $0 + lines[$1.file].size($1.lines) }
    switch detail.rawRules {
    case .whole where size <= detail.rawBytes: return parts.map(fold)
    case .whole, .chains:
      let chains = chains(detail.rawBytes)
      return chains.blocks + [omission(parts, shown: chains.lines)]
    case .none: return [omission(parts, shown: 0)]
    }
  }

  private func fold(_ part: Part) -> Block {
    let name = input.files[part.file].name
    let title =
      "\(part.title), \(name) lines \(part.lines.lowerBound) to \(part.lines.upperBound)"
    return .fold(
      .init(
        summary: "\(title) (\(Self.count(part.lines.count, "line", "lines")))",
        blocks: [source(title, part.file, part.lines, isTitled: false)],
        isLong: part.lines.count > 300))
  }

  private func source(
    _ title: String, _ file: Int, _ range: ClosedRange<Int>, isTitled: Bool = true
  ) -> Block {
    .source(
      .init(
        title: title, isTitled: isTitled, file: file, firstLine: range.lowerBound,
        lines: range.map { lines[file][$0] })
    )
  }

  // MARK: parts

  private func parts() -> [Part] {
    let kinds: Set<Capture.Section.Kind> = [.save, .listing, .rules, .ipset]
    return capture.sections.filter { kinds.contains($0.kind) && lines.indices.contains($0.file) }
      .flatMap(parts)
  }

  /// A save has a part for each of its tables.
  private func parts(_ section: Capture.Section) -> [Part] {
    let index = lines[section.file]
    let first = max(1, Int(section.firstLine))
    let last = min(Int(section.lastLine), index.count)
    guard first <= last else { return [] }
    guard section.kind == .save else {
      let title =
        section.kind == .listing ? "Listing" : section.kind == .ipset ? "Sets" : "Rules"
      return [Part(title: title, file: section.file, lines: first...last)]
    }
    var result: [Part] = []
    var start = first
    var title: String?
    for line in first...last where index.line(line, beginsWith: "*") {
      // Comments above a table belong to it.
      var above = line
      while above > start, index.line(above - 1, beginsWith: "# Generated") { above -= 1 }
      if above > start {
        result.append(
          Part(title: title ?? "Lines above", file: section.file, lines: start...(above - 1)))
      }
      start = above
      title = "Table \(index[line].dropFirst())"
    }
    result.append(Part(title: title ?? "Save", file: section.file, lines: start...last))
    return result
  }

  // MARK: a part of them

  /// The chains through which the packets go, as long as they fit.
  private func chains(_ limit: Int) -> (blocks: [Block], lines: Int) {
    var room = limit
    var blocks: [Block] = []
    var shown = 0
    for (ruleset, id) in chainsOfPaths() {
      let chain = ruleset[id]
      let file = ruleset[chain.table].file
      var numbers = chain.rules.map { Int(ruleset[Rule.ID($0)].line) }
      if chain.line > 0 { numbers.append(Int(chain.line)) }
      let runs = Self.runs(Set(numbers.filter { $0 > 0 }).sorted())
      guard lines.indices.contains(file), !runs.isEmpty else { continue }
      let size = runs.reduce(0) { $0 + lines[file].size($1) }
      guard size <= room else { continue }
      room -= size
      let count = runs.reduce(0) { $0 + $1.count }
      shown += count
      let name = "\(ruleset.tableName(id)) \(ruleset.chainTitle(id))"
      blocks.append(
        .fold(
          .init(
            summary: "Chain \(name), \(input.files[file].name) "
              + "(\(Self.count(count, "line", "lines")))",
            blocks: runs.map { source(Self.title($0), file, $0) },
            isLong: count > 300)))
    }
    return (blocks, shown)
  }

  private func chainsOfPaths() -> [(Ruleset, Chain.ID)] {
    guard case .destinations(let answer) = subject else { return [] }
    var seen: [Int: Set<Chain.ID>] = [:]
    var result: [(Ruleset, Chain.ID)] = []
    for view in answer.views {
      let ruleset = capture.rulesets[view.ruleset]
      for item in view.diagnosis.outcome.path {
        let chain = ruleset[item.rule].chain
        if seen[view.ruleset, default: []].insert(chain).inserted {
          result.append((ruleset, chain))
        }
      }
    }
    return result
  }

  private static func title(_ run: ClosedRange<Int>) -> String {
    run.count == 1
      ? "Line \(run.lowerBound)" : "Lines \(run.lowerBound) to \(run.upperBound)"
  }

  /// Consecutive numbers together.
  private static func runs(_ numbers: [Int]) -> [ClosedRange<Int>] {
    var result: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = result.last, last.upperBound + 1 == number {
        result[result.count - 1] = last.lowerBound...number
      } else {
        result.append(number...number)
      }
    }
    return result
  }

  /// What of the rules is left out, with a command for each file that prints it.
  private func omission(_ parts: [Part], shown: Int) -> Block {
    let count = parts.reduce(0) { $0 + $1.lines.count } - shown
    let size = parts.reduce(0) { $0 + lines[$1.file].size($1.lines) }
    var spans: [Span] = [
      .text(
        "\(Self.count(count, "line", "lines")) of rules and sets are left out here: with all of them, "
          + "\(Self.number(size)) bytes, the report would be too long. ")
    ]
    let files = Set(parts.map(\.file)).sorted()
    for file in files.prefix(4) {
      let own = parts.filter { $0.file == file }
      let first = own.map(\.lines.lowerBound).min() ?? 1
      let last = own.map(\.lines.upperBound).max() ?? 1
      let name = input.files[file].name
      if name == "<stdin>" {
        spans.append(.text("They are lines \(first) to \(last) of the standard input. "))
      } else {
        spans.append(.code("sed -n \(first),\(last)p \(ShellWord.quoted(name))"))
        spans.append(.text(" prints them. "))
      }
    }
    if files.count > 4 {
      spans.append(.text("So it is with \(Self.number(files.count - 4)) more files. "))
    }
    return .omission(spans)
  }
}
