extension Owner {
  /// Who wrote the rules and for whom; nil where nobody can be named.
  ///
  /// - Parameter isShort: container ids cut to the 12 characters that crictl and docker show.
  func text(isShort: Bool) -> String? {
    guard let name = softwareName else {
      if let comment { return "not known; the rule's comment: \"\(comment)\"" }
      return unrecognisedChain.map { "not recognised (chain \($0))" }
    }
    var parts = [name]
    if let service { parts.append(service.text) }
    if let container {
      parts.append("network \"\(container.network)\"")
      if let id = container.container {
        parts.append("\(containerNoun) \(isShort ? Self.short(id) : id)")
      }
    }
    if let bridge { parts.append("bridge \(bridge)") }
    if service == nil, container == nil, let comment { parts.append("\"\(comment)\"") }
    let checked = nameCheck == .matches ? " (chain name checked)" : ""
    return parts.joined(separator: ", ") + checked
  }

  private var softwareName: String? {
    switch software {
    case .portmap: "CNI portmap"
    case .kubeHostPorts: "kubenet or CRI-O hostPort"
    case .kubeProxy: "kube-proxy"
    case .kubeProxyIPVS: "kube-proxy (IPVS mode)"
    case .docker: "Docker"
    case .podman: "podman (netavark)"
    case .istio: "Istio"
    case .servicelb: "k3s servicelb"
    case .libvirt: "libvirt"
    case .ovnKubernetes: "OVN-Kubernetes"
    case .cilium: "Cilium"
    case nil: component
    }
  }

  private var containerNoun: String { software == .podman ? "container" : "sandbox" }

  static func short(_ id: String) -> String {
    // nerdctl puts its namespace before the id: default-<64 hex>.
    let isHex = id.utf8.allSatisfy { $0.hexDigitValue != nil }
    return isHex && id.utf8.count > 12 ? String(id.prefix(12)) : id
  }

  /// Where the translated packet is served.
  var targetPlace: String {
    switch software {
    case .portmap, .kubeHostPorts, .kubeProxy, .kubeProxyIPVS, .ovnKubernetes, .cilium:
      "in the pod's own network namespace, here or on another node"
    case .docker, .podman: "in the container's own network namespace"
    case .libvirt: "in the virtual machine"
    default: "on the machine or in the namespace that owns that address"
    }
  }
}
