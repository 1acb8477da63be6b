/// The inventory for programs: the contract `natscope.ports/1`.
public struct PortsJSON: Sendable {
  public init() {}

  /// The whole answer, ended by a newline.
  public func render(_ answer: PortsAnswer) -> String {
    let report = JSONReport()
    let value = JSONValue.object([
      "schema": "natscope.ports/1",
      "input": report.input(answer.capture),
      "diagnostics": report.diagnostics(answer.capture),
      "notes": .strings(answer.notes),
      "omitted": .integer(answer.total - answer.rows.count),
      "ports": .array(answer.rows.map { Self.value($0, answer.capture) }),
    ])
    return value.prettyPrinted + "\n"
  }

  /// One row, as other schemas may embed it.
  static func value(_ port: PortRow, _ capture: Capture) -> JSONValue {
    let row = port.row
    return .object([
      "ruleset": .integer(port.ruleset),
      "family": .string(row.family.rawValue),
      "protocol": .string(port.protocolText),
      "exceptProtocols": .strings(port.exceptProtocols),
      "addresses": .string(port.addressText),
      "local": .bool(row.isLocal),
      "exceptAddresses": .strings(port.exceptAddresses),
      "exceptionsOmitted": .integer(row.exceptionsOmitted),
      "ports": .string(port.portText),
      "exceptPorts": .strings(port.exceptPorts),
      "hook": .string(row.hooks.rawValue),
      "targets": .array(
        row.targets.filter { _ in port.isAnswered }.map { target in
          .object([
            "addresses": .text(port.addresses(of: target)),
            "ports": .string(port.ports(of: target)),
            "share": .number(target.share),
          ])
        }),
      "translation": .text(port.translation),
      "refused": .text(port.refusal),
      "undecided": .text(port.obstacle),
      "conditions": .array(port.conditions.map(TraceJSON.value)),
      "affinity": .bool(row.isAffine),
      "kind": .string(port.kind.rawValue),
      "owner": .text(port.owner),
      "name": .text(port.name),
      "hidden": .integer(port.hidden.count),
      "hiddenRules": .array(port.hidden.map { $0.object() }),
      "listener": port.listeners?.first.map(listener) ?? .null,
      "listeners": port.listeners.map { .array($0.map(listener)) } ?? .null,
      "targetListeners": port.targetListeners.map { .array($0.map(listener)) } ?? .null,
      "rule": port.place?.object() ?? .null,
    ])
  }

  private static func listener(_ socket: Socket) -> JSONValue {
    .object([
      "process": .text(socket.processes.first?.name),
      "pid": .integer(socket.processes.first?.pid),
      "address": .string(socket.addressText),
      "port": .integer(socket.port.map(Int.init)),
      "decoy": .bool(socket.isDecoy),
    ])
  }
}

extension PortRow {
  /// Whether the packets go to a target.
  var isAnswered: Bool {
    switch row.answer {
    case .translated, .virtualService: true
    case .refused, .undecided: false
    }
  }

  /// How the destination is rewritten; nil where it is not.
  var translation: String? {
    if case .translated(let kind) = row.answer { kind.rawValue } else { nil }
  }
}
