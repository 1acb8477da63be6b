// Whose the target is, and what live connections do.
extension ExplanationFacts {
  /// The pods or containers that have the targets' addresses: `10.42.0.15 is pod default/web-0`.
  var workloads: [Told] {
    guard node.workloads.isGiven else { return [] }
    var result: [Told] = []
    for address in targetAddresses.prefix(Self.shownTargets) {
      let holders = node.workloads.holders(of: address)
      guard let first = holders.first else { continue }
      let others = holders.dropFirst().filter { $0.qualifiedName != first.qualifiedName }
      let more = others.isEmpty ? "" : ", or \(others.count) more with the same address"
      result.append(told("\(address) is \(words(first))\(more)", first.place))
    }
    if result.isEmpty, let sandbox {
      result.append(told("the sandbox is \(words(sandbox))", sandbox.place))
    }
    return result
  }

  private static var shownTargets: Int { 4 }

  /// The pod whose sandbox, or the container, the rules' comments name.
  private var sandbox: Workload? {
    owner.container?.container.flatMap { id in
      // nerdctl puts its namespace before the id.
      node.workloads.workload(id: id.split(separator: "-").last.map { String($0) } ?? id)
    }
  }

  private func words(_ workload: Workload) -> String {
    var text = "\(workload.kind.rawValue) \(workload.qualifiedName)"
    let details = [workload.state, workload.node.map { "node \($0)" }].compactMap(\.self)
    if !details.isEmpty { text += " (\(details.joined(separator: ", ")))" }
    return text
  }

  /// Targets of which lists of pods with addresses know nothing.
  var unknownTarget: String? {
    let pods = node.workloads.all.filter { !$0.addresses.isEmpty && $0.kind == .pod }
    guard !pods.isEmpty, let address = targetAddresses.first, workloads.isEmpty,
      main.delivery == .forward, owner.kind != .docker, owner.kind != .podman
    else { return nil }
    return "none of the \(pods.count) pods in the input that have an address has \(address)"
  }

  // MARK: connections

  /// Entries of the traced destination that do not go where the rules send a new connection.
  var pinned: [ConntrackEntry] {
    guard let port = packet.destinationPort, main.verdict == .accept else { return [] }
    return node.conntrack.entries.filter { entry in
      entry.ipProtocol == packet.ipProtocol && entry.original.destination.family == family
        && entry.original.destinationPort == port
        && isAsked(entry.original.destination)
        && !["TIME_WAIT", "CLOSE"].contains(entry.state)
        && (packet.source.map { $0 == entry.original.source } ?? true)
        && !isTarget(entry)
    }
  }

  private func isAsked(_ address: IPAddress) -> Bool {
    guard let destination = packet.destination else {
      return node.addresses.place(of: address) != nil || address.isLoopback
    }
    return address == destination
  }

  /// Whether the entry's target is one that the rules give to some packet.
  private func isTarget(_ entry: ConntrackEntry) -> Bool {
    guard let port = entry.reply.sourcePort else { return true }
    return trace.outcomes.contains { outcome in
      guard outcome.verdict == .accept else { return false }
      guard outcome.translation != nil else { return !entry.isTranslated }
      // An unknown address, or a target that keeps what was asked for, proves nothing.
      guard let addresses = outcome.destination.addresses else { return true }
      return addresses.contains(entry.reply.source.bits)
        && outcome.destination.ports?.contains(port) ?? true
    }
  }

  var pinnedNote: Told? {
    let entries = pinned
    guard let first = entries.first else { return nil }
    let target = first.reply
    func text(_ address: IPAddress, _ port: UInt16?) -> String {
      (address.family == .ipv6 ? "[\(address)]" : "\(address)") + (port.map { ":\($0)" } ?? "")
    }
    let source = text(first.original.source, first.original.sourcePort)
    let goes =
      first.isTranslated
      ? "to \(text(target.source, target.sourcePort))" : "to the address that was asked for"
    return told(
      entries.count == 1
        ? "a live connection from \(source) goes elsewhere, \(goes), until it ends"
        : "\(entries.count) live connections go elsewhere until they end, the first from "
          + "\(source) \(goes)", first.place)
  }
}
