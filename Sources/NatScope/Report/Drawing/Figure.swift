/// A picture of boxes, lines and monospaced text, each at its place, before any format.
///
/// A font is nowhere asked: the advance of a monospaced one is 0.6 of its size, wide characters take
/// two, so that the same text always gives the same picture.
struct Figure: Sendable {
  var width = 0
  var height = 0
  var parts: [Part] = []

  /// Units of the picture. At 390 CSS pixels with a margin of 16 on both sides, a picture
  /// `pathWidth` wide has letters of 11 pixels.
  enum Metrics {
    static let font = 15
    static let advance = 9
    static let line = 20
    /// From the top of a line to its baseline.
    static let baseline = 15
    static let pathWidth = 486
  }

  struct Rect: Sendable, Hashable {
    var x: Int
    var y: Int
    var width: Int
    var height: Int

    var right: Int { x + width }
    var bottom: Int { y + height }
  }

  struct Point: Sendable, Hashable {
    var x: Int
    var y: Int
  }

  indirect enum Part: Sendable {
    case box(Rect, BoxRole, radius: Int)
    /// With the top left corner of its line.
    case text(Point, String, TextRole)
    case line([Point], LineRole, hasArrow: Bool)
    /// A line of curves, between each two points from top to bottom or from left to right.
    case curve([Point], LineRole)
    /// The mark beside the word of a decisive rule; with its middle.
    case diamond(Point)
    /// Parts that belong together, with what a pointer over them shows, and what they lead to.
    case group(title: String?, link: String?, [Part])
  }

  enum BoxRole: String, Sendable {
    case start, band, bandAside, decision, chain, builtIn, decisive, open, neighbour
    case passes, stopped, undecided, ends
    case missing, grouped
    /// Behind the box of a group, so that it looks like several.
    case sheet
  }

  enum TextRole: String, Sendable {
    case plain, strong, dim, accent, good, bad
  }

  enum LineRole: String, Sendable {
    case way, jump, goto, aside
  }

  static func width(_ text: String) -> Int { TerminalText.width(text) * Metrics.advance }
}
