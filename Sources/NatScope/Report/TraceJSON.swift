/// One trace of the contract `natscope.trace/1`.
struct TraceJSON {
  private let view: Answer.View
  private let ruleset: Ruleset
  /// Outcomes share most of their conditions and steps, so each is put into words once.
  private let conditions: [Condition: JSONValue]
  private let items: [PathItem: JSONValue]
  private var trace: Trace { view.trace }
  private var family: IPFamily { ruleset.family }

  init(_ view: Answer.View, _ ruleset: Ruleset) {
    self.view = view
    self.ruleset = ruleset
    var conditions: [Condition: JSONValue] = [:]
    var items: [PathItem: JSONValue] = [:]
    for outcome in view.trace.outcomes {
      for condition in outcome.conditions where conditions[condition] == nil {
        conditions[condition] = Self.value(ConditionWording(condition, in: ruleset))
      }
      for item in outcome.path where items[item] == nil {
        items[item] = Self.value(item, ruleset)
      }
    }
    self.conditions = conditions
    self.items = items
  }

  var value: JSONValue {
    .object([
      "family": .string(family.rawValue),
      "ruleset": .integer(view.ruleset),
      "packet": packet,
      "assumptions": .array(
        view.diagnosis.assumptions.map {
          .object(["text": .string($0.text), "settledBy": .string($0.settledBy)])
        }),
      "outcomes": .array(trace.outcomes.map(outcome)),
      "omitted": .object([
        "outcomes": .integer(trace.omitted.outcomes),
        "probability": .number(trace.omitted.probability),
      ]),
      "explanation": explanation,
      "findings": .array(view.findings.map(LintJSON.value)),
      "settled": .array(view.diagnosis.settled.map(told)),
      "stoppedBy": .array(view.diagnosis.stops.map(told)),
      "workloads": .array(view.diagnosis.workloads.map(told)),
      "sockets": view.diagnosis.sockets.map(sockets) ?? .null,
    ])
  }

  private func told(_ told: Told) -> JSONValue {
    .object([
      "text": .string(told.text), "source": .string(told.source), "line": .integer(told.line),
    ])
  }

  private func sockets(_ sockets: Diagnosis.SocketsBeside) -> JSONValue {
    .object([
      "complete": .bool(sockets.isWhole),
      "asked": .array(sockets.asked.map(socket)),
      "target": sockets.target.map { .array($0.map(socket)) } ?? .null,
    ])
  }

  private func socket(_ socket: Socket) -> JSONValue {
    let source = ruleset.source.files
    return .object([
      "protocol": .string("\(socket.ipProtocol)"),
      "address": .text(socket.addressText),
      "interface": .text(socket.interface),
      "port": .integer(socket.port.map(Int.init)),
      "processes": .array(
        socket.processes.map { process in
          .object(["name": .string(process.name), "pid": .integer(process.pid)])
        }),
      "source": .text(
        source.indices.contains(socket.place.file) ? source[socket.place.file].name : nil),
      "line": .integer(Int(socket.place.line)),
    ])
  }

  private var packet: JSONValue {
    let packet = trace.packet
    var members: [String: JSONValue] = [
      "protocol": .string("\(packet.ipProtocol)"),
      "destination": .text(packet.destination?.description),
      "destinationPort": .integer(packet.destinationPort.map(Int.init)),
      "source": .text(packet.source?.description),
      "sourcePort": .integer(packet.sourcePort.map(Int.init)),
      "inInterface": .text(packet.inInterface),
      "mark": .integer(Int(packet.mark)),
      "state": .string(packet.state.rawValue),
      "hook": packet.origin == .outside ? "PREROUTING" : "OUTPUT",
      "outInterface": .text(packet.outInterface),
      "icmpType": .text(
        packet.icmpType.flatMap {
          FieldRanges(
            .icmpType, [UInt128($0.lowerBound)...UInt128($0.upperBound)], family
          ).pieces.first
        }),
      "tcpOptions": packet.tcpOptions.map { .array($0.sorted().map { .integer(Int($0)) }) }
        ?? .null,
    ]
    for field in HeaderField.allCases { members[field.rawValue] = value(field) }
    return .object(members)
  }

  /// What was told of a field of the header: a number, or words where people use them.
  private func value(_ field: HeaderField) -> JSONValue {
    guard let number = trace.packet.header[field] else { return .null }
    switch field {
    case .segmentSize where number < field.maximum: return .integer(Int(number))
    case .tcpFlags, .segmentSize, .sourceHardware, .packetType:
      return .text(
        FieldRanges(Condition.Field(field), [UInt128(number)...UInt128(number)], family)
          .pieces.first)
    default: return .integer(Int(number))
    }
  }

  private var explanation: JSONValue {
    let explanation = view.diagnosis.explanation
    return .object([
      "kind": .string(explanation.kind.rawValue),
      "owner": .text(explanation.owner),
      "headline": .string(explanation.headline),
      "why": .strings(explanation.why),
      "confirm": .strings(explanation.confirm),
    ])
  }

  private func outcome(_ outcome: Outcome) -> JSONValue {
    var members: [String: JSONValue] = [
      "verdict": .text(outcome.verdict?.rawValue),
      "translation": .text(outcome.translation?.rawValue),
      "destination": endpoint(outcome.destination),
      "source": outcome.source.map(endpoint) ?? .null,
      "masquerade": .bool(outcome.isMasqueraded),
      "delivery": .text(outcome.delivery?.rawValue),
      "reply": outcome.reply.map(reply) ?? .null,
      "probability": .number(outcome.probability),
      "conditions": .array(outcome.conditions.compactMap { conditions[$0] }),
      "primary": .bool(outcome.isPrimary),
      "path": .array(outcome.path.compactMap { items[$0] }),
      "decidedBy": outcome.decidedBy.map(decision) ?? .null,
      "notChecked": .array(outcome.notChecked.map(unchecked)),
      "alsoMatch": .integer(outcome.alsoMatch.count),
      "ipvs": outcome.virtualService.map { virtualService($0) } ?? .null,
    ]
    if outcome.virtualService?.server?.forwarding == .masquerade { members["via"] = "ipvs" }
    if outcome.pathOmitted > 0 { members["pathOmitted"] = .integer(outcome.pathOmitted) }
    if outcome.isMerged { members["pathMerged"] = .bool(true) }
    return .object(members)
  }

  private func reply(_ reply: Reply) -> JSONValue {
    .object([
      "source": endpoint(reply.source),
      "destination": endpoint(reply.destination),
      "returns": .bool(reply.returns),
      "text": .string(reply.text(trace.packet, family)),
    ])
  }

  private func endpoint(_ endpoint: Outcome.Endpoint) -> JSONValue {
    .object([
      "addresses": .text(endpoint.addressText(family)),
      "ports": .text(endpoint.ports?.description),
    ])
  }

  private func virtualService(_ taken: VirtualService) -> JSONValue {
    .object([
      "service": .string(taken.service.key.description),
      "scheduler": .string(taken.service.scheduler),
      "persistence": .integer(taken.service.persistence.map(Int.init)),
      "server": taken.server.map(server) ?? .null,
      "servers": .array(taken.service.servers.map(server)),
    ])
  }

  private func server(_ server: IPVS.Server) -> JSONValue {
    .object([
      "address": .string("\(server.address)"),
      "port": server.port == 0 ? .null : .integer(Int(server.port)),
      "forwarding": .string(server.forwarding.rawValue),
      "weight": .integer(Int(server.weight)),
    ])
  }

  static func value(_ words: ConditionWording) -> JSONValue {
    .object([
      "text": .string(words.text),
      "negated": .bool(words.isNegated),
      "all": .array(
        words.all.map { fact in
          .object([
            "field": .string(fact.field), "op": .string(fact.op), "value": .string(fact.value),
            "settledBy": .text(fact.settledBy),
          ])
        }),
    ])
  }

  private static func value(_ item: PathItem, _ ruleset: Ruleset) -> JSONValue {
    let place = RulePlace(ruleset, item.rule)
    let target = ruleset.source.string(ruleset[item.rule].target)
    return place.object(with: [
      "hook": .string(item.hook.rawValue),
      "text": .string(String(decoding: ruleset.canonicalText(item.rule), as: UTF8.self)),
      "effect": .string(item.effect.rawValue),
      "target": .text(target.isEmpty ? nil : target),
    ])
  }

  private func decision(_ decision: Outcome.Decision) -> JSONValue {
    RulePlace(ruleset, decision).object(with: [
      "hook": .string(decision.hook.rawValue), "table": .string(decision.table.rawValue),
    ])
  }

  private func unchecked(_ table: UncheckedTable) -> JSONValue {
    .object([
      "hook": .string(table.hook.rawValue),
      "table": .string(table.table.rawValue),
      "inInput": .bool(table.isInInput),
      "settledBy": .string(table.settledBy(ruleset)),
    ])
  }
}
