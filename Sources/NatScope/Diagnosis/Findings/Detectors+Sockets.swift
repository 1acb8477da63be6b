// NS204 and NS203 for what the input says is published.
extension Detectors {
  /// Programs that hold a port for others and serve nothing, or hardly anything, there.
  private static let decoys: Set<String> = [
    "kube-proxy", "docker-proxy", "dockerd", "rootlessport", "rootlesskit", "conmon", "crio",
    "kubelet", "containerd", "slirp4netns", "pasta", "pasta.avx2", "passt",
  ]

  static func isDecoy(_ socket: Socket) -> Bool {
    socket.decoy != nil || socket.processes.contains { decoys.contains($0.name) }
  }

  /// NS204: a process listens, and NAT takes its packets.
  @Sendable static func shadowedListener(_ probe: Probe, _ scope: LintScope) -> [Finding] {
    let listeners = scope.node.sockets.listeners(
      on: probe.port, of: probe.address, probe.ipProtocol, probe.family
    ).filter { socket in
      guard socket.takes(probe.address, probe.family) == true, !isDecoy(socket) else {
        return false
      }
      // Of a socket for all addresses its loopback side is told with the others.
      if case .address = socket.local { return true }
      return probe.address == nil
    }
    guard let socket = listeners.first else { return [] }
    for view in probe.views {
      guard let facts = view.facts, facts.isAlwaysTranslated, facts.main.verdict == .accept,
        facts.owner.kind != .istio, !isSame(socket, facts), let rule = facts.translatingRule
      else { continue }
      // What binds a Service's address, as NodeLocalDNS does, may keep its packets out of nat by raw.
      if probe.address != nil, probe.address?.isLoopback == false,
        facts.ruleset.table(.raw) == nil
      {
        continue
      }
      let isLocal = facts.isDeliveredHere
      let name = socketName(socket)
      let target = facts.main.translationText(probe.family) ?? "translated"
      let isOwnToo = view.local.map(\.isAlwaysTranslated) ?? true
      var effect =
        "clients of \(probe.subject) get \(facts.main.destination.text(probe.family)), "
        + "not \(name)"
      if !isOwnToo, view.outside != nil { effect += "; the node itself still reaches it" }
      if probe.family == .ipv4, isReached(overIPv6: socket, scope) {
        effect += "; over IPv6 it is still reached"
      }
      return [
        Finding(
          "NS204", isLocal || view.outside == nil ? .warning : .error,
          "\(name) listens on \(probe.subject) and never gets its packets", probe.subject,
          evidence: [
            Finding.Evidence(
              scope.source, socket.place,
              "\(socket.addressText), port \(probe.subject), \(name)", "listens here"),
            Finding.Evidence(facts.ruleset, rule, "takes the packet before: \(target)"),
          ], effect: effect,
          confirm: [
            "ss -H -lntup 'sport = :\(probe.port)'", "natscope trace \(probe.destination)",
          ], ruleset: view.ruleset)
      ]
    }
    return []
  }

  static func socketName(_ socket: Socket) -> String {
    guard let process = socket.processes.first else { return "a process" }
    return process.name + (process.pid.map { " (pid \($0))" } ?? "")
  }

  /// Whether the packet ends at a socket of the same process.
  private static func isSame(_ socket: Socket, _ facts: ExplanationFacts) -> Bool {
    guard facts.isDeliveredHere, let target = facts.sockets?.target else { return false }
    return target.contains { other in
      other.processes.contains { process in
        socket.processes.contains {
          $0.name == process.name && ($0.pid == process.pid || $0.pid == nil)
        }
      }
    }
  }

  private static func isReached(overIPv6 socket: Socket, _ scope: LintScope) -> Bool {
    guard let port = socket.port, socket.takes(nil, .ipv6) == true,
      !scope.rulesets(.ipv6).isEmpty
    else { return false }
    let probe = scope.probe(
      .init(ipProtocol: socket.ipProtocol, port: port, address: nil), .ipv6)
    return probe.views.allSatisfy { $0.outside?.main.translation == nil }
  }

  /// NS203: something says that a port is published here, and no rule translates it.
  @Sendable static func missingPublisher(_ probe: Probe, _ scope: LintScope) -> [Finding] {
    guard probe.address?.isLoopback != true, scope.isOfIptablesOnly,
      let port = scope.publishedPorts.first(where: { $0.fits(probe) }),
      !probe.views.isEmpty,
      probe.views.allSatisfy({ scope.tellsAllOfNAT($0.ruleset) })
    else { return [] }
    let facts = probe.views.compactMap(\.facts)
    guard facts.count == probe.views.count,
      facts.allSatisfy({
        $0.main.verdict != nil && !$0.trace.outcomes.contains(where: \.isTranslated)
      })
    else { return [] }
    let listeners = scope.node.sockets.listeners(
      on: probe.port, of: probe.address, probe.ipProtocol, probe.family)
    // Rootless engines, and Docker without its rules, serve the port by a process.
    let proxies: Set<String> = [
      "docker-proxy", "rootlessport", "rootlesskit", "pasta", "pasta.avx2", "slirp4netns",
    ]
    if listeners.contains(where: { $0.processes.contains { proxies.contains($0.name) } }) {
      return []
    }
    let workload = port.workload
    // Without a chain of such a program its nftables backend may be at work, or eBPF.
    let isOfIptables = probe.views.contains { scope.ruleset($0.ruleset).publishesPorts }
    return [
      Finding(
        "NS203", isOfIptables ? .error : .warning,
        "\(workload.kind.rawValue) \(workload.qualifiedName) publishes \(probe.subject), "
          + "and no rule translates it", probe.subject,
        evidence: [
          Finding.Evidence(
            scope.source, workload.place, "\(workload.kind.rawValue) \(workload.qualifiedName)",
            "publishes \(probe.subject)")
        ],
        effect: "\(probe.subject) is closed, or another process answers, although "
          + "\(workload.qualifiedName) runs"
          + (isOfIptables ? "" : "; unless nftables rules or eBPF programs publish it"),
        confirm: ["natscope trace \(probe.destination)", "journalctl -u firewalld --since today"],
        mend: mend(workload), ruleset: probe.views.first?.ruleset)
    ]
  }

  private static func mend(_ workload: Workload) -> [Finding.Mend] {
    guard ShellWord.isPlain(workload.name) else { return [] }
    switch workload.kind {
    case .pod:
      guard let namespace = workload.namespace, ShellWord.isPlain(namespace) else { return [] }
      return [
        Finding.Mend(
          "kubectl -n \(namespace) delete pod \(workload.name)",
          "removes the pod; its controller makes it anew, with its rules")
      ]
    default:
      return [
        Finding.Mend("podman network reload \(workload.name)", "podman writes its rules anew"),
        Finding.Mend("systemctl restart docker", "Docker writes all of its rules anew"),
      ]
    }
  }
}

/// A port that a pod or container of this node publishes, as far as lists of them tell.
struct PublishedPort {
  let workload: Workload
  let ipProtocol: IPProtocol
  let port: UInt16
  /// nil: all addresses of the node.
  let address: IPAddress?
  let family: IPFamily?

  func fits(_ probe: Probe) -> Bool {
    ipProtocol == probe.ipProtocol && port == probe.port && address == probe.address
      && (family.map { $0 == probe.family } ?? (probe.family == .ipv4))
  }
}

extension LintScope {
  /// Lists of a whole cluster have pods of other nodes; which node this is they do not say.
  var publishedPorts: [PublishedPort] {
    let nodes = Set(node.workloads.all.compactMap(\.node))
    guard nodes.count <= 1 else { return [] }
    var result: [PublishedPort] = []
    for workload in node.workloads.all
    where (workload.kind == .pod || workload.kind == .container) && !workload.hasEnded
      && workload.isHostNetwork != true
    {
      let families = Set(workload.addresses.map(\.family))
      for port in workload.ports {
        guard let ports = port.nodePorts, port.ipProtocol.hasPorts else { continue }
        // 0.0.0.0 and :: stand for all addresses.
        let address = port.nodeAddress.flatMap { $0.bits == 0 ? nil : $0 }
        let family = port.nodeAddress?.family ?? (families.count == 1 ? families.first : nil)
        // Docker serves [::] of a container that has IPv4 only by a process.
        if workload.kind == .container, family == .ipv6, address == nil { continue }
        // Of a range the ends stand for all.
        for number in Set([ports.first, ports.last]).sorted() where number > 0 {
          result.append(
            PublishedPort(
              workload: workload, ipProtocol: port.ipProtocol, port: number, address: address,
              family: family))
        }
      }
    }
    return result
  }

  /// Whether nothing in the input says that something else than iptables forwards here.
  var isOfIptablesOnly: Bool {
    let others = ["nft", "nftables"]
    return !capture.sections.contains { others.contains($0.kind.name) }
      && !rulesets.contains { index in
        let ruleset = capture.rulesets[index]
        return ruleset.chains.contains {
          ruleset.source.slice($0.name).starts(with: "CILIUM_".utf8)
        }
      }
  }

  /// Whether a ruleset holds nat as a whole.
  func tellsAllOfNAT(_ index: Int) -> Bool {
    let ruleset = capture.rulesets[index]
    guard !ruleset.isFragment, let chain = ruleset.chain(.prerouting, in: .nat) else {
      return false
    }
    // Rules without a line for their chain are what somebody quoted.
    return ruleset[chain].isDeclared && !ruleset[chain].isPartial
  }
}
