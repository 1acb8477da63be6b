/// What kube-proxy's tables hold on every node, whatever its services are.
extension KubeProxyNode {
  static let natRules = [
    SaveChain(
      "PREROUTING", ["-m comment --comment \"kubernetes service portals\" -j KUBE-SERVICES"]),
    SaveChain("INPUT", []),
    SaveChain("OUTPUT", ["-m comment --comment \"kubernetes service portals\" -j KUBE-SERVICES"]),
    SaveChain(
      "POSTROUTING",
      ["-m comment --comment \"kubernetes postrouting rules\" -j KUBE-POSTROUTING"]),
  ]

  static let natFrame = [
    SaveChain("KUBE-KUBELET-CANARY", []),
    SaveChain("KUBE-MARK-MASQ", ["-j MARK --set-xmark 0x4000/0x4000"]),
    SaveChain(
      "KUBE-POSTROUTING",
      [
        "-m mark ! --mark 0x4000/0x4000 -j RETURN",
        "-j MARK --set-xmark 0x4000/0x0",
        "-m comment --comment \"kubernetes service traffic requiring SNAT\""
          + " -j MASQUERADE --random-fully",
      ]),
    SaveChain("KUBE-PROXY-CANARY", []),
  ]

  static let filterRules = [
    SaveChain(
      "INPUT",
      [
        newConnections("kubernetes load balancer firewall", to: "KUBE-PROXY-FIREWALL"),
        "-m comment --comment \"kubernetes health check service ports\" -j KUBE-NODEPORTS",
        "-j KUBE-FIREWALL",
      ]),
    SaveChain(
      "FORWARD",
      [
        newConnections("kubernetes load balancer firewall", to: "KUBE-PROXY-FIREWALL"),
        "-m comment --comment \"kubernetes forwarding rules\" -j KUBE-FORWARD",
        newConnections("kubernetes service portals", to: "KUBE-SERVICES"),
      ]),
    SaveChain(
      "OUTPUT",
      [newConnections("kubernetes service portals", to: "KUBE-SERVICES"), "-j KUBE-FIREWALL"]),
  ]

  static let filterFrame = [
    SaveChain(
      "KUBE-FIREWALL",
      [
        "! -s 127.0.0.0/8 -d 127.0.0.0/8"
          + " -m comment --comment \"block incoming localnet connections\""
          + " -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP"
      ]),
    SaveChain(
      "KUBE-FORWARD",
      [
        "-m conntrack --ctstate INVALID -j DROP",
        "-m comment --comment \"kubernetes forwarding rules\" -m mark --mark 0x4000/0x4000 -j ACCEPT",
        "-m comment --comment \"kubernetes forwarding conntrack rule\""
          + " -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
      ]),
    SaveChain("KUBE-NODEPORTS", []),
    SaveChain("KUBE-PROXY-FIREWALL", []),
  ]

  private static func newConnections(_ comment: String, to chain: String) -> String {
    "-m conntrack --ctstate NEW -m comment --comment \"\(comment)\" -j \(chain)"
  }
}
