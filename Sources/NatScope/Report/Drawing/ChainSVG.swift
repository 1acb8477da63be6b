/// The chains of a table as a picture, in a file of its own.
public struct ChainSVG: Sendable {
  /// A larger picture nobody finds anything in.
  public static let boxLimit = 400
  public static let arrowLimit = 1_500

  public init() {}

  /// The drawings one below the other, ended by a newline.
  public func render(_ drawings: [ChainDrawing]) throws(DrawingTooLarge) -> String {
    for drawing in drawings {
      guard drawing.boxes.count <= Self.boxLimit, drawing.arrows.count <= Self.arrowLimit else {
        throw DrawingTooLarge(
          description:
            "SVG: \(drawing.boxes.count) boxes and \(drawing.arrows.count) arrows, and it "
            + "takes \(Self.boxLimit) and \(Self.arrowLimit)")
      }
    }
    let figure = Figure.stacked(drawings.map { (nil, ChainFigure($0).figure) })
    let title = drawings.map(\.title).joined(separator: "; ")
    return FigureSVG(id: "chains", isAlone: true, isFitted: false).write(
      figure, title: title, summary: drawings.map(Self.summary).joined(separator: " ")
    ).text + "\n"
  }

  /// The drawing in words: what each hook leads to.
  private static func summary(_ drawing: ChainDrawing) -> String {
    var ways: [String] = []
    for (index, box) in drawing.boxes.enumerated() where box.shape == .builtInChain {
      var names: [String] = []
      for arrow in drawing.arrows where arrow.from == index {
        let name = drawing.boxes[arrow.to].title
        if !names.contains(name) { names.append(name) }
      }
      let shown = names.prefix(8).joined(separator: ", ")
      let more = names.count > 8 ? " and \(names.count - 8) more" : ""
      ways.append(names.isEmpty ? "\(box.title) is empty" : "\(box.title) leads to \(shown)\(more)")
    }
    let chains = drawing.boxes.reduce(0) { $0 + ($1.shape == .missingChain ? 0 : $1.chains) }
    return "\(chains) chains. " + ways.map { $0 + "." }.joined(separator: " ")
  }
}
