/// What a picture of a packet's path shows: the hooks in their order, the chains that were entered,
/// their rules that matched, and the ends; in words, without any layout.
///
/// The paths of all outcomes lie over each other. A rule that is met by a part of the packets has a
/// share, one that is met under a condition says so.
public struct PathDrawing: Sendable {
  /// `Path of a packet to 10.0.0.5:443/tcp`
  public let title: String
  /// The picture in a few sentences, for those who do not see it.
  public let summary: String
  /// The packet as it arrives.
  public let packet: String
  public internal(set) var bands: [Band] = []
  /// The main one first.
  public internal(set) var ends: [End] = []
  /// Drawn or not.
  public internal(set) var endCount = 1
  /// What is to be said of ends that are not drawn.
  public internal(set) var moreEnds: String?

  /// A hook, or a decision between two of them.
  public struct Band: Sendable {
    public enum Kind: Sendable, Hashable {
      case hook, decision
    }

    public let kind: Kind
    public let title: String
    /// What happens here: `the packet arrives`.
    public let note: String
    /// Whether the packet comes here from the band before it; otherwise from an earlier one.
    public let follows: Bool
    /// Whether the main outcome passes it.
    public let isPassed: Bool
    /// Tables without a rule that matched.
    public var remarks: [String] = []
    public var visits: [Visit] = []
  }

  /// A chain that was entered.
  public struct Visit: Sendable {
    public let table: String
    public let chain: String
    /// nil where the kernel enters.
    public let entry: Entry?
    /// Whether it stands in the picture with the same rules already, so that it has none here.
    public let isAgain: Bool
    public var rows: [Row] = []
    /// Rules that matched and are not drawn.
    public var rowsOmitted = 0
    /// Ways from here that are not drawn: `788 more ways, together 98.5 %`.
    public var others: String?
    /// Chains that it leads to and that do nothing with the packet.
    public var neighbours: [Neighbour] = []
    public var neighboursOmitted = 0
    /// Entered from here, in the order of the rules.
    public var children: [Visit] = []
  }

  /// How a chain was entered.
  public struct Entry: Sendable {
    /// `jump from #3`
    public let text: String
    public let share: String?
    /// What holds for the packets that come this way and not for others.
    public let condition: String?
  }

  public struct Neighbour: Sendable {
    public let chain: String
    /// Whether the packet was in it and no rule matched.
    public let isEntered: Bool
  }

  /// A rule that matched, or a policy.
  public struct Row: Sendable {
    /// `#6`, `policy`
    public let number: String
    public let asks: String
    /// `->`, `=>`, `<-`; empty for what leads nowhere.
    public let arrow: String
    public let target: String
    /// In its file; 0 where the text has no line for it.
    public let line: Int
    public let share: String?
    public let condition: String?
    public let mark: Mark
  }

  public enum Mark: Sendable, Hashable {
    case none
    /// It settles where the packet goes.
    case decides
    /// The walk cannot go on from it.
    case leavesOpen
  }

  public enum EndKind: Sendable, Hashable {
    case passes, stopped, undecided
  }

  public struct End: Sendable {
    public let kind: EndKind
    /// nil if all packets for which the conditions hold come here.
    public let share: String?
    /// `DNAT to 10.42.0.15:443`
    public let text: String
    /// What is to be known besides; empty if nothing.
    public let detail: String
    public let conditions: [String]
    public let conditionsOmitted: Int
    public let isMain: Bool
  }
}

extension PathDrawing {
  /// How much is drawn; what is beyond is counted.
  enum Limit {
    static let ends = 12
    /// Of more ends than that, so many are drawn.
    static let examples = 3
    static let outcomes = 48
    static let rows = 60
    static let rowsOfVisit = 12
    /// Nested chains; of a longer way to the decisive rule the middle is left out.
    static let depth = 24
    static let neighbours = 2
    /// Of a chain with more rules no neighbours are looked for.
    static let neighbourRules = 100_000
  }

  /// How many ends are drawn: all if they are few, or else some.
  static func drawnEnds(of count: Int) -> Int {
    count <= Limit.ends ? count : Limit.examples
  }

  public init(_ view: Answer.View, in ruleset: Ruleset) {
    let trace = view.trace.asShown?.trace ?? view.trace
    title = "Path of a packet to \(trace.packet.destinationText)"
    packet = view.diagnosis.packet
    summary = Self.summary(view.diagnosis)
    let main = trace.spokenOf(ruleset.family)
    let mainIndex =
      trace.outcomes.firstIndex {
        $0.isPrimary == main.isPrimary && $0.path == main.path
          && $0.conditions == main.conditions
      } ?? 0
    var builder = PathDrawingBuilder(trace, main: mainIndex, ruleset)
    bands = builder.bands(view.diagnosis)
    endCount = max(1, view.diagnosis.cases.count + view.diagnosis.casesOmitted)
    (ends, moreEnds) = Self.ends(view.diagnosis, trace, main, ruleset)
  }

  private static func summary(_ diagnosis: Diagnosis) -> String {
    let steps = diagnosis.steps.filter { !$0.isFruitless }
    let limit = 12
    var way = steps.prefix(limit).map { "\($0.place.name) (\($0.asks)) \($0.target)" }
    if steps.count > limit { way.append("\(steps.count - limit) more rules") }
    let path =
      way.isEmpty
      ? "No rule matches on the way." : "The rules that match: \(way.joined(separator: "; "))."
    return "\(diagnosis.explanation.headline) \(path)"
  }

  private static func ends(
    _ diagnosis: Diagnosis, _ trace: Trace, _ main: Outcome, _ ruleset: Ruleset
  ) -> (ends: [End], more: String?) {
    let family = ruleset.family
    guard !diagnosis.cases.isEmpty else {
      let end = End(
        kind: kind(main, diagnosis), share: nil, text: main.answer(family),
        detail: diagnosis.result,
        conditions: [], conditionsOmitted: 0, isMain: true)
      return ([end], nil)
    }
    let spokenOf = main.answer(family)
    let count = diagnosis.cases.count + diagnosis.casesOmitted
    let ends = diagnosis.cases.prefix(drawnEnds(of: count)).map { item in
      let outcome =
        trace.outcomes.first { item.answer == $0.answer(family) }
        ?? trace.outcomes.first { item.answer.hasPrefix($0.answer(family)) } ?? main
      let isMain = outcome.answer(family) == spokenOf
      return End(
        kind: isMain ? kind(outcome, diagnosis) : kind(outcome),
        share: item.share == "all" ? nil : item.share, text: item.answer,
        detail: detail(outcome, ruleset, isMain ? diagnosis : nil), conditions: item.conditions,
        conditionsOmitted: item.conditionsOmitted, isMain: isMain)
    }
    let more = count - ends.count
    return (
      Array(ends), more == 0 ? nil : "\(Decimals.grouped(UInt64(more))) more ends are not drawn"
    )
  }

  /// Where an outcome was stopped, or what it lacks.
  private static func detail(
    _ outcome: Outcome, _ ruleset: Ruleset, _ diagnosis: Diagnosis?
  ) -> String {
    if outcome.verdict == .accept, let stop = diagnosis?.stops.first {
      return "\(stop.text), which stops it"
    }
    if outcome.verdict == nil { return outcome.obstacleText(in: ruleset) }
    guard outcome.isStopped, let decision = outcome.decidedBy else { return "" }
    return "by \(RulePlace(ruleset, decision).text)"
  }

  /// - Parameter diagnosis: what is said of the outcome; a kernel parameter may stop what no rule does.
  private static func kind(_ outcome: Outcome, _ diagnosis: Diagnosis? = nil) -> EndKind {
    if outcome.verdict == .accept, diagnosis?.stops.isEmpty == false { return .stopped }
    return outcome.verdict == nil ? .undecided : outcome.isStopped ? .stopped : .passes
  }
}
