// NS210, NS212 to NS215, NS218, NS219, NS222, NS227: what becomes of a translated packet.
extension Detectors {
  /// NS214: translated, then stopped by the end of FORWARD, or not forwarded at all.
  @Sendable static func stoppedBehindTranslation(_ probe: Probe, _ scope: LintScope) -> [Finding] {
    probe.views.compactMap { view in
      guard let facts = view.outside else { return nil }
      return stoppedByFilter(facts, view, probe, scope)
        ?? (facts.translates ? notForwarded(facts, view, probe) : nil)
    }
  }

  private static func stoppedByFilter(
    _ facts: ExplanationFacts, _ view: Probe.View, _ probe: Probe, _ scope: LintScope
  ) -> Finding? {
    let ruleset = facts.ruleset
    // A packet that passes under some condition, such as an out interface, is no fault.
    let translated = facts.translated
    guard let first = translated.first,
      translated.allSatisfy({ $0.isStopped && $0.decidedBy?.hook == .forward }),
      let decided = first.decidedBy, let item = first.translationItem(in: ruleset)
    else { return nil }
    let translating = first.path[item].rule
    let evidence: Finding.Evidence
    let by: String
    if let rule = decided.rule {
      // A rule that asks for something is there on purpose.
      guard ruleset.decode(rule).matches.isEmpty else { return nil }
      evidence = Finding.Evidence(ruleset, rule, "stops it")
      by = RulePlace(ruleset, rule).name
    } else {
      evidence = Finding.Evidence(ruleset, chain: decided.chain, "stops what no rule accepts")
      by = "the policy of \(RulePlace(ruleset, policyOf: decided.chain).chain)"
    }
    let program = scope.program(view.ruleset)
    return Finding(
      "NS214", .error, "\(probe.subject) is translated, then stopped by \(by)", probe.subject,
      evidence: [
        Finding.Evidence(
          ruleset, translating, first.translationText(probe.family) ?? "translates it"),
        evidence,
      ],
      effect: first.verdict == .reject
        ? "clients of \(probe.subject) are refused" : "clients of \(probe.subject) see a time-out",
      confirm: ["\(ruleset.saveCommand) -c -t \(decided.table.rawValue)"],
      mend: decided.table == .filter
        ? [
          Finding.Mend(
            "\(program) -I FORWARD -m conntrack --ctstate DNAT -j ACCEPT",
            "lets everything pass that a rule translates, and its answers")
        ] : [], ruleset: view.ruleset)
  }

  private static func notForwarded(
    _ facts: ExplanationFacts, _ view: Probe.View, _ probe: Probe
  ) -> Finding? {
    guard case .stops(let told, let unless) = facts.forwarding,
      let translating = facts.translatingRule
    else { return nil }
    let name = told.text.split(separator: " ").first.map { String($0) } ?? ""
    return Finding(
      "NS214", unless == nil ? .error : .warning,
      "\(probe.subject) is translated, and the node does not forward", probe.subject,
      evidence: [
        Finding.Evidence(source: told.source, line: told.line, text: told.text, note: "stops it"),
        Finding.Evidence(
          facts.ruleset, translating,
          facts.main.translationText(probe.family) ?? "translates it"),
      ],
      effect: "clients of \(probe.subject) see a time-out"
        + (unless.map { ", unless \($0)" } ?? ""),
      confirm: ["sysctl \(name)"],
      mend: ShellWord.isPlain(name)
        ? [Finding.Mend("sysctl -w \(name)=1", "lets the node forward")] : [],
      ruleset: view.ruleset)
  }

  /// NS212: a packet of the node to its own loopback address is translated and dropped.
  @Sendable static func loopbackDropped(_ probe: Probe, _ scope: LintScope) -> [Finding] {
    guard probe.address?.isLoopback == true else { return [] }
    return probe.views.compactMap { view in
      guard let facts = view.local, facts.translates, facts.main.verdict == .accept,
        facts.main.delivery == .forward, let rule = facts.translatingRule
      else { return nil }
      let ruleEvidence = Finding.Evidence(
        facts.ruleset, rule, facts.main.translationText(probe.family) ?? "translates it")
      if probe.family == .ipv6 {
        return Finding(
          "NS212", .note, "\(probe.subject) is translated to another machine's address",
          probe.subject, evidence: [ruleEvidence],
          effect:
            "a connection to \(probe.subject) hangs: the kernel takes no packet with ::1 from "
            + "or to an interface", confirm: ["getent ahosts localhost"], ruleset: view.ruleset)
      }
      guard case .stops(let told, let unless) = facts.routeLocalnet else { return nil }
      return Finding(
        "NS212", .warning, "\(probe.subject) is translated, and the kernel drops the packet",
        probe.subject,
        evidence: [
          Finding.Evidence(source: told.source, line: told.line, text: told.text, note: "drops it"),
          ruleEvidence,
        ],
        effect: "a connection of the node itself to \(probe.subject) times out"
          + (unless.map { ", unless \($0)" } ?? "") + "; its other addresses work",
        confirm: ["sysctl -ar 'net.ipv4.conf.*.route_localnet'"], mend: localnet(facts, scope),
        ruleset: view.ruleset)
    }
  }

  private static func localnet(_ facts: ExplanationFacts, _ scope: LintScope) -> [Finding.Mend] {
    guard let target = facts.targetAddresses.first,
      let interface = scope.node.addresses.interface(towards: target),
      ShellWord.isPlain(interface)
    else { return [] }
    let name = String(interface.map { $0 == "." ? "/" : $0 })
    return [
      Finding.Mend(
        "sysctl -w net.ipv4.conf.\(name).route_localnet=1",
        "lets the node's loopback addresses talk over \(interface), where the source is masqueraded"
      )
    ]
  }

  /// NS215: a rule of INPUT that would stop the port is never asked.
  @Sendable static func uselessInputRule(_ probe: Probe, _ scope: LintScope) -> [Finding] {
    guard probe.address?.isLoopback != true else { return [] }
    return probe.views.flatMap { view -> [Finding] in
      guard let facts = view.outside, facts.isAlwaysTranslated, facts.main.verdict == .accept,
        facts.main.delivery == .forward, let translating = facts.translatingRule
      else { return [] }
      let blockers = scope.inputBlockers(view.ruleset, probe)
      return blockers.prefix(3).map { rule in
        Finding(
          "NS215", .warning, "a rule of INPUT cannot stop \(probe.subject)", probe.subject,
          evidence: [
            Finding.Evidence(facts.ruleset, rule, "never asked about it"),
            Finding.Evidence(
              facts.ruleset, translating,
              "before: \(facts.main.translationText(probe.family) ?? "translates it")"),
          ],
          effect: "the port is open for what comes from outside: behind the translation the packet "
            + "passes FORWARD, not INPUT", confirm: ["natscope trace \(probe.destination)"],
          mend: facts.owner.kind == .docker
            ? [
              Finding.Mend(
                "\(scope.program(view.ruleset)) -I DOCKER-USER -p \(probe.ipProtocol) -m conntrack "
                  + "--ctorigdstport \(probe.port) --ctdir ORIGINAL -j DROP",
                "drops new and old connections to the port, from everywhere")
            ] : [], ruleset: view.ruleset)
      }
    }
  }

  /// NS218: the target cannot reach itself through the port.
  @Sendable static func hairpin(_ probe: Probe, _ scope: LintScope) -> [Finding] {
    guard probe.address == nil else { return [] }
    let owners: Set<Owner.Software> = [.portmap, .kubeHostPorts, .kubeProxy, .docker, .podman]
    return probe.views.compactMap { view in
      guard let facts = view.outside, facts.translates, facts.main.verdict == .accept,
        facts.main.delivery == .forward, let software = facts.owner.software,
        // What is masqueraded for everybody is so for the target.
        facts.main.isMasqueraded != true, owners.contains(software),
        let target = facts.targetAddresses.first,
        let rule = facts.translatingRule
      else { return nil }
      var packet = facts.packet
      packet.source = target
      packet.sourcePort = nil
      packet.origin = .outside
      let own = scope.trace(packet, view.ruleset)
      let isLost = own.trace.outcomes.contains { outcome in
        outcome.reply?.way == .toItself && outcome.conditions.isEmpty
          && outcome.destination.addresses == target.bits...target.bits
      }
      guard isLost else { return nil }
      return Finding(
        "NS218", .warning, "\(target) cannot reach itself through \(probe.subject)", probe.subject,
        evidence: [
          Finding.Evidence(facts.ruleset, rule, "sends it to itself, with its own source")
        ],
        effect: "a connection from \(target) to \(probe.subject) hangs",
        confirm: ["natscope trace \(probe.destination) --from \(target)"], ruleset: view.ruleset)
    }
  }

  /// NS222: the target is an address that no pod has.
  @Sendable static func oddTarget(_ probe: Probe, _ scope: LintScope) -> [Finding] {
    guard probe.address?.isLoopback != true else { return [] }
    let linkLocal = IPPrefix(IPAddress(family: .ipv4, bits: 0xa9fe_0000), length: 16)
    return probe.views.compactMap { view in
      guard let facts = view.facts, facts.owner.software != .ovnKubernetes,
        facts.owner.component != "Antrea",
        let outcome = facts.translated.first(where: { $0.translation == .destinationNAT }),
        let item = outcome.translationItem(in: facts.ruleset),
        let range = outcome.destination.addresses, range.lowerBound == range.upperBound
      else { return nil }
      let rule = outcome.path[item].rule
      let target = IPAddress(family: probe.family, bits: range.lowerBound)
      guard
        target.isLoopback || linkLocal.contains(target) || IPPrefix.linkLocal.contains(target),
        // The resolver of Docker and kind.
        target != IPAddress(family: .ipv4, bits: 0x7f00_000b)
      else { return nil }
      return Finding(
        "NS222", .note, "\(probe.subject) is translated to \(target)", probe.subject,
        evidence: [Finding.Evidence(facts.ruleset, rule, "an address of the node or of a link")],
        effect: "it needs a socket of this node, and for a loopback address route_localnet",
        confirm: ["ss -H -lntup"], ruleset: view.ruleset)
    }
  }

  /// NS210: both backends translate the destination, and differently.
  @Sendable static func bothTranslate(_ probe: Probe, _ scope: LintScope) -> [Finding] {
    guard probe.address?.isLoopback != true else { return [] }
    let translating = probe.views.filter {
      scope.ruleset($0.ruleset).backend != nil && $0.facts?.translates == true
    }
    guard let first = translating.first, let one = first.facts,
      let second = translating.first(where: {
        scope.ruleset($0.ruleset).backend != scope.ruleset(first.ruleset).backend
      }), let other = second.facts, let rule = one.translatingRule,
      let otherRule = other.translatingRule,
      one.main.answer(probe.family) != other.main.answer(probe.family)
    else { return [] }
    return [
      Finding(
        "NS210", .error, "both backends translate \(probe.subject), to different targets",
        probe.subject,
        evidence: [
          evidence(one, rule, scope.ruleset(first.ruleset)),
          evidence(other, otherRule, scope.ruleset(second.ruleset)),
        ],
        effect: "the one whose nat chains were registered last wins, which the text does not tell",
        confirm: [
          "conntrack -L -p \(probe.ipProtocol) --orig-port-dst \(probe.port)",
          "iptables-legacy-save -c -t nat", "iptables-nft-save -c -t nat",
        ], ruleset: first.ruleset)
    ]
  }

  private static func evidence(
    _ facts: ExplanationFacts, _ rule: Rule.ID, _ ruleset: Ruleset
  ) -> Finding.Evidence {
    Finding.Evidence(
      ruleset, rule,
      "\(ruleset.backend?.rawValue ?? ""): "
        + (facts.main.translationText(ruleset.family) ?? "translates it"))
  }

  /// NS219: the owner asked for one address, the rule takes all.
  @Sendable static func unhonouredAddress(_ probe: Probe, _ scope: LintScope) -> [Finding] {
    guard probe.address == nil else { return [] }
    let ports = scope.publishedPorts.filter {
      $0.ipProtocol == probe.ipProtocol && $0.port == probe.port && $0.address != nil
        && $0.address?.family == probe.family
    }
    guard !ports.isEmpty else { return [] }
    return probe.views.compactMap { view in
      guard let facts = view.outside, facts.translates, let rule = facts.translatingRule,
        let port = ports.first(where: { port in
          facts.targetAddresses.contains { port.workload.addresses.contains($0) }
        }), let address = port.address
      else { return nil }
      let workload = "\(port.workload.kind.rawValue) \(port.workload.qualifiedName)"
      return Finding(
        "NS219", .warning, "\(workload) asked for \(probe.subject) on \(address) only",
        probe.subject,
        evidence: [
          Finding.Evidence(scope.source, port.workload.place, workload, "asks for \(address)"),
          Finding.Evidence(facts.ruleset, rule, "takes the port of every local address"),
        ], effect: "\(probe.subject) is open on addresses that were not meant",
        confirm: ["natscope trace \(probe.destination)"], ruleset: view.ruleset)
    }
  }

  /// NS227: IPv4 translates the port, IPv6 does not.
  @Sendable static func oneFamilyOnly(_ probe: Probe, _ scope: LintScope) -> [Finding] {
    let published: Set<Explanation.Kind> = [.hostPort, .nodePort, .docker, .podman]
    guard probe.family == .ipv4, probe.address == nil,
      scope.node.addresses.all.contains(where: {
        $0.address.family == .ipv6 && $0.scope == "global"
      }), let view = probe.views.first(where: { $0.outside?.translates == true }),
      let facts = view.outside, published.contains(facts.owner.kind),
      let rule = facts.translatingRule
    else { return [] }
    let others = scope.rulesets(.ipv6)
    guard !others.isEmpty, others.allSatisfy(scope.tellsAllOfNAT) else { return [] }
    let six = scope.probe(
      .init(ipProtocol: probe.ipProtocol, port: probe.port, address: nil), .ipv6)
    guard
      six.views.allSatisfy({ $0.outside.map { !$0.translates && $0.main.verdict != nil } ?? false }
      ),
      scope.node.sockets.listeners(on: probe.port, of: nil, probe.ipProtocol, .ipv6).isEmpty
    else { return [] }
    return [
      Finding(
        "NS227", .note, "\(probe.subject) is published for IPv4 only", probe.subject,
        evidence: [Finding.Evidence(facts.ruleset, rule, "IPv6 has no such rule")],
        effect: "clients that use an IPv6 address of the node are refused",
        confirm: ["ip6tables-save -c -t nat"], ruleset: view.ruleset)
    ]
  }
}

extension LintScope {
  /// Rules of filter INPUT, and of the chains below it, that drop or reject the port for everybody.
  func inputBlockers(_ index: Int, _ probe: Probe) -> [Rule.ID] {
    let ruleset = capture.rulesets[index]
    return (inputStops[index] ?? []).filter { stops(ruleset.decode($0), $0, probe, ruleset) }
  }

  static func inputStops(_ ruleset: Ruleset) -> [Rule.ID] {
    guard let start = ruleset.chain(.input, in: .filter) else { return [] }
    var found: [Rule.ID] = []
    var seen: Set<Chain.ID> = [start]
    var pending = [start]
    var steps = 0
    while let chain = pending.popLast() {
      for number in ruleset[chain].rules {
        steps += 1
        // Lists of banned addresses have more, and are not about ports.
        guard steps <= 20_000, found.count < 1_000 else { return found }
        let id = Rule.ID(number)
        let rule = ruleset.decode(id)
        switch rule.target {
        case .chain(let next, _): if seen.insert(next).inserted { pending.append(next) }
        case .drop, .reject: if namesPort(rule) { found.append(id) }
        default: continue
        }
      }
    }
    return found
  }

  private static func namesPort(_ rule: DecodedRule) -> Bool {
    rule.matches.contains { if case .destinationPorts = $0.test { true } else { false } }
  }

  private func stops(_ rule: DecodedRule, _ id: Rule.ID, _ probe: Probe, _ ruleset: Ruleset) -> Bool
  {
    // kube-proxy's own are about Services, and take what nat left.
    if ruleset.name(ruleset[id].chain).hasPrefix("KUBE-") { return false }
    var namesPort = false
    for match in rule.matches {
      switch match.test {
      case .destinationPorts(let ports) where !match.isNegated:
        guard ports.contains(where: { $0.contains(probe.port) }) else { return false }
        // A wide range is not about this port.
        namesPort =
          namesPort || ports.contains { $0.contains(probe.port) && $0.last - $0.first < 1_000 }
      case .ipProtocol(let number) where !match.isNegated:
        guard number == probe.ipProtocol else { return false }
      case .destination(let pattern):
        guard let address = probe.address, pattern.contains(address.bits) != match.isNegated else {
          return false
        }
      default: continue
      }
    }
    return namesPort
  }
}
