extension Owner {
  /// Recognises the owner of what decides an outcome.
  init(_ outcome: Outcome, packet: Packet, in ruleset: Ruleset) {
    guard outcome.verdict != nil else {
      kind = .unknown
      return
    }
    // What a packet that is stopped behind its translation was meant for is told by the translation.
    guard
      let item = outcome.translationItem(in: ruleset) ?? outcome.decisiveItem(in: ruleset)
    else {
      if ruleset.usesIPVS {
        kind = .ipvs
        software = .kubeProxyIPVS
      } else {
        kind = .none
      }
      return
    }
    let stack = CallStack(outcome.path, upTo: item, in: ruleset)
    let target = ruleset.decode(outcome.path[item].rule).target
    kind = outcome.translation == nil ? .none : Self.kind(of: target)
    recognise(stack, outcome, packet, ruleset)
    if software == nil { comment = stack.rules.reversed().lazy.compactMap(ruleset.comment).first }
  }

  private static func kind(of target: Target) -> Explanation.Kind {
    switch target {
    case .redirect, .transparentProxy: .redirect
    default: .dnat
    }
  }

  private mutating func recognise(
    _ stack: CallStack, _ outcome: Outcome, _ packet: Packet, _ ruleset: Ruleset
  ) {
    let serviceChains = ["KUBE-SERVICES", "KUBE-EXTERNAL-SERVICES", "KUBE-PROXY-FIREWALL"]
    if let rule = stack.rule(inChain: { $0 == "CNI-HOSTPORT-DNAT" }) {
      kind = .hostPort
      software = .portmap
      readContainer(rule, stack, ruleset)
    } else if let rule = stack.rule(inChain: { ChainOwner.software(of: $0) == .kubeHostPorts }) {
      kind = .hostPort
      software = .kubeHostPorts
      comment = ruleset.comment(rule)
      if comment?.contains("svclb-") == true { (kind, software) = (.servicelb, .servicelb) }
    } else if let rule = stack.rule(inChain: { $0 == "KUBE-NODEPORTS" }) {
      kind = .nodePort
      readService(rule, stack, packet, ruleset)
    } else if let rule = stack.rule(inChain: { serviceChains.contains($0) }) {
      kind = Self.serviceKind(ruleset.comment(rule) ?? "")
      if asksForLocal(rule, ruleset) { kind = .nodePort }
      readService(rule, stack, packet, ruleset)
    } else if let rule = stack.rule(inChain: { ChainOwner.software(of: $0) == .podman }) {
      kind = .podman
      software = .podman
      readContainer(rule, stack, ruleset)
    } else if let rule = stack.rule(inChain: { $0 == "DOCKER" }) {
      kind = .docker
      software = .docker
      bridge = Self.excludedBridge(ruleset.decode(rule))
    } else {
      recogniseOthers(stack, outcome, ruleset)
    }
  }

  private mutating func recogniseOthers(
    _ stack: CallStack, _ outcome: Outcome, _ ruleset: Ruleset
  ) {
    func chain(of wanted: Software) -> String? {
      stack.chains.first { ChainOwner.software(of: $0) == wanted }
    }
    if chain(of: .istio) != nil {
      kind = .istio
      software = .istio
    } else if chain(of: .libvirt) != nil {
      kind = .libvirt
      software = .libvirt
    } else if let chain = chain(of: .ovnKubernetes) {
      if chain == "OVN-KUBE-NODEPORT" { kind = .nodePort }
      if chain == "OVN-KUBE-EXTERNALIP" { kind = .externalIP }
      software = .ovnKubernetes
    } else if chain(of: .cilium) != nil {
      software = .cilium
    } else if let rule = stack.rules.last, Self.isServiceLB(rule, outcome, ruleset) {
      kind = .servicelb
      software = .servicelb
    } else {
      // The innermost chain is closest to what decides.
      component = stack.chains.reversed().lazy.compactMap(ChainOwner.owner).first?.owner.component
      let own = zip(stack.chains, stack.rules).filter { !ruleset.isBuiltIn(ruleset[$0.1].chain) }
      if component == nil { unrecognisedChain = own.last?.0 }
    }
  }

  /// klipper-lb, the container of k3s servicelb, writes `! -s SERVICE/32 -p TCP --dport PORT -j
  /// DNAT --to SERVICE:PORT` into its own namespace (k3s-io/klipper-lb, entry).
  private static func isServiceLB(_ id: Rule.ID, _ outcome: Outcome, _ ruleset: Ruleset) -> Bool {
    ruleset.decode(id).matches.contains { match in
      guard match.isNegated, case .source(let pattern) = match.test, let prefix = pattern.prefix
      else { return false }
      return prefix.length == prefix.family.width && outcome.destination.addresses == prefix.bounds
    }
  }

  private static func serviceKind(_ comment: String) -> Explanation.Kind {
    if comment.contains(" loadbalancer IP") || comment.contains(" not accepted by KUBE-FW-") {
      return .loadBalancer
    }
    if comment.contains(" external IP") { return .externalIP }
    return .clusterIP
  }

  /// The filter table's rules for NodePorts without endpoints stand beside those for addresses.
  private func asksForLocal(_ rule: Rule.ID, _ ruleset: Ruleset) -> Bool {
    ruleset.decode(rule).matches.contains {
      if case .destinationType = $0.test { !$0.isNegated } else { false }
    }
  }

  private static func excludedBridge(_ rule: DecodedRule) -> String? {
    for match in rule.matches where match.isNegated {
      if case .inInterface(let pattern) = match.test {
        return InterfacePattern.describe(pattern.bounds)
      }
    }
    return nil
  }

  private mutating func readContainer(_ rule: Rule.ID, _ stack: CallStack, _ ruleset: Ruleset) {
    guard let text = ruleset.comment(rule) else { return }
    guard let found = ContainerComment(text) else {
      comment = text
      return
    }
    container = found
    if let id = found.container, let chain = stack.chains.first(where: { $0.hasPrefix("CNI-DN-") })
    {
      let expected = ChainHash.portmap(network: found.network, container: id)
      nameCheck = chain == expected ? .matches : .differs
    }
  }

  private mutating func readService(
    _ rule: Rule.ID, _ stack: CallStack, _ packet: Packet, _ ruleset: Ruleset
  ) {
    software = .kubeProxy
    let candidates = ([rule] + stack.rules).compactMap(ruleset.comment)
      .compactMap(ServicePort.first)
    service = candidates.first
    let hashed = stack.chains.first { name in
      ["KUBE-SVC-", "KUBE-SVL-", "KUBE-EXT-", "KUBE-FW-", "KUBE-XLB-"].contains {
        name.hasPrefix($0)
      }
    }
    guard let hashed, !candidates.isEmpty else { return }
    if let known = candidates.first(where: { $0.names(hashed, packet.ipProtocol) }) {
      service = known
      nameCheck = .matches
    } else {
      nameCheck = .differs
    }
  }
}

extension Ruleset {
  /// Whether kube-proxy's chains are there.
  var isOfKubeProxy: Bool {
    guard let nat = table(.nat) else { return false }
    return chain(named: Array("KUBE-SERVICES".utf8)[...], in: nat) != nil
  }

  /// Whether kube-proxy runs in IPVS mode: its rules look up ipsets and lead to no endpoint.
  var usesIPVS: Bool {
    guard let nat = table(.nat),
      let services = chain(named: Array("KUBE-SERVICES".utf8)[...], in: nat)
    else { return false }
    // In IPVS mode the chain holds a rule for each kind of service, not for each service.
    let hasSets = self[services].rules.prefix(64).contains { index in
      decode(Rule.ID(index)).matches.contains { match in
        guard case .set(let test) = match.test else { return false }
        return ["KUBE-CLUSTER-IP", "KUBE-NODE-PORT", "KUBE-LOAD-BALANCER", "KUBE-EXTERNAL-IP"]
          .contains { test.name.hasPrefix($0) }
      }
    }
    return hasSets
      && !chains.contains { source.slice($0.name).starts(with: Array("KUBE-SEP-".utf8)) }
  }
}
