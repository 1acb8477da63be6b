@testable import NatScope

// Rows about Services, the way behind a translation, the rules as such and the node.
extension LintTests {
  private static let masquerade = "-A POSTROUTING -j MASQUERADE"

  static let services: [Row] = [
    Row("no endpoints", "NS205 note", subject: "30099/tcp", nat("") + noEndpoints),
    Row(
      "kubernetes/kubernetes#97360", "NS205 error", subject: "30099/tcp",
      nat("") + noEndpoints + ss(#"users:(("java",pid=991,fd=6))"#, port: 30099)),
    Row(
      "the old kube-proxy's placeholder", "NS205 note",
      nat("") + noEndpoints + ss(#"users:(("kube-proxy",pid=991,fd=6))"#, port: 30099)),
    Row(
      "kubernetes/kubernetes#127937", "NS206 note", subject: "30080/tcp",
      nat("")
        + filter(
          """
          -A INPUT -m conntrack --ctstate NEW -j KUBE-EXTERNAL-SERVICES
          -A KUBE-EXTERNAL-SERVICES -p tcp -m comment --comment "default/web:http has no local endpoints" \(local) -m tcp --dport 30080 -j DROP
          """, chains: "KUBE-EXTERNAL-SERVICES")),
    Row(
      "the same before 1.24", "NS206 note", subject: "30080/tcp",
      filter(
        """
        -A INPUT -j KUBE-FIREWALL
        -A KUBE-FIREWALL -m mark --mark 0x8000/0x8000 -j DROP
        """, chains: "KUBE-FIREWALL")
        + nat(
          """
          -A PREROUTING -j KUBE-SERVICES
          \(masquerade)
          -A KUBE-MARK-DROP -j MARK --set-xmark 0x8000/0x8000
          -A KUBE-NODEPORTS -p tcp -m comment --comment "default/web:http" -m tcp --dport 30080 -j KUBE-XLB-A
          -A KUBE-SERVICES \(local) -j KUBE-NODEPORTS
          -A KUBE-SEP-A -p tcp -m comment --comment "default/web:http" -m tcp -j DNAT --to-destination 10.1.0.2:80
          -A KUBE-XLB-A -s 10.1.0.0/16 -m comment --comment "Redirect pods trying to reach external loadbalancer VIP to clusterIP" -j KUBE-SEP-A
          -A KUBE-XLB-A -m comment --comment "default/web:http has no local endpoints" -j KUBE-MARK-DROP
          """, chains: "KUBE-MARK-DROP KUBE-NODEPORTS KUBE-SEP-A KUBE-SERVICES KUBE-XLB-A")),
    Row(
      "kubernetes/kubernetes#44098", "NS228 error", subject: "30080/tcp",
      nat(
        """
        -A PREROUTING \(local) -j KUBE-NODEPORTS
        \(masquerade)
        \(nodePort("default/a:http", 30080, "10.1.0.2:80", "A"))
        \(nodePort("default/b:http", 30080, "10.1.0.3:80", "B"))
        """, chains: "KUBE-NODEPORTS KUBE-SEP-A KUBE-SEP-B")),
    Row(
      "two NodePorts",
      nat(
        """
        -A PREROUTING \(local) -j KUBE-NODEPORTS
        \(masquerade)
        \(nodePort("default/a:http", 30080, "10.1.0.2:80", "A"))
        \(nodePort("default/b:http", 30081, "10.1.0.3:80", "B"))
        """, chains: "KUBE-NODEPORTS KUBE-SEP-A KUBE-SEP-B")),
    Row(
      "kubernetes/kubernetes#28674", "NS216 warning", subject: "30080/tcp",
      endpointOf("10.1.0.2") + slice("10.1.0.9")),
    Row("the rules fit the endpoints", endpointOf("10.1.0.2") + slice("10.1.0.2")),
    Row(
      "kubernetes/kubernetes#132516", "NS232 warning", subject: "KUBE-XLB-A",
      nat(
        """
        -A PREROUTING -d 203.0.113.1/32 -j KUBE-XLB-A
        -A PREROUTING -d 203.0.113.2/32 -j KUBE-EXT-A
        """, chains: "KUBE-EXT-A KUBE-XLB-A")),
    Row(
      "kubernetes/kubernetes#102314", "NS205 note", "NS232 warning",
      nat(
        """
        -A PREROUTING -j KUBE-SERVICES
        -A KUBE-SERVICES -m set --match-set KUBE-CLUSTER-IP dst,dst -j ACCEPT
        """, chains: "KUBE-SERVICES")
        + filter(
          """
          -A INPUT -j KUBE-SERVICES
          -A KUBE-SERVICES -d 10.96.0.7/32 -p tcp -m comment --comment "default/web:http has no endpoints" -m tcp --dport 80 -j REJECT
          """, chains: "KUBE-SERVICES")),
    Row(
      "cri-o/cri-o#6772", "NS217 warning", subject: "KUBE-MARK-MASQ",
      nat(
        """
        -A PREROUTING \(local) -p tcp -m tcp --dport 30080 -j KUBE-EXT-A
        -A KUBE-EXT-A -j KUBE-MARK-MASQ
        """, chains: "KUBE-EXT-A KUBE-MARK-MASQ")),
  ]

  static let noEndpoints = filter(
    """
    -A INPUT -m conntrack --ctstate NEW -j KUBE-EXTERNAL-SERVICES
    -A KUBE-EXTERNAL-SERVICES -p tcp -m comment --comment "default/empty:http has no endpoints" \(local) -m tcp --dport 30099 -j REJECT --reject-with icmp-port-unreachable
    """, chains: "KUBE-EXTERNAL-SERVICES")

  private static func endpointOf(_ address: String) -> String {
    nat(
      """
      -A PREROUTING \(local) -j KUBE-NODEPORTS
      \(masquerade)
      \(nodePort("default/web:http", 30080, "\(address):80", "A"))
      """, chains: "KUBE-NODEPORTS KUBE-SEP-A")
  }

  private static func slice(_ address: String) -> String {
    """
    $ kubectl get endpointslices -A -o json
    {"apiVersion":"v1","kind":"List","items":[{"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice",
    "metadata":{"name":"web-abc","namespace":"default","labels":{"kubernetes.io/service-name":"web"}},
    "endpoints":[{"addresses":["\(address)"]}],"ports":[{"name":"http","port":80,"protocol":"TCP"}]}]}

    """
  }

  static func dockerNAT(_ more: String = "") -> String {
    nat(
      """
      -A PREROUTING \(local) -j DOCKER
      -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
      -A POSTROUTING -s 172.17.0.2/32 -d 172.17.0.2/32 -p tcp -m tcp --dport 80 -j MASQUERADE
      -A DOCKER -i docker0 -j RETURN
      -A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80
      \(more)
      """, chains: "DOCKER")
  }

  static let way: [Row] = [
    Row(
      "kubernetes/kubernetes#39823", "NS214 error", subject: "8080/tcp",
      dockerNAT() + filter("", forward: "DROP")),
    Row(
      "the final REJECT of a firewall", "NS214 error", subject: "8080/tcp",
      dockerNAT() + filter("-A FORWARD -j REJECT --reject-with icmp-host-prohibited")),
    Row(
      "accepted before the policy",
      dockerNAT()
        + filter(
          "-A FORWARD -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT",
          forward: "DROP")),
    Row(
      "a rule that keeps some out",
      dockerNAT() + filter("-A FORWARD -s 198.51.100.0/24 -j DROP")),
    Row(
      "a rule for the target on purpose",
      dockerNAT() + filter("-A FORWARD -d 172.17.0.2/32 -j DROP")),
    Row(
      "moby/moby#4737", "NS215 warning", subject: "8080/tcp",
      dockerNAT()
        + filter(
          """
          -A INPUT -j ufw-user-input
          -A ufw-user-input -p tcp -m tcp --dport 8080 -j DROP
          """, chains: "ufw-user-input")),
    Row(
      "INPUT drops another port",
      dockerNAT() + filter("-A INPUT -p tcp -m tcp --dport 8081 -j DROP")),
    Row(
      "INPUT drops all ports",
      dockerNAT() + filter("-A INPUT -p tcp -m tcp --dport 1:65535 -j DROP")),
    Row(
      "projectcalico/calico#2153", "NS218 warning", subject: "30080/tcp",
      nat(
        """
        -A PREROUTING \(local) -j KUBE-NODEPORTS
        \(nodePort("default/a:http", 30080, "10.1.0.2:80", "A"))
        """, chains: "KUBE-NODEPORTS KUBE-SEP-A")),
    Row(
      "a target of the link", "NS222 note", subject: "8080/tcp",
      nat(
        "-A PREROUTING -i eth0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 169.254.1.1:80")),
    Row(
      "Docker's resolver",
      nat(
        "-A OUTPUT -d 127.0.0.11/32 -p udp -m udp --dport 53 -j DNAT --to-destination 127.0.0.11:4053"
      )),
  ]

  static let rules: [Row] = [
    Row(
      "wmenjoy/awesome-knowleges#43", "NS223 warning", subject: "nat PREROUTING #2",
      dockerNAT("-A PREROUTING -p tcp -m tcp --dport 80 -j REDIRECT --to-ports 8080")),
    Row(
      "the same without containers", "NS223 note",
      nat("-A PREROUTING -p tcp -m tcp --dport 80 -j REDIRECT --to-ports 8080")),
    Row(
      "a redirect of local addresses",
      dockerNAT("-A PREROUTING \(local) -p tcp -m tcp --dport 80 -j REDIRECT --to-ports 8080")),
    Row(
      "moby/moby#50098", "NS224 warning", subject: "filter DOCKER-USER",
      dockerNAT()
        + filter(
          """
          -A FORWARD -j DOCKER-USER
          -A DOCKER-USER -j RETURN
          -A DOCKER-USER -s 198.51.100.0/24 -j DROP
          """, chains: "DOCKER-USER")),
    Row(
      "accepted behind ACCEPT",
      filter("-A INPUT -j ACCEPT\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT") + nat("")),
    Row(
      "a chain that nothing leads to",
      filter("-A old -j DROP\n-A old -p tcp -j ACCEPT", chains: "old") + nat("")),
  ]

  static let node: [Row] = [
    Row(
      "both backends", "NS210 warning",
      "# Generated by iptables-save v1.8.9 on Thu Jan  1 00:00:00 2026\n"
        + nat("-A POSTROUTING -s 10.0.0.0/8 -j MASQUERADE")
        + "# Generated by iptables-save v1.8.9 (nf_tables) on Thu Jan  1 00:00:00 2026\n"
        + nat("-A POSTROUTING -s 10.1.0.0/16 -j MASQUERADE")),
    Row(
      "siderolabs/talos#9223", "NS210 warning", "NS210 error",
      "# Generated by iptables-save v1.8.9 on Thu Jan  1 00:00:00 2026\n"
        + nat("-A PREROUTING -i eth0 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.1.0.1:80")
        + "# Generated by iptables-save v1.8.9 (nf_tables) on Thu Jan  1 00:00:00 2026\n"
        + nat("-A PREROUTING -i eth0 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.1.0.2:80")
    ),
    Row(
      "an empty one of the other backend",
      "# Generated by iptables-save v1.8.9 on Thu Jan  1 00:00:00 2026\n" + nat("")
        + "# Generated by iptables-save v1.8.9 (nf_tables) on Thu Jan  1 00:00:00 2026\n"
        + nat("-A POSTROUTING -s 10.1.0.0/16 -j MASQUERADE")),
    Row(
      "canonical/k8s-snap#2664", "NS210 warning", "NS211 warning",
      "# Generated by iptables-save v1.8.9 on Thu Jan  1 00:00:00 2026\n" + eight
        + "# Generated by iptables-save v1.8.9 (nf_tables) on Thu Jan  1 00:00:00 2026\n" + eight),
    Row(
      "cilium/cilium#10261", "NS220 note", subject: "40000/tcp",
      dockerNAT(
        "-A DOCKER ! -i docker0 -p tcp -m tcp --dport 40000 -j DNAT --to-destination 172.17.0.2:80")
        + "net.ipv4.ip_local_port_range = 32768\t60999\nnet.ipv4.ip_local_reserved_ports = \n"),
    Row(
      "a reserved port",
      dockerNAT(
        "-A DOCKER ! -i docker0 -p tcp -m tcp --dport 40000 -j DNAT --to-destination 172.17.0.2:80")
        + "net.ipv4.ip_local_port_range = 32768\t60999\n"
        + "net.ipv4.ip_local_reserved_ports = 40000-40010\n"),
    Row(
      "a fragment", "NS226 note",
      "Chain DOCKER (2 references)\ntarget     prot opt source               destination\n"
        + "DNAT       tcp  --  0.0.0.0/0            0.0.0.0/0            tcp dpt:8080 "
        + "to:172.17.0.2:80\n"
    ),
    Row(
      "kubernetes/kubernetes#38802", "NS229 warning", subject: "bridge-nf-call-iptables",
      nat("-A PREROUTING -j KUBE-SERVICES", chains: "KUBE-SERVICES")
        + "net.bridge.bridge-nf-call-iptables = 0\n" + cni0),
    Row(
      "bridges ask the rules",
      nat("-A PREROUTING -j KUBE-SERVICES", chains: "KUBE-SERVICES")
        + "net.bridge.bridge-nf-call-iptables = 1\n" + cni0),
    Row(
      "kubernetes/kubernetes#112477", "NS226 note", "NS231 note",
      "# Generated by iptables-save v1.8.9 (nf_tables) on Thu Jan  1 00:00:00 2026\n" + nat("")
        + "# Generated by iptables-save v1.8.7 (nf_tables) on Thu Jan  1 00:00:00 2026\n"
        + filter("")),
    Row(
      "kubernetes/kubernetes#71261", "NS233 error", subject: "nf_conntrack_count",
      nat("")
        + "net.netfilter.nf_conntrack_count = 262144\nnet.netfilter.nf_conntrack_max = 262144\n"
    ),
    Row(
      "half full",
      nat("")
        + "net.netfilter.nf_conntrack_count = 131072\nnet.netfilter.nf_conntrack_max = 262144\n"
    ),
  ]

  private static let eight = nat(
    (1...8).map { "-A POSTROUTING -s 10.\($0).0.0/16 -j MASQUERADE" }.joined(separator: "\n"))

  private static let cni0 = """
    $ ip addr
    1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
        inet 127.0.0.1/8 scope host lo
    5: cni0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue state UP group default qlen 1000
        inet 10.42.0.1/24 brd 10.42.0.255 scope global cni0

    """
}
