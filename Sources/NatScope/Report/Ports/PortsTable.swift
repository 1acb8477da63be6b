/// The inventory for awk and spreadsheets: a line for each row, cells parted by tabs.
public struct PortsTable: Sendable {
  public init() {}

  static let columns = [
    "family", "protocol", "addresses", "ports", "targets", "kind", "owner", "listener", "hook",
    "except", "conditions", "hidden", "table", "chain", "rule", "line",
  ]

  /// A line with the names of the columns, then the rows.
  public func render(_ answer: PortsAnswer) -> String {
    var lines = [Self.columns.joined(separator: "\t")]
    for row in answer.rows {
      lines.append(cells(row).map(TerminalText.escape).joined(separator: "\t"))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func cells(_ port: PortRow) -> [String] {
    let targets =
      port.isAnswered
      ? port.row.targets.map { "\(port.text(of: $0))=\($0.share)" }.joined(separator: ",")
      : port.refusal ?? "?"
    let listener = port.listeners.map { sockets in
      sockets.map(\.processText).joined(separator: ",")
    }
    let except = port.exceptAddresses + port.exceptPorts.map { ":\($0)" } + port.exceptProtocols
    return [
      port.row.family.rawValue, port.protocolText, port.addressText, port.portText, targets,
      port.kind.rawValue, port.name ?? "", listener ?? "?", port.row.hooks.rawValue,
      except.joined(separator: ","), port.conditions.map(\.text).joined(separator: "; "),
      "\(port.hidden.count)", port.place?.table ?? "", port.place?.chain ?? "",
      port.place?.number.map { "\($0)" } ?? "", port.place.map { "\($0.line)" } ?? "",
    ]
  }
}
