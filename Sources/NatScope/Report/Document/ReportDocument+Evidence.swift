// The parts of a destination that are lists: steps, cases, findings, assumptions, rules.
extension ReportDocument {
  private func file(_ ruleset: Ruleset, _ chain: Chain.ID) -> Int {
    ruleset[ruleset[chain].table].file
  }

  // MARK: steps

  func steps(_ view: Answer.View, _ detail: ReportDetail) -> [Block] {
    let diagnosis = view.diagnosis
    let path = diagnosis.outcome.path
    var rows: [[[Span]]] = []
    for (number, step) in diagnosis.steps.enumerated().prefix(detail.steps) {
      let hook = path.indices.contains(number) ? path[number].hook.rawValue : ""
      let source = step.place.lineText
      let anchor = anchor(view, line: step.place.line)
      rows.append([
        [.text("\(number + 1)")], [.text(hook)],
        [
          .text("\(step.place.table) "), .code(step.place.chain),
          .text(" \(step.place.numberText)"),
        ], [.text(step.asks)], effect(step),
        [anchor.map { .link(source, $0) } ?? .text(source)],
      ])
    }
    if let service = diagnosis.virtualService {
      let row: [[Span]] = [
        [], [], [.text("ipvs "), .code(service.service)], [.text(service.choice)],
        [.strong(service.target)], [],
      ]
      rows.insert(row, at: min(service.pathItems, rows.count))
    }
    guard !rows.isEmpty else {
      return [.paragraph([.text("No rule of the input matches the packet on its way.")])]
    }
    var result: [Block] = [
      .table(
        .init(
          caption: "The packet's way: the rules that match it, in order",
          head: ["step", "hook", "rule", "asks", "effect", "source"],
          rows: rows))
    ]
    let left = diagnosis.steps.count - min(diagnosis.steps.count, detail.steps)
    if let more = omission(left, "step", "steps", command(view, "-v")) { result.append(more) }
    if diagnosis.stepsOmitted > 0 {
      let count = Self.count(diagnosis.stepsOmitted, "more step was", "more steps were")
      result.append(.omission([.text("\(count) made, which a trace does not keep.")]))
    }
    return result
  }

  private func effect(_ step: Step) -> [Span] {
    let target = step.target
    switch step.effect {
    case .jump, .goto:
      let end = step.isFruitless ? ", from which it comes back" : ""
      return [.text(step.effect == .jump ? "jump " : "goto "), .code(target), .text(end)]
    case .translate, .accept, .drop, .reject, .queue: return [.strong(target)]
    case .return, .continue, .mark, .notrack:
      return [.text(target.isEmpty ? "counts it only" : target)]
    }
  }

  // MARK: cases

  func cases(_ view: Answer.View, _ index: Int, _ detail: ReportDetail) -> [Block] {
    let diagnosis = view.diagnosis
    guard !diagnosis.cases.isEmpty else { return [] }
    let shown = diagnosis.cases.prefix(detail.cases)
    let rows = shown.map { item -> [[Span]] in
      let more =
        item.conditionsOmitted == 0
        ? [] : ["\(Self.count(item.conditionsOmitted, "more condition", "more conditions"))"]
      let conditions = item.wholeConditions + more
      return [
        [.text(item.share)], [.strong(item.answer)],
        [.text(conditions.isEmpty ? "always" : conditions.joined(separator: "; and "))],
      ]
    }
    var blocks: [Block] = [
      .table(
        .init(
          caption: "Shares are of the packets for which the conditions hold",
          head: ["share", "answer", "if"], rows: Array(rows)))
    ]
    let left = diagnosis.cases.count - shown.count + diagnosis.casesOmitted
    if let more = omission(left, "case", "cases", command(view, "-o", "json")) {
      blocks.append(more)
    }
    return [.section(.init("Cases", .init("d\(index + 1)-cases"), blocks))]
  }

  // MARK: findings

  func findings(_ view: Answer.View, _ index: Int, _ detail: ReportDetail) -> [Block] {
    guard !view.findings.isEmpty else { return [] }
    let blocks = findings(view.findings, detail, command(view, "-o", "json"))
    return [.section(.init("Findings", .init("d\(index + 1)-findings"), blocks))]
  }

  /// Findings in full, those beyond the limit as rows, and those beyond that as a number.
  func findings(_ all: [Finding], _ detail: ReportDetail, _ command: String) -> [Block] {
    var blocks: [Block] = all.prefix(detail.findings).map { .finding($0) }
    let rest = all.dropFirst(detail.findings)
    let rows = rest.prefix(detail.findingRows).map { finding -> [[Span]] in
      [
        [.badge(finding.severity.rawValue, Self.tone(finding.severity))], [.text(finding.code)],
        [.text(finding.title)], [.text(finding.effect)],
      ]
    }
    guard !rest.isEmpty else { return blocks }
    if !rows.isEmpty {
      blocks.append(
        .table(
          .init(
            caption: "In short", head: ["severity", "code", "what is the matter", "effect"],
            rows: Array(rows))))
    }
    let hidden = rest.count - rows.count
    let counted =
      hidden > 0 ? "\(Self.count(hidden, "finding is", "findings are")) only counted; " : ""
    blocks.append(
      .omission([
        .text(
          "\(counted)the evidence, commands and mends of these \(Self.number(rest.count)) are left "
            + "out here; "), .code(command), .text(" shows them."),
      ]))
    return blocks
  }

  // MARK: what it rests on

  func basis(_ view: Answer.View, _ index: Int) -> [Block] {
    let (diagnosis, ruleset) = (view.diagnosis, capture.rulesets[view.ruleset])
    var blocks: [Block] = []
    if !diagnosis.settled.isEmpty {
      blocks.append(.paragraph([.text("The input itself settles:")]))
      blocks.append(
        .list(diagnosis.settled.map { [.text("\($0.text) (\(place($0.source, $0.line).text))")] }))
    }
    if !diagnosis.assumptionSummary.isEmpty {
      blocks.append(
        .table(
          .init(
            caption: "Assumed, since the input does not tell",
            head: ["assumed", "settled by"],
            rows: diagnosis.assumptionSummary.map { [[.text($0.text)], [.code($0.settledBy)]] })))
    }
    blocks += unchecked(diagnosis.outcome.notChecked, ruleset)
    guard !blocks.isEmpty else { return [] }
    return [.section(.init("What this rests on", .init("d\(index + 1)-basis"), blocks))]
  }

  /// A row for each table, with the hooks at which it would have been asked.
  private func unchecked(_ tables: [UncheckedTable], _ ruleset: Ruleset) -> [Block] {
    var rows: [(table: UncheckedTable, hooks: [String])] = []
    for table in tables {
      let known = rows.firstIndex {
        $0.table.table == table.table && $0.table.isInInput == table.isInInput
      }
      if let known {
        rows[known].hooks.append(table.hook.rawValue)
      } else {
        rows.append((table, [table.hook.rawValue]))
      }
    }
    guard !rows.isEmpty else { return [] }
    let cells = rows.map { table, hooks -> [[Span]] in
      let why = table.isInInput ? "its built-in chain is not in the input" : "not in the input"
      return [
        [.text(table.table.rawValue)], [.text(hooks.joined(separator: ", "))], [.text(why)],
        [.code(table.settledBy(ruleset))],
      ]
    }
    return [
      .table(
        .init(
          caption: "Tables of the packet's way that were not checked",
          head: ["table", "at", "why", "settled by"], rows: cells))
    ]
  }

  // MARK: rules

  func evidence(_ view: Answer.View, _ index: Int, _ detail: ReportDetail) -> [Block] {
    let (outcome, ruleset) = (view.diagnosis.outcome, capture.rulesets[view.ruleset])
    var seen: Set<Rule.ID> = []
    var rules = outcome.path.map(\.rule).filter { seen.insert($0).inserted }
      .map { Evidence.rule($0, nil) }
    if let decision = outcome.decidedBy, decision.rule == nil {
      rules.append(.policy(decision.chain, "the chain's policy decides"))
    }
    rules += outcome.alsoMatch.filter { seen.insert($0).inserted }
      .map { .rule($0, "would translate the packet too, and is never reached") }
    var others: [Evidence] = []
    for outcome in view.trace.outcomes {
      for item in outcome.path where seen.insert(item.rule).inserted {
        others.append(.rule(item.rule, nil))
      }
    }
    if detail.hasFigures { others += drawnPolicies(view, beside: rules) }
    let command = command(view, "-o", "json")
    var blocks = list(rules, view, detail, command)
    if !blocks.isEmpty {
      blocks.insert(
        .paragraph([.text("The rules of the packet's way, word for word, with file and line:")]),
        at: 0)
    }
    if !others.isEmpty {
      blocks.append(
        .fold(
          .init(
            summary: "Rules and policies beside it (\(Self.number(others.count)))",
            blocks: list(others, view, detail, command))))
    }
    guard !blocks.isEmpty else {
      return [.paragraph([.text("No rule of \(ruleset.title) stands on the packet's way.")])]
    }
    return [.section(.init("Evidence", .init("d\(index + 1)-evidence"), blocks))]
  }

  /// A line that shows something, before it is read.
  private enum Evidence: Hashable {
    case rule(Rule.ID, String?)
    case policy(Chain.ID, String)
  }

  private func list(
    _ rules: [Evidence], _ view: Answer.View, _ detail: ReportDetail, _ command: String
  ) -> [Block] {
    guard !rules.isEmpty else { return [] }
    let shown = rules.prefix(detail.evidence).compactMap { evidence in
      switch evidence {
      case .rule(let rule, let remark): line(rule, view, remark)
      case .policy(let chain, let remark): policy(chain, view, remark)
      }
    }
    let left = rules.count - min(rules.count, detail.evidence)
    return (shown.isEmpty ? [] : [.rules(shown)])
      + [omission(left, "rule", "rules", command)].compactMap(\.self)
  }

  private func line(
    _ rule: Rule.ID, _ view: Answer.View, _ remark: String?
  ) -> Document.RuleLine {
    let ruleset = capture.rulesets[view.ruleset]
    let place = RulePlace(ruleset, rule)
    let file = file(ruleset, ruleset[rule].chain)
    let canonical = String(decoding: ruleset.canonicalText(rule), as: UTF8.self)
    let written = lines.indices.contains(file) ? lines[file][place.line] : ""
    let isOtherForm = !ruleset[rule].flags.isDisjoint(with: [.listed, .repaired])
    return .init(
      place: self.place(place.source, place.line), anchor: anchor(view, line: place.line),
      text: written.isEmpty ? canonical : written,
      meaning: written.isEmpty || !isOtherForm || written == canonical ? nil : canonical,
      remark: remark)
  }

  /// The policies that the drawing shows: its rows lead to words on the page.
  private func drawnPolicies(_ view: Answer.View, beside rules: [Evidence]) -> [Evidence] {
    let ruleset = capture.rulesets[view.ruleset]
    let bands = PathDrawing(view, in: ruleset).bands
    let drawn = Set(bands.flatMap(\.visits).flatMap(\.lines))
    let told = rules.compactMap { rule in
      if case .policy(let chain, _) = rule { chain } else { nil }
    }
    return ruleset.chains.indices.map { Chain.ID($0) }.filter { chain in
      ruleset[chain].line > 0 && drawn.contains(Int(ruleset[chain].line)) && !told.contains(chain)
    }.map { .policy($0, "the chain's policy") }
  }

  /// The line of a chain whose policy decides.
  private func policy(
    _ chain: Chain.ID, _ view: Answer.View, _ remark: String
  ) -> Document.RuleLine? {
    let ruleset = capture.rulesets[view.ruleset]
    let place = RulePlace(ruleset, policyOf: chain)
    let file = file(ruleset, chain)
    guard place.line > 0, lines.indices.contains(file) else { return nil }
    return .init(
      place: self.place(place.source, place.line), anchor: anchor(view, line: place.line),
      text: lines[file][place.line], meaning: nil, remark: remark)
  }

  // MARK: near misses

  func misses(_ view: Answer.View, _ index: Int, _ detail: ReportDetail) -> [Block] {
    guard !view.trace.misses.isEmpty else { return [] }
    let found = NearMiss.list(
      view.trace, in: capture.rulesets[view.ruleset], limit: detail.misses, isShown: { _ in true })
    let rows = found.shown.map { miss -> [[Span]] in
      [
        [.text(miss.place.name)], [.text(miss.reason)],
        [.text(miss.place.line == 0 ? "" : place(miss.place.source, miss.place.line).text)],
      ]
    }
    var blocks: [Block] = [
      .table(
        .init(caption: "Near misses first", head: ["rule", "why not", "source"], rows: rows))
    ]
    if found.more > 0 {
      let count = Self.count(found.more, "more rule is", "more rules are")
      blocks.append(
        .omission([
          .text("\(count) left out here; "), .code(command(view, "-v", "--chain", "PATTERN")),
          .text(" shows those of some chains."),
        ]))
    }
    return [
      .fold(
        .init(
          summary: "Rules that were tried and did not match "
            + "(\(Self.number(found.shown.count + found.more)))", blocks: blocks))
    ]
  }
}

extension PathDrawing.Visit {
  /// The lines of its rows and of those of the chains entered from it.
  fileprivate var lines: [Int] { rows.map(\.line) + children.flatMap(\.lines) }
}
