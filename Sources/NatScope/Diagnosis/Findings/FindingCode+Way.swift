// Findings about what becomes of a packet that the rules translate.
extension FindingCode {
  static let ofTheWay: [FindingCode] = [
    FindingCode(
      code: "NS210", title: "rules in both backends, iptables-legacy and iptables-nft",
      meaning:
        "The kernel walks the rules of both backends. What one of them translates the other one does not "
        + "show, a drop by either is final, and where both translate the same packet the one whose nat "
        + "chains were registered last wins.",
      cause:
        "Programs on the node bring iptables of different versions or backends: containers with their "
        + "own iptables, or an update of the distribution that changed the default and left the old "
        + "rules in the kernel.",
      confirm: [.command("iptables-legacy-save -c"), .command("iptables-nft-save -c")],
      mend: [
        .text(
          "Decide for the backend of the node, let all programs use it, and remove what is left in the "
            + "other one; a restart of the node does that as well.")
      ],
      reported: [
        "kubernetes/kubernetes#109811", "siderolabs/talos#9223", "cilium/cilium#20123",
        "moby/moby#46636", "k3s-io/klipper-lb#80", "kubernetes/kubernetes#107965",
      ], needs: [.bothBackends]),
    FindingCode(
      code: "NS212", title: "127.0.0.1 is translated, and the kernel drops the packet",
      meaning:
        "A packet of the node itself to 127.0.0.1 or ::1 is rewritten to an address outside of loopback. "
        + "For IPv4 the kernel drops it unless route_localnet is 1, in all or on the interface towards "
        + "the target; TCP times out, UDP fails at once. For ::1 there is no such parameter.",
      cause:
        "portmap sets route_localnet on its bridge only, and not with snat false; kube-proxy sets it on "
        + "all, unless nodePortAddresses leave 127.0.0.1 out; something else reset it.",
      confirm: [
        .command("sysctl -ar 'net.ipv4.conf.*.route_localnet'"),
        .command("natscope trace localhost:PORT"),
      ],
      mend: [
        "Use an address of the node. Where 127.0.0.1 has to work and the rules masquerade it:",
        .command("sysctl -w net.ipv4.conf.BRIDGE.route_localnet=1"),
      ],
      reported: [
        "kubernetes/kubernetes#28988", "kubernetes/kubernetes#90236", "kubernetes/kubernetes#90259",
        "kubernetes/kubernetes#107684", "kubernetes/kubernetes#108250",
      ], needs: [.sysctls, .addresses]),
    FindingCode(
      code: "NS213", title: "live flows are pinned to a target that the rules no longer choose",
      meaning:
        "Only the first packet of a flow meets the nat rules; later ones follow the conntrack entry. A "
        + "client of UDP that keeps sending from the same port keeps its old target for ever, or none "
        + "at all if the flow began before there was a rule.",
      cause:
        "The rules changed while the flow lived. portmap removes entries when a pod is made but not when "
        + "one goes; kube-proxy does both for UDP Services.",
      confirm: [.command("conntrack -L -p udp --orig-port-dst PORT")],
      mend: [
        .text(
          "lint prints the command for the flows at hand; it deletes entries, and the next packet of "
            + "each flow meets the rules again:"),
        .command("conntrack -D -p udp --orig-dst ADDRESS --orig-port-dst PORT --reply-src OLD"),
      ],
      reported: [
        "kubernetes/kubernetes#95258", "kubernetes/kubernetes#59033",
        "kubernetes/kubernetes#125467",
        "containernetworking/plugins#123", "containernetworking/plugins#1277", "moby/moby#53384",
      ], needs: [.conntrack]),
    FindingCode(
      code: "NS214", title: "translated, but not forwarded",
      meaning:
        "The destination is rewritten as it should be, and then the packet dies in FORWARD, or the node "
        + "does not forward at all. Clients see a time-out, or a refusal where a rule rejects.",
      cause:
        "Docker sets the policy of FORWARD to DROP and accepts its own bridges only; firewalls reject at "
        + "the end of FORWARD; net.ipv4.ip_forward is 0 after a reload of sysctl settings.",
      confirm: [
        .command("iptables -t filter -nvL FORWARD"), .command("sysctl net.ipv4.ip_forward"),
      ],
      mend: [
        "Accept what was translated, in the chain that is meant for such rules:",
        .command("iptables -I FORWARD -m conntrack --ctstate DNAT -j ACCEPT"),
        .command("sysctl -w net.ipv4.ip_forward=1"),
      ],
      reported: [
        "kubernetes/kubernetes#39823", "kubernetes/kubernetes#40182", "projectcalico/calico#875",
        "cloudnativelabs/kube-router#757",
      ], needs: [.filter]),
    FindingCode(
      code: "NS215", title: "a rule in INPUT cannot stop a translated port",
      meaning:
        "A rule of INPUT drops or rejects the port, but the destination is rewritten before: the packet "
        + "passes FORWARD, with the address and port of its target, and INPUT is never asked. For IPv4 "
        + "clients from outside the port is open.",
      cause:
        "Firewalls such as ufw write rules for INPUT; ports of containers are no sockets of the node.",
      confirm: [.command("natscope trace :PORT")],
      mend: [
        "Docker's chain for such rules is DOCKER-USER; conntrack knows the port as it was asked for:",
        .command(
          "iptables -I DOCKER-USER -p tcp -m conntrack --ctorigdstport PORT --ctdir ORIGINAL -j DROP"
        ),
        "Or publish the port on 127.0.0.1 only.",
      ],
      reported: [
        "moby/moby#4737", "moby/moby#22054", "docker/for-linux#777", "chaifeng/ufw-docker#108",
      ],
      needs: [.filter]),
    FindingCode(
      code: "NS217", title: "a chain that should set a mark is missing or empty",
      meaning:
        "Rules jump to a chain that marks packets for masquerading or dropping, but the chain does "
        + "nothing. Replies of what is not masqueraded bypass this node, and the connection hangs.",
      cause:
        "kubelet made KUBE-MARK-MASQ and KUBE-MARK-DROP until 1.27; programs that relied on it find them "
        + "missing or empty. A flush empties such chains too.",
      confirm: [.command("iptables -t nat -S KUBE-MARK-MASQ")],
      mend: ["Restart the program that owns the chain; it writes it anew."],
      reported: [
        "kubernetes/kubernetes#119374", "cri-o/cri-o#6772", "cilium/cilium#30666",
        "containernetworking/plugins#770",
      ], needs: []),
    FindingCode(
      code: "NS218", title: "a pod cannot reach itself through its own published port",
      meaning:
        "A packet that the target itself sends to the port comes back to it with its own address as the "
        + "source, since nothing masquerades it: the answer never leaves, and the connection hangs.",
      cause:
        "The rule that marks or masquerades packets of the target itself (hairpin) is missing.",
      confirm: [.command("natscope trace ADDRESS:PORT --from TARGET")],
      mend: ["Let the program that published the port write its rules anew."],
      reported: [
        "kubernetes/kubernetes#13375", "kubernetes/kubernetes#20475", "projectcalico/calico#2153",
      ], needs: []),
    FindingCode(
      code: "NS222", title: "the target is an address that no pod has",
      meaning:
        "The destination is rewritten to a loopback or link-local address. That is right for some "
        + "programs (kind's 127.0.0.11, OVN-Kubernetes' 169.254 addresses) and a mistake elsewhere.",
      cause: "A rule made by hand, or by a program that catches packets on the node itself.",
      confirm: [.command("ip route get ADDRESS")],
      mend: ["Correct the rule, if it is none of these."],
      reported: ["ovn-kubernetes/ovn-kubernetes#6249"], needs: []),
    FindingCode(
      code: "NS229", title: "pods on one bridge bypass the rules for each other",
      meaning:
        "net.bridge.bridge-nf-call-iptables is 0: what a bridge passes from pod to pod meets no rule. A "
        + "pod that asks a Service whose endpoint is on the same bridge gets an answer from an address "
        + "it did not ask, and times out.",
      cause:
        "The module br_netfilter was loaded after the settings were applied, or a reload reset it.",
      confirm: [.command("sysctl net.bridge.bridge-nf-call-iptables")],
      mend: [.command("sysctl -w net.bridge.bridge-nf-call-iptables=1")],
      reported: ["kubernetes/kubernetes#38802", "kelseyhightower/kubernetes-the-hard-way#561"],
      needs: [.sysctls]),
    FindingCode(
      code: "NS234", title: "strict reverse path filtering where the reply leaves elsewhere",
      meaning:
        "rp_filter is 1 on an interface, and the route back to the sender leaves by another one: the "
        + "kernel drops the packet before its destination is routed. Rules of raw, mangle and nat "
        + "have counted it by then. The larger of the values for all and for the interface holds.",
      cause: "Several uplinks, policy routing, or tunnels of a CNI plugin.",
      confirm: [
        .command("sysctl -ar 'net.ipv4.conf.*.rp_filter'"), .command("ip route get SENDER"),
      ],
      mend: [
        "Loose filtering on the interface:",
        .command("sysctl -w net.ipv4.conf.INTERFACE.rp_filter=2"),
      ],
      reported: ["cilium/cilium#13130", "aws/amazon-vpc-cni-k8s#130"],
      needs: [.sysctls, .routes, .addresses]),
  ]
}
