extension PortsDiff.Change {
  /// `8000/tcp local`, `443/tcp 10.96.0.1`, with the row's words.
  public var destination: String {
    guard let port = after ?? before else { return "" }
    let place = port.portText == "any" ? port.protocolText : "\(port.portText)/\(port.protocolText)"
    return "\(place) \(port.addressText)"
  }

  /// What came, what went, or what is otherwise now, in one line.
  public var text: String {
    switch (before, after) {
    case (nil, let port?): "\(destination) came: \(port.answerText)"
    case (let port?, nil): "\(destination) went: \(port.answerText)"
    case (let old?, let new?): "\(destination): " + Self.differences(aspects, old, new)
    case (nil, nil): ""
    }
  }

  private static func differences(
    _ aspects: [PortsDiff.Aspect], _ old: PortRow, _ new: PortRow
  ) -> String {
    var parts: [String] = []
    let ends: Set<PortsDiff.Aspect> = [.answer, .targets, .shares]
    if !ends.isDisjoint(with: aspects) { parts.append("\(old.endText) -> \(new.endText)") }
    for aspect in aspects where !ends.contains(aspect) {
      switch aspect {
      case .hook: parts.append("\(old.hookText) -> \(new.hookText)")
      case .exceptions: parts.append("other exceptions")
      case .conditions: parts.append("\(old.conditionText) -> \(new.conditionText)")
      case .kind: parts.append("\(old.kind.rawValue) -> \(new.kind.rawValue)")
      case .owner: parts.append("owner \(old.name ?? "unknown") -> \(new.name ?? "unknown")")
      case .hidden:
        let noun = new.hidden.count == 1 ? "rule" : "rules"
        parts.append("\(new.hidden.count) \(noun) hidden, \(old.hidden.count) before")
      case .listener: parts.append("socket of \(old.listenerText) -> \(new.listenerText)")
      case .answer, .targets, .shares: break
      }
    }
    return parts.joined(separator: "; ")
  }
}

extension PortRow {
  /// `10.42.0.15:443, hostPort, default/web`
  fileprivate var answerText: String {
    ([endText, kind.rawValue] + [name].compactMap(\.self)).joined(separator: ", ")
  }

  /// `10.42.0.15:443`, several with their shares, or what becomes of the packets.
  fileprivate var endText: String {
    if let refusal { return refusal }
    if let obstacle { return "undecided (\(obstacle))" }
    guard row.targets.count > 1 else { return row.targets.first.map(text(of:)) ?? "nothing" }
    let shown = row.targets.prefix(3).map { "\(text(of: $0)) \(Share.text($0.share))" }
    let more = row.targets.count > 3 ? " and \(row.targets.count - 3) more" : ""
    return shown.joined(separator: ", ") + more
  }

  fileprivate var hookText: String {
    switch row.hooks {
    case .both: "from everywhere"
    case .prerouting: "from outside"
    case .output: "from this node"
    }
  }

  fileprivate var conditionText: String {
    conditions.isEmpty ? "always" : "if " + conditions.map(\.text).joined(separator: ", ")
  }

  fileprivate var listenerText: String {
    let names = (listeners ?? []).map(\.processText)
    return names.isEmpty ? "none" : names.joined(separator: ", ")
  }
}
