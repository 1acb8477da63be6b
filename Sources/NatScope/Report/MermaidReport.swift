/// A drawing as a Mermaid flowchart, which GitHub and GitLab show in comments.
public struct MermaidReport: Sendable {
  /// Mermaid's defaults, which a page can raise and a comment cannot: longer texts and more arrows are
  /// refused (Mermaid, config.schema.yaml, maxTextSize and maxEdges).
  public static let textLimit = 50_000
  public static let arrowLimit = 500
  /// In columns: longer labels are cut with an ellipsis.
  private static let labelLimit = 120
  private static let titleLimit = 600

  public init() {}

  /// Whether Mermaid takes a drawing, beside others of the same size.
  public func fits(_ drawing: ChainDrawing, among count: Int = 1) -> Bool {
    drawing.arrows.count <= Self.arrowLimit / max(1, count)
      && text([drawing]).utf16.count <= Self.textLimit / max(1, count)
  }

  /// The drawings as one flowchart, several in a box each, ended by a newline, without a code fence.
  public func render(_ drawings: [ChainDrawing]) throws(DrawingTooLarge) -> String {
    let arrows = drawings.reduce(0) { $0 + $1.arrows.count }
    guard arrows <= Self.arrowLimit else {
      throw DrawingTooLarge(
        description: "Mermaid: \(arrows) arrows, and it takes \(Self.arrowLimit)")
    }
    let text = text(drawings)
    guard text.utf16.count <= Self.textLimit else {
      throw DrawingTooLarge(
        description: "Mermaid: \(text.utf16.count) characters, and it takes \(Self.textLimit)")
    }
    return text
  }

  private func text(_ drawings: [ChainDrawing]) -> String {
    var out = "flowchart LR\n"
    var first = 0
    for (number, drawing) in drawings.enumerated() {
      if drawings.count > 1 {
        out += "  subgraph g\(number)[\"\(quote(drawing.title, to: Self.titleLimit))\"]\n"
      } else if drawing.isGrouped {
        out += "  heading[\"\(quote(drawing.title, to: Self.titleLimit))\"]\n"
      }
      write(drawing, first, &out)
      if drawings.count > 1 { out += "  end\n" }
      first += drawing.boxes.count
    }
    return out
  }

  /// - Parameter first: the number of the first box, different for each drawing.
  private func write(_ drawing: ChainDrawing, _ first: Int, _ out: inout String) {
    for (index, box) in drawing.boxes.enumerated() {
      let label = quote(box.title) + (box.detail.isEmpty ? "" : "<br/>" + quote(box.detail))
      out += "  n\(first + index)" + shaped(label, box.shape) + "\n"
    }
    for arrow in drawing.arrows {
      let line = arrow.isGoto ? "-.->" : "-->"
      let (from, to) = (first + arrow.from, first + arrow.to)
      out += "  n\(from) \(line)|\"\(quote(arrow.label))\"| n\(to)\n"
    }
  }

  private func shaped(_ label: String, _ shape: ChainDrawing.Shape) -> String {
    switch shape {
    case .builtInChain: "[[\"\(label)\"]]"
    case .chain: "[\"\(label)\"]"
    case .chainGroup: "[/\"\(label)\"/]"
    case .missingChain: "{{\"\(label)\"}}"
    case .end: "([\"\(label)\"])"
    }
  }

  /// Everything but letters, digits and a few harmless signs as Mermaid's numeric entities, so
  /// that no text can close a label or become markup.
  private func quote(_ text: String, to limit: Int = labelLimit) -> String {
    var out = ""
    for scalar in Layout.cut(TerminalText.escape(text), to: limit).unicodeScalars {
      let isHarmless =
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        || " -_.:/,+*=…".unicodeScalars.contains(scalar)
      if isHarmless {
        out.unicodeScalars.append(scalar)
      } else {
        out += "#\(scalar.value);"
      }
    }
    return out
  }
}
