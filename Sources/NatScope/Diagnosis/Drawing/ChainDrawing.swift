/// What a drawing of chains shows: boxes and arrows with their words, without any layout.
public struct ChainDrawing: Sendable {
  public enum Shape: Sendable, Hashable {
    case builtInChain
    case chain
    /// Several chains that do the same.
    case chainGroup
    /// A chain that the text does not have.
    case missingChain
    /// Where packets end: a translation or a verdict.
    case end
  }

  public struct Box: Sendable, Hashable {
    public let shape: Shape
    /// Empty for an end, and for a chain that the text does not have.
    public let table: String
    public let name: String
    /// A second line: the number of rules, of chains.
    public let detail: String
    /// How many chains it stands for; 0 for an end.
    public let chains: Int

    /// `nat KUBE-SERVICES`, `DNAT 10.42.0.15:443`
    public var title: String { table.isEmpty ? name : "\(table) \(name)" }
  }

  public struct Arrow: Sendable, Hashable {
    /// Indices into `boxes`.
    public let from: Int
    public let to: Int
    public let label: String
    public let isGoto: Bool
    /// How many rules it stands for.
    public let rules: Int
  }

  /// When chains of a kind become one box.
  public enum Grouping: String, Sendable, CaseIterable {
    /// When a drawing would have more than `boxLimit` boxes or `arrowLimit` arrows.
    case auto
    case always, never
  }

  /// More than that nobody follows with the eye.
  public static let boxLimit = 100
  public static let arrowLimit = 250

  /// What is drawn, and what of it was grouped.
  public let title: String
  /// Whether one of its boxes stands for several chains, or one of its arrows for several rules.
  public let isGrouped: Bool
  public let boxes: [Box]
  public let arrows: [Arrow]

  /// Draws the chains of a table with their jumps and what their rules end in.
  ///
  /// - Parameters:
  ///   - showsChain: which chains to draw, by name.
  ///   - fits: whether the format can show a drawing; if not, more is grouped.
  public init(
    _ ruleset: Ruleset, table: TableName, grouping: Grouping = .auto,
    showsChain: (String) -> Bool = { _ in true }, fits: (ChainDrawing) -> Bool = { _ in true }
  ) {
    let arrows = ChainArrows(ruleset, table: table, showsChain: showsChain)
    self.init(arrows, title: "table \(table.rawValue)", grouping, fits)
  }

  /// Draws the rules that a trace met, in whichever table.
  public init(
    _ trace: Trace, in ruleset: Ruleset, grouping: Grouping = .auto,
    showsChain: (String) -> Bool = { _ in true }, fits: (ChainDrawing) -> Bool = { _ in true }
  ) {
    let arrows = ChainArrows(trace, in: ruleset, showsChain: showsChain)
    self.init(arrows, title: "trace to \(trace.packet.destinationText)", grouping, fits)
  }

  private init(
    _ arrows: ChainArrows, title: String, _ grouping: Grouping, _ fits: (ChainDrawing) -> Bool
  ) {
    let isSmall =
      arrows.chains.count <= Self.boxLimit && arrows.all.count <= Self.arrowLimit
    if grouping == .never || grouping == .auto && isSmall {
      let plain = ChainDrawing(DrawingParts(arrows), title: title)
      let isDrawn = plain.boxes.count <= Self.boxLimit && fits(plain)
      if grouping == .never || isDrawn {
        self = plain
        return
      }
    }
    var grouped = ChainGroups(arrows)
    var last: ChainDrawing?
    for step in ChainGroups.Step.allCases {
      grouped.take(step)
      let drawing = ChainDrawing(grouped, arrows, title)
      last = drawing
      if drawing.boxes.count <= Self.boxLimit, drawing.arrows.count <= Self.arrowLimit,
        fits(drawing)
      {
        break
      }
    }
    self = last ?? ChainDrawing(DrawingParts(arrows), title: title)
  }

  private init(_ groups: ChainGroups, _ arrows: ChainArrows, _ title: String) {
    let words = groups.words
    self.init(
      DrawingParts(arrows, groups),
      title: words.isEmpty ? "\(title), parallel rules counted" : "\(title), grouped: \(words)",
      isGrouped: true)
  }

  private init(_ parts: DrawingParts, title: String, isGrouped: Bool = false) {
    self.title = title
    self.isGrouped = isGrouped
    boxes = parts.boxes
    arrows = parts.arrows
  }
}
