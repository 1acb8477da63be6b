// Findings about hostPorts and published ports of containers.
extension FindingCode {
  static let ofPublishedPorts: [FindingCode] = [
    FindingCode(
      code: "NS201", title: "several rules publish the same port; the first one wins",
      meaning:
        "The rules translate one port of the node to several pods or containers. The kernel takes the "
        + "first rule that matches, and no packet ever comes to the others. If the first one was "
        + "left behind by a pod that is gone, the pod that lives gets nothing: clients see no route "
        + "to host or a time-out. If the address was given to another pod since, that one answers, "
        + "without any error.",
      cause:
        "CNI portmap writes its rules when a pod is made and removes them when the runtime asks it to "
        + "(DEL). After a crash, a full disk, an empty file in /var/lib/cni/results or a renamed "
        + "network that never happens, and portmap appends, so the oldest rule stays first. A new "
        + "pod does not remove the rule of an old one, nor does a restart of the pod.",
      confirm: [
        "Whether the sandbox that the first rule's comment names still exists:",
        .command("crictl pods --id SANDBOX"),
        "With counters the rule that wins is the one that counts:",
        .command("iptables-save -c -t nat"),
      ],
      mend: [
        .text(
          "lint prints the commands for the rules at hand: they delete the dispatching rule of the pod "
            + "that is gone, then flush and delete its chain. netavark writes all of its rules anew:"
        ),
        .command("podman network reload --all"),
      ],
      reported: [
        "containernetworking/plugins#683", "cilium/cilium#18227", "projectcalico/calico#3412",
        "containernetworking/plugins#512", "k8snetworkplumbingwg/multus-cni#1254",
        "containernetworking/plugins#752", "containerd/nerdctl#4253", "moby/moby#32048",
      ], needs: []),
    FindingCode(
      code: "NS202", title: "a published port leads to a pod that is gone",
      meaning:
        "The only rule for the port translates to the address of a sandbox that is not on this node any "
        + "more. Clients see a time-out or no route to host, and a process of the node on the same "
        + "port never gets a packet. If the address was given to another pod, that one answers.",
      cause:
        "The runtime lost the pod without asking the CNI plugins to remove its rules: a crash, an "
        + "empty cached result in /var/lib/cni/results, a changed network name.",
      confirm: [
        .command("crictl pods --id SANDBOX"), .command("ip neigh show ADDRESS"),
      ],
      mend: [
        "lint prints the commands: they delete the dispatching rule, flush and delete its chain."
      ],
      reported: ["cri-o/cri-o#2342", "containernetworking/plugins#512"], needs: [.sandboxes]),
    FindingCode(
      code: "NS203", title: "rules of published ports were flushed",
      meaning:
        "Chains of a program that publishes ports are still there, but what led to them or what they "
        + "held is gone; or a pod or container publishes a port that no rule translates. The port is "
        + "closed, although the pod runs.",
      cause:
        "Something emptied the table: a reload of firewalld, iptables -F, iptables-restore of a save "
        + "that was made before, a restart of another CNI. kube-proxy writes its rules anew within "
        + "half a minute or so; CNI portmap never does, since it runs when a pod is made.",
      confirm: [
        .command("iptables-save -c -t nat"), .command("journalctl -u firewalld --since today"),
      ],
      mend: [
        "Let the program write its rules again. A pod is made anew:",
        .command("kubectl -n NAMESPACE delete pod NAME"),
        "Docker writes all of its rules when it starts, podman on request:",
        .command("systemctl restart docker"), .command("podman network reload --all"),
      ],
      reported: [
        "rancher/rke2#10469", "kubernetes/kubernetes#93091", "containernetworking/cni#778",
        "k3s-io/k3s#7542", "podman-container-tools/podman#5431", "moby/moby#16816",
        "moby/moby#23154",
      ], needs: []),
    FindingCode(
      code: "NS204", title: "a process listens, but NAT takes its packets",
      meaning:
        "A process of this node listens on the port, but a rule rewrites the destination before the "
        + "kernel looks for a socket. ss shows the process, and its clients talk to somebody else. "
        + "Where IPv6 has no such rule, clients that come over IPv6 still reach the process.",
      cause:
        "Nothing stops a pod's hostPort, a NodePort or a published port from using a port that a "
        + "process of the node has bound: portmap takes no socket, and kube-proxy since 1.24 takes "
        + "none for NodePorts.",
      confirm: [
        .command("ss -lntup 'sport = :PORT'"), .command("natscope trace :PORT"),
      ],
      mend: ["Move the process or the pod to another port."],
      reported: [
        "k3s-io/k3s#2403", "k3s-io/k3s#733", "kubernetes/kubernetes#65976",
        "cilium/cilium#14218", "cloudnativelabs/kube-router#612",
      ], needs: [.sockets]),
    FindingCode(
      code: "NS207", title: "rules of published ports stand before those of Services",
      meaning:
        "The jump to the rules of hostPorts stands before the one to KUBE-SERVICES. A Service whose "
        + "address is local to this node (IPVS, some load balancers) or, if the jump does not ask for "
        + "local addresses, any Service on such a port is answered by the hostPort's pod "
        + "(CVE-2019-9946).",
      cause:
        "CNI plugins before 0.7.5 put their jump first. After a flush the order is that in which the "
        + "programs write their rules again, and it may differ between PREROUTING and OUTPUT.",
      confirm: [.command("iptables -t nat -S PREROUTING"), .command("iptables -t nat -S OUTPUT")],
      mend: [
        .text(
          "Update the CNI plugins, then delete the jump; portmap appends it with the next pod that has a "
            + "hostPort. As a note it needs no mending.")
      ],
      reported: [
        "containernetworking/plugins#269", "containernetworking/cni#577",
        "aws/amazon-vpc-cni-k8s#499", "kubernetes/kubernetes#66103", "kubernetes/kubernetes#61938",
      ], needs: []),
    FindingCode(
      code: "NS208", title: "a hostPort and a NodePort use the same port",
      meaning:
        "A pod's hostPort and a Service's NodePort are the same port of the node. The rule that the "
        + "kernel meets first gets all connections, the other one none.",
      cause:
        "Kubernetes checks NodePorts against each other and hostPorts against each other, but not the "
        + "one against the other.",
      confirm: [
        .command("natscope trace :PORT"), .command("kubectl get services -A | grep PORT"),
      ],
      mend: ["Give the pod or the Service another port."],
      reported: ["kubernetes/kubernetes#104388", "cilium/cilium#14218"], needs: []),
    FindingCode(
      code: "NS209", title: "a hostPort takes the port of a Service address that is local",
      meaning:
        "An interface of this node has the address of a Service, as kube-proxy in IPVS mode sets it up "
        + "on kube-ipvs0. A rule for a hostPort that asks for local addresses only fits it too, and "
        + "takes the Service's packets.",
      cause:
        "IPVS needs the address on an interface. portmap's rule cannot tell it from an address of the "
        + "node, and the pod with a hostPort of 443 then answers for the Kubernetes API.",
      confirm: [.command("ip -o addr show kube-ipvs0"), .command("ipvsadm -Ln")],
      mend: [
        "Give the pod a hostIP, or another hostPort; kube-proxy in another mode has no such address."
      ],
      reported: [
        "siderolabs/talos#9223", "kubernetes/kubernetes#66103", "kubernetes/kubeadm#985",
        "kubernetes/kubernetes#60688", "cloudnativelabs/kube-router#612",
      ], needs: [.addresses, .virtualServices]),
    FindingCode(
      code: "NS219", title: "a published port answers on more addresses than its owner asked for",
      meaning:
        "A pod or container asked for its port on one address of the node (hostIP, -p IP:PORT:PORT), "
        + "but the rule takes the port of every local address.",
      cause: "A runtime or plugin that ignores the address, or rules from before it was set.",
      confirm: [.command("natscope trace :PORT")],
      mend: ["Update the runtime or plugin and make the pod anew."],
      reported: ["kubernetes/kubernetes#65976", "containerd/nerdctl#4786"], needs: [.pods]),
  ]
}
