// Findings about the Services of Kubernetes.
extension FindingCode {
  static let ofServices: [FindingCode] = [
    FindingCode(
      code: "NS205", title: "a Service without endpoints: its packets are rejected",
      meaning:
        "kube-proxy rejects what is sent to a Service that has no ready endpoint, in the filter table. "
        + "Clients are told connection refused. The rule takes the port of every local address, so a "
        + "process of the node on the same port as a NodePort cannot be reached either.",
      cause:
        "No pod of the Service is ready, or its selector fits none.",
      confirm: [
        .command("kubectl -n NAMESPACE get endpointslices -l kubernetes.io/service-name=NAME")
      ],
      mend: ["Make pods of the Service ready, correct its selector, or delete it."],
      reported: [
        "kubernetes/kubernetes#97360", "projectcalico/calico#2024", "kubernetes/kubernetes#43969",
        "kubernetes/kubernetes#44516",
      ], needs: [.filter, .sockets]),
    FindingCode(
      code: "NS206", title: "a Service with traffic policy Local has no endpoint here",
      meaning:
        "The packet is dropped on purpose: the Service's traffic policy is Local and its endpoints are "
        + "on other nodes only. From outside it times out. With externalTrafficPolicy the node itself "
        + "still reaches the Service; with internalTrafficPolicy its pods do not either.",
      cause:
        "externalTrafficPolicy: Local keeps the client's address and serves from this node's own pods "
        + "only. A load balancer asks the health check node port and leaves such nodes out; a client "
        + "that asks the node directly does not.",
      confirm: [
        .command("kubectl -n NAMESPACE get service NAME -o yaml | grep TrafficPolicy"),
        .command("kubectl -n NAMESPACE get endpointslices -l kubernetes.io/service-name=NAME"),
      ],
      mend: ["Ask a node that has an endpoint, or set the policy to Cluster."],
      reported: [
        "kubernetes/kubernetes#127937", "kubernetes/kubernetes#125810",
        "kubernetes/kubernetes#99299",
        "kubernetes/website#2499",
      ], needs: [.filter]),
    FindingCode(
      code: "NS216", title: "kube-proxy's rules do not fit the endpoints",
      meaning:
        "The rules of a Service lead to an address that is none of its endpoints. A part of the "
        + "connections goes to a pod that is gone.",
      cause:
        "kube-proxy does not get changes any more (its watch hangs, its restore fails), or the two "
        + "captures were made at different times.",
      confirm: [
        .command("kubectl -n NAMESPACE get endpointslices -l kubernetes.io/service-name=NAME"),
        .command("kubectl -n kube-system logs -l k8s-app=kube-proxy --tail 50"),
      ],
      mend: [
        "kube-proxy writes all rules anew when it starts:",
        .command("kubectl -n kube-system delete pod KUBE-PROXY-POD"),
      ],
      reported: [
        "kubernetes/kubernetes#28674", "kubernetes/kubernetes#67875",
        "kubernetes/kubernetes#121362",
        "kubernetes/kubernetes#99299",
      ], needs: [.endpoints]),
    FindingCode(
      code: "NS228", title: "two Services have the same NodePort",
      meaning:
        "Two rules of KUBE-NODEPORTS fit the same port. The first one gets all connections.",
      cause:
        "A race between API servers that allocate NodePorts, or an object restored from a backup.",
      confirm: [.command("kubectl get services -A | grep PORT")],
      mend: ["Give one of the Services another nodePort."],
      reported: ["kubernetes/kubernetes#44098"], needs: []),
    FindingCode(
      code: "NS230", title: "loadBalancerSourceRanges keep senders out",
      meaning:
        "The Service of type LoadBalancer admits the listed sources only; what others send to its "
        + "address is dropped in the filter table, by KUBE-PROXY-FIREWALL.",
      cause: "spec.loadBalancerSourceRanges of the Service.",
      confirm: [.command("kubectl -n NAMESPACE get service NAME -o yaml")],
      mend: ["Add the senders' network to spec.loadBalancerSourceRanges."],
      reported: ["kubernetes/kubernetes#109575", "kubernetes/kubernetes#109826"], needs: [.filter]),
    FindingCode(
      code: "NS232", title: "rules of another version or mode of kube-proxy were left behind",
      meaning:
        "Chains of a former kube-proxy (KUBE-XLB beside KUBE-EXT, rejects of iptables mode beside the "
        + "sets of IPVS mode) are still walked.",
      cause: "A change of version or mode without kube-proxy --cleanup or a restart of the node.",
      confirm: [.command("iptables-save | grep KUBE-XLB"), .command("ipset list -n")],
      mend: [
        "On the node, with kube-proxy stopped:", .command("kube-proxy --cleanup"),
        "Then start it again; it writes all rules anew.",
      ],
      reported: ["kubernetes/kubernetes#132516", "kubernetes/kubernetes#102314"], needs: [.filter]),
  ]
}
