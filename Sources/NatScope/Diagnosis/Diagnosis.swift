/// A trace in words: everything that a report says about it, before any layout.
///
/// Names out of the rules stand in it as they are; a report escapes them for its medium.
public struct Diagnosis: Sendable {
  public let explanation: Explanation
  /// The title over the explanation's `why`.
  public let whyTitle: String
  /// The packet that was asked about, in one line.
  public let packet: String
  /// Of the primary outcome.
  public let steps: [Step]
  /// What leaves the last table that was walked, in one line.
  public let result: String
  /// What becomes of the source address; nil where nothing is known of it.
  public let source: String?
  /// The owner with shortened ids; nil where nobody can be named.
  public let owner: String?
  /// Of the rule that decides.
  public let counters: Counters?
  /// All outcomes, if there are several.
  public let cases: [Case]
  public let assumptions: [AssumptionWording]
  public let notes: [String]

  public init(_ trace: Trace, in ruleset: Ruleset) {
    let facts = ExplanationFacts(trace, ruleset)
    let primary = trace.primary
    explanation = Explanation(
      kind: facts.owner.kind, owner: facts.owner.text(isShort: false), headline: facts.headline,
      why: facts.why, confirm: facts.confirm)
    whyTitle = facts.whyTitle
    packet = trace.packet.summary
    steps = Step.steps(primary, in: ruleset)
    result = facts.result
    source = facts.source
    owner = facts.owner.text(isShort: true)
    counters = primary.decisiveItem(in: ruleset)
      .flatMap { Counters(ruleset, primary.path[$0].rule) }
    cases = trace.outcomes.count > 1 ? Case.cases(trace, in: ruleset) : []
    assumptions = trace.assumptions.map { AssumptionWording($0, in: ruleset) }
    notes = facts.notes
  }
}
