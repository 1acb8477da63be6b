import FoundationEssentials

/// Manifests, states of a node, and the verdict on each declared port.
enum ManifestRows {
  static func sample(_ name: String) -> String {
    let text = try? String(contentsOfFile: "\(Example.root)/samples/\(name).save", encoding: .utf8)
    return text ?? ""
  }

  static let hostPorts = [
    ManifestRow(
      "hostPorts by portmap", Manifests.hostPorts, sample("hostport"),
      ["realised hostPort 8000/tcp", "realised hostPort 44300/tcp"],
      "DNAT to 10.55.3.5:80", "10.55.3.5 is a pod of DaemonSet default/web",
      "crictl pods --id 97651f34eccd"),
    ManifestRow(
      "and of which the pod is known", Manifests.hostPorts,
      sample("hostport") + Manifests.addresses + Manifests.podTable("web-x7k2p 10.55.3.5 n1"),
      ["realised hostPort 8000/tcp", "realised hostPort 44300/tcp"]),
    ManifestRow(
      "rules of a pod that is gone", Manifests.hostPorts,
      sample("hostport-stale") + Manifests.podTable("web-x7k2p 10.55.3.7 n1"),
      ["shadowed hostPort 8000/tcp", "shadowed hostPort 44300/tcp"],
      "10.55.3.5 is none of its pods (pod default/web-x7k2p).",
      "The rule that would lead there comes later and is never reached: nat CNI-DN-"),
    ManifestRow(
      "the pod's rules are gone, another's are there", Manifests.hostPorts,
      sample("hostport") + Manifests.podTable("web-x7k2p 10.55.3.9 n1", "old-x7k2p 10.55.3.5 n1"),
      ["elsewhere hostPort 8000/tcp", "elsewhere hostPort 44300/tcp"],
      "10.55.3.5 is none of its pods (pod default/web-x7k2p), but pod default/old-x7k2p."),
    ManifestRow(
      "ports exchanged",
      Manifests.pods("DaemonSet", "{containerPort: 8080, hostPort: 8000}"), sample("hostport"),
      ["elsewhere hostPort 8000/tcp"], "10.55.3.5:80 is not port 8080 of a pod."),
    ManifestRow(
      "no rule", Manifests.hostPorts, Manifests.none,
      ["missing hostPort 8000/tcp", "missing hostPort 44300/tcp"],
      "No rule of this input leads there.",
      "a pod of DaemonSet default/web is to run on this node"),
    ManifestRow(
      "no chain of any plugin", Manifests.hostPorts, sample("docker"),
      ["undecided hostPort 8000/tcp", "undecided hostPort 44300/tcp"], "nft list ruleset"),
    ManifestRow(
      "a hostIP",
      Manifests.pods(
        "Pod", "{containerPort: 53, hostPort: 5353, hostIP: 192.0.2.10, protocol: UDP}"),
      sample("hostport"), ["realised hostPort 192.0.2.10:5353/udp"]),
    ManifestRow(
      "the same for all addresses",
      Manifests.pods(
        "Pod", "{containerPort: 53, hostPort: 5353, hostIP: 0.0.0.0, protocol: UDP}"),
      sample("hostport"), ["missing hostPort 5353/udp"]),
    ManifestRow(
      "a pod of IPv6", Manifests.pods("Pod", "{containerPort: 80, hostPort: 8000}"),
      sample("hostport6"), ["realised hostPort 8000/tcp"]),
    ManifestRow(
      "dropped behind the rule", Manifests.hostPorts,
      sample("hostport") + Manifests.filter(forward: "DROP"),
      ["shadowed hostPort 8000/tcp", "shadowed hostPort 44300/tcp"],
      "The rule is there, but the packet is stopped behind it."),
    ManifestRow(
      "dropped but for some senders", Manifests.hostPorts,
      sample("hostport")
        + Manifests.filter(forward: "DROP", "-A FORWARD -s 10.0.0.0/8 -j ACCEPT"),
      ["realised hostPort 8000/tcp", "realised hostPort 44300/tcp"],
      "But for some packets only, others are stopped: natscope trace :8000/tcp shows"),
    ManifestRow(
      "a node that forwards nothing", Manifests.hostPorts,
      sample("hostport") + "net.ipv4.conf.all.forwarding = 0\nnet.ipv4.ip_forward = 0\n",
      ["shadowed hostPort 8000/tcp", "shadowed hostPort 44300/tcp"], "ip_forward is 0"),
    ManifestRow(
      "a Service has the port", Manifests.pods("Pod", "{containerPort: 8080, hostPort: 30080}"),
      sample("kube-proxy"), ["elsewhere hostPort 30080/tcp"],
      "is where Service default/web:http leads."),
  ]

  static let placements = [
    ManifestRow(
      "pods on another node", Manifests.hostPorts,
      Manifests.none + Manifests.addresses
        + Manifests.podTable("proxy-x7k2p 192.0.2.10 n1", "web-x7k2p 10.55.9.5 n2"),
      ["notHere hostPort 8000/tcp", "notHere hostPort 44300/tcp"], "its pods run on n2"),
    ManifestRow(
      "bound to another node",
      Manifests.pods("Pod", "{containerPort: 80, hostPort: 8000}", spec: "  nodeName: n2"),
      Manifests.none + Manifests.addresses + Manifests.podTable("proxy-x7k2p 192.0.2.10 n1"),
      ["notHere hostPort 8000/tcp"], "it is bound to node n2"),
    ManifestRow(
      "bound to a node that nothing tells of",
      Manifests.pods("Pod", "{containerPort: 80, hostPort: 8000}", spec: "  nodeName: n2"),
      Manifests.none, ["missing hostPort 8000/tcp"],
      "Pod default/web is to run on this node"),
    ManifestRow(
      "none of the pods is one of it", Manifests.hostPorts,
      Manifests.none + Manifests.podTable("web-api-6b5c7d8f9b-x7k2p 10.55.3.5 n1"),
      ["notHere hostPort 8000/tcp", "notHere hostPort 44300/tcp"],
      "none of the 1 pods in the input is one of it"),
    ManifestRow(
      "replicas: 0",
      Manifests.pods("Deployment", "{containerPort: 80, hostPort: 8000}").replacing(
        "spec:\n  template", with: "spec:\n  replicas: 0\n  template"),
      Manifests.none, ["notHere hostPort 8000/tcp"], "it is to have no pods"),
  ]

  static let processes = [
    ManifestRow(
      "hostNetwork, and they listen", Manifests.hostNetwork,
      Manifests.none + Manifests.sockets("0.0.0.0:80", "*:443"),
      ["realised hostNetwork 80/tcp", "realised hostNetwork 443/tcp"],
      "nginx (pid 812) is a process of DaemonSet default/web"),
    ManifestRow(
      "nothing listens on one", Manifests.hostNetwork,
      Manifests.none + Manifests.sockets("0.0.0.0:80"),
      ["realised hostNetwork 80/tcp", "missing hostNetwork 443/tcp"],
      "No rule takes the port, and nothing listens on it."),
    ManifestRow(
      "a rule takes one", Manifests.hostNetwork,
      Manifests.portmap(
        "-A CNI-HOSTPORT-DNAT -p tcp -m tcp --dport 443 -j DNAT --to-destination 10.1.2.3:443\n")
        + Manifests.sockets("0.0.0.0:80", "*:443"),
      ["realised hostNetwork 80/tcp", "shadowed hostNetwork 443/tcp"],
      "The port belongs to the process, and a rule takes it"),
    ManifestRow(
      "only loopback", Manifests.hostNetwork,
      Manifests.none + Manifests.sockets("127.0.0.1:80", "*:443"),
      ["elsewhere hostNetwork 80/tcp", "realised hostNetwork 443/tcp"]),
    ManifestRow(
      "no sockets in the input", Manifests.hostNetwork, Manifests.none,
      ["undecided hostNetwork 80/tcp", "undecided hostNetwork 443/tcp"],
      "ss -lntp 'sport = :80'"),
    ManifestRow(
      "dropped before the socket", Manifests.hostNetwork,
      Manifests.none
        + Manifests.filter(input: "DROP", "-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT")
        + Manifests.sockets("0.0.0.0:80", "*:443"),
      ["realised hostNetwork 80/tcp", "shadowed hostNetwork 443/tcp"]),
  ]

  static let services = [
    ManifestRow(
      "NodePort 30001 to 30080 to 80", Manifests.nodePort,
      Manifests.kubeProxy(
        "default/web", cluster: "10.96.7.7:30080", nodePort: 30001, endpoint: "10.55.3.5:80"),
      ["realised clusterIP 10.96.7.7:30080/tcp", "realised nodePort 30001/tcp"],
      "NodePort 30001/tcp of default/web", "10.55.3.5 is a pod of Service default/web"),
    ManifestRow(
      "another targetPort", Manifests.nodePort,
      Manifests.kubeProxy(
        "default/web", cluster: "10.96.7.7:30080", nodePort: 30001, endpoint: "10.55.3.5:8080"),
      ["elsewhere clusterIP 10.96.7.7:30080/tcp", "elsewhere nodePort 30001/tcp"],
      "10.55.3.5:8080 is not port 80 of a pod."),
    ManifestRow(
      "another NodePort", Manifests.nodePort,
      Manifests.kubeProxy(
        "default/web", cluster: "10.96.7.7:30080", nodePort: 30002, endpoint: "10.55.3.5:80"),
      ["realised clusterIP 10.96.7.7:30080/tcp", "missing nodePort 30001/tcp"]),
    ManifestRow(
      "the NodePort is another Service's", Manifests.nodePort,
      Manifests.kubeProxy(
        "default/other", cluster: "10.96.7.8:30080", nodePort: 30001, endpoint: "10.55.3.5:80"),
      ["missing clusterIP 10.96.7.7:30080/tcp", "elsewhere nodePort 30001/tcp"],
      "10.55.3.5:80 is where Service default/other leads."),
    ManifestRow(
      "endpoints that differ", Manifests.nodePort,
      Manifests.kubeProxy(
        "default/web", cluster: "10.96.7.7:30080", nodePort: 30001, endpoint: "10.55.3.5:80")
        + "NAMESPACE   NAME        ADDRESSTYPE   PORTS   ENDPOINTS    AGE\n"
        + "default     web-abcde   IPv4          80      10.55.3.6    5d\n",
      ["elsewhere clusterIP 10.96.7.7:30080/tcp", "elsewhere nodePort 30001/tcp"],
      "10.55.3.5 is none of its pods (EndpointSlice default/web-abcde)."),
    ManifestRow(
      "no kube-proxy", Manifests.nodePort, Manifests.none,
      ["undecided clusterIP 10.96.7.7:30080/tcp", "undecided nodePort 30001/tcp"],
      "The rules have no chains of kube-proxy", "nft list ruleset"),
    ManifestRow(
      "LoadBalancer 8086 with NodePort 30051", Manifests.balancer,
      Manifests.kubeProxy(
        "default/lb", cluster: "10.96.8.8:8086", nodePort: 30051, endpoint: "10.55.4.1:8086"),
      [
        "realised clusterIP 10.96.8.8:8086/tcp", "realised nodePort 30051/tcp",
        "undecided loadBalancer 8086/tcp",
      ], "one outside sends to the NodePort"),
    ManifestRow(
      "and its address is told",
      Manifests.balancer + "status: {loadBalancer: {ingress: [{ip: 203.0.113.7}]}}\n",
      Manifests.kubeProxy(
        "default/lb", cluster: "10.96.8.8:8086", nodePort: 30051, endpoint: "10.55.4.1:8086",
        balancer: "203.0.113.7"),
      [
        "realised clusterIP 10.96.8.8:8086/tcp", "realised nodePort 30051/tcp",
        "realised loadBalancer 203.0.113.7:8086/tcp",
      ]),
    ManifestRow(
      "and kube-proxy does not know it",
      Manifests.balancer + "status: {loadBalancer: {ingress: [{ip: 203.0.113.7}]}}\n",
      Manifests.kubeProxy(
        "default/lb", cluster: "10.96.8.8:8086", nodePort: 30052, endpoint: "10.55.4.1:8086"),
      [
        "realised clusterIP 10.96.8.8:8086/tcp", "missing nodePort 30051/tcp",
        "missing loadBalancer 203.0.113.7:8086/tcp",
      ]),
    ManifestRow(
      "k3s has a pod for it", Manifests.balancer,
      Manifests.portmap(
        "-A CNI-HOSTPORT-DNAT -p tcp -m tcp --dport 8086 -j DNAT --to-destination 10.42.0.7:8086\n"),
      [
        "undecided clusterIP 10.96.8.8:8086/tcp", "undecided nodePort 30051/tcp",
        "realised loadBalancer 8086/tcp",
      ], "10.42.0.7:8086 is the pod that k3s runs for its load balancer"),
    ManifestRow(
      "what the cluster chose is told by the rules",
      Manifests.service("{name: http, port: 80, targetPort: 8080}", "type: NodePort"),
      sample("kube-proxy"),
      ["realised clusterIP 10.96.12.34:80/tcp", "realised nodePort 30080/tcp"],
      "10.244.1.7, 10.244.2.8 and 10.244.3.9 are pods of it"),
    ManifestRow(
      "a targetPort by name",
      Manifests.service(
        "{name: http, port: 80, targetPort: web}", "type: NodePort"), sample("kube-proxy"),
      ["undecided clusterIP 10.96.12.34:80/tcp", "undecided nodePort 30080/tcp"],
      "which number the port web has in the pods"),
    ManifestRow(
      "and the pods are declared",
      Manifests.service(
        "{name: http, port: 80, targetPort: web}", "type: NodePort")
        + Manifests.pods("Deployment", "{name: web, containerPort: 8080}"),
      sample("kube-proxy"),
      ["realised clusterIP 10.96.12.34:80/tcp", "realised nodePort 30080/tcp"]),
    ManifestRow(
      "no endpoints",
      Manifests.service(
        "{name: http, port: 80, nodePort: 30099}", "type: NodePort\nclusterIP: 10.96.60.60",
        name: "empty"), sample("kube-proxy"),
      ["missing clusterIP 10.96.60.60:80/tcp", "missing nodePort 30099/tcp"],
      "kube-proxy knows the Service and no pod that is ready for it."),
    ManifestRow(
      "source ranges",
      Manifests.service(
        "{name: https, port: 443, targetPort: 8443, nodePort: 31444}",
        "type: LoadBalancer\nclusterIP: 10.96.30.30\nloadBalancerIP: 203.0.113.21", name: "admin"),
      sample("kube-proxy"),
      [
        "realised clusterIP 10.96.30.30:443/tcp", "realised nodePort 31444/tcp",
        "realised loadBalancer 203.0.113.21:443/tcp",
      ], "For senders in its loadBalancerSourceRanges only."),
    ManifestRow(
      "externalIPs",
      Manifests.service(
        "{name: http, port: 8088}",
        "clusterIP: 10.96.40.40\nexternalIPs: [203.0.113.80, 203.0.113.81]",
        name: "feed"), sample("kube-proxy"),
      [
        "realised clusterIP 10.96.40.40:8088/tcp", "realised externalIP 203.0.113.80:8088/tcp",
        "missing externalIP 203.0.113.81:8088/tcp",
      ]),
    ManifestRow(
      "names only",
      Manifests.service("{port: 80}", "clusterIP: None", name: "db")
        + Manifests.service("{port: 80}", "type: ExternalName\nexternalName: x.org", name: "out"),
      sample("kube-proxy"), [], "Service default/db is headless",
      "Service default/out is a name in DNS only"),
  ]

  static let ingress =
    "---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: site}\n"
    + "spec: {ingressClassName: nginx, tls: [{hosts: [x.org]}], rules: []}\n"
  static let controller = Manifests.pods(
    "DaemonSet", "{containerPort: 80, hostPort: 8000}", spec: "", name: "ingress"
  ).replacing("image: example.org/web", with: "args: [--ingress-class=nginx]")

  static let ingresses = [
    ManifestRow(
      "an Ingress alone", ingress, Manifests.none,
      ["undecided ingress 80/tcp", "undecided ingress 443/tcp"],
      "No workload of the input is known as the controller of class nginx."),
    ManifestRow(
      "its controller is not exposed on these ports", ingress + controller, sample("hostport"),
      [
        "undecided ingress 80/tcp", "undecided ingress 443/tcp", "realised hostPort 8000/tcp",
      ], "DaemonSet default/ingress serves class nginx, and the input declares no way from 80"),
    ManifestRow(
      "its controller has the ports of the node",
      ingress
        + controller.replacing(
          "{containerPort: 80, hostPort: 8000}",
          with: "{containerPort: 80}, {containerPort: 443}"
        ).replacing("  containers", with: "  hostNetwork: true\n      containers"),
      Manifests.none + Manifests.sockets("0.0.0.0:80"),
      [
        "realised ingress 80/tcp", "missing ingress 443/tcp", "realised hostNetwork 80/tcp",
        "missing hostNetwork 443/tcp",
      ], "through hostNetwork 80/tcp of DaemonSet default/ingress: realised"),
    ManifestRow(
      "through a NodePort",
      ingress
        + Manifests.pods("Deployment", "{containerPort: 80}", name: "ingress").replacing(
          "image: example.org/web", with: "args: [--ingress-class, nginx]")
        + Manifests.service(
          "{port: 80, nodePort: 30001}", "type: NodePort\nclusterIP: 10.96.7.7", name: "ingress"),
      Manifests.kubeProxy(
        "default/ingress", cluster: "10.96.7.7:80", nodePort: 30001, endpoint: "10.55.3.5:80"),
      [
        "realised ingress 80/tcp", "undecided ingress 443/tcp",
        "realised clusterIP 10.96.7.7:80/tcp", "realised nodePort 30001/tcp",
      ], "through nodePort 30001/tcp of Service default/ingress: realised"),
  ]
}
