/// Writes a figure as one `svg` element.
struct FigureSVG {
  /// Prefix of all ids, so that several pictures stand on one page.
  let id: String
  /// Whether the picture is a file of its own, with its own colours for light and dark.
  let isAlone: Bool
  /// Whether it is made as wide as the page, or else scrolled.
  let isFitted: Bool

  init(id: String, isAlone: Bool, isFitted: Bool = true) {
    self.isFitted = isFitted
    // The id stands in the style sheet, too.
    let plain = id.unicodeScalars.filter {
      $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "-")
    }
    self.id = "ns" + plain.reduce(into: "-") { $0.unicodeScalars.append($1) }
    self.isAlone = isAlone
  }

  func write(_ figure: Figure, title: String, summary: String) -> Markup {
    var writer = MarkupWriter()
    let attributes: Markup.Attributes = [
      "xmlns": isAlone ? "http://www.w3.org/2000/svg" : nil, "id": id, "class": "ns-figure",
      "viewBox": "0 0 \(figure.width) \(figure.height)",
      // As wide as the page allows, but not so wide that letters become headings.
      "width": isFitted ? nil : "\(figure.width)", "height": isFitted ? nil : "\(figure.height)",
      "style": isFitted
        ? "width:100%;max-width:\(figure.width * 6 / 5)px;height:auto" : nil,
      // What is in an image is not told one by one, so it must hold no links (WAI-ARIA 1.2, 5.2.8).
      "role": isAlone ? "img" : "group", "aria-labelledby": "\(id)-title \(id)-desc",
    ]
    writer.element("svg", attributes) { svg in
      svg.element("title", ["id": "\(id)-title"], text: title)
      svg.element("desc", ["id": "\(id)-desc"], text: summary)
      svg.styleSheet(style)
      svg.newline()
      if isAlone {
        svg.empty(
          "rect", ["class": "page", "width": "\(figure.width)", "height": "\(figure.height)"])
      }
      for part in figure.parts { write(part, to: &svg) }
    }
    return writer.markup
  }

  private func write(_ part: Figure.Part, to svg: inout MarkupWriter) {
    switch part {
    case .box(let rect, let role, let radius):
      svg.empty(
        "rect",
        [
          "class": role.rawValue, "x": "\(rect.x)", "y": "\(rect.y)", "width": "\(rect.width)",
          "height": "\(rect.height)", "rx": radius == 0 ? nil : "\(radius)",
        ])
    case .text(let place, let text, let role): write(text, place, role, to: &svg)
    case .line(let points, let role, let hasArrow):
      let path = points.enumerated().map { "\($0 == 0 ? "M" : "L")\($1.x) \($1.y)" }
      svg.empty("path", ["class": role.rawValue, "d": path.joined()])
      if hasArrow { arrow(points, role, to: &svg) }
    case .curve(let points, let role): write(points, role, to: &svg)
    case .diamond(let middle):
      let (x, y) = (middle.x, middle.y)
      svg.empty(
        "path", ["class": "mark", "d": "M\(x - 6) \(y)L\(x) \(y - 6)L\(x + 6) \(y)L\(x) \(y + 6)Z"])
    case .group(let title, let link, let parts):
      let content: (inout MarkupWriter) -> Void = { svg in
        if let title { svg.element("title", text: title) }
        for part in parts { write(part, to: &svg) }
      }
      if let link {
        svg.element("a", ["href": link], content)
      } else {
        svg.element("g", [:], content)
      }
    }
    svg.newline()
  }

  private func write(
    _ text: String, _ place: Figure.Point, _ role: Figure.TextRole, to svg: inout MarkupWriter
  ) {
    // Fonts for other scripts keep to no grid.
    let isPlain = text.utf8.allSatisfy { $0 < 0x80 }
    svg.element(
      "text",
      [
        "class": role == .plain ? nil : role.rawValue, "x": "\(place.x)",
        "y": "\(place.y + Figure.Metrics.baseline)",
        "textLength": isPlain ? nil : "\(Figure.width(TerminalText.escape(text)))",
      ], text: text)
  }

  /// The head of an arrow at the end of a line.
  private func arrow(
    _ points: [Figure.Point], _ role: Figure.LineRole, to svg: inout MarkupWriter
  ) {
    guard points.count > 1 else { return }
    let (end, before) = (points[points.count - 1], points[points.count - 2])
    let path: String
    if end.y == before.y {
      let back = end.x > before.x ? end.x - 8 : end.x + 8
      path = "M\(end.x) \(end.y)L\(back) \(end.y - 5)L\(back) \(end.y + 5)Z"
    } else {
      let back = end.y > before.y ? end.y - 8 : end.y + 8
      path = "M\(end.x) \(end.y)L\(end.x - 5) \(back)L\(end.x + 5) \(back)Z"
    }
    svg.empty("path", ["class": role == .aside ? "head aside" : "head", "d": path])
  }

  private func write(
    _ points: [Figure.Point], _ role: Figure.LineRole, to svg: inout MarkupWriter
  ) {
    guard let first = points.first, let last = points.last, points.count > 1 else { return }
    var path = "M\(first.x) \(first.y)"
    for (from, to) in zip(points, points.dropFirst()) {
      let middle = (from.x + to.x) / 2
      path += "C\(middle) \(from.y) \(middle) \(to.y) \(to.x) \(to.y)"
    }
    svg.empty("path", ["class": role.rawValue, "d": path])
    svg.empty(
      "path",
      [
        "class": "head",
        "d": "M\(last.x) \(last.y)L\(last.x - 8) \(last.y - 5)L\(last.x - 8) \(last.y + 5)Z",
      ])
  }
}
