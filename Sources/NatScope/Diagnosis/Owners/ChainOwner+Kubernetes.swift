// Components of Kubernetes itself, and what forwards hostPorts.
extension ChainOwner {
  static let ofKubernetes: [ChainOwner] = [
    ChainOwner(
      "CNI portmap", writer: "the CNI plugin portmap, when a pod is made and when it goes",
      software: .portmap,
      [
        Chains(
          "CNI-HOSTPORT-DNAT", purpose: "leads the ports of hostPorts to the chain of their pod"),
        Chains(
          "CNI-DN-*", purpose: "translates the hostPorts of one pod or container", check: .container
        ),
        Chains(
          "CNI-HOSTPORT-SETMARK", "CNI-HOSTPORT-MASQ", "CNI-HOSTPORT-SNAT", "CNI-SN-*",
          purpose: "masquerades pods that ask their own hostPort, and loopback"),
      ]),
    ChainOwner(
      "CNI firewall", writer: "the CNI plugin firewall, when a pod is made",
      [
        Chains(
          "CNI-ADMIN", "CNI-FORWARD", "CNI-ISOLATION-STAGE-*", purpose: "accepts packets of pods")
      ]),
    ChainOwner(
      "CNI bridge or ptp", writer: "the CNI plugins bridge and ptp with ipMasq, when a pod is made",
      [Chains("CNI-*", purpose: "masquerades what a pod sends to other networks")]),
    ChainOwner(
      "kubenet or CRI-O hostPort",
      writer: "kubelet with kubenet, or CRI-O, when a pod is made and when it goes",
      software: .kubeHostPorts,
      [
        Chains("KUBE-HOSTPORTS", purpose: "leads the ports of hostPorts to the chain of their pod"),
        Chains("KUBE-HP-*", purpose: "translates one hostPort of one pod"),
        Chains(
          "CRIO-HOSTPORTS-MASQ", "CRIO-MASQ-*",
          purpose: "masquerades pods that ask their own hostPort"),
      ]),
    ChainOwner(
      "kubelet", writer: "kubelet, once a minute or so",
      [
        Chains("KUBE-FIREWALL", purpose: "drops what comes from outside for loopback"),
        Chains("KUBE-MARK-DROP", purpose: "marks what KUBE-FIREWALL drops, until 1.27"),
        Chains(
          "KUBE-KUBELET-CANARY", "KUBE-IPTABLES-HINT",
          purpose: "is empty and shows whether the table was flushed"),
      ]),
    ChainOwner(
      "kube-router", writer: "kube-router, at each change of pods and policies",
      [
        Chains("KUBE-ROUTER-*", purpose: "leads packets of pods to their policies"),
        Chains("KUBE-POD-FW-*", "KUBE-NWPLCY-*", purpose: "is a network policy"),
      ]),
    ChainOwner(
      "kube-proxy", writer: "kube-proxy, at each change of Services, and twice a minute or so",
      software: .kubeProxy,
      [
        Chains("KUBE-SERVICES", purpose: "leads addresses of Services to their chain"),
        Chains("KUBE-NODEPORTS", purpose: "leads NodePorts to their Service's chain"),
        Chains("KUBE-EXTERNAL-SERVICES", purpose: "stops what Services do not take from outside"),
        Chains(
          "KUBE-SVC-*", "KUBE-SVL-*", purpose: "chooses an endpoint of a Service", check: .service),
        Chains(
          "KUBE-EXT-*", "KUBE-XLB-*", purpose: "takes what comes to a Service from outside",
          check: .service),
        Chains("KUBE-FW-*", purpose: "admits the sources of a load balancer", check: .service),
        Chains("KUBE-SEP-*", purpose: "translates to one endpoint", check: .endpoint),
        Chains("KUBE-MARK-MASQ", "KUBE-POSTROUTING", purpose: "masquerades what was marked for it"),
        Chains("KUBE-FORWARD", purpose: "accepts what was translated"),
        Chains(
          "KUBE-PROXY-FIREWALL", "KUBE-SOURCE-RANGES-FIREWALL", "KUBE-FIRE-WALL",
          purpose: "drops what loadBalancerSourceRanges do not admit"),
        Chains(
          "KUBE-NODE-PORT", "KUBE-LOAD-BALANCER", "KUBE-IPVS-FILTER", "KUBE-IPVS-OUT-FILTER",
          purpose: "marks and filters packets for IPVS"),
        Chains("KUBE-PROXY-CANARY", purpose: "is empty and shows whether the table was flushed"),
      ]),
    ChainOwner(
      "AWS VPC CNI", writer: "the aws-node daemon",
      [
        Chains(
          "AWS-SNAT-CHAIN-*", "AWS-CONNMARK-CHAIN-*",
          purpose: "translates the source of what pods send out of the VPC")
      ]),
    ChainOwner(
      "ip-masq-agent", writer: "the ip-masq-agent daemon, once a minute",
      [Chains("IP-MASQ", "IP-MASQ-AGENT", purpose: "masquerades what pods send to other networks")]),
  ]

  static let ofNetworks: [ChainOwner] = [
    ChainOwner(
      "Calico", writer: "calico-node (Felix), at each change of pods and policies",
      [
        Chains(
          "cali-nat-outgoing", "cali-fip-*", purpose: "translates sources and floating addresses"),
        Chains("cali-*", "felix-*", purpose: "is a policy or leads to one"),
      ]),
    ChainOwner(
      "Cilium", writer: "cilium-agent, when it starts; most of its work is done by eBPF",
      software: .cilium,
      [
        Chains(
          "CILIUM_*", "OLD_CILIUM_*",
          purpose: "lets packets of its eBPF programs pass, and masquerades")
      ]),
    ChainOwner(
      "flannel", writer: "flanneld, every few seconds",
      [
        Chains("FLANNEL-POSTRTG", purpose: "masquerades what pods send to other networks"),
        Chains("FLANNEL-FWD", purpose: "accepts packets of pods"),
      ]),
    ChainOwner(
      "Weave", writer: "weave, when it starts, and weave-npc at each change of policies",
      [
        Chains("WEAVE-NPC", "WEAVE-NPC-*", purpose: "is a network policy"),
        Chains("WEAVE", "WEAVE-*", purpose: "masquerades and accepts packets of pods"),
      ]),
    ChainOwner(
      "Antrea", writer: "antrea-agent, once a minute or so",
      [Chains("ANTREA-*", purpose: "leads packets to Open vSwitch and masquerades")]),
    ChainOwner(
      "OVN-Kubernetes", writer: "ovnkube-node, at each change of Services",
      software: .ovnKubernetes,
      [
        Chains("OVN-KUBE-NODEPORT", purpose: "translates NodePorts to their ClusterIP"),
        Chains("OVN-KUBE-EXTERNALIP", purpose: "translates external IPs to their ClusterIP"),
        Chains("OVN-KUBE-*", purpose: "serves traffic policies and egress"),
      ]),
    ChainOwner(
      "Azure NPM", writer: "azure-npm, at each change of pods and policies",
      [Chains("AZURE-NPM", "AZURE-NPM-*", purpose: "is a network policy or leads to one")]),
    ChainOwner(
      "Istio", writer: "istio-init or the Istio CNI plugin, in a pod, when it is made",
      software: .istio,
      [Chains("ISTIO_*", purpose: "leads what a pod receives and sends to its proxy")]),
    ChainOwner(
      "Linkerd", writer: "linkerd-init or the Linkerd CNI plugin, in a pod, when it is made",
      [Chains("PROXY_INIT_*", purpose: "leads what a pod receives and sends to its proxy")]),
    ChainOwner(
      "Kuma", writer: "kuma-init or the Kuma CNI plugin, in a pod, when it is made",
      [
        Chains(
          "KUMA_*", "MESH_INBOUND*", "MESH_OUTBOUND*",
          purpose: "leads what a pod receives and sends to its proxy")
      ]),
  ]
}
