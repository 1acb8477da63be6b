// What happens to packets to the destinations that were asked for.
extension ReportDocument {
  func title(_ answer: Answer) -> String {
    let names = answer.views.reduce(into: [String]()) { names, view in
      let name = name(view)
      if !names.contains(name) { names.append(name) }
    }
    guard names.count == 1, let only = names.first else {
      return "What answers on \(Self.number(names.count)) destinations"
    }
    return "What answers on \(only)"
  }

  /// `192.0.2.10:8000/tcp`, or `port 8000/tcp of this node`.
  private func name(_ view: Answer.View) -> String {
    let packet = view.trace.packet
    return packet.destination == nil
      ? "\(packet.destinationPort == nil ? "" : "port ")\(packet.portText) of this node"
      : packet.destinationText
  }

  /// The name, with the ruleset where a destination was asked of several.
  private func heading(_ view: Answer.View) -> String {
    let hasSeveral = capture.rulesets.count { $0.family == view.trace.packet.family } > 1
    let side = view.trace.packet.origin == .local ? " from this node" : ""
    let ruleset =
      hasSeveral || capture.rulesets.count > 1 && view.trace.packet.destination == nil
      ? " (\(capture.rulesets[view.ruleset].title))" : ""
    return name(view) + side + ruleset
  }

  /// The anchor of a destination, by its place in the answer.
  private func anchor(_ index: Int) -> Document.Anchor { .init("d\(index + 1)") }

  /// The anchor of a rule or a policy among the evidence, by its line.
  ///
  /// Several destinations may go by one rule; an anchor belongs to the first.
  func anchor(_ view: Answer.View, line: Int) -> Document.Anchor? {
    line > 0 ? .init("r\(view.ruleset)-\(line)") : nil
  }

  /// The command that shows one trace whole.
  func command(_ view: Answer.View, _ options: String...) -> String {
    let packet = view.trace.packet
    var words = ["natscope trace", packet.argument] + packet.options
    for entry in view.nodeAddresses ?? [] {
      words += ["--node-address", ShellWord.quoted(entry.text)]
    }
    // Without an address a destination is meant in every family that the input has.
    let hasOther = capture.rulesets.contains { $0.family != packet.family }
    if hasOther, packet.destination == nil, packet.source == nil {
      words.append(packet.family == .ipv4 ? "-4" : "-6")
    }
    return (words + options + [fileArguments]).joined(separator: " ")
  }

  func blocks(_ answer: Answer, _ detail: ReportDetail) -> [Block] {
    var result: [Block] = [.verdict(verdict(answer, detail))]
    let told = answer.views.prefix(detail.destinations)
    for (index, view) in told.enumerated() {
      result.append(
        .section(
          .init(
            heading(view), anchor(index),
            self.blocks(view, index, isOne: answer.views.count == 1, detail))))
    }
    let rest = Array(answer.views.dropFirst(detail.destinations))
    if !rest.isEmpty { result.append(.section(shortList(rest, after: told.count, detail))) }
    return result
  }

  // MARK: the verdict

  private func verdict(_ answer: Answer, _ detail: ReportDetail) -> Document.Verdict {
    var remarks: [[Span]] = []
    for comparison in answer.comparisons.prefix(detail.destinationRows) {
      remarks.append(
        [.strong("Together"), .text(": \(comparison.text)")]
          + (comparison.settledBy.map { [.text("; "), .code($0), .text(" settles it")] } ?? []))
    }
    if answer.views.count == 1, let view = answer.views.first {
      let (word, tone) = Self.tone(view.diagnosis.outcome)
      if let counts = Self.counts(view.findings) {
        let codes = Set(view.findings.map(\.code)).sorted().joined(separator: ", ")
        let worst = view.findings.map(\.severity).max() ?? .note
        remarks.append([
          .badge(counts, Self.tone(worst)), .text(" "), .link(codes, .init("d1-findings")),
        ])
      }
      if let other = view.otherSide, !other.isSame {
        remarks.append([.strong("Also"), .text(": \(other.text)")])
      }
      return Document.Verdict(
        word: word, tone: tone, text: view.diagnosis.explanation.headline, remarks: remarks)
    }
    for (index, view) in answer.views.enumerated().prefix(min(20, detail.destinations)) {
      let (word, tone) = Self.tone(view.diagnosis.outcome)
      remarks.append([
        .badge(word, tone), .text(" "), .link(heading(view), anchor(index)),
        .text(": " + view.diagnosis.explanation.headline),
      ])
    }
    let verdicts = answer.views.map { Self.tone($0.diagnosis.outcome) }
    let words = ["translated", "passes", "dropped", "rejected", "queued", "not decided"]
    let counts = words.compactMap { word -> String? in
      let count = verdicts.count { $0.word == word }
      return count == 0 ? nil : "\(Self.number(count)) \(word == "passes" ? "pass" : word)"
    }
    let worst: Document.Tone =
      verdicts.contains { $0.tone == .bad }
      ? .bad : verdicts.contains { $0.tone == .warning } ? .warning : .good
    let asked = Self.count(answer.views.count, "answer", "answers")
    let found = Self.counts(answer.views.flatMap(\.findings)).map { " \($0)." } ?? ""
    return Document.Verdict(
      word: Set(verdicts.map(\.word)).count == 1 ? verdicts[0].word : "mixed", tone: worst,
      text: "\(asked): \(counts.joined(separator: ", ")).\(found)", remarks: remarks)
  }

  /// Destinations that are not told in full: a row each, and those beyond the limit counted.
  private func shortList(
    _ views: [Answer.View], after told: Int, _ detail: ReportDetail
  ) -> Document.Section {
    let rows = views.prefix(detail.destinationRows).map { view -> [[Span]] in
      let (word, tone) = Self.tone(view.diagnosis.outcome)
      let findings = Self.counts(view.findings) ?? "none"
      return [
        [.text(heading(view))], [.badge(word, tone)],
        [.text(view.diagnosis.explanation.headline)], [.text(findings)],
      ]
    }
    var blocks: [Block] = []
    if !rows.isEmpty {
      blocks.append(
        .table(
          .init(
            caption: "In short", head: ["destination", "verdict", "answer", "findings"],
            rows: Array(rows))))
    }
    let hidden = views.count - rows.count
    let example = views.first.map { command($0) } ?? "natscope trace"
    let parts = ["their steps, cases, findings and evidence are left out here"]
    blocks.append(
      .omission([
        .text(
          (hidden > 0
            ? "\(Self.count(hidden, "destination is", "destinations are")) only counted; " : "")
            + "of these \(Self.number(views.count)), \(parts[0]). One at a time, "),
        .code(example), .text(" shows everything."),
      ]))
    return .init(
      told == 0 ? "Destinations" : "Further destinations", .init("further"), blocks)
  }

  // MARK: one destination

  private func blocks(
    _ view: Answer.View, _ index: Int, isOne: Bool, _ detail: ReportDetail
  ) -> [Block] {
    let diagnosis = view.diagnosis
    var result: [Block] = []
    if !isOne {
      let (word, tone) = Self.tone(diagnosis.outcome)
      result.append(
        .paragraph([.badge(word, tone), .text(" \(diagnosis.explanation.headline)")]))
    }
    result.append(.facts(facts(view)))
    if detail.hasFigures { result.append(.figure(figure(view, index))) }
    result += steps(view, detail)
    if !diagnosis.explanation.why.isEmpty {
      result.append(
        .section(
          .init(
            diagnosis.whyTitle.capitalizedFirst, .init("d\(index + 1)-why"),
            [.paragraph([.text(diagnosis.explanation.why.joined(separator: " "))])])))
    }
    result += cases(view, index, detail)
    result += findings(view, index, detail)
    result += basis(view, index)
    if !diagnosis.explanation.confirm.isEmpty {
      result.append(
        .section(
          .init(
            "How to confirm it", .init("d\(index + 1)-confirm"),
            [
              .paragraph([.text("These commands read only; none of them changes anything.")]),
              .commands(diagnosis.explanation.confirm),
            ])))
    }
    result += evidence(view, index, detail)
    result += misses(view, index, detail)
    return result
  }

  /// The table of the steps says the same in words, below it.
  private func figure(_ view: Answer.View, _ index: Int) -> Document.Figure {
    .init(
      markup: PathSVG().markup(view, capture, id: "d\(index + 1)"),
      caption: "The packet's way; what decides is marked. A rule leads to its words below.")
  }

  private func facts(_ view: Answer.View) -> [Document.Fact] {
    let diagnosis = view.diagnosis
    var facts: [Document.Fact] = [.init("packet", diagnosis.packet)]
    if capture.rulesets.count > 1 {
      facts.append(.init("ruleset", capture.rulesets[view.ruleset].title))
    }
    facts.append(.init("result", diagnosis.result))
    if let source = diagnosis.source { facts.append(.init("source", source)) }
    if let reply = diagnosis.reply { facts.append(.init("reply", reply)) }
    if let other = view.otherSide { facts.append(.init("also", other.text)) }
    if let owner = diagnosis.explanation.owner { facts.append(.init("owner", owner)) }
    for told in diagnosis.workloads { facts.append(fact("target", told)) }
    if let counted = diagnosis.counted { facts.append(.init("counters", counted)) }
    for told in diagnosis.stops { facts.append(fact("stopped by", told)) }
    if let sockets = diagnosis.sockets { facts.append(contentsOf: self.sockets(sockets)) }
    facts += diagnosis.notes.map { .init("note", $0) }
    facts.append(.init("asked as", [.code(command(view))]))
    return facts
  }

  private func fact(_ label: String, _ told: Told) -> Document.Fact {
    .init(label, "\(told.text) (\(place(told.source, told.line).text))")
  }

  private func sockets(_ sockets: Diagnosis.SocketsBeside) -> [Document.Fact] {
    let whole = sockets.isWhole ? "" : "; the list of sockets may not be whole"
    func text(_ sockets: [Socket]) -> String {
      guard !sockets.isEmpty else { return "none listens" + whole }
      return sockets.map { socket in
        let port = socket.port.map { ":\($0)" } ?? ""
        let files = capture.source.files
        let name = files.indices.contains(socket.place.file) ? files[socket.place.file].name : ""
        return "\(socket.processText) on \(socket.addressText)\(port) "
          + "(\(place(name, Int(socket.place.line)).text))"
      }.joined(separator: ", ") + whole
    }
    return [.init("sockets", text(sockets.asked))]
      + (sockets.target.map { [.init("at the end", text($0))] } ?? [])
  }
}

extension String {
  /// `Why ss is empty` of `why ss is empty`.
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
