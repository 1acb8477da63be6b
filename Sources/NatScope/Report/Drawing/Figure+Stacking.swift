extension Figure {
  /// Pictures below each other, each under its title, if that does not stand in it already.
  ///
  /// One picture stays as it is.
  static func stacked(_ figures: [(title: String?, figure: Figure)]) -> Figure {
    guard figures.count != 1 else { return figures[0].figure }
    var result = Figure()
    for (title, figure) in figures {
      if result.height > 0 { result.height += 2 * Metrics.line }
      for line in title.map({ PathLayout.wrap($0, to: Metrics.pathWidth - 12, limit: 3) }) ?? [] {
        result.parts.append(.text(Point(x: 6, y: result.height + 4), line, .strong))
        result.height += Metrics.line
      }
      result.height += 8
      result.parts += figure.parts.map { $0.moved(down: result.height) }
      result.width = max(result.width, figure.width)
      result.height += figure.height
    }
    return result
  }
}

extension Figure.Part {
  /// The same further down.
  func moved(down distance: Int) -> Figure.Part {
    switch self {
    case .box(var rect, let role, let radius):
      rect.y += distance
      return .box(rect, role, radius: radius)
    case .text(let place, let text, let role): return .text(place.moved(down: distance), text, role)
    case .line(let points, let role, let hasArrow):
      return .line(points.map { $0.moved(down: distance) }, role, hasArrow: hasArrow)
    case .curve(let points, let role):
      return .curve(points.map { $0.moved(down: distance) }, role)
    case .diamond(let middle): return .diamond(middle.moved(down: distance))
    case .group(let title, let link, let parts):
      return .group(title: title, link: link, parts.map { $0.moved(down: distance) })
    }
  }
}

extension Figure.Point {
  fileprivate func moved(down distance: Int) -> Figure.Point {
    Figure.Point(x: x, y: y + distance)
  }
}
