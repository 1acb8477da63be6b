import TestSupport

/// What the kernel did with one packet beside what natscope said of it.
struct Comparison {
  /// The first outcome that describes what happened.
  var matching: TraceAnswer.Outcome?
  /// Why the two disagree; empty if they do not.
  var problems: [String] = []
  /// Whether natscope committed itself: no outcome has a condition, and none was left out. Random
  /// choices may make several outcomes.
  var isUnconditional = false

  /// How many outcomes that do not fit are told.
  private static let shown = 5

  /// `isLossy` says that the rules came in a form that may make natscope ask for more.
  init(_ packet: TestPacket, kernel: KernelResult, answer: TraceAnswer, isLossy: Bool = false) {
    guard let trace = answer.traces.first, answer.traces.count == 1 else {
      problems = ["\(answer.traces.count) traces for one destination and one ruleset"]
      return
    }
    let deviations = trace.outcomes.map { OutcomeDeviation($0, packet, kernel).found }
    matching = zip(trace.outcomes, deviations).first { $0.1.isEmpty }?.0
    // A form that hides a lot can have more outcomes than are listed, and more paths to one.
    let isCut =
      (trace.omitted?.outcomes ?? 0) > 0
      || trace.outcomes.contains { $0.pathMerged ?? false }
    isUnconditional =
      matching != nil && !isCut
      && trace.outcomes.allSatisfy { $0.conditions.isEmpty && $0.verdict != nil }
    if matching == nil, !(isCut && isLossy) {
      let nearest = zip(trace.outcomes, deviations).sorted { $0.1.count < $1.1.count }
      problems = nearest.prefix(Self.shown).map { outcome, deviation in
        "outcome with probability \(outcome.probability), \(outcome.conditions.map(\.text)): "
          + deviation.joined(separator: "; ")
      }
      if nearest.count > Self.shown { problems.append("\(nearest.count) outcomes, none fits") }
    }
    for (outcome, deviation) in zip(trace.outcomes, deviations)
    where Self.isSure(outcome) && !deviation.isEmpty && (matching != nil || isCut) {
      problems.append("a sure outcome is wrong: \(deviation.joined(separator: "; "))")
    }
    if trace.outcomes.count(where: \.primary) != 1 { problems.append("not exactly one is primary") }
    if !isLossy { problems += trace.outcomes.flatMap(Self.needlessConditions) }
  }

  private static func isSure(_ outcome: TraceAnswer.Outcome) -> Bool {
    outcome.conditions.isEmpty && outcome.probability > 1 - 1e-9
  }

  /// `--from` and `--in` leave nothing open about where the packet comes from.
  private static func needlessConditions(_ outcome: TraceAnswer.Outcome) -> [String] {
    outcome.conditions.filter { condition in
      condition.all.contains { ["source", "sourcePort", "inInterface"].contains($0.field) }
    }.map { "a condition on what the command line settles: \($0.text)" }
  }
}
