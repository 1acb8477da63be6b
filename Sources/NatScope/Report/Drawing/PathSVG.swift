/// The path of one traced packet as a picture: an `svg` element for a page, or a file of its own.
///
/// Colours are those of the page, by its custom properties `--ns-line`, `--ns-text`, `--ns-dim`,
/// `--ns-accent`, `--ns-good`, `--ns-bad` and `--ns-surface`. Rules lead to the anchors
/// `r<ruleset>-<line>` of the page.
public struct PathSVG: Sendable {
  public init() {}

  /// The element for a page.
  ///
  /// - Parameter id: the prefix of its ids, different for each picture of a page.
  public func render(_ view: Answer.View, _ capture: Capture, id: String) -> String {
    markup(view, capture, id: id).text
  }

  /// The same, for what is written by a ``MarkupWriter``.
  public func markup(_ view: Answer.View, _ capture: Capture, id: String) -> Markup {
    let drawing = PathDrawing(view, in: capture.rulesets[view.ruleset])
    let layout = PathLayout(drawing, linkPrefix: "r\(view.ruleset)-")
    return FigureSVG(id: id, isAlone: false).write(
      layout.figure, title: drawing.title, summary: drawing.summary)
  }

  /// What the picture says, in words, for formats without pictures.
  public func alternative(_ view: Answer.View, _ capture: Capture) -> String {
    PathDrawing(view, in: capture.rulesets[view.ruleset]).summary
  }
}

extension PathSVG {
  /// A file of its own with the paths of all destinations, one below the other.
  public func render(_ answer: Answer) -> String {
    let drawings = answer.views.map {
      PathDrawing($0, in: answer.capture.rulesets[$0.ruleset])
    }
    let figure = Figure.stacked(
      drawings.map { ($0.title, PathLayout($0, linkPrefix: nil).figure) })
    let title = drawings.count == 1 ? drawings[0].title : "Paths of \(drawings.count) packets"
    let summary = drawings.map(\.summary).joined(separator: " ")
    return FigureSVG(id: "path", isAlone: true).write(figure, title: title, summary: summary).text
      + "\n"
  }
}
