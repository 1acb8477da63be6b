// What a node answers, and what is wrong with that.
extension ReportDocument {
  func blocks(_ ports: PortsAnswer, _ lint: Lint, _ detail: ReportDetail) -> [Block] {
    [
      .verdict(verdict(ports, lint)),
      .section(.init("Findings", .init("findings"), findings(lint, detail))),
      .section(.init("What the rules answer", .init("ports"), inventory(ports, detail))),
    ]
  }

  private func verdict(_ ports: PortsAnswer, _ lint: Lint) -> Document.Verdict {
    let tone: Document.Tone = lint.worst.map { Self.tone($0) } ?? .good
    let answered =
      ports.rows.isEmpty
      ? "The rules answer nothing: no address and port is translated."
      : "The rules answer \(Self.count(ports.rows.count, "destination", "destinations"))."
    let words: [Diagnostic.Severity: String] = [
      .error: "errors", .warning: "warnings", .note: "notes",
    ]
    return Document.Verdict(
      word: lint.worst.flatMap { words[$0] } ?? "nothing found", tone: tone,
      text: "\(lint.summary) \(answered)",
      remarks: ports.notes.map { [.text($0)] })
  }

  private func findings(_ lint: Lint, _ detail: ReportDetail) -> [Block] {
    var blocks = findings(lint.findings, detail, "natscope lint -v \(fileArguments)")
    if lint.findings.isEmpty {
      blocks.append(.paragraph([.text("Lint found nothing in what it could check.")]))
    }
    blocks += Self.unchecked(lint)
    return blocks
  }

  /// What lint could not check, with what it lacks.
  static func unchecked(_ lint: Lint) -> [Block] {
    var blocks: [Block] = []
    if !lint.notCheckedByNeed.isEmpty {
      blocks.append(
        .table(
          .init(
            caption: "Not checked, since the input lacks the output of a command",
            head: ["codes", "needs"],
            rows: lint.notCheckedByNeed.map { needs, codes in
              [[.text(codes.joined(separator: ", "))], [.code(needs)]]
            })))
    }
    return blocks
  }

  private func inventory(_ ports: PortsAnswer, _ detail: ReportDetail) -> [Block] {
    guard !ports.rows.isEmpty else {
      return [.paragraph([.text("No address and port is translated by the rules.")])]
    }
    let hasSockets = ports.rows.contains { $0.listeners != nil }
    let head =
      ["destination", "leads to", "kind", "owner", "limits"]
      + (hasSockets ? ["socket beside it"] : []) + ["rule"]
    let rows = ports.rows.prefix(detail.inventoryRows).map { row($0, hasSockets) }
    var blocks: [Block] = [
      .table(
        .init(
          caption: "Every destination that the rules answer", head: head, rows: Array(rows)))
    ]
    let left = ports.rows.count - rows.count
    if let more = omission(left, "row", "rows", "natscope ports \(fileArguments)") {
      blocks.append(more)
    }
    return blocks
  }

  private func row(_ port: PortRow, _ hasSockets: Bool) -> [[Span]] {
    let host =
      port.row.family == .ipv6 && port.row.addresses != nil
      ? "[\(port.addressText)]" : port.addressText
    let destination = "\(host):\(port.portText)/\(port.protocolText)"
    let source = port.place.map { place in
      place.line == 0
        ? place.name : "\(place.name), \(self.place(place.source, place.line).text)"
    }
    var cells: [[Span]] = [
      [.code(destination)], [.text(targets(port))], [.text(port.kind.rawValue)],
      [.text(port.owner ?? port.name ?? "not known")], [.text(limits(port))],
    ]
    if hasSockets {
      let sockets = (port.listeners ?? []).map { "\($0.processText) on \($0.addressText)" }
      cells.append([.text(sockets.isEmpty ? "none" : sockets.joined(separator: ", "))])
    }
    return cells + [[.text(source ?? "")]]
  }

  private func targets(_ port: PortRow) -> String {
    if let refusal = port.refusal { return refusal }
    guard port.isAnswered else { return port.obstacle ?? "not decided" }
    let shown = port.row.targets.prefix(10).map { target in
      let share = Share.text(target.share)
      return port.text(of: target) + (share == "all" ? "" : " (\(share))")
    }
    let more = port.row.targets.count - shown.count
    return shown.joined(separator: ", ")
      + (more > 0 ? " and \(Self.count(more, "more target", "more targets"))" : "")
  }

  private func limits(_ port: PortRow) -> String {
    var parts = port.conditionLines
    if !port.hidden.isEmpty {
      let first = port.hidden.first.map(\.text) ?? ""
      parts.append(
        "\(Self.count(port.hidden.count, "rule", "rules")) of it never reached, the first: \(first)"
      )
    }
    return parts.joined(separator: "; ")
  }
}
