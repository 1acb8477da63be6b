extension TextReport {
  /// A step cut into the columns of the screen.
  private struct Columns {
    let number: String
    let table: String
    let chain: String
    let rule: String
    let asks: String
    let arrow: String
    let target: String
    /// Whether the target is a name, which can be shortened, and not an address, which cannot.
    let isName: Bool
    let line: String
  }

  /// Widths of the columns that can give way.
  private struct Widths {
    var chain: Int
    var asks: Int
    var name: Int
  }

  func steps(_ view: Answer.View, hasSeveralFiles: Bool) -> [String] {
    let all = view.diagnosis.steps
    let shown = isVerbose ? all : all.filter { !$0.isFruitless }
    let limit = isVerbose ? Int.max : 40
    let rows = shown.prefix(limit).enumerated().map { index, step in
      columns(step, number: index + 1, hasSeveralFiles)
    }
    var out = table(rows)
    if shown.count > limit {
      out += row("", "and \(shown.count - limit) more steps, see -v or -o json")
    }
    let left = view.diagnosis.stepsOmitted
    if left > 0 { out += row("", "and \(left) more steps that are not kept") }
    return out
  }

  private func columns(_ step: Step, number: Int, _ hasSeveralFiles: Bool) -> Columns {
    let place = step.place
    let prefix = hasSeveralFiles ? "\(place.source):" : "line "
    let line = place.line == 0 ? "" : "\(prefix)\(place.line)"
    let arrow =
      switch step.effect {
      case .jump, .goto: "->"
      case .translate, .accept, .drop, .reject, .queue: "=>"
      case .return, .continue, .mark, .notrack: " ."
      }
    return Columns(
      number: String(number), table: place.table, chain: TerminalText.escape(place.chain),
      rule: place.number.map { "#\($0)" } ?? "policy", asks: TerminalText.escape(step.asks),
      arrow: arrow, target: TerminalText.escape(step.target),
      isName: step.effect == .jump || step.effect == .goto, line: TerminalText.escape(line))
  }

  private func table(_ rows: [Columns]) -> [String] {
    var widths = Widths(
      chain: largest(rows) { $0.chain }, asks: largest(rows) { $0.asks },
      name: largest(rows.filter(\.isName)) { $0.target })
    while total(rows, widths) > width {
      // What takes most gives way first, the chain names last of all.
      let names = max(widths.chain, widths.name)
      if widths.asks > 20 || names <= 14 && widths.asks > 12 {
        widths.asks -= 1
      } else if names > 12 {
        if widths.chain >= widths.name { widths.chain -= 1 } else { widths.name -= 1 }
      } else {
        return rows.flatMap(stacked)
      }
    }
    return lines(rows, widths)
  }

  private func largest(_ rows: [Columns], _ column: (Columns) -> String) -> Int {
    rows.map { TerminalText.width(column($0)) }.max() ?? 0
  }

  private func place(_ row: Columns, _ widths: Widths) -> String {
    "\(row.table) \(Layout.shorten(row.chain, to: widths.chain)) \(row.rule)"
  }

  private func target(_ row: Columns, _ widths: Widths) -> String {
    row.isName ? Layout.shorten(row.target, to: widths.name) : row.target
  }

  private func total(_ rows: [Columns], _ widths: Widths) -> Int {
    let asks = rows.map { min(TerminalText.width($0.asks), widths.asks) }.max() ?? 0
    return 2 + largest(rows) { $0.number } + 2 + largest(rows) { place($0, widths) } + 2 + asks + 2
      + 3 + largest(rows) { target($0, widths) } + 2 + largest(rows) { $0.line }
  }

  private func lines(_ rows: [Columns], _ widths: Widths) -> [String] {
    let number = largest(rows) { $0.number }
    let places = largest(rows) { place($0, widths) }
    let asks = rows.map { min(TerminalText.width($0.asks), widths.asks) }.max() ?? 0
    let targets = largest(rows) { target($0, widths) }
    return rows.map { row in
      let name = target(row, widths)
      let gap = indent(targets - TerminalText.width(name)) + "  "
      let end = row.line.isEmpty ? "" : gap + row.line
      let line =
        "  " + Layout.pad(row.number, to: number) + "  "
        + Layout.pad(place(row, widths), to: places)
        + "  " + Layout.pad(Layout.cut(row.asks, to: widths.asks), to: asks)
        + "  \(row.arrow) "
      return line + style(.target, name) + end
    }
  }

  /// For narrow screens and long addresses: a step over two lines.
  private func stacked(_ row: Columns) -> [String] {
    let first = "\(row.number)  \(row.table) \(row.chain) \(row.rule)  \(row.line)"
    let second = "\(row.asks)  \(row.arrow) \(row.target)"
    return Layout.wrap(first, width: width - 2).map { "  " + $0 }
      + Layout.wrap(second, width: width - 6).map { "      " + $0 }
  }

  /// The rules that were tried and did not match, near misses first.
  func misses(_ view: Answer.View, _ ruleset: Ruleset) -> [String] {
    let found = NearMiss.list(view.trace, in: ruleset, limit: 100, isShown: showsChain)
    guard !found.shown.isEmpty else { return [] }
    var out = ["", "  " + style(.headline, "rules that did not match")]
    for miss in found.shown {
      let text = "\(miss.place.text): \(miss.reason)"
      out += Layout.wrap(TerminalText.escape(text), width: width - 6).enumerated().map {
        ($0 == 0 ? "    " : "      ") + $1
      }
    }
    if found.more > 0 { out.append("    and \(found.more) more") }
    return out
  }
}
