// NS213: flows that conntrack pins to a target that the rules no longer choose.
extension Detectors {
  /// Flows of one destination that go to one target.
  private struct Pinned: Hashable {
    let destination: IPAddress
    let target: IPAddress
  }

  @Sendable static func pinnedFlows(_ probe: Probe, _ scope: LintScope) -> [Finding] {
    guard probe.ipProtocol == .udp, !probe.views.isEmpty,
      probe.views.allSatisfy({ scope.tellsAllOfNAT($0.ruleset) })
    else { return [] }
    var groups: [Pinned: [ConntrackEntry]] = [:]
    var order: [Pinned] = []
    for entry in scope.node.conntrack.entries
    where entry.ipProtocol == probe.ipProtocol && entry.original.destinationPort == probe.port
      && entry.original.destination.family == probe.family && entry.zone ?? 0 == 0
      && isAsked(entry, probe, scope)
    {
      let key = Pinned(destination: entry.original.destination, target: entry.reply.source)
      if groups[key] == nil {
        guard order.count < 20, !isChosen(entry, probe, scope) else { continue }
        order.append(key)
      } else if isChosen(entry, probe, scope) {
        continue
      }
      // One after the other: a table of connections may be long.
      if groups[key, default: []].count < 100 { groups[key, default: []].append(entry) }
    }
    return order.compactMap { key in
      groups[key].flatMap { finding($0, key, probe, scope) }
    }
  }

  private static func isAsked(
    _ entry: ConntrackEntry, _ probe: Probe, _ scope: LintScope
  ) -> Bool {
    if let address = probe.address { return address == entry.original.destination }
    // One that is certainly not the node's is no port of the node; where nothing tells, the trace
    // of its own tuple decides about a port that is translated now or was then.
    let nodes = NodeAddresses(scope.nodeAddresses, told: scope.node.addresses)
    let isOwn = nodes.contains(entry.original.destination.bits, probe.family)
    return !entry.original.destination.isLoopback
      && (isOwn ?? (entry.isTranslated || probe.views.contains { $0.facts?.translates == true }))
  }

  /// Whether the rules as they are may give a new packet of this flow the target that it has, or
  /// do not tell.
  private static func isChosen(
    _ entry: ConntrackEntry, _ probe: Probe, _ scope: LintScope
  ) -> Bool {
    var packet = Packet(
      family: probe.family, ipProtocol: probe.ipProtocol,
      destination: entry.original.destination, destinationPort: probe.port)
    packet.source = entry.original.source
    packet.sourcePort = entry.original.sourcePort
    let nodes = NodeAddresses(scope.nodeAddresses, told: scope.node.addresses)
    let isOwn = nodes.contains(entry.original.source.bits, probe.family)
    for origin in [Packet.Origin.outside, .local] {
      // Where nothing tells whose the source is, both sides are asked.
      if let isOwn, isOwn != (origin == .local) { continue }
      packet.origin = origin
      for view in probe.views {
        let trace = scope.trace(packet, view.ruleset).trace
        if trace.omitted.outcomes > 0 { return true }
        for outcome in trace.outcomes {
          guard outcome.verdict != nil else { return true }
          guard outcome.verdict == .accept else { continue }
          guard outcome.translation != nil else {
            if !entry.isTranslated { return true }
            continue
          }
          guard let addresses = outcome.destination.addresses else { return true }
          if addresses.contains(entry.reply.source.bits) { return true }
        }
      }
    }
    return false
  }

  private static func finding(
    _ entries: [ConntrackEntry], _ key: Pinned, _ probe: Probe, _ scope: LintScope
  ) -> Finding? {
    guard let first = entries.first, let facts = probe.views.compactMap(\.facts).first else {
      return nil
    }
    let count = entries.count == 1 ? "a flow" : "\(entries.count) flows"
    let asked = key.destination == key.target
    let goes = asked ? "to the node itself" : "to \(key.target)"
    let isSilent = entries.allSatisfy(\.isUnreplied)
    let new = probe.views.compactMap(\.facts).first { $0.translates } ?? facts
    let command =
      "conntrack -D" + (probe.family == .ipv6 ? " -f ipv6" : "")
      + " -p \(probe.ipProtocol) --orig-dst \(key.destination) --orig-port-dst \(probe.port) "
      + "--reply-src \(key.target)"
    return Finding(
      "NS213", isSilent ? .error : .warning,
      "\(count) to \(probe.subject) \(entries.count == 1 ? "goes" : "go") \(goes), where the rules "
        + "no longer send \(entries.count == 1 ? "it" : "them")", probe.subject,
      evidence: entries.prefix(3).map { entry in
        let port = entry.original.sourcePort.map { ":\($0)" } ?? ""
        return Finding.Evidence(
          scope.source, entry.place,
          "\(entry.original.source)\(port) -> \(key.destination):\(probe.port), answered by "
            + "\(key.target)" + (entry.isUnreplied ? ", [UNREPLIED]" : ""), "")
      }
        + (new.translatingRule.map {
          [
            Finding.Evidence(
              new.ruleset, $0,
              "a new flow: \(new.main.translationText(probe.family) ?? "translated")")
          ]
        } ?? []),
      effect:
        "these clients of \(probe.subject) do not reach it while they keep sending; new ones do",
      confirm: [
        "conntrack -L -p \(probe.ipProtocol) --orig-dst \(first.original.destination) "
          + "--orig-port-dst \(probe.port)"
      ],
      mend: [
        Finding.Mend(command, "forgets these flows; their next packet meets the rules again")
      ], ruleset: probe.views.first?.ruleset)
  }
}
