// NS205, NS206, NS209, NS216, NS230: what kube-proxy's rules do on purpose, and out of date.
extension Detectors {
  private static func service(_ comment: String) -> String {
    ServicePort.first(in: comment)?.text ?? "a Service"
  }

  private static func command(_ comment: String) -> [String] {
    ServicePort.first(in: comment).map {
      [
        "kubectl -n \($0.namespace) get endpointslices -l kubernetes.io/service-name=\($0.name)"
      ]
    } ?? []
  }

  /// NS205: rejected, since the Service has no endpoint.
  @Sendable static func rejectedService(_ probe: Probe, _ scope: LintScope) -> [Finding] {
    for view in probe.views {
      guard let facts = view.facts, facts.main.verdict == .reject,
        let rule = facts.main.decidedBy?.rule, let comment = facts.ruleset.comment(rule),
        comment.contains("has no endpoints")
      else { continue }
      let socket = scope.node.sockets.listeners(
        on: probe.port, of: probe.address, probe.ipProtocol, probe.family
      ).first { $0.takes(probe.address, probe.family) == true && !isDecoy($0) }
      var evidence = [Finding.Evidence(facts.ruleset, rule, "rejects the packet")]
      var effect = "connections to \(probe.subject) are refused"
      if let socket {
        let name = socketName(socket)
        evidence.append(
          Finding.Evidence(
            scope.source, socket.place, "\(socket.addressText), port \(probe.subject), \(name)",
            "listens here and is never reached"))
        effect += ", and \(name), which listens there, is not reached"
      }
      return [
        Finding(
          "NS205", socket == nil ? .note : .error,
          "\(service(comment)) has no ready endpoints: \(probe.subject) is rejected",
          probe.subject, evidence: evidence, effect: effect, confirm: command(comment),
          ruleset: view.ruleset)
      ]
    }
    return []
  }

  /// NS206: dropped, since the endpoints are on other nodes.
  @Sendable static func localPolicy(_ probe: Probe, _ scope: LintScope) -> [Finding] {
    for view in probe.views {
      for facts in view.all {
        // Some senders, such as pods, are let through all the same.
        let found = facts.trace.outcomes.lazy.filter { $0.verdict == .drop }.compactMap { outcome in
          ([outcome.decidedBy?.rule].compactMap(\.self) + outcome.path.map(\.rule)).first {
            facts.ruleset.comment($0)?.contains("has no local endpoints") == true
          }
        }.first
        guard let found, let comment = facts.ruleset.comment(found) else { continue }
        let side = facts.packet.origin == .outside ? "from outside" : "from this node"
        return [
          Finding(
            "NS206", .note,
            "\(service(comment)) has no endpoint on this node: \(probe.subject) is dropped",
            probe.subject,
            evidence: [Finding.Evidence(facts.ruleset, found, "drops it on purpose")],
            effect: "\(probe.subject) times out \(side): the Service's traffic policy is Local",
            confirm: command(comment), ruleset: view.ruleset)
        ]
      }
    }
    return []
  }

  /// NS230: dropped, since the sender is not among those that the Service admits.
  @Sendable static func sourceRanges(_ probe: Probe, _ scope: LintScope) -> [Finding] {
    for view in probe.views {
      guard let facts = view.outside else { continue }
      for outcome in facts.trace.outcomes where outcome.verdict == .drop {
        let rules = [outcome.decidedBy?.rule].compactMap(\.self) + outcome.path.map(\.rule)
        let found = rules.first {
          let comment = facts.ruleset.comment($0)
          return comment?.contains("not accepted by KUBE-FW-") == true
            || comment?.contains("will be dropped by KUBE-PROXY-FIREWALL") == true
        }
        guard let found, let comment = facts.ruleset.comment(found) else { continue }
        return [
          Finding(
            "NS230", .note, "\(service(comment)) admits some senders only at \(probe.subject)",
            probe.subject,
            evidence: [Finding.Evidence(facts.ruleset, found, "drops all others")],
            effect: "senders outside of loadBalancerSourceRanges see a time-out",
            confirm: command(comment), ruleset: view.ruleset)
        ]
      }
    }
    return []
  }

  /// NS209: a hostPort takes the address of a Service that is local to the node.
  @Sendable static func serviceAddressTaken(_ probe: Probe, _ scope: LintScope) -> [Finding] {
    guard let address = probe.address, !address.isLoopback else { return [] }
    let isService = scope.capture.ipvs.services.contains {
      if case .address(address, probe.ipProtocol, probe.port) = $0.key { true } else { false }
    }
    guard isService else { return [] }
    return probe.views.compactMap { view in
      guard let facts = view.facts, facts.owner.kind == .hostPort || facts.owner.kind == .docker,
        let rule = facts.translatingRule, facts.main.virtualService == nil
      else { return nil }
      return Finding(
        "NS209", .error, "a hostPort takes \(probe.subject), the address of a virtual service",
        probe.subject,
        evidence: [Finding.Evidence(facts.ruleset, rule, "takes it before IPVS does")],
        effect: "clients of the Service get \(facts.main.destination.text(probe.family))",
        confirm: ["ipvsadm -Ln", "natscope trace \(probe.destination)"], ruleset: view.ruleset)
    }
  }

  /// NS216: the rules lead to an address that is no endpoint of the Service.
  @Sendable static func staleEndpoint(_ probe: Probe, _ scope: LintScope) -> [Finding] {
    guard probe.address?.isLoopback != true else { return [] }
    return probe.views.compactMap { view in
      guard let facts = view.facts, let service = facts.owner.service, facts.translates else {
        return nil
      }
      let slices = scope.node.workloads.all.filter {
        $0.kind == .endpointSlice && $0.namespace == service.namespace
          && $0.labels.contains("kubernetes.io/service-name=\(service.name)")
      }
      guard !slices.isEmpty else { return nil }
      let known = Set(slices.flatMap(\.addresses))
      let stale = facts.trace.outcomes.first { outcome in
        guard outcome.translation == .destinationNAT, let range = outcome.destination.addresses,
          range.lowerBound == range.upperBound
        else { return false }
        return !known.contains(IPAddress(family: probe.family, bits: range.lowerBound))
      }
      guard let stale, let item = stale.translationItem(in: facts.ruleset),
        let first = slices.first
      else { return nil }
      let target = stale.destination.text(probe.family)
      return Finding(
        "NS216", .warning, "\(service.text) leads to \(target), which is none of its endpoints",
        probe.subject,
        evidence: [
          Finding.Evidence(facts.ruleset, stale.path[item].rule, "leads to \(target)"),
          Finding.Evidence(
            scope.source, first.place, "EndpointSlice \(first.qualifiedName)",
            "\(known.count) endpoint\(known.count == 1 ? "" : "s"), not this one"),
        ], effect: "a part of the connections to \(service.text) fails",
        confirm: [
          "kubectl -n \(service.namespace) get endpointslices -l "
            + "kubernetes.io/service-name=\(service.name)"
        ], ruleset: view.ruleset)
    }
  }
}
