/// The inventory for a person: a table, with what does not fit into it below the row.
public struct PortsReport: TerminalReport, Sendable {
  /// Columns of the terminal.
  public var width = 80
  public var style = Style.plain
  /// All targets, the rules, the sockets and who owns them.
  public var isVerbose = false
  /// Without notes and conditions.
  public var isQuiet = false

  public init() {}

  /// The whole answer, ended by a newline.
  public func render(_ answer: PortsAnswer) -> String {
    var lines: [String] = []
    var rulesets: [Int] = []
    for row in answer.rows where rulesets.last != row.ruleset { rulesets.append(row.ruleset) }
    for ruleset in rulesets {
      if !lines.isEmpty { lines.append("") }
      if answer.capture.rulesets.count > 1 {
        let title = TerminalText.escape(answer.capture.rulesets[ruleset].title)
        lines.append(style(.headline, title))
      }
      lines += table(answer.rows.filter { $0.ruleset == ruleset })
    }
    if answer.rows.isEmpty { lines.append(nothing(answer)) }
    if !isQuiet, !answer.notes.isEmpty {
      lines.append("")
      lines += answer.notes.flatMap { note in
        Layout.wrap(TerminalText.escape(note), width: width - 6).enumerated().map { index, line in
          (index == 0 ? style(.label, "note") + "  " : "      ") + line
        }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func nothing(_ answer: PortsAnswer) -> String {
    answer.total > 0
      ? "None of the \(answer.total) rows fits."
      : "The rules answer nothing: no address and port is translated."
  }

  private func table(_ rows: [PortRow]) -> [String] {
    // Without a list of sockets nothing is said of them.
    let hasSockets = rows.contains { $0.listeners != nil }
    let head = ["PROTO", "ADDR", "PORT", "TO", "VIA", "OWNER"] + (hasSockets ? ["SOCKET"] : [])
    let cells = rows.map { row in
      row.cells.prefix(head.count).map(TerminalText.escape)
    }
    let lines = Layout.table(
      [head] + cells, width: width,
      flexible: [(5, 12), (3, 14), (6, 8), (1, 12), (2, 9), (5, 6), (3, 6), (1, 6)])
    var result = [style(.label, lines[0])]
    for (line, row) in zip(lines.dropFirst(), rows) {
      result.append(line)
      result += details(row).flatMap { detail in
        Layout.wrap(TerminalText.escape(detail), width: max(10, width - 8)).enumerated().map {
          "      " + ($0 == 0 ? "" : "  ") + $1
        }
      }
    }
    return result
  }

  private func details(_ port: PortRow) -> [String] {
    guard !isQuiet else { return [] }
    var result = port.conditionLines
    if let obstacle = port.obstacle { result.append(obstacle) }
    guard isVerbose else { return result }
    if let refusal = port.refusal { result.append(refusal) }
    if port.row.targets.count > 1, port.isAnswered {
      result += port.row.targets.map { "\(port.text(of: $0))  \(Share.text($0.share))" }
    }
    if let place = port.place { result.append("rule: \(place.text)") }
    if let owner = port.owner { result.append("owner: \(owner)") }
    result += port.hidden.map { "never reached: \($0.text)" }
    for socket in port.listeners ?? [] {
      let decoy = socket.isDecoy ? ", which only holds the port or serves hardly anything" : ""
      result.append("socket: \(socket.processText) on \(socket.addressText)\(decoy)")
    }
    for socket in port.targetListeners ?? [] {
      result.append("takes it: \(socket.processText) on \(socket.addressText)")
    }
    return result
  }
}

extension PortRow {
  /// The cells of the table, as they are.
  fileprivate var cells: [String] {
    [
      exceptProtocols.isEmpty ? protocolText : protocolText + "*", shortAddress,
      exceptPorts.isEmpty ? portText : portText + "*", toText, viaText, ownerText, socketText,
    ]
  }

  /// `!127/8` for all of the node's addresses but loopback; `*` where ``conditionLines`` has more.
  private var shortAddress: String {
    if row.exceptAddresses.isEmpty { return addressText }
    return onlyLoopbackIsExcepted && row.isLocal == true
      ? row.family == .ipv4 ? "!127/8" : "!::1" : addressText + "*"
  }

  private var onlyLoopbackIsExcepted: Bool {
    row.exceptAddresses == [IPPrefix.loopback(row.family).bounds]
  }

  private var toText: String {
    if refusal != nil {
      return row.example.virtualService == nil ? "(no endpoints)" : "(no servers)"
    }
    guard isAnswered, let first = row.targets.first else { return "?" }
    let more = row.targets.count > 1 ? " +\(row.targets.count - 1)" : ""
    return text(of: first) + more + (hidden.isEmpty ? "" : " !")
  }

  private var viaText: String {
    switch kind {
    case .nodePort: "NodePort"
    case .clusterIP: "ClusterIP"
    case .loadBalancer: "LoadBalancer"
    case .ipvs: "IPVS"
    case .dnat, .redirect: translation ?? kind.rawValue
    default: kind.rawValue
    }
  }

  private var ownerText: String {
    let stale = hidden.isEmpty ? "" : " +\(hidden.count) hidden"
    return (name ?? "-") + stale
  }

  private var socketText: String {
    if let first = targetListeners?.first {
      return first.processText + (first.port.map { ":\($0)" } ?? "")
    }
    guard let listeners, let first = listeners.first else { return "-" }
    let more = listeners.count > 1 ? " +\(listeners.count - 1)" : ""
    return first.processText + more
  }

  /// What limits the row, a line each.
  var conditionLines: [String] {
    var result: [String] = []
    switch row.hooks {
    case .both: break
    case .prerouting: result.append("only from outside")
    case .output: result.append("only from this node")
    }
    if !exceptProtocols.isEmpty {
      result.append("not " + exceptProtocols.joined(separator: ", "))
    }
    if !(row.isLocal == true && onlyLoopbackIsExcepted), !exceptAddresses.isEmpty {
      result.append("not to " + Self.list(exceptAddresses, row.exceptionsOmitted))
    }
    if row.addresses != nil, let isLocal = row.isLocal {
      result.append(
        isLocal ? "only if it is an address of this node" : "only if it is not this node's")
    }
    if !exceptPorts.isEmpty { result.append("not ports " + Self.list(exceptPorts, 0)) }
    result += conditions.map { "if \($0.text)" }
    if row.isAffine { result.append("a client stays with its endpoint") }
    // Rows without a word of their own are the common ones.
    return result.isEmpty ? [] : [result.joined(separator: "; ")]
  }

  private static func list(_ items: [String], _ omitted: Int) -> String {
    let shown = items.prefix(6).joined(separator: ", ")
    let rest = items.count - 6 + omitted
    return rest > 0 ? "\(shown) and \(rest) more" : shown
  }
}
