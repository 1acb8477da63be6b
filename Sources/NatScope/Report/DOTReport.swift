/// A drawing in the language of Graphviz, for `dot -Tsvg`.
public struct DOTReport: Sendable {
  public init() {}

  /// The drawings as one digraph, several in a box each, since Graphviz makes a file of each digraph.
  /// Ended by a newline.
  public func render(_ drawings: [ChainDrawing]) -> String {
    let title = drawings.count == 1 ? drawings[0].title : "\(drawings.count) drawings"
    var out = "digraph \(quote(title)) {\n"
    out += "  rankdir=LR;\n  node [fontname=\"monospace\", shape=box];\n"
    out += "  edge [fontname=\"monospace\", fontsize=10];\n"
    var first = 0
    for (number, drawing) in drawings.enumerated() {
      if drawings.count > 1 {
        out += "  subgraph cluster_\(number) {\n  label=\(quote(drawing.title)); labeljust=l;\n"
      } else if drawing.isGrouped {
        out += "  label=\(quote(drawing.title)); labelloc=t; labeljust=l;\n"
      }
      write(drawing, first, &out)
      if drawings.count > 1 { out += "  }\n" }
      first += drawing.boxes.count
    }
    return out + "}\n"
  }

  /// - Parameter first: the number of the first box, different for each drawing.
  private func write(_ drawing: ChainDrawing, _ first: Int, _ out: inout String) {
    for (index, box) in drawing.boxes.enumerated() {
      let label = box.detail.isEmpty ? box.title : "\(box.title)\n\(box.detail)"
      out += "  n\(first + index) [label=\(quote(label))\(attributes(box.shape))];\n"
    }
    for arrow in drawing.arrows {
      let style = arrow.isGoto ? ", style=dashed" : ""
      let ends = "n\(first + arrow.from) -> n\(first + arrow.to)"
      out += "  \(ends) [label=\(quote(arrow.label))\(style)];\n"
    }
  }

  private func attributes(_ shape: ChainDrawing.Shape) -> String {
    switch shape {
    case .builtInChain: ", style=bold"
    case .chain: ""
    case .chainGroup: ", peripheries=2"
    case .missingChain: ", style=dashed"
    case .end: ", shape=ellipse"
    }
  }

  /// A quoted string: quotes and backslashes escaped, what a terminal would act on made visible.
  ///
  /// Graphviz reads HTML's entities in labels, so an ampersand is written as one (Graphviz,
  /// "Node, Edge and Graph Attributes", escString).
  private func quote(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var escaped = ""
      for scalar in TerminalText.escape(String(line)).unicodeScalars {
        switch scalar {
        case "\"", "\\": escaped += "\\"
        case "&":
          escaped += "&amp;"
          continue
        default: break
        }
        escaped.unicodeScalars.append(scalar)
      }
      return escaped
    }
    return "\"" + lines.joined(separator: "\\n") + "\""
  }
}
