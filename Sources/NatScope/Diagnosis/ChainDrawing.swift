/// What a drawing of chains shows: boxes and arrows with their words, without any layout.
public struct ChainDrawing: Sendable {
  public enum Shape: Sendable, Hashable {
    case builtInChain
    case chain
    /// A chain that the text does not have.
    case missingChain
    /// Where packets end: a translation or a verdict.
    case end
  }

  public struct Box: Sendable, Hashable {
    public let shape: Shape
    public let title: String
    /// A second line: the number of rules, the source line.
    public let detail: String
  }

  public struct Arrow: Sendable, Hashable {
    /// Indices into `boxes`.
    public let from: Int
    public let to: Int
    public let label: String
    public let isGoto: Bool
  }

  public let title: String
  public private(set) var boxes: [Box] = []
  public private(set) var arrows: [Arrow] = []
  private var chainBox: [Chain.ID: Int] = [:]
  private var endBox: [Box: Int] = [:]

  /// Draws the chains of a table with their jumps and what their rules end in.
  ///
  /// - Parameter showsChain: which chains to draw, by name.
  public init(
    _ ruleset: Ruleset, table: TableName, showsChain: (String) -> Bool = { _ in true }
  ) {
    title = "table \(table.rawValue)"
    guard let id = ruleset.table(table) else { return }
    for index in ruleset.chains.indices where ruleset.chains[index].table == id {
      let chain = Chain.ID(index)
      guard showsChain(ruleset.name(chain)) else { continue }
      let from = box(of: chain, ruleset)
      for rule in ruleset[chain].rules.map({ Rule.ID($0) }) {
        draw(rule, from: from, ruleset, showsChain)
      }
    }
  }

  /// Draws the rules that a trace met, in whichever table.
  public init(
    _ trace: Trace, in ruleset: Ruleset, showsChain: (String) -> Bool = { _ in true }
  ) {
    let packet = trace.packet
    title = "trace to " + packet.destinationText
    var seen: Set<Rule.ID> = []
    for item in trace.outcomes.flatMap(\.path) where seen.insert(item.rule).inserted {
      let chain = ruleset[item.rule].chain
      guard showsChain(ruleset.name(chain)) else { continue }
      draw(item.rule, from: box(of: chain, ruleset), ruleset, showsChain)
    }
  }

  private mutating func draw(
    _ rule: Rule.ID, from: Int, _ ruleset: Ruleset, _ showsChain: (String) -> Bool
  ) {
    let decoded = ruleset.decode(rule)
    let words = RuleWords(ruleset)
    let label = "\(RulePlace(ruleset, rule).numberText) \(words.asks(decoded, rule))"
    let name = ruleset.source.string(ruleset[rule].target)
    switch decoded.target {
    case .chain(let target, let isGoto):
      guard showsChain(ruleset.name(target)) else { return }
      add(from, box(of: target, ruleset), label, isGoto: isGoto)
    case .destinationNAT, .redirect, .netmap, .sourceNAT, .masquerade, .transparentProxy,
      .accept, .drop, .reject, .queue, .corrupt:
      let end = Box(shape: .end, title: words.target(rule, decoded.target), detail: "")
      add(from, box(end), label, isGoto: false)
    case .unknown:
      add(
        from, box(Box(shape: .missingChain, title: name, detail: "not in the text")), label,
        isGoto: ruleset[rule].flags.contains(.goto))
    default: break  // marks, logs and returns lead nowhere
    }
  }

  private mutating func box(of chain: Chain.ID, _ ruleset: Ruleset) -> Int {
    if let known = chainBox[chain] { return known }
    let count = ruleset[chain].rules.count
    boxes.append(
      Box(
        shape: ruleset.isBuiltIn(chain) ? .builtInChain : .chain,
        title: "\(ruleset.tableName(chain)) \(ruleset.name(chain))",
        detail: count == 1 ? "1 rule" : "\(count) rules"))
    chainBox[chain] = boxes.count - 1
    return boxes.count - 1
  }

  private mutating func box(_ end: Box) -> Int {
    if let known = endBox[end] { return known }
    boxes.append(end)
    endBox[end] = boxes.count - 1
    return boxes.count - 1
  }

  private mutating func add(_ from: Int, _ to: Int, _ label: String, isGoto: Bool) {
    arrows.append(Arrow(from: from, to: to, label: label, isGoto: isGoto))
  }
}
