import Testing

@testable import NatScope

/// The table of who makes which chains.
@Suite struct ChainOwnerTests {
  /// Names as the programs make them, out of the samples, the corpus and the programs' sources.
  static let names: [(String, String)] = [
    ("KUBE-SERVICES", "kube-proxy"), ("KUBE-SVC-NPX46M4PTMTKRN6Y", "kube-proxy"),
    ("KUBE-SEP-2YAQKR4RMH7YTAOY", "kube-proxy"), ("KUBE-FW-IFWT3CJUF5L3NZUL", "kube-proxy"),
    ("KUBE-FIREWALL", "kubelet"), ("KUBE-KUBELET-CANARY", "kubelet"),
    ("CNI-HOSTPORT-DNAT", "CNI portmap"), ("CNI-DN-b24a4eb3a38dc5843c23a", "CNI portmap"),
    ("CNI-ae2e171001cc597055b8d980", "CNI bridge or ptp"), ("CNI-FORWARD", "CNI firewall"),
    ("KUBE-HP-YJ3XFQDZHZ3NAUN2", "kubenet or CRI-O hostPort"),
    ("CRIO-MASQ-YJ3XFQDZHZ3NAUN2", "kubenet or CRI-O hostPort"),
    ("DOCKER", "Docker"), ("DOCKER-ISOLATION-STAGE-1", "Docker"), ("DOCKER_OUTPUT", "Docker"),
    ("NETAVARK-DN-1D8721804F16F", "podman (netavark)"),
    ("NETAVARK-1D8721804F16F", "podman (netavark)"), ("NERDCTL-ISOLATION", "nerdctl"),
    ("cali-PREROUTING", "Calico"), ("cali-nat-outgoing", "Calico"),
    ("CILIUM_PRE_nat", "Cilium"), ("FLANNEL-POSTRTG", "flannel"), ("WEAVE", "Weave"),
    ("WEAVE-NPC-EGRESS", "Weave"), ("KUBE-ROUTER-INPUT", "kube-router"),
    ("KUBE-NWPLCY-DEFAULT", "kube-router"), ("ANTREA-POSTROUTING", "Antrea"),
    ("OVN-KUBE-NODEPORT", "OVN-Kubernetes"), ("ISTIO_IN_REDIRECT", "Istio"),
    ("PROXY_INIT_REDIRECT", "Linkerd"), ("LIBVIRT_PRT", "libvirt"), ("lxd_acl_lxdbr0", "LXD"),
    ("PREROUTING_ZONES", "firewalld"), ("IN_public_allow", "firewalld"),
    ("ufw-user-input", "ufw"), ("f2b-sshd", "fail2ban"), ("ts-forward", "Tailscale"),
    ("neutron-openvswi-PREROUTING", "OpenStack Neutron"), ("AZURE-NPM-INGRESS", "Azure NPM"),
    ("zone_wan_prerouting", "OpenWrt"), ("prerouting_lan_rule", "OpenWrt"),
  ]

  @Test(arguments: names) func owners(_ name: String, _ component: String) {
    #expect(ChainOwner.owner(of: name)?.owner.component == component)
  }

  @Test(arguments: [
    "", "PREROUTING", "my-chain", "KUBE-", "KUBE-SVC-", "kube-services", "DOCKERS", "LOGDROP",
    "PRE_CT", "IN_", "reject", "CNI-", "ts-other",
  ])
  func notRecognised(_ name: String) {
    #expect(ChainOwner.owner(of: name) == nil)
  }

  @Test func everyRowIsReached() {
    #expect(Set(ChainOwner.all.map(\.component)).count == ChainOwner.all.count)
    for owner in ChainOwner.all {
      #expect(!owner.chains.isEmpty && !owner.writer.isEmpty, "\(owner.component)")
      for pattern in owner.chains.flatMap(\.patterns) {
        #expect(pattern.filter { $0 == "*" }.count <= 1)
        let name = pattern.replacing("*", with: "x9")
        #expect(ChainOwner.owner(of: name)?.owner.component == owner.component, "\(pattern)")
      }
    }
  }

  /// Chains of every sample are somebody's.
  @Test(arguments: [
    "docker.save", "hostport.save", "hostport6.save", "istio.save", "kube-proxy.save",
    "podman.save",
  ])
  func samples(_ sample: String) throws {
    let ruleset = try Example(sample: sample).ruleset
    for index in ruleset.chains.indices where !ruleset.isBuiltIn(Chain.ID(index)) {
      let name = ruleset.name(Chain.ID(index))
      #expect(ChainOwner.owner(of: name) != nil, "\(name)")
    }
  }

  /// A trace names components that Diagnosis knows nothing else of, and guesses nothing.
  @Test(arguments: [
    ("PRE_public_allow", "firewalld"), ("neutron-l3-agent-PREROUTING", "OpenStack Neutron"),
    ("my-chain", "not recognised (chain my-chain)"),
  ])
  func ownerOfATrace(_ chain: String, _ owner: String) {
    let tracing = Tracing(
      """
      *nat
      :PREROUTING ACCEPT [0:0]
      :\(chain) - [0:0]
      -A PREROUTING -j \(chain)
      -A \(chain) -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.1.0.1:80
      COMMIT

      """, ":80")
    let diagnosis = Diagnosis(tracing.trace, in: tracing.ruleset)
    #expect(diagnosis.owner == owner)
  }
}
