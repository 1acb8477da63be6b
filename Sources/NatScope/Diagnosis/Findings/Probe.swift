/// One destination, asked of the rulesets of its family, from outside and from the node itself.
struct Probe {
  let family: IPFamily
  let ipProtocol: IPProtocol
  let port: UInt16
  /// nil: an address of the node that no rule names.
  let address: IPAddress?
  let views: [View]

  /// What one ruleset does with it.
  struct View {
    /// Index into `Capture.rulesets`.
    let ruleset: Int
    /// nil for a destination that nobody reaches from outside, and where it was not asked.
    let outside: ExplanationFacts?
    let local: ExplanationFacts?

    /// From outside, else from the node itself.
    var facts: ExplanationFacts? { outside ?? local }
    var all: [ExplanationFacts] { [outside, local].compactMap(\.self) }
  }

  /// `8000/tcp`, `192.0.2.10:5353/udp`.
  var subject: String {
    let ports = "\(port)/\(ipProtocol)"
    return address.map { $0.family == .ipv6 ? "[\($0)]:\(ports)" : "\($0):\(ports)" } ?? ports
  }

  /// Whether a trace of it ran into the engine's bounds.
  var isExhausted: Bool {
    views.contains { view in
      view.all.contains { $0.trace.outcomes.contains { $0.obstacle == .bound } }
    }
  }

  /// The words with which natscope traces it.
  var destination: String { address == nil ? ":" + subject : subject }
}

extension ExplanationFacts {
  /// The trace as a person reads the text.
  init(
    shown trace: Trace, _ ruleset: Ruleset, node: NodeFacts, hasUserAddresses: Bool = false
  ) {
    let shown = trace.asShown
    self.init(
      shown?.trace ?? trace, ruleset, passedOver: shown?.passedOver ?? [], node: node,
      hasUserAddresses: hasUserAddresses)
  }

  /// Whether the packet's destination becomes another one, whatever becomes of it then.
  var translates: Bool { main.translation != nil }

  /// The rule that translates.
  var translatingRule: Rule.ID? { main.translationItem(in: ruleset).map { main.path[$0].rule } }

  /// What becomes of the packets that rules translate, whichever of them ordinary ones are.
  var translated: [Outcome] {
    trace.outcomes.filter { $0.translation != nil && $0.virtualService == nil }
  }

  /// Whether ordinary packets all are translated.
  var isAlwaysTranslated: Bool {
    translates && answers.ordinary.allSatisfy { $0.outcome.translation != nil }
  }
}

extension Probe {
  /// A destination that was traced already; nil for one without ports, and for packets that are not
  /// the first of a plain new connection.
  init?(_ traces: [(trace: Answer.Traced, facts: Answer.Traced.Facts)]) {
    guard let packet = traces.first?.trace.trace.packet, let port = packet.destinationPort,
      packet.state == .new, packet.mark == 0, packet.header.isEmpty
    else { return nil }
    family = packet.family
    ipProtocol = packet.ipProtocol
    self.port = port
    address = packet.destination
    views = traces.map {
      View(ruleset: $0.trace.ruleset, outside: $0.facts[.outside], local: $0.facts[.local])
    }
  }
}
