/// What the sentences of one explanation are made from.
struct ExplanationFacts {
  let trace: Trace
  let ruleset: Ruleset
  /// The outcome that the sentences speak of.
  let main: Outcome
  let owner: Owner
  let answers: Answers
  /// What the input tells of the node.
  let node: NodeFacts
  /// Whether the user gave the list of the node's addresses.
  let hasUserAddresses: Bool
  /// Rules of a listing that must not take the packet, for interfaces that it hides.
  let passedOver: [Rule.ID]

  init(
    _ trace: Trace, _ ruleset: Ruleset, passedOver: [Rule.ID] = [],
    node: NodeFacts = NodeFacts(), hasUserAddresses: Bool = false
  ) {
    self.node = node
    self.hasUserAddresses = hasUserAddresses
    self.passedOver = passedOver
    self.trace = trace
    self.ruleset = ruleset
    main = trace.spokenOf(ruleset.family)
    var owner = Owner(main, packet: trace.packet, in: ruleset)
    if main.virtualService != nil {
      owner = Owner(kind: .ipvs, software: ruleset.isOfKubeProxy ? .kubeProxyIPVS : nil)
    } else if owner.kind == .ipvs, trace.knowsVirtualServices {
      owner = Owner(kind: .none)
    }
    self.owner = owner
    answers = Answers(main, trace, ruleset.family)
  }

  var packet: Packet { trace.packet }
  var family: IPFamily { ruleset.family }

  /// Istio and servicelb write their rules inside a pod, whose rules these are then.
  var here: String {
    owner.software == .istio || owner.kind == .servicelb && owner.comment == nil
      ? "this pod" : "this node"
  }
}

extension ExplanationFacts {
  /// The verdict in one sentence, and in a second one what that means for sockets.
  var headline: String {
    if main.verdict == nil { return undecidedHeadline }
    if main.isStopped { return stoppedHeadline }
    let first = "\(subject)\(replicas)\(unchecked)\(fragment)\(hidden)."
    return [first, socketSentence, stopRemark, otherCases].compactMap { $0 }.joined(separator: " ")
  }

  private var subject: String {
    let port = packet.portText
    let whole = packet.destinationText
    let service = owner.service.map { " of \($0.text)" } ?? ""
    switch owner.kind {
    case .hostPort: return "\(port) is a hostPort"
    case .nodePort: return "NodePort \(port)\(service)"
    case .clusterIP:
      return owner.service.map { "\(whole) is the ClusterIP of \($0.text)" }
        ?? "\(whole) is a Service address"
    case .loadBalancer: return "\(whole) is a load balancer address\(service)"
    case .externalIP: return "\(whole) is an external IP\(service)"
    case .docker: return "\(port) is published by Docker"
    case .podman: return "\(port) is published by podman"
    case .libvirt: return "\(port) is forwarded by libvirt"
    case .servicelb: return "\(port) is a k3s service load balancer (servicelb)"
    case .istio: return "\(port) is taken over by Istio in this pod"
    case .redirect, .dnat: return "\(packet.destination == nil ? port : whole) is translated"
    case .ipvs where main.virtualService != nil: return "\(whole) is a virtual service of IPVS"
    case .ipvs:
      return "No rule translates \(whole), but kube-proxy runs in IPVS mode, whose services "
        + "the rules do not show"
    case .none: return untranslated
    case .unknown: return whole
    }
  }

  private var untranslated: String {
    switch main.delivery {
    case .local: "No rule translates \(packet.portText): it goes to a socket of this node, if any"
    case .forward:
      "No rule translates \(packet.destinationText): it is "
        + (packet.origin == .local ? "sent as it is" : "forwarded as it is")
    default: "No rule translates \(packet.destinationText)"
    }
  }

  /// The targets: one by its address, several by their number.
  private var replicas: String {
    if main.translation == nil, let server = main.virtualService?.server {
      return ": to \(server.text)"
    }
    guard main.translation != nil else { return "" }
    let targets = answers.ordinary.filter {
      $0.outcome.translation != nil && $0.outcome.verdict == main.verdict
    }
    guard targets.count > 1 else {
      return ": \(main.translationText(family) ?? main.answer(family))"
    }
    let noun =
      owner.kind == .ipvs ? "servers" : owner.software == .kubeProxy ? "endpoints" : "targets"
    let shares = answers.isWhole ? Share.each(targets.map(\.share)) ?? "unequal shares" : ""
    return ": \(targets.count) \(noun)" + (shares.isEmpty ? "" : ", \(shares)")
  }

  /// The warning that an answer rests on a part of the rules.
  private var fragment: String {
    guard ruleset.isFragment else { return "" }
    return main.translation != nil
      ? ", if the packet comes to that rule (the input is a fragment; the whole: "
        + "sudo \(ruleset.saveCommand) -c)"
      : ", as far as this fragment tells (the whole: sudo \(ruleset.saveCommand) -c)"
  }

  /// The warning that a rule would end the walk if it asked for no interface.
  private var hidden: String {
    guard let rule = passedOver.first else { return "" }
    let more = passedOver.count > 1 ? " or \(passedOver.count - 1) more" : ""
    return ", unless \(RulePlace(ruleset, rule).text)\(more) takes the packet: the listing hides "
      + "which interfaces it asks for, \(ruleset.listCommand) shows them"
  }

  private var unchecked: String {
    let tables = main.uncheckedTablesOfInput
    let isCut = ruleset.table(.nat).map { !ruleset[$0].isCommitted } ?? false
    return (tables.isEmpty ? "" : "; \(tables.joined(separator: ", ")) not checked")
      + (isCut ? "; the text of table nat is cut" : "")
  }

  /// Whether a socket is needed and where.
  private var socketSentence: String? {
    guard main.translation != nil else { return targetRemark }
    let port = main.destination.ports.map(\.description)
    let asked = packet.destinationPort.map(String.init)
    if main.delivery == .local || main.translation == .redirect
      || main.translation == .transparentProxy
    {
      let needed =
        port.flatMap { port in
          port == asked
            ? nil : "Look for a socket on port \(port), not \(asked ?? "the old one")."
        } ?? "It needs a socket on \(here)."
      return [needed, targetRemark].compactMap { $0 }.joined(separator: " ")
    }
    return ["No socket on \(here) is needed.", socketRemark].compactMap { $0 }
      .joined(separator: " ")
  }

  /// A word of warning if packets for which something special holds fare differently.
  private var otherCases: String? {
    let counted = answers.ordinary.count
    let differs =
      answers.all.count > counted || !answers.isWhole && counted > 1
      || answers.ordinary.contains { $0.outcome.verdict != main.verdict }
      || trace.omitted.outcomes > 0
    guard differs else { return nil }
    // What depends on one condition is told at once.
    let others = trace.outcomes.filter { $0.answer(family) != main.answer(family) }
    if let route = stoppedByRoute(others) { return route }
    guard let other = others.first, let condition = other.conditions.first,
      others.allSatisfy({ $0.conditions == [condition] })
    else { return "Other cases differ." }
    let words = RuleWords.short(ConditionWording(condition, in: ruleset).text, to: 100)
    if others.count == 1 { return "If \(words): \(other.answer(family))." }
    return others.allSatisfy(\.isTranslated)
      ? "If \(words): one of \(others.count) targets." : "Other cases differ."
  }

  /// What becomes of the packet if its route is another one, where that alone stops it.
  private func stoppedByRoute(_ others: [Outcome]) -> String? {
    let mine = main.conditions.filter(\.isOfRoute)
    guard main.verdict == .accept, mine.count == 1, let condition = mine.first,
      let other = others.first(where: { other in
        other.isStopped && other.translation == main.translation
          && other.conditions.contains { $0.isOfRoute && $0.excludes(condition) }
      })
    else { return nil }
    let words = ConditionWording(condition, in: ruleset)
    guard let name = words.all.first?.value, let stop = other.stopText else { return nil }
    let place = other.decidedBy.map { " by \(RulePlace(ruleset, $0).text)" } ?? ""
    return "\(words.isNegated ? "If" : "Unless") it leaves by \(name): \(stop)\(place)."
  }

  private var stoppedHeadline: String {
    let verb = main.stopText ?? ""
    let kernel =
      switch main.obstacle {
      case .loopbackFromOutside: " before any rule: the kernel takes ::1 only from itself"
      case .linkLocalSource: " by the routing: its source is valid on one link only (fe80::/10)"
      case .timeToLiveExceeded: " by the routing: it may not be forwarded once more (TTL)"
      default: ""
      }
    if main.virtualService != nil, main.virtualService?.server == nil {
      return [
        "\(packet.destinationText) is \(verb) by IPVS: its service has no server for new "
          + "connections.", otherCases,
      ].compactMap { $0 }.joined(separator: " ")
    }
    let place = main.decidedBy.map { " by \(RulePlace(ruleset, $0).text)" } ?? kernel
    let service = owner.service.map { " (\($0.text))" } ?? ""
    let what =
      main.translation == nil
      ? "\(packet.destinationText)\(service) is \(verb)"
      : "\(subject)\(replicas), but then it is \(verb)"
    return [
      "\(what)\(place)\(serviceReason)\(unchecked)\(fragment)\(hidden).", otherCases,
    ].compactMap { $0 }.joined(separator: " ")
  }

  /// What kube-proxy's comment says of the rule that stops the packet: it refuses in filter what it
  /// has nothing to translate to, since nat cannot refuse anything.
  private var serviceReason: String {
    guard let rule = main.decidedBy?.rule, let comment = ruleset.comment(rule),
      ServicePort.first(in: comment) != nil
    else { return "" }
    if comment.hasSuffix(" has no endpoints") { return ": the service has no endpoints" }
    if comment.hasSuffix(" has no local endpoints") {
      return ": the service has no endpoints on this node"
    }
    return comment.contains(" traffic not accepted by KUBE-FW-")
      ? ": the sender is outside of its loadBalancerSourceRanges" : ""
  }

  private var undecidedHeadline: String {
    let after = main.translationText(family).map { " after \($0)" } ?? ""
    let part =
      ruleset.isFragment
      ? "The input is a fragment (the whole: sudo \(ruleset.saveCommand) -c)." : nil
    return ["Undecided\(after): \(obstacle).", part, otherCases].compactMap { $0 }
      .joined(separator: " ")
  }

  /// Why the walk could not go on.
  var obstacle: String { main.obstacleText(in: ruleset) }
}

extension Outcome {
  /// Why the walk could not go on.
  func obstacleText(in ruleset: Ruleset) -> String {
    switch obstacle {
    case .noNATTable:
      return "the input has no nat table for \(ruleset.family == .ipv4 ? "IPv4" : "IPv6")"
    case .unknownTarget(let rule):
      let word = ruleset.source.string(ruleset[rule].target)
      return "\(RulePlace(ruleset, rule).text) leads to \(word), which is not in the input "
        + "and which natscope does not know"
    case .loop(let chains, let rule):
      let names = chains.map(ruleset.name).joined(separator: " -> ")
      return "the chains \(names) form a loop, closed by \(RulePlace(ruleset, rule).text)"
    case .corruptRule(let rule): return "\(RulePlace(ruleset, rule).text) is damaged in the text"
    case .missingBuiltInPolicy(let chain):
      return "the policy of chain \(ruleset.name(chain)) is not in the input"
    case .missingRules(let chain):
      return "rules of chain \(ruleset.chainTitle(chain)) are not in the input"
    case .missingCaller(let chain):
      return "what leads to chain \(ruleset.chainTitle(chain)) is not in the input"
    case .missingBuiltInChain(let hook):
      return "the nat table's chain \(hook.rawValue), where it begins, is not in the input"
    case .establishedConnection:
      return "an established connection follows its conntrack entry, which rules do not show"
    case .loopbackFromOutside:
      return "the kernel drops ::1 from outside before any rule"
    case .virtualService:
      return "IPVS takes the packet to one of its servers, which the input does not show"
    case .linkLocalSource:
      return "a link-local source is forwarded only back to where it came from, see --in and --out"
    case .timeToLiveExceeded: return "the packet's TTL allows no more forwarding"
    case .bound: return "the rules branch more often than natscope follows"
    case nil: return "the input does not decide it"
    }
  }
}
