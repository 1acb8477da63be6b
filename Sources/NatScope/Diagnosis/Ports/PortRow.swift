/// A row of the inventory with its words: who answers, through what and whose it is.
///
/// Names out of rule comments stand in it as they are; a report escapes them for its medium.
public struct PortRow: Sendable {
  /// Index into `Capture.rulesets`.
  public let ruleset: Int
  public let row: Inventory.Row
  public let kind: Explanation.Kind
  /// Whose rules they are; nil where nobody can be named.
  public let owner: String?
  /// The one word by which people know the owner: `default/web:http`, a pod, a bridge; nil for none.
  public let name: String?
  public let conditions: [ConditionWording]
  /// Where the rules begin to ask for the row's destination or port.
  public let place: RulePlace?
  /// Rules that no packet of the row reaches.
  public let hidden: [RulePlace]
  /// The sockets that would take the packets if no rule did; nil if the input has no list of them.
  public let listeners: [Socket]?
  /// Where the packets end at this node, the sockets that take them; else nil.
  public let targetListeners: [Socket]?
  /// Why the walk could not go on.
  public let obstacle: String?
  /// The chains on the way to a target, in order.
  public let chains: [String]

  init(_ row: Inventory.Row, _ ruleset: Int, _ capture: Capture) {
    let rules = capture.rulesets[ruleset]
    self.ruleset = ruleset
    self.row = row
    var packet = Packet(family: row.family)
    if case .one(let ipProtocol) = row.protocols { packet.ipProtocol = ipProtocol }
    let owner = Owner(row.example, packet: packet, in: rules)
    switch row.answer {
    case .undecided(.virtualService), .virtualService: kind = .ipvs
    case .undecided: kind = .unknown
    case .translated, .refused: kind = owner.kind
    }
    self.owner = owner.text(isShort: false)
    name = owner.name(capture.node.workloads)
    chains = Self.chains(row.example, rules)
    conditions = row.conditions.map { ConditionWording($0, in: rules) }
    place = Self.place(row.example, rules)
    hidden = row.hidden.map { RulePlace(rules, $0) }
    let sockets = PortSockets(row, capture.node)
    listeners = sockets.asked
    targetListeners = sockets.target
    if case .undecided(let reason) = row.answer {
      obstacle = reason.words(rules)
    } else {
      obstacle = nil
    }
  }

  private static func chains(_ outcome: Outcome, _ ruleset: Ruleset) -> [String] {
    var result: [String] = []
    for item in outcome.path {
      let name = ruleset.name(ruleset[item.rule].chain)
      if result.last != name { result.append(name) }
    }
    return result
  }

  /// The first rule on the way that asks for the destination or its port; else the one that decides.
  private static func place(_ outcome: Outcome, _ ruleset: Ruleset) -> RulePlace? {
    guard
      let item = outcome.translationItem(in: ruleset) ?? outcome.decisiveItem(in: ruleset)
        ?? outcome.path.indices.last
    else { return nil }
    let stack = CallStack(outcome.path, upTo: item, in: ruleset)
    let asking = stack.rules.first { rule in
      ruleset.decode(rule).matches.contains { match in
        switch match.test {
        case .destination, .destinationPorts, .eitherPorts, .destinationRange, .set: true
        default: false
        }
      }
    }
    return (asking ?? stack.rules.last).map { RulePlace(ruleset, $0) }
  }
}

extension Owner {
  /// The shortest that tells whose it is.
  func name(_ workloads: Workloads) -> String? {
    if let service { return service.text }
    if let container {
      guard let id = container.container else { return container.network }
      let bare = id.split(separator: "-").last.map { String($0) } ?? id
      if let known = workloads.workload(id: bare) { return known.qualifiedName }
      return Self.short(id)
    }
    return bridge ?? comment ?? softwareWord
  }

  private var softwareWord: String? {
    switch software {
    case .istio: "istio"
    case .servicelb: "svclb"
    case .libvirt: "libvirt"
    case .ovnKubernetes: "ovn-kubernetes"
    case .cilium: "cilium"
    case .docker: "docker"
    default: nil
    }
  }
}

extension Outcome.Obstacle {
  /// Why the rules do not tell what becomes of the packets.
  func words(_ ruleset: Ruleset) -> String {
    switch self {
    case .noNATTable: "the input has no nat table"
    case .unknownTarget(let rule):
      "the target of \(RulePlace(ruleset, rule).text) is neither in the input nor known"
    case .loop(_, let rule): "the chains loop at \(RulePlace(ruleset, rule).text)"
    case .corruptRule(let rule): "\(RulePlace(ruleset, rule).text) cannot be read"
    case .missingBuiltInPolicy(let chain):
      "the policy of \(ruleset.chainTitle(chain)) is not in the input"
    case .missingRules(let chain): "chain \(ruleset.chainTitle(chain)) is shown in part"
    case .missingCaller(let chain):
      "the rule that leads to chain \(ruleset.chainTitle(chain)) is not in the input"
    case .missingBuiltInChain(let hook): "\(hook.rawValue) of nat is not in the input"
    case .virtualService: "IPVS takes it, and its services are not in the input: ipvsadm -Ln"
    case .establishedConnection, .loopbackFromOutside, .linkLocalSource, .timeToLiveExceeded:
      "no rule is asked"
    case .bound: "a bound of natscope was reached"
    }
  }
}
