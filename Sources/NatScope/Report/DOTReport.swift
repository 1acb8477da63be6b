/// A drawing in the language of Graphviz, for `dot -Tsvg`.
public struct DOTReport: Sendable {
  public init() {}

  /// The drawing as one digraph, ended by a newline.
  public func render(_ drawing: ChainDrawing) -> String {
    var out = "digraph \(quote(drawing.title)) {\n"
    out += "  rankdir=LR;\n  node [fontname=\"monospace\", shape=box];\n"
    out += "  edge [fontname=\"monospace\", fontsize=10];\n"
    for (index, box) in drawing.boxes.enumerated() {
      let label = box.detail.isEmpty ? box.title : "\(box.title)\n\(box.detail)"
      out += "  n\(index) [label=\(quote(label))\(attributes(box.shape))];\n"
    }
    for arrow in drawing.arrows {
      let style = arrow.isGoto ? ", style=dashed" : ""
      out += "  n\(arrow.from) -> n\(arrow.to) [label=\(quote(arrow.label))\(style)];\n"
    }
    return out + "}\n"
  }

  private func attributes(_ shape: ChainDrawing.Shape) -> String {
    switch shape {
    case .builtInChain: ", style=bold"
    case .chain: ""
    case .missingChain: ", style=dashed"
    case .end: ", shape=ellipse"
    }
  }

  /// A quoted string: quotes and backslashes escaped, what a terminal would act on made visible.
  private func quote(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      TerminalText.escape(String(line)).flatMap { character -> [Character] in
        character == "\"" || character == "\\" ? ["\\", character] : [character]
      }
    }
    return "\"" + lines.map { String($0) }.joined(separator: "\\n") + "\""
  }
}
