/// A drawing as a Mermaid flowchart, which GitHub and GitLab show in comments.
///
/// They refuse texts above 50,000 characters, so draw a trace, not a whole node.
public struct MermaidReport: Sendable {
  public init() {}

  /// The drawing as a flowchart, ended by a newline, without a code fence.
  public func render(_ drawing: ChainDrawing) -> String {
    var out = "flowchart LR\n"
    for (index, box) in drawing.boxes.enumerated() {
      let label = quote(box.title) + (box.detail.isEmpty ? "" : "<br/>" + quote(box.detail))
      out += "  n\(index)" + shaped(label, box.shape) + "\n"
    }
    for arrow in drawing.arrows {
      let line = arrow.isGoto ? "-.->" : "-->"
      out += "  n\(arrow.from) \(line)|\"\(quote(arrow.label))\"| n\(arrow.to)\n"
    }
    return out
  }

  private func shaped(_ label: String, _ shape: ChainDrawing.Shape) -> String {
    switch shape {
    case .builtInChain: "[[\"\(label)\"]]"
    case .chain: "[\"\(label)\"]"
    case .missingChain: "{{\"\(label)\"}}"
    case .end: "([\"\(label)\"])"
    }
  }

  /// Everything but letters, digits and a few harmless signs as Mermaid's numeric entities, so
  /// that no text can close a label or become markup.
  private func quote(_ text: String) -> String {
    var out = ""
    for scalar in TerminalText.escape(text).unicodeScalars {
      let isHarmless =
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        || " -_.:/,+*=".unicodeScalars.contains(scalar)
      if isHarmless {
        out.unicodeScalars.append(scalar)
      } else {
        out += "#\(scalar.value);"
      }
    }
    return out
  }
}
