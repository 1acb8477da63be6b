import TestSupport
import Testing

@testable import NatScope

/// What holds of every figure: boxes lie beside or in each other, and texts in their box.
enum FigureCheck {
  static func expect(_ figure: Figure, _ what: String) {
    var boxes: [Figure.Rect] = []
    var texts: [(place: Figure.Point, text: String)] = []
    collect(figure.parts, &boxes, &texts)
    var wrong = overlapping(texts)
    for (index, box) in boxes.enumerated() {
      if box.x < 0 || box.y < 0 || box.right > figure.width || box.bottom > figure.height {
        wrong.append("\(box) is outside of the picture")
      }
      for other in boxes[..<index] where !isApart(box, other) && !isNested(box, other) {
        wrong.append("\(box) overlaps \(other)")
      }
    }
    for (place, text) in texts {
      let rect = Figure.Rect(
        x: place.x, y: place.y, width: Figure.width(TerminalText.escape(text)),
        height: Figure.Metrics.line)
      if rect.right > figure.width || rect.bottom > figure.height || rect.x < 0 {
        wrong.append("\(text) is outside of the picture")
      }
      // A text that begins in a box ends in it.
      let middle = place.y + Figure.Metrics.line / 2
      for box in boxes where place.x >= box.x && place.x < box.right {
        if middle > box.y, middle < box.bottom, !holds(box, rect) {
          wrong.append("\(text) does not fit \(box)")
        }
      }
    }
    #expect(wrong == [], "\(what)")
  }

  private static func isApart(_ one: Figure.Rect, _ other: Figure.Rect) -> Bool {
    one.right <= other.x || other.right <= one.x || one.bottom <= other.y
      || other.bottom <= one.y
  }

  private static func isNested(_ one: Figure.Rect, _ other: Figure.Rect) -> Bool {
    holds(one, other) || holds(other, one)
  }

  private static func holds(_ outer: Figure.Rect, _ inner: Figure.Rect) -> Bool {
    outer.x <= inner.x && inner.right <= outer.right && outer.y <= inner.y
      && inner.bottom <= outer.bottom
  }

  /// Texts on the same line that lie over each other.
  private static func overlapping(_ texts: [(place: Figure.Point, text: String)]) -> [String] {
    var lines: [Int: [(place: Figure.Point, text: String)]] = [:]
    for text in texts { lines[text.place.y, default: []].append(text) }
    var found: [String] = []
    for line in lines.values {
      let sorted = line.sorted { $0.place.x < $1.place.x }
      for (left, right) in zip(sorted, sorted.dropFirst())
      where left.place.x + Figure.width(TerminalText.escape(left.text)) > right.place.x {
        found.append("\(left.text) | \(right.text)")
      }
    }
    return found.sorted()
  }

  private static func collect(
    _ parts: [Figure.Part], _ boxes: inout [Figure.Rect],
    _ texts: inout [(place: Figure.Point, text: String)]
  ) {
    for part in parts {
      switch part {
      // The sheet behind a group's box only makes it look like several.
      case .box(let rect, let role, _): if role != .sheet { boxes.append(rect) }
      case .text(let place, let text, _): texts.append((place, text))
      case .group(_, _, let inner): collect(inner, &boxes, &texts)
      case .line, .curve, .diamond: break
      }
    }
  }
}
