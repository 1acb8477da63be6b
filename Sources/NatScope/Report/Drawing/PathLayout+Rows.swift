extension PathLayout {
  /// A rule in its chain's box: on one line if it fits, else what it does stands below what it asks.
  mutating func row(_ row: PathDrawing.Row, x: Int, width: Int) {
    let outer = figure.parts.count
    if row.mark != .none {
      y += 4
      let role: Figure.BoxRole = row.mark == .decides ? .decisive : .open
      box(x: x + 5, width: width - 10, role) { layout in
        layout.y -= 5
        layout.tag(row.mark == .decides ? "decides" : "leaves it open", x: x + 24)
        layout.content(row, x: x + 14, right: x + width - 14)
        layout.y -= 5
      }
      y += 2
    } else {
      content(row, x: x + Self.padding, right: x + width - Self.padding)
    }
    let parts = Array(figure.parts[outer...])
    let link = row.line > 0 ? linkPrefix.map { "#\($0)\(row.line)" } : nil
    let words = [row.number, row.asks, row.arrow, row.target].filter { !$0.isEmpty }
    let title = words.joined(separator: " ") + (row.line > 0 ? " (line \(row.line))" : "")
    take(from: outer)
    add(.group(title: title, link: link, parts))
  }

  private mutating func tag(_ word: String, x: Int) {
    add(.diamond(Figure.Point(x: x - 4, y: y + Figure.Metrics.line / 2)))
    text(word, x: x + 8, .accent)
    y += Figure.Metrics.line
  }

  private mutating func content(_ row: PathDrawing.Row, x: Int, right: Int) {
    let columns = (right - x) / Figure.Metrics.advance
    let line = row.line > 0 ? "line \(row.line)" : ""
    let asks = TerminalText.escape("\(row.number) \(row.asks)".trimmingBlanks)
    let target = TerminalText.escape("\(row.arrow) \(row.target)".trimmingBlanks)
    let end = [row.share, line.isEmpty ? nil : line].compactMap { $0 }.joined(separator: ", ")
    let widths = [asks, target, end].filter { !$0.isEmpty }.map { TerminalText.width($0) }
    let endX = right - Figure.width(end)
    if widths.reduce(0, +) + 2 * (widths.count - 1) <= columns {
      text(asks, x: x)
      if !target.isEmpty { text(target, x: x + Figure.width(asks + "  "), .strong) }
      if !end.isEmpty { text(end, x: endX, .dim) }
      y += Figure.Metrics.line
    } else {
      let room = right - x - (end.isEmpty ? 0 : Figure.width(end + "  "))
      // What is continued stands below the words, not below the number.
      let hanging = 3 * Figure.Metrics.advance
      for (index, words) in Self.wrap(asks, to: room - hanging, limit: 3).enumerated() {
        text(words, x: index == 0 ? x : x + hanging)
        if index == 0, !end.isEmpty { text(end, x: endX, .dim) }
        y += Figure.Metrics.line
      }
      does(row, target, x: x + 3 * Figure.Metrics.advance, right: right)
    }
    if let condition = row.condition {
      for words in Self.wrap(condition, to: right - x - 27, limit: 3) {
        text(words, x: x + 27, .dim)
        y += Figure.Metrics.line
      }
    }
  }

  /// What the rule does; names are shortened, addresses never.
  private mutating func does(_ row: PathDrawing.Row, _ target: String, x: Int, right: Int) {
    guard !target.isEmpty else { return }
    let columns = (right - x) / Figure.Metrics.advance
    let lines =
      row.arrow == "->"
      ? [Layout.shorten(target, to: columns)] : Self.wrap(target, to: right - x, limit: 4)
    for words in lines {
      text(words, x: x, .strong)
      y += Figure.Metrics.line
    }
  }

  /// What a chain has besides the rules that are drawn.
  mutating func counts(_ visit: PathDrawing.Visit, x: Int, right: Int) {
    if visit.rowsOmitted > 0 {
      let words = visit.rowsOmitted == 1 ? "rule that matches" : "rules that match"
      note("+ \(visit.rowsOmitted) more \(words)", x, right)
    }
    if let others = visit.others { note("+ \(others)", x, right) }
    let entered = visit.neighbours.filter(\.isEntered).map(\.chain)
    let others = visit.neighbours.filter { !$0.isEntered }.map(\.chain)
    chips(
      "nothing matches in", entered, more: others.isEmpty ? visit.neighboursOmitted : 0, x, right)
    chips("not entered", others, more: visit.neighboursOmitted, x, right)
  }

  private mutating func note(_ text: String, _ x: Int, _ right: Int) {
    for line in Self.wrap(text, to: right - x, limit: 2) {
      self.text(line, x: x, .dim)
      y += Figure.Metrics.line
    }
  }

  /// Names of chains around the path, each in a box of its own.
  private mutating func chips(
    _ label: String, _ names: [String], more: Int, _ x: Int, _ right: Int
  ) {
    guard !names.isEmpty else { return }
    y += 5
    text(label, x: x, .dim)
    var place = x + Figure.width(label) + Figure.Metrics.advance
    let limit = min(22, (right - x - 16) / Figure.Metrics.advance)
    for name in names {
      let short = Layout.shorten(TerminalText.escape(name), to: limit)
      let width = Figure.width(short) + 12
      if place + width > right {
        y += Figure.Metrics.line + 5
        place = x
      }
      let rect = Figure.Rect(x: place, y: y, width: width, height: Figure.Metrics.line)
      add(
        .group(
          title: "\(name), \(label == "not entered" ? label : "entered, nothing matches")",
          link: nil,
          [
            .box(rect, .neighbour, radius: 4),
            .text(Figure.Point(x: place + 6, y: y), short, .dim),
          ]))
      place += width + Figure.Metrics.advance
    }
    if more > 0 {
      let words = "+ \(Decimals.grouped(UInt64(more))) more"
      if place + Figure.width(words) > right {
        y += Figure.Metrics.line + 5
        place = x
      }
      text(words, x: place, .dim)
    }
    y += Figure.Metrics.line + 1
  }
}

extension String {
  /// Without blanks at both ends.
  fileprivate var trimmingBlanks: String {
    var words = self[...]
    while words.first == " " { words = words.dropFirst() }
    while words.last == " " { words = words.dropLast() }
    return String(words)
  }
}
