/// A drawing of chains with a place for each of its boxes: in layers from left to right, each chain
/// right of all that lead to it.
///
/// A box has a row for each arrow that begins in it, so that no label stands on a line. What a rule ends
/// in stands in its row.
struct ChainFigure {
  private(set) var figure = Figure()

  struct Node {
    var rect: Figure.Rect
    let box: Int
    var rows: [Row]
  }

  struct Row {
    let text: String
    let title: String
    /// Index of the node that it leads to; nil where it ends.
    let to: Int?
    let isGoto: Bool
  }

  private static let padding = 9
  private static let gap = 22
  private static let layerGap = 96
  /// In columns; whole texts stand in the title.
  private static let columns = 56
  private static let targetColumns = 36

  private var nodes: [Node] = []

  init(_ drawing: ChainDrawing) {
    makeNodes(drawing)
    let layers = ChainLayers(
      nodes.map { $0.rows.compactMap(\.to) }, heights: nodes.map(\.rect.height), gap: Self.gap)
    place(layers, drawing)
    let right = nodes.map(\.rect.right).max() ?? 0
    figure.width = max(Figure.Metrics.pathWidth, right + 12)
    figure.height += 12
  }

  private mutating func makeNodes(_ drawing: ChainDrawing) {
    var nodeOf: [Int: Int] = [:]
    for index in drawing.boxes.indices where drawing.boxes[index].shape != .end {
      nodeOf[index] = nodeOf.count
    }
    var rows = [[Row]](repeating: [], count: nodeOf.count)
    for arrow in drawing.arrows {
      guard let from = nodeOf[arrow.from] else { continue }
      let to = nodeOf[arrow.to]
      let end = drawing.boxes[arrow.to]
      let sign = to == nil ? "=>" : "->"
      rows[from].append(
        Row(
          text: Self.cut(
            arrow.label,
            "\(sign) \(drawing.boxes[arrow.from].table == end.table ? end.name : end.title)"),
          title: "\(arrow.label) \(sign) \(end.title)", to: to,
          isGoto: arrow.isGoto))
    }
    for index in drawing.boxes.indices where nodeOf[index] != nil {
      let box = drawing.boxes[index]
      let own = rows[nodes.count]
      let widths =
        [Self.header(box.title), box.detail].map { TerminalText.width(TerminalText.escape($0)) }
        + own.map { TerminalText.width(TerminalText.escape($0.text)) }
      let width = min(Self.columns, widths.max() ?? 0) * Figure.Metrics.advance + 2 * Self.padding
      let lines = 2 + own.count
      nodes.append(
        Node(
          rect: Figure.Rect(
            x: 0, y: 0, width: width,
            height: lines * Figure.Metrics.line + 2 * Self.padding),
          box: index, rows: own))
    }
  }

  private static func header(_ title: String) -> String {
    Layout.shorten(TerminalText.escape(title), to: columns)
  }

  /// What a rule asks and where it leads; the former is cut first.
  private static func cut(_ asks: String, _ target: String) -> String {
    let target = Layout.shorten(TerminalText.escape(target), to: targetColumns)
    let room = columns - TerminalText.width(target) - 1
    return Layout.cut(TerminalText.escape(asks), to: room) + " " + target
  }

  private mutating func place(_ layers: ChainLayers, _ drawing: ChainDrawing) {
    var x = 12
    var top = 12
    for line in PathLayout.wrap(drawing.title, to: 900, limit: 4) {
      figure.parts.append(.text(Figure.Point(x: 12, y: top), line, .strong))
      figure.width = max(figure.width, 12 + Figure.width(line))
      top += Figure.Metrics.line
    }
    top += 12
    figure.height = top + layers.height
    var lefts: [Int] = []
    var rights: [Int] = []
    for layer in layers.layers {
      let width = layer.compactMap { $0.node.map { nodes[$0].rect.width } }.max() ?? 0
      lefts.append(x)
      rights.append(x + width)
      for slot in layer {
        guard let node = slot.node else { continue }
        nodes[node].rect.x = x
        nodes[node].rect.y = top + slot.y
      }
      x += width + Self.layerGap
    }
    for (index, node) in nodes.enumerated() {
      for (number, row) in node.rows.enumerated() {
        guard let to = row.to else { continue }
        let y = rowTop(node, number) + Figure.Metrics.line / 2
        let target = nodes[to].rect
        let end = Figure.Point(x: target.x, y: target.y + Self.padding + Figure.Metrics.line / 2)
        // Up to the end of its own layer it passes nothing, since only its box is on this height.
        var points = [Figure.Point(x: node.rect.right, y: y)]
        let right = rights[layers.layer(of: index)]
        if right > node.rect.right { points.append(Figure.Point(x: right, y: y)) }
        for bend in layers.bends(from: index, to: to) {
          points.append(Figure.Point(x: lefts[bend.layer], y: top + bend.y))
          points.append(Figure.Point(x: rights[bend.layer], y: top + bend.y))
        }
        points.append(end)
        figure.parts.append(.curve(points, row.isGoto ? .goto : .jump))
      }
    }
    for node in nodes { draw(node, drawing.boxes[node.box]) }
  }

  private func rowTop(_ node: Node, _ number: Int) -> Int {
    node.rect.y + Self.padding + (2 + number) * Figure.Metrics.line
  }

  private mutating func draw(_ node: Node, _ box: ChainDrawing.Box) {
    let x = node.rect.x + Self.padding
    var parts: [Figure.Part] = []
    if box.shape == .chainGroup {
      var sheet = node.rect
      sheet.x += 4
      sheet.y += 4
      parts.append(.box(sheet, .sheet, radius: 4))
    }
    parts.append(.box(node.rect, box.shape.role, radius: 4))
    let y = node.rect.y + Self.padding
    parts.append(.text(Figure.Point(x: x, y: y), Self.header(box.title), .strong))
    parts.append(
      .text(
        Figure.Point(x: x, y: y + Figure.Metrics.line),
        Layout.cut(TerminalText.escape(box.detail), to: Self.columns), .dim))
    for (number, row) in node.rows.enumerated() {
      let place = Figure.Point(x: x, y: rowTop(node, number))
      parts.append(.group(title: row.title, link: nil, [.text(place, row.text, .plain)]))
    }
    figure.parts.append(.group(title: "\(box.title), \(box.detail)", link: nil, parts))
  }
}

extension ChainDrawing.Shape {
  fileprivate var role: Figure.BoxRole {
    switch self {
    case .builtInChain: .builtIn
    case .chain, .end: .chain
    case .chainGroup: .grouped
    case .missingChain: .missing
    }
  }
}
