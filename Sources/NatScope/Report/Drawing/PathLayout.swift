/// Gives everything of a path drawing its place, from top to bottom in one column that a telephone
/// shows without scrolling aside.
///
/// Chains are a tree: a chain stands below the one that it was entered from, a little to the right,
/// at the end of a line from it, so that no two lines cross.
struct PathLayout {
  private(set) var figure = Figure()
  /// For the links to rules: `r0-`; nil for none.
  let linkPrefix: String?
  /// The top of what comes next.
  var y = 0

  private static let spine = 24
  static let padding = 9
  private static let indent = 20
  /// Chains that are nested deeper stand no further to the right.
  private static let deepest = 6

  init(_ drawing: PathDrawing, linkPrefix: String?) {
    self.linkPrefix = linkPrefix
    figure.width = Figure.Metrics.pathWidth
    y = 2
    start(drawing.packet)
    var spineFrom = y
    for band in drawing.bands {
      if band.follows {
        arrow(from: spineFrom, isAside: !band.isPassed)
      } else {
        y = spineFrom + 6
        text("otherwise, from the routing decision:", x: Self.spine - 12, .dim)
        y += Figure.Metrics.line
      }
      self.band(band)
      spineFrom = y
    }
    ends(drawing, from: spineFrom)
    figure.height = y + 2
  }

  // MARK: parts

  mutating func add(_ part: Figure.Part) { figure.parts.append(part) }

  /// Takes back what was added from a place on, for putting it into a group.
  mutating func take(from place: Int) { figure.parts.removeSubrange(place...) }

  mutating func text(_ text: String, x: Int, _ role: Figure.TextRole = .plain) {
    add(.text(Figure.Point(x: x, y: y), text, role))
  }

  mutating func arrow(from top: Int, isAside: Bool = false) {
    y = top + 24
    add(
      .line(
        [Figure.Point(x: Self.spine, y: top), Figure.Point(x: Self.spine, y: y)],
        isAside ? .aside : .way, hasArrow: true))
  }

  /// Boxes are drawn before what is in them and have their height only behind it.
  mutating func box(
    x: Int, width: Int, _ role: Figure.BoxRole, radius: Int = 4,
    _ content: (inout PathLayout) -> Void
  ) {
    let top = y
    let place = figure.parts.count
    y += Self.padding
    content(&self)
    y += Self.padding
    let rect = Figure.Rect(x: x, y: top, width: width, height: y - top)
    figure.parts.insert(.box(rect, role, radius: radius), at: place)
  }

  private mutating func lines(
    _ text: String, x: Int, right: Int, _ role: Figure.TextRole = .plain, limit: Int = 4
  ) {
    for line in Self.wrap(text, to: right - x, limit: limit) {
      self.text(line, x: x, role)
      y += Figure.Metrics.line
    }
  }

  private mutating func start(_ packet: String) {
    box(x: 2, width: figure.width - 4, .start, radius: 12) {
      $0.text("packet", x: 14, .dim)
      $0.lines(packet, x: 14 + 7 * Figure.Metrics.advance, right: $0.figure.width - 12)
    }
  }

  private mutating func band(_ band: PathDrawing.Band) {
    let isDecision = band.kind == .decision
    box(
      x: 2, width: figure.width - 4,
      isDecision ? .decision : band.isPassed ? .band : .bandAside, radius: isDecision ? 12 : 6
    ) { layout in
      layout.text(band.title, x: 14, .strong)
      let x = 14 + Figure.width(band.title) + 2 * Figure.Metrics.advance
      layout.lines(band.note, x: x, right: layout.figure.width - 12, isDecision ? .plain : .dim)
      for visit in band.visits {
        layout.y += 6
        layout.visit(visit, x: 14, depth: 0)
      }
      if !band.remarks.isEmpty, !band.visits.isEmpty { layout.y += 6 }
      for remark in band.remarks {
        layout.lines(remark, x: 14, right: layout.figure.width - 12, .dim)
      }
    }
  }

  // MARK: chains

  private mutating func visit(_ visit: PathDrawing.Visit, x: Int, depth: Int) {
    let width = figure.width - 12 - x
    box(x: x, width: width, visit.entry == nil ? .builtIn : .chain) { layout in
      layout.header(visit, x: x + Self.padding, right: x + width - Self.padding)
      for row in visit.rows {
        layout.row(row, x: x, width: width)
      }
      layout.counts(visit, x: x + Self.padding, right: x + width - Self.padding)
    }
    let rail = x + Self.indent / 2
    let top = y
    var bottom = y
    let child = depth < Self.deepest ? x + Self.indent : x
    for next in visit.children {
      y += 4
      if let entry = next.entry { label(entry, x: x + Self.indent + 4) }
      let middle = y + Self.padding + Figure.Metrics.line / 2
      if depth < Self.deepest {
        bottom = middle
        let points = [Figure.Point(x: rail, y: middle), Figure.Point(x: child, y: middle)]
        add(.line(points, .jump, hasArrow: true))
      } else {
        add(
          .line(
            [Figure.Point(x: rail, y: bottom), Figure.Point(x: rail, y: y)], .jump, hasArrow: true))
        bottom = y
      }
      self.visit(next, x: child, depth: depth + 1)
    }
    if depth < Self.deepest, bottom > top {
      add(
        .line(
          [Figure.Point(x: rail, y: top), Figure.Point(x: rail, y: bottom)], .jump, hasArrow: false)
      )
    }
  }

  private mutating func label(_ entry: PathDrawing.Entry, x: Int) {
    let share = entry.share.map { "\($0) of the packets" }
    let words = [entry.text, share, entry.condition].compactMap { $0 }.joined(separator: ", ")
    for line in Self.wrap(words, to: figure.width - 12 - x, limit: 3) {
      text(line, x: x, entry.share == nil ? .dim : .plain)
      y += Figure.Metrics.line
    }
  }

  private mutating func header(_ visit: PathDrawing.Visit, x: Int, right: Int) {
    let start = x + Figure.width(visit.table + " ")
    let again = visit.isAgain ? "  as above" : ""
    let room = right - start - Figure.width(again)
    let name = Layout.shorten(TerminalText.escape(visit.chain), to: room / Figure.Metrics.advance)
    let parts: [Figure.Part] = [
      .text(Figure.Point(x: x, y: y), visit.table, .dim),
      .text(Figure.Point(x: start, y: y), name, .strong),
      .text(
        Figure.Point(x: right - Figure.width(again), y: y), again.isEmpty ? "" : "  as above", .dim),
    ]
    add(
      .group(
        title: "\(visit.table) \(visit.chain)", link: nil,
        again.isEmpty ? Array(parts.prefix(2)) : parts))
    y += Figure.Metrics.line
  }
}

extension PathLayout {
  /// Lines that fit, at blanks where that is possible; what is more than `limit` is cut and says so.
  static func wrap(_ text: String, to width: Int, limit: Int) -> [String] {
    let columns = max(4, width / Figure.Metrics.advance)
    var lines: [String] = []
    for line in Layout.wrap(TerminalText.escape(text), width: columns) {
      lines += broken(line, columns)
    }
    guard lines.count > limit else { return lines }
    return Array(lines.prefix(limit - 1)) + [Layout.cut(lines[limit - 1] + " …", to: columns - 1)]
  }

  /// A word that is longer than a line, in pieces.
  private static func broken(_ line: String, _ columns: Int) -> [String] {
    guard TerminalText.width(line) > columns else { return [line] }
    var pieces = [""]
    var used = 0
    for scalar in line.unicodeScalars {
      let next = TerminalText.columns(scalar)
      if used + next > columns {
        pieces.append("")
        used = 0
      }
      pieces[pieces.count - 1].unicodeScalars.append(scalar)
      used += next
    }
    return pieces
  }
}
