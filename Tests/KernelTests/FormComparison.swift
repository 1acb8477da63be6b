import TestSupport

/// What natscope says of the rules in another form beside what it says of the iptables-save text.
///
/// A form that prints everything must have the same answer, member by member. One that leaves
/// something out may ask more than the save: each outcome of the save is then still one of its
/// outcomes, under at least the same conditions, and it is nowhere surer.
struct FormComparison {
  var problems: [String] = []
  /// How many outcomes of the save the form could only leave undecided on their way.
  var undecided = 0

  /// Compares two outputs of `natscope trace -o json`.
  init(_ form: Form, save: String, answer: String) throws {
    let ofSave = try JSONTree(save)
    let ofForm = try JSONTree(answer)
    if form.isLossless {
      problems = ofSave.differences(from: ofForm, view: Self.withoutPlaces)
      return
    }
    for key in ["packet", "family"] {
      problems += ofSave["traces"][0][key].differences(from: ofForm["traces"][0][key])
    }
    let traces = (try TraceAnswer(json: save).traces, try TraceAnswer(json: answer).traces)
    guard let saved = traces.0.first, let traced = traces.1.first, traces.0.count == 1,
      traces.1.count == 1
    else {
      problems.append("\(traces.0.count) traces of the save, \(traces.1.count) of the form")
      return
    }
    compare(saved, traced)
  }

  /// Where a rule stands in the text, and what else the text holds, differs from form to form.
  private static func withoutPlaces(_ keys: [String], _ member: JSONTree) -> JSONTree? {
    if keys == ["input"] || keys == ["diagnostics"] || keys.last == "line" { return nil }
    if keys.last == "source", ["path", "decidedBy"].contains(keys.dropLast().last) { return nil }
    guard keys.contains("explanation"), let text = member.text else { return member }
    return .string(withoutPlaces(text))
  }

  /// Sentences name a line as `(line 4)`, or `(<stdin>:4)` if there are several files.
  private static func withoutPlaces(_ text: String) -> String {
    text.split(separator: "(", omittingEmptySubsequences: false).map { part in
      guard part.hasPrefix("line ") || part.hasPrefix("<stdin>:"),
        let end = part.firstIndex(of: ")")
      else { return String(part) }
      return String(part[part.index(after: end)...])
    }.joined(separator: "(")
  }

  private mutating func compare(_ save: TraceAnswer.Trace, _ form: TraceAnswer.Trace) {
    for outcome in save.outcomes {
      let alike = form.outcomes.filter { Self.key($0) == Self.key(outcome) }
      let asked = alike.filter { Self.isCovered(outcome.conditions, by: $0.conditions) }
      if asked.contains(where: { abs($0.probability - outcome.probability) < 1e-9 }) { continue }
      if form.outcomes.contains(where: { Self.isUndecided($0, on: outcome.path) }) {
        undecided += 1
      } else if (form.omitted?.outcomes ?? 0) > 0 {
        undecided += 1
      } else if alike.isEmpty {
        problems.append("lacks the outcome \(Self.words(outcome))")
      } else if asked.isEmpty {
        problems.append("drops a condition of \(Self.words(outcome))")
      } else {
        problems.append(
          "has probability \(asked.map(\.probability)) for \(Self.words(outcome))")
      }
    }
    for outcome in form.outcomes
    where outcome.conditions.isEmpty && outcome.verdict != nil {
      let isAlike = save.outcomes.contains {
        $0.conditions.isEmpty && Self.key($0) == Self.key(outcome)
          && abs($0.probability - outcome.probability) < 1e-9
      }
      if !isAlike { problems.append("is surer than the save: \(Self.words(outcome))") }
    }
  }

  /// What has to be the same for two outcomes to be the same one.
  private struct Key: Equatable {
    var verdict: String?
    var translation: String?
    var destination: TraceAnswer.Endpoint
    var source: TraceAnswer.Endpoint?
    var masquerade: Bool?
    var delivery: String?
    var path: [Step]
    var decidedBy: TraceAnswer.Decision?
  }

  private struct Step: Equatable {
    var hook: String
    var place: RulePlace
    var effect: String
    var target: String?

    init(_ item: TraceAnswer.Item) {
      hook = item.hook
      place = RulePlace(table: item.table, chain: item.chain, number: item.rule)
      effect = item.effect
      target = item.target
    }
  }

  private static func key(_ outcome: TraceAnswer.Outcome) -> Key {
    Key(
      verdict: outcome.verdict, translation: outcome.translation, destination: outcome.destination,
      source: outcome.source, masquerade: outcome.masquerade, delivery: outcome.delivery,
      path: outcome.path.map(Step.init), decidedBy: outcome.decidedBy)
  }

  /// Whether everything that `conditions` ask is asked by `others` too.
  ///
  /// A negated condition says "not all of these": a match that the form does not decide joins the
  /// others of its rule there.
  private static func isCovered(
    _ conditions: [TraceAnswer.Condition], by others: [TraceAnswer.Condition]
  ) -> Bool {
    let facts = others.filter { !$0.negated }.flatMap(\.all)
    return conditions.allSatisfy { condition in
      if !condition.negated { return condition.all.allSatisfy(facts.contains) }
      return others.contains { other in
        other.negated && condition.all.allSatisfy(other.all.contains)
      }
    }
  }

  /// Whether the outcome gave up somewhere on the way along `path`.
  private static func isUndecided(
    _ outcome: TraceAnswer.Outcome, on path: [TraceAnswer.Item]
  ) -> Bool {
    outcome.verdict == nil && path.map(Step.init).starts(with: outcome.path.map(Step.init))
  }

  private static func words(_ outcome: TraceAnswer.Outcome) -> String {
    let path = outcome.path.map { "\($0.table) \($0.chain) #\($0.rule)" }
    return """
      \(outcome.verdict ?? "undecided") \(outcome.translation ?? "") \(outcome.destination) if \
      \(outcome.conditions.map(\.text)), probability \(outcome.probability), along \(path)
      """
  }
}
