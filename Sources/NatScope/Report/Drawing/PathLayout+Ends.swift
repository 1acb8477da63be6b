extension PathLayout {
  /// The ends, each at the end of a line from the last hook.
  mutating func ends(_ drawing: PathDrawing, from top: Int) {
    let rail = 24
    var bottom = top
    let isOne = drawing.ends.count == 1
    for end in drawing.ends {
      y += isOne ? 24 : 10
      if isOne {
        add(
          .line(
            [Figure.Point(x: rail, y: top), Figure.Point(x: rail, y: y)], .way, hasArrow: true))
      } else {
        bottom = y + Self.padding + Figure.Metrics.line / 2
        add(
          .line(
            [Figure.Point(x: rail, y: bottom), Figure.Point(x: rail + 22, y: bottom)],
            end.isMain ? .way : .aside, hasArrow: true))
      }
      self.end(end, x: isOne ? 2 : rail + 22)
    }
    if !isOne {
      add(
        .line(
          [Figure.Point(x: rail, y: top), Figure.Point(x: rail, y: bottom)], .way, hasArrow: false))
    }
    if let more = drawing.moreEnds {
      y += 8
      text("+ \(more)", x: rail + 22, .dim)
      y += Figure.Metrics.line
    }
  }

  private mutating func end(_ end: PathDrawing.End, x: Int) {
    let right = figure.width - 12
    box(x: x, width: figure.width - 2 - x, end.kind.role, radius: 12) { layout in
      let share = end.share ?? ""
      let shareX = right - Figure.width(share)
      let room = shareX - x - 12 - (share.isEmpty ? 0 : Figure.Metrics.advance)
      for (index, line) in Self.wrap(end.text, to: room, limit: 4).enumerated() {
        layout.text(line, x: x + 12, end.kind.textRole)
        if index == 0, !share.isEmpty { layout.text(share, x: shareX, .strong) }
        layout.y += Figure.Metrics.line
      }
      layout.words(end.detail, x: x + 12, right: right, limit: 5)
      for (index, condition) in end.conditions.enumerated() {
        layout.words(
          (index == 0 ? "if " : "and ") + condition, x: x + 12, right: right, limit: 3, .plain)
      }
      if end.conditionsOmitted > 0 {
        layout.words(
          "and \(end.conditionsOmitted) more conditions", x: x + 12, right: right, limit: 1)
      }
    }
  }

  private mutating func words(
    _ text: String, x: Int, right: Int, limit: Int, _ role: Figure.TextRole = .dim
  ) {
    guard !text.isEmpty else { return }
    for line in Self.wrap(text, to: right - x, limit: limit) {
      self.text(line, x: x, role)
      y += Figure.Metrics.line
    }
  }
}

extension PathDrawing.EndKind {
  fileprivate var role: Figure.BoxRole {
    switch self {
    case .passes: .passes
    case .stopped: .stopped
    case .undecided: .undecided
    }
  }

  fileprivate var textRole: Figure.TextRole {
    switch self {
    case .passes: .good
    case .stopped: .bad
    case .undecided: .accent
    }
  }
}
