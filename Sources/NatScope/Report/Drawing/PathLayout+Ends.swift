extension PathLayout {
  /// The end, or all of them in a box of their own.
  mutating func ends(_ drawing: PathDrawing, from top: Int) {
    arrow(from: top)
    guard drawing.ends.count > 1 || drawing.moreEnds != nil else {
      for end in drawing.ends { self.end(end, x: 2, width: figure.width - 4) }
      return
    }
    box(x: 2, width: figure.width - 4, .ends, radius: 6) { layout in
      layout.text("ends", x: 14, .strong)
      layout.text(
        "one of \(Decimals.grouped(UInt64(drawing.endCount)))", x: 14 + 6 * Figure.Metrics.advance,
        .dim)
      layout.y += Figure.Metrics.line
      for end in drawing.ends {
        layout.y += 6
        layout.end(end, x: 14, width: layout.figure.width - 28)
      }
      if let more = drawing.moreEnds {
        layout.y += 6
        layout.text("+ \(more)", x: 14, .dim)
        layout.y += Figure.Metrics.line
      }
    }
  }

  private mutating func end(_ end: PathDrawing.End, x: Int, width: Int) {
    let right = x + width - 12
    box(x: x, width: width, end.kind.role, radius: 12) { layout in
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
