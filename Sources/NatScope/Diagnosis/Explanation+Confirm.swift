extension ExplanationFacts {
  /// Commands that confirm the explanation, the most telling first.
  ///
  /// Names reach a command only if they hold nothing that a shell would interpret.
  var confirm: [String] {
    if main.verdict == nil { return undecidedConfirm }
    if main.virtualService != nil { return ["ipvsadm -Ln"] }
    if main.verdict != .accept { return [counterCommand].compactMap { $0 } }
    guard main.translation != nil else { return untranslatedConfirm }
    let last = isLocal ? socketCommand(main.destination.ports?.first) : conntrack
    return ownerConfirm + [last].compactMap { $0 }
  }

  private var isLocal: Bool {
    main.delivery == .local || main.translation == .redirect
      || main.translation == .transparentProxy
  }

  private var ownerConfirm: [String] {
    switch owner.software {
    case .portmap:
      // nerdctl's ids carry its namespace, and crictl does not know them.
      containerID.map { id in
        id.hasPrefix("default-")
          ? ["nerdctl ps --no-trunc"] : ["crictl pods --id \(Owner.short(id))"]
      } ?? ["crictl pods"]
    case .kubeHostPorts: ["crictl pods"]
    case .kubeProxy, .ovnKubernetes:
      owner.service.map { service in
        [
          "kubectl -n \(service.namespace) get endpointslices -l "
            + "kubernetes.io/service-name=\(service.name)"
        ]
      } ?? ["kubectl get endpointslices -A"]
    case .docker:
      packet.destinationPort.map { ["docker ps --filter publish=\($0)/\(packet.ipProtocol)"] } ?? []
    case .podman:
      containerID.map { ["podman ps --filter id=\(Owner.short($0))"] } ?? ["podman ps"]
    case .libvirt: ["virsh list"]
    case .cilium: ["cilium-dbg service list"]
    case .kubeProxyIPVS, .istio, .servicelb, nil: []
    }
  }

  private var containerID: String? {
    owner.container?.container.flatMap { ShellWord.isPlain($0) ? $0 : nil }
  }

  private var untranslatedConfirm: [String] {
    if owner.kind == .ipvs { return ["ipvsadm -Sn", "ipset save"] }
    if main.delivery == .forward {
      return ["ip route get " + (packet.destination?.description ?? "ADDRESS")]
    }
    return [socketCommand(packet.destinationPort), "nft list ruleset"].compactMap { $0 }
  }

  private var undecidedConfirm: [String] {
    switch main.obstacle {
    case .establishedConnection: [conntrack].compactMap { $0 }
    case .virtualService: ["ipvsadm -Ln"]
    case .bound: ["natscope trace --from IP --in IFACE …"]
    default: ["sudo \(ruleset.saveCommand) -c"]
    }
  }

  /// The connection that shows the translation at work.
  private var conntrack: String? {
    var words = ["conntrack -L"]
    if family == .ipv6 { words.append("-f ipv6") }
    words.append("-p \(packet.ipProtocol)")
    if let destination = packet.destination { words.append("--orig-dst \(destination)") }
    if let port = packet.destinationPort { words.append("--orig-port-dst \(port)") }
    return words.joined(separator: " ")
  }

  private func socketCommand(_ port: UInt16?) -> String? {
    guard let port else { return nil }
    let kind: String
    switch packet.ipProtocol {
    case .tcp: kind = "t"
    case .udp: kind = "u"
    case .sctp: kind = "S"
    default: return nil
    }
    return "ss -H -ln\(kind)p 'sport = :\(port)'"
  }

  private var counterCommand: String? {
    main.decidedBy.map { decision in
      "sudo \(ruleset.saveCommand) -c -t \(decision.table.rawValue)"
    }
  }
}
