import FoundationEssentials

@testable import NatScope

/// A ruleset and outcomes put together by hand, so that the wording is tested without the engine.
struct Example {
  let capture: Capture
  var ruleset: Ruleset { capture.rulesets[0] }

  /// A file of samples/.
  init(sample: String) throws {
    let path = Self.root + "/samples/" + sample
    capture = Capture.read([
      InputFile(name: sample, bytes: Array(try String(contentsOfFile: path, encoding: .utf8).utf8))
    ])
  }

  init(_ text: String) {
    capture = Capture.read([InputFile(name: "node.txt", bytes: Array(text.utf8))])
  }

  static let root: String = #filePath.split(separator: "/").dropLast(4).reduce("") { "\($0)/\($1)" }

  /// `nat CNI-HOSTPORT-DNAT 1`: a rule by its table, chain and number.
  func rule(_ place: String) -> Rule.ID {
    let words = place.split(separator: " ")
    guard words.count == 3, let name = TableName(rawValue: String(words[0])),
      let number = Int(words[2]), let table = ruleset.table(name),
      let chain = ruleset.chain(named: Array(words[1].utf8)[...], in: table)
    else { preconditionFailure("no rule \(place)") }
    return Rule.ID(ruleset[chain].rules.lowerBound + number - 1)
  }

  /// An outcome whose path is these rules; what is not given is what a translation brings along.
  func outcome(
    _ path: String..., to destination: String? = nil,
    translation: Outcome.Translation? = .destinationNAT, verdict: Outcome.Verdict? = .accept,
    delivery: Outcome.Delivery? = .forward, isMasqueraded: Bool? = false,
    probability: Double = 1, conditions: [Condition] = []
  ) -> Outcome {
    var outcome = Outcome()
    outcome.verdict = verdict
    outcome.translation = translation
    outcome.delivery = delivery
    outcome.isMasqueraded = isMasqueraded
    outcome.probability = probability
    outcome.conditions = conditions
    if let destination { outcome.destination = Self.endpoint(destination) }
    if verdict == .accept {
      outcome.reply = Reply(
        source: outcome.destination, destination: Outcome.Endpoint(),
        way: delivery == .local
          ? .fromHere : isMasqueraded == true ? .toHere : translation == nil ? .unchanged : .past)
    }
    var hook = Hook.prerouting
    for place in path {
      let rule = rule(place)
      if let builtIn = Hook(rawValue: String(place.split(separator: " ")[1])) { hook = builtIn }
      outcome.path.append(PathItem(hook: hook, rule: rule, effect: effect(rule)))
    }
    if let last = outcome.path.last {
      let chain = ruleset[last.rule].chain
      outcome.decidedBy = Outcome.Decision(
        hook: last.hook, table: ruleset[ruleset[chain].table].name ?? .nat, chain: chain,
        rule: last.rule)
    }
    return outcome
  }

  private func effect(_ rule: Rule.ID) -> PathItem.Effect {
    switch ruleset.decode(rule).target {
    case .chain(_, let isGoto): isGoto ? .goto : .jump
    case .destinationNAT, .redirect, .netmap, .sourceNAT, .masquerade: .translate
    case .accept, .transparentProxy: .accept
    case .drop: .drop
    case .reject: .reject
    case .return: .return
    case .mark, .connmark: .mark
    default: .continue
    }
  }

  /// `10.0.0.5:443` or `[2001:db8::5]:443`, with a port or without.
  static func endpoint(_ text: String) -> Outcome.Endpoint {
    let isBracketed = text.hasPrefix("[")
    let parts = isBracketed ? text.dropFirst().split(separator: "]") : text.split(separator: ":")
    let address = IPAddress(String(parts[0]))
    let port = parts.count > 1 ? UInt16(parts[1].drop { $0 == ":" }) : nil
    return Outcome.Endpoint(
      addresses: address.map { $0.bits...$0.bits }, ports: port.map { PortRange($0, $0) })
  }

  /// A trace of these outcomes, of which the first is the primary one.
  func trace(
    _ destination: String, over ipProtocol: IPProtocol = .tcp, origin: Packet.Origin = .outside,
    assumptions: [Assumption] = [], _ outcomes: Outcome...
  ) -> Trace {
    let endpoint = Self.endpoint(destination)
    var packet = Packet(family: ruleset.family, ipProtocol: ipProtocol)
    packet.destination = endpoint.addresses.map {
      IPAddress(family: ruleset.family, bits: $0.lowerBound)
    }
    packet.destinationPort = endpoint.ports?.first
    packet.origin = origin
    var all = outcomes
    all[0].isPrimary = true
    return Trace(packet: packet, outcomes: all, assumptions: assumptions)
  }

  /// A condition on the source address.
  func source(_ prefix: String, isNegated: Bool = false) -> Condition {
    let bounds = AddressPattern(Array(prefix.utf8))?.prefix?.bounds ?? 0...0
    return Condition(isNegated: isNegated, all: [.field(.source, [bounds])])
  }
}
