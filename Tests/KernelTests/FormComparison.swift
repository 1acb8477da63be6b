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
    if form.isLossless {
      self.init(save: try JSONTree(save), lossless: try JSONTree(answer))
    } else {
      self.init(save: try TraceAnswer(json: save), lossy: try TraceAnswer(json: answer))
    }
  }

  /// Compares the answers to a save and to a form that prints as much.
  ///
  /// Without its command, a text may take one thing more for given: which table it shows.
  init(save: JSONTree, lossless answer: JSONTree, isBare: Bool = false) {
    problems = save.differences(from: answer) { keys, member in
      guard isBare, keys == ["traces", "assumptions"], case .array(let all) = member else {
        return Self.withoutPlaces(keys, member)
      }
      return .array(all.filter { $0["text"].text?.hasPrefix(Self.tableAssumption) != true })
    }
  }

  private static let tableAssumption = "the listing, which does not name its table, shows "

  /// Compares the answers to a save and to a form that leaves something out.
  init(save: TraceAnswer, lossy answer: TraceAnswer) {
    guard let saved = save.traces.first, let traced = answer.traces.first, save.traces.count == 1,
      answer.traces.count == 1
    else {
      problems = ["\(save.traces.count) traces of the save, \(answer.traces.count) of the form"]
      return
    }
    if saved.family != traced.family { problems.append("family \(traced.family ?? "null")") }
    problems += (saved.packet ?? .null).differences(from: traced.packet ?? .null)
    compare(saved, traced)
  }

  /// Where a rule stands in the text, and what else the text holds, differs from form to form.
  private static func withoutPlaces(_ keys: [String], _ member: JSONTree) -> JSONTree? {
    if keys == ["input"] || keys == ["diagnostics"] || keys.last == "line" { return nil }
    if keys.last == "source", ["path", "decidedBy"].contains(keys.dropLast().last) { return nil }
    guard let text = member.text else { return member }
    // A listing has the counters that iptables-save leaves out without -c.
    if keys.last == "note", keys.contains("evidence") {
      let parts = text.split(separator: ", ", omittingEmptySubsequences: false)
      return .string(
        parts.filter { !$0.hasSuffix(" packets") && !$0.hasSuffix(" packet") }
          .joined(separator: ", "))
    }
    return .string(keys.contains("explanation") ? withoutPlaces(text) : text)
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
    let traced = Dictionary(grouping: form.outcomes, by: Self.key)
    let saved = Dictionary(grouping: save.outcomes, by: Self.key)
    let givenUp = form.outcomes.filter { $0.verdict == nil }
    let isCut =
      (form.omitted?.outcomes ?? 0) > 0 || form.outcomes.contains { $0.pathMerged ?? false }
    for outcome in save.outcomes {
      let alike = traced[Self.key(outcome), default: []]
      let asked = alike.filter { Self.isCovered(outcome.conditions, by: $0.conditions) }
      if asked.contains(where: { abs($0.probability - outcome.probability) < 1e-9 }) { continue }
      if isCut
        || givenUp.contains(where: { Self.isPrefix($0.path, of: outcome.path) })
      {
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
      let isAlike = saved[Self.key(outcome), default: []].contains {
        $0.conditions.isEmpty && abs($0.probability - outcome.probability) < 1e-9
      }
      if !isAlike { problems.append("is surer than the save: \(Self.words(outcome))") }
    }
  }

  /// What has to be the same for two outcomes to be the same one.
  private struct Key: Hashable {
    var verdict: String?
    var translation: String?
    var destination: TraceAnswer.Endpoint
    var source: TraceAnswer.Endpoint?
    var masquerade: Bool?
    var delivery: String?
    var path: [Step]
    var decidedBy: TraceAnswer.Decision?
  }

  private struct Step: Hashable {
    var hook: String
    var place: RulePlace
    var effect: String
    var target: String?

    init(_ item: TraceAnswer.Item) {
      hook = item.hook
      place = RulePlace(table: item.table, chain: item.chain, number: item.rule ?? 0)
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
  private static func isCovered(
    _ conditions: [TraceAnswer.Condition], by others: [TraceAnswer.Condition]
  ) -> Bool {
    let facts = others.filter { !$0.negated }.flatMap(\.all)
    return conditions.allSatisfy { condition in
      // A negated condition says "not all of these": a match that the form does not decide joins
      // the others of its rule there.
      let isAsked =
        condition.negated
        ? others.contains { other in
          other.negated && condition.all.allSatisfy { asks(other, $0, like: condition) }
        }
        : condition.all.allSatisfy(facts.contains)
      return isAsked || others.contains { isWeaker(condition, than: $0) }
    }
  }

  /// Whether `other` asks for one of the facts of `condition`. A match of the same rule may say a
  /// name in the place of its number: `owner UID match someone`.
  private static func asks(
    _ other: TraceAnswer.Condition, _ fact: TraceAnswer.Field, like condition: TraceAnswer.Condition
  ) -> Bool {
    if other.all.contains(fact) { return true }
    guard fact.op == "matches", let place = condition.place, place == other.place else {
      return false
    }
    func extensionName(_ field: TraceAnswer.Field) -> [Substring]? {
      field.value.map { Array($0.split(separator: " ").prefix(3)) }
    }
    return other.all.contains {
      $0.op == fact.op && $0.field == fact.field && extensionName($0) == extensionName(fact)
    }
  }

  /// Whether `other` is what a form makes of `condition` when it prints less of a rule.
  private static func isWeaker(
    _ condition: TraceAnswer.Condition, than other: TraceAnswer.Condition
  ) -> Bool {
    // The values of a field that a rule leaves are the negation of that rule, as long as nothing
    // else in the rule is open.
    // Without -v a rule asks for some interface that is not printed.
    let interfaces = ["inInterface", "outInterface", "outInterfaceAfterTranslation"]
    if condition.all.allSatisfy({ interfaces.contains($0.field) }) {
      return other.all.contains { $0.field == "interface" }
    }
    // Without -n the sender's user and group are names, and what they stand for is another node's.
    let sender = ["uid", "gid"]
    if condition.all.allSatisfy({ sender.contains($0.field) }) {
      return other.all.contains { $0.field == "owner" || sender.contains($0.field) }
    }
    let fields = condition.all.filter { $0.op != "matches" }.map(\.field)
    // Values that no rule takes may be left by one rule or by each of several.
    let isOneField = fields.count == condition.all.count && Set(fields).count == 1
    if !fields.isEmpty, !condition.negated || isOneField && other.negated {
      return other.all.contains { $0.op != "matches" && fields.contains($0.field) }
    }
    // A match whose value is a name keeps its rule and the way it turned out.
    guard let place = condition.place, other.negated == condition.negated else { return false }
    return other.place == place && other.all.contains { $0.field != "interface" }
  }

  /// Whether an outcome that gave up did so on the way along `path`.
  private static func isPrefix(
    _ begun: [TraceAnswer.Item], of path: [TraceAnswer.Item]
  ) -> Bool {
    path.map(Step.init).starts(with: begun.map(Step.init))
  }

  private static func words(_ outcome: TraceAnswer.Outcome) -> String {
    let path = outcome.path.map { "\($0.table) \($0.chain) #\($0.rule ?? 0)" }
    return """
      \(outcome.verdict ?? "undecided") \(outcome.translation ?? "") \(outcome.destination) if \
      \(outcome.conditions.map(\.text)), probability \(outcome.probability), along \(path)
      """
  }
}

extension TraceAnswer.Condition {
  /// The rule that a match belongs to whose outcome the text does not tell: `… at nat a #1`.
  fileprivate var place: [Substring]? {
    var words = text.split(separator: " ")
    if words.last == ")" { words.removeLast() }
    guard let at = words.lastIndex(of: "at"), words.count == at + 4, words[at + 3].hasPrefix("#")
    else { return nil }
    return Array(words[(at + 1)...])
  }
}
