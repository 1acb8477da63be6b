// Whether what a rule leads to is what was declared.
extension PortJudge {
  enum Fit {
    /// With what has to be assumed for it.
    case fits(Guess?)
    case differs(String)
    case unknown(String)
  }

  /// That targets are what they should be, which the input does not tell.
  struct Guess: Hashable {
    let target: String
    /// `is a pod of it`, and of several `are pods of it`.
    let one: String
    let several: String
    let settledBy: String

    /// One assumption for all targets of which the same is guessed.
    static func together(_ guesses: [Guess]) -> [AssumptionWording] {
      var result: [AssumptionWording] = []
      var rest = guesses
      while let first = rest.first {
        let same = rest.filter { $0.one == first.one }
        rest.removeAll { $0.one == first.one }
        let shown = same.prefix(4).map(\.target)
        let names =
          same.count > 4
          ? shown.joined(separator: ", ") + " and \(same.count - 4) more"
          : shown.dropLast().isEmpty
            ? first.target
            : shown.dropLast().joined(separator: ", ") + " and " + (shown.last ?? "")
        result.append(
          AssumptionWording(
            "\(names) \(same.count == 1 ? first.one : first.several)", settledBy: first.settledBy))
      }
      return result
    }
  }

  func fit(_ outcome: Outcome, _ targets: PodTargets) -> Fit {
    guard let port = single(outcome.destination.ports.map { $0.first...$0.last }) else {
      return .unknown("The rule leads to a range of ports.")
    }
    guard let bits = single(outcome.destination.addresses) else {
      return .unknown("The rule leads to an address that the input does not tell.")
    }
    let address = IPAddress(family: ruleset.family, bits: bits)
    let endpoint = address.family == .ipv6 ? "[\(address)]:\(port)" : "\(address):\(port)"
    if let service = facts.owner.service, let stranger = stranger(service, targets) {
      return .differs("\(endpoint) is where \(stranger) leads.")
    }
    if isOfServiceBalancer(port) {
      return .fits(
        Guess(
          target: endpoint, one: "is the pod that k3s runs for its load balancer",
          several: "are the pods that k3s runs for its load balancer",
          settledBy: "kubectl get pods -A -o wide"))
    }
    if !targets.ports.isEmpty, !targets.ports.contains(port) {
      return .differs("\(endpoint) is not \(targets.portText) of a pod.")
    }
    if targets.ports.isEmpty {
      return .unknown(
        "The input does not tell which number the port \(targets.portName ?? "") has in the pods.")
    }
    return fit(address, endpoint, targets)
  }

  private func fit(_ address: IPAddress, _ endpoint: String, _ targets: PodTargets) -> Fit {
    if let known = targets.addresses {
      if known.contains(address) { return .fits(nil) }
      let holder = node.workloads.holders(of: address).first
      let whose = holder.map { ", but \($0.kind.rawValue) \($0.qualifiedName)" } ?? ""
      let source = targets.source.map { " (\($0))" } ?? ""
      return .differs("\(address) is none of its pods\(source)\(whose).")
    }
    if let sandbox, targets.service == nil {
      guard PodPlacement.isOf(declaration, sandbox) else {
        return .differs("\(endpoint) is of pod \(sandbox.qualifiedName), whose sandbox it names.")
      }
      return .fits(nil)
    }
    let holders = node.workloads.holders(of: address)
    if targets.service == nil, let first = holders.first,
      !holders.contains(where: { PodPlacement.isOf(declaration, $0) })
    {
      return .differs("\(address) is \(first.kind.rawValue) \(first.qualifiedName).")
    }
    // kube-proxy's chains name their Service, and the hash proves that they are its own.
    if facts.owner.service != nil, facts.owner.nameCheck == .matches {
      return .fits(
        Guess(
          target: "\(address)", one: "is a pod of it", several: "are pods of it",
          settledBy: "kubectl get endpointslices -A"))
    }
    return .fits(
      Guess(
        target: "\(address)",
        one: declaration.kind == "Pod"
          ? "is \(declaration.title)" : "is a pod of \(declaration.title)",
        several: "are pods of \(declaration.title)",
        settledBy: facts.confirm.first ?? "kubectl get pods -A -o wide"))
  }

  /// The pod whose sandbox the rules' comments name, if the input has it.
  private var sandbox: Workload? {
    facts.owner.container?.container.flatMap { node.workloads.workload(id: $0) }
  }

  /// The Service whose rules these are, if it is not the one that declares the port.
  private func stranger(_ service: ServicePort, _ targets: PodTargets) -> String? {
    let text = "Service \(service.text)"
    guard let own = targets.service else { return text }
    guard own.name == service.name, (own.namespace ?? service.namespace) == service.namespace else {
      return text
    }
    return service.port == (expected.name ?? "") ? nil : text
  }

  /// k3s gives each load balancer a pod on each node, with a hostPort that is the Service's port and
  /// leads to the same port of that pod (k3s-io/klipper-lb).
  private func isOfServiceBalancer(_ port: UInt16) -> Bool {
    expected.kind == .loadBalancer && port == expected.servicePort
      && [.servicelb, .hostPort].contains(facts.owner.kind)
  }

  /// Whether rules of hostPorts and the like answer in the place of a Service's.
  var isPublishedOtherwise: Bool {
    guard case .pods(let targets) = expected.answer, targets.service != nil,
      facts.owner.service == nil,
      [.hostPort, .servicelb, .docker, .podman, .libvirt].contains(facts.owner.kind)
    else { return false }
    return expected.kind != .loadBalancer
      || ![.hostPort, .servicelb].contains(facts.owner.kind)
  }

  private func single<Bound: Comparable>(_ range: ClosedRange<Bound>?) -> Bound? {
    range.flatMap { $0.lowerBound == $0.upperBound ? $0.lowerBound : nil }
  }

  /// Whether a rule that is never reached would lead where it should.
  func fitsLater(_ rule: Rule.ID, _ targets: PodTargets) -> Bool {
    guard case .destinationNAT(let mapping) = ruleset.decode(rule).target else { return false }
    let ports = mapping.ports.map { $0.first...$0.last }
    guard let port = single(ports) ?? expected.port else { return false }
    guard targets.ports.isEmpty || targets.ports.contains(port) else { return false }
    guard let known = targets.addresses, let bits = single(mapping.addresses) else { return true }
    return known.contains(IPAddress(family: ruleset.family, bits: bits))
  }

  // MARK: no rule leads anywhere

  func judgeUntranslated(_ targets: PodTargets, _ result: inout Realisation) {
    if let service = facts.owner.service, stranger(service, targets) == nil,
      let comment = main.decidedBy?.rule.flatMap(ruleset.comment)
    {
      judgeRefusal(comment, targets, &result)
      return
    }
    // What some packets get: those of a source range, or to a hostIP.
    let fitting = facts.trace.outcomes.contains { outcome in
      guard outcome.isTranslated, case .fits = fit(outcome, targets) else { return false }
      return true
    }
    if fitting {
      result.reasons = [
        "A rule leads there for some packets only: "
          + "natscope trace \(expected.question) shows the conditions."
      ]
      return
    }
    if main.isStopped, main.decidedBy?.hook == .prerouting {
      result.verdict = .shadowed
      result.reasons = ["The packet is stopped before nat is asked."]
      return
    }
    guard let chain = missingChain else {
      result.verdict = .missing
      result.reasons = ["No rule of this input leads there."]
      result.run = [command]
      return
    }
    result.reasons = [chain]
    result.run = ["nft list ruleset"] + (expected.kind == .hostPort ? [] : ["ipvsadm -Sn"])
  }

  /// A Service's own rule refuses the packet.
  private func judgeRefusal(
    _ comment: String, _ targets: PodTargets, _ result: inout Realisation
  ) {
    if comment.hasSuffix(" has no local endpoints") {
      result.verdict = .notHere
      result.reasons = [
        "externalTrafficPolicy is Local and no pod of it runs on this node: refusing is right."
      ]
    } else if comment.hasSuffix(" has no endpoints") {
      result.verdict = .missing
      result.reasons = ["kube-proxy knows the Service and no pod that is ready for it."]
      result.run = diagnosis.explanation.confirm + ["kubectl get endpointslices -A"]
    } else if comment.contains(" traffic not accepted by KUBE-FW-") {
      result.verdict = .realised
      result.reasons = ["For senders in its loadBalancerSourceRanges only."]
    } else {
      result.verdict = .shadowed
      result.reasons = ["A rule of the Service itself stops the packet."]
    }
  }

  /// Why the rules of an input may be the wrong place to look; nil if they are the right one.
  private var missingChain: String? {
    if expected.kind == .loadBalancer {
      return expected.address == nil
        ? "No rule answers the port itself, and none has to: the input does not tell the load "
          + "balancer's address (kubectl get services -A), and one outside sends to the NodePort."
        : ruleset.isOfKubeProxy ? nil : Self.otherProxy
    }
    if expected.kind == .hostPort {
      let chains = ["CNI-HOSTPORT-DNAT", "KUBE-HOSTPORTS"]
      return chains.contains(where: hasChain)
        ? nil
        : "The rules have no chain for hostPorts at all: the CNI plugin may write nftables or eBPF."
    }
    if ruleset.usesIPVS, !facts.trace.knowsVirtualServices {
      return "kube-proxy is in IPVS mode, and the input does not have its services."
    }
    return ruleset.isOfKubeProxy ? nil : Self.otherProxy
  }

  private static var otherProxy: String {
    "The rules have no chains of kube-proxy: Services may be in nftables, IPVS or eBPF here."
  }

  private func hasChain(_ name: String) -> Bool {
    guard let nat = ruleset.table(.nat) else { return false }
    return ruleset.chain(named: Array(name.utf8)[...], in: nat) != nil
  }

  /// What shows why no rule is there.
  private var command: String {
    expected.kind == .hostPort ? "crictl pods" : "kubectl get services,endpointslices -A -o wide"
  }
}
