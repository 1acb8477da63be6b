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

  /// How many columns of the screen the parts of a step take, measured once.
  private struct Sizes {
    let number: Int
    /// The table and the rule's number, which are never shortened, with the blanks between.
    let frame: Int
    let chain: Int
    let asks: Int
    let target: Int
    let isName: Bool
    let line: Int

    init(_ row: Columns) {
      number = TerminalText.width(row.number)
      frame = TerminalText.width(row.table) + TerminalText.width(row.rule) + 2
      chain = TerminalText.width(row.chain)
      asks = TerminalText.width(row.asks)
      target = TerminalText.width(row.target)
      isName = row.isName
      line = TerminalText.width(row.line)
    }

    func place(_ widths: Widths) -> Int { frame + min(chain, widths.chain) }
    func target(_ widths: Widths) -> Int { isName ? min(target, widths.name) : target }
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
    var rows = shown.prefix(limit).enumerated().map { index, step in
      columns(step, number: index + 1, hasSeveralFiles)
    }
    if let service = view.diagnosis.virtualService {
      let before = all.prefix(service.pathItems).count { isVerbose || !$0.isFruitless }
      rows.insert(columns(service), at: min(before, rows.count))
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
      rule: place.numberText, asks: TerminalText.escape(step.asks),
      arrow: arrow, target: TerminalText.escape(step.target),
      isName: step.effect == .jump || step.effect == .goto, line: TerminalText.escape(line))
  }

  /// The service of IPVS, which is no rule and has no number.
  private func columns(_ service: VirtualServiceWording) -> Columns {
    Columns(
      number: "", table: "ipvs", chain: service.service, rule: "",
      asks: TerminalText.escape(service.choice), arrow: "=>",
      target: TerminalText.escape(service.target), isName: false, line: "")
  }

  private func table(_ rows: [Columns]) -> [String] {
    let sizes = rows.map { Sizes($0) }
    var widths = Widths(
      chain: largest(sizes) { $0.chain }, asks: largest(sizes) { $0.asks },
      name: largest(sizes.filter(\.isName)) { $0.target })
    while total(sizes, widths) > width {
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
    return lines(rows, sizes, widths)
  }

  private func largest(_ sizes: [Sizes], _ size: (Sizes) -> Int) -> Int {
    sizes.map(size).max() ?? 0
  }

  private func place(_ row: Columns, _ widths: Widths) -> String {
    "\(row.table) \(Layout.shorten(row.chain, to: widths.chain)) \(row.rule)"
  }

  private func target(_ row: Columns, _ widths: Widths) -> String {
    row.isName ? Layout.shorten(row.target, to: widths.name) : row.target
  }

  private func total(_ sizes: [Sizes], _ widths: Widths) -> Int {
    2 + largest(sizes) { $0.number } + 2 + largest(sizes) { $0.place(widths) } + 2
      + largest(sizes) { min($0.asks, widths.asks) } + 2 + 3
      + largest(sizes) { $0.target(widths) } + 2 + largest(sizes) { $0.line }
  }

  private func lines(_ rows: [Columns], _ sizes: [Sizes], _ widths: Widths) -> [String] {
    let number = largest(sizes) { $0.number }
    let places = largest(sizes) { $0.place(widths) }
    let asks = largest(sizes) { min($0.asks, widths.asks) }
    let targets = largest(sizes) { $0.target(widths) }
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
