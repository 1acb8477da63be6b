@testable import NatScope

// Rows about hostPorts and published ports.
extension LintTests {
  static let hostPorts: [Row] = [
    Row("one sandbox", portmap()),
    Row(
      "containernetworking/plugins#683", "NS201 error", subject: "8000/tcp", portmap([idA, idB])),
    Row("the same; crictl knows the second", "NS201 error", portmap([idA, idB]) + sandboxes(idB)),
    Row(
      "the same; crictl knows the first", "NS201 warning", portmap([idA, idB]) + sandboxes(idA)),
    Row(
      "crictl knows another sandbox of the rules", "NS202 error", subject: "8000/tcp",
      portmap([idA]).replacing(
        "COMMIT",
        with: "-A CNI-HOSTPORT-DNAT -p tcp -m comment --comment \"dnat name: \\\"cbr0\\\" id: "
          + "\\\"\(idB)\\\"\" -m multiport --dports 9000 -j RETURN\nCOMMIT") + sandboxes(idB)),
    Row("a list that has no sandbox of the rules", portmap([idA]) + sandboxes(idB)),
    Row(
      "podman-container-tools/podman#27516", "NS201 error", subject: "8080/tcp",
      nat(
        """
        -A PREROUTING \(local) -j NETAVARK-HOSTPORT-DNAT
        -A NETAVARK-HOSTPORT-DNAT -p tcp -m tcp --dport 8080 -j NETAVARK-DN-1
        -A NETAVARK-DN-1 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.88.0.2:80
        -A NETAVARK-DN-1 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.88.0.3:80
        -A POSTROUTING -s 10.88.0.0/16 -j MASQUERADE
        """, chains: "NETAVARK-DN-1 NETAVARK-HOSTPORT-DNAT")),
    Row(
      "openshift/origin#17464", "NS201 error", subject: "1936/tcp",
      nat(
        """
        -A PREROUTING \(local) -j KUBE-HOSTPORTS
        -A KUBE-HOSTPORTS -p tcp -m comment --comment "a_ns hostport 1936" -m tcp --dport 1936 -j KUBE-HP-A
        -A KUBE-HOSTPORTS -p tcp -m comment --comment "b_ns hostport 1936" -m tcp --dport 1936 -j KUBE-HP-B
        -A KUBE-HP-A -p tcp -m tcp -j DNAT --to-destination 10.1.0.2:1936
        -A KUBE-HP-B -p tcp -m tcp -j DNAT --to-destination 10.1.0.3:1936
        -A POSTROUTING -s 10.1.0.0/16 -j MASQUERADE
        """, chains: "KUBE-HOSTPORTS KUBE-HP-A KUBE-HP-B")),
    Row(
      "one pod for each of two addresses",
      nat(
        """
        -A PREROUTING \(local) -j CNI-HOSTPORT-DNAT
        -A CNI-DN-A -d 192.0.2.1/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.1.0.2:80
        -A CNI-DN-B -d 192.0.2.2/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.1.0.3:80
        -A CNI-HOSTPORT-DNAT -p tcp -m multiport --dports 80 -j CNI-DN-A
        -A CNI-HOSTPORT-DNAT -p tcp -m multiport --dports 80 -j CNI-DN-B
        -A POSTROUTING -s 10.1.0.0/16 -j MASQUERADE
        """, chains: "CNI-DN-A CNI-DN-B CNI-HOSTPORT-DNAT")),
    Row(
      "the same port of TCP and UDP",
      nat(
        """
        -A PREROUTING \(local) -j CNI-HOSTPORT-DNAT
        -A CNI-DN-A -p tcp -m tcp --dport 53 -j DNAT --to-destination 10.1.0.2:53
        -A CNI-DN-B -p udp -m udp --dport 53 -j DNAT --to-destination 10.1.0.3:53
        -A CNI-HOSTPORT-DNAT -p tcp -m multiport --dports 53 -j CNI-DN-A
        -A CNI-HOSTPORT-DNAT -p udp -m multiport --dports 53 -j CNI-DN-B
        -A POSTROUTING -s 10.1.0.0/16 -j MASQUERADE
        """, chains: "CNI-DN-A CNI-DN-B CNI-HOSTPORT-DNAT")),
    // What iptables -t nat -F leaves: chains without rules.
    Row(
      "rancher/rke2#10469", "NS203 error", subject: "CNI-DN-A",
      nat("", chains: "CNI-DN-A CNI-HOSTPORT-DNAT CNI-HOSTPORT-MASQ")),
    Row(
      "an empty chain that a removal left over",
      portmap().replacing(":CNI-HOSTPORT-DNAT ", with: ":CNI-DN-9 - [0:0]\n:CNI-HOSTPORT-DNAT ")),
    Row(
      "the jumps alone were flushed", "NS203 error", subject: "CNI-HOSTPORT-DNAT",
      nat(
        """
        -A CNI-DN-A -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.1.0.2:80
        -A CNI-HOSTPORT-DNAT -p tcp -m multiport --dports 80 -j CNI-DN-A
        """, chains: "CNI-DN-A CNI-HOSTPORT-DNAT")),
    Row(
      "portmap has published nothing yet", nat("", chains: "CNI-HOSTPORT-DNAT CNI-HOSTPORT-MASQ")),
    Row(
      "kube-proxy's jump was flushed", "NS203 warning", subject: "KUBE-SERVICES",
      nat(
        "-A KUBE-SERVICES -d 10.96.0.1/32 -p tcp -m tcp --dport 443 -j KUBE-SVC-A",
        chains: "KUBE-SERVICES KUBE-SVC-A")),
    Row(
      "moby/moby#16816", "NS203 error", subject: "DOCKER",
      filter("-A FORWARD -j DOCKER-USER", chains: "DOCKER DOCKER-USER")
        + nat("", chains: "DOCKER")),
    Row(
      "docker ps has a port that no rule has", "NS203 error", subject: "8080/tcp",
      filter("-A FORWARD -j DOCKER-USER", chains: "DOCKER DOCKER-USER") + nat("") + dockerPS),
    Row(
      "the same without a sign of Docker's rules", "NS203 warning", subject: "8080/tcp",
      nat("") + dockerPS),
    Row(
      "the same, served by rootless Docker",
      nat("") + dockerPS
        + """
        $ ss -lntup
        Netid State  Recv-Q Send-Q Local Address:Port Peer Address:Port Process
        tcp   LISTEN 0      128    0.0.0.0:8080       0.0.0.0:*     users:(("rootlessport",pid=7,fd=3))

        """),
    Row(
      "cloudnativelabs/kube-router#612", "NS204 error", subject: "8000/tcp",
      portmap() + ss(#"users:(("nginx",pid=812,fd=6))"#)),
    Row(
      "NodeLocalDNS, whose NOTRACK in raw is not in the input",
      nat(
        """
        -A PREROUTING -j KUBE-SERVICES
        -A POSTROUTING -j MASQUERADE
        -A KUBE-SERVICES -d 10.96.0.10/32 -p tcp -m comment --comment "kube-system/kube-dns:dns-tcp cluster IP" -m tcp --dport 53 -j KUBE-SEP-A
        -A KUBE-SEP-A -p tcp -m comment --comment "kube-system/kube-dns:dns-tcp" -m tcp -j DNAT --to-destination 10.1.0.2:53
        """, chains: "KUBE-SEP-A KUBE-SERVICES")
        + ss(#"users:(("node-cache",pid=9,fd=6))"#, port: 53, address: "10.96.0.10")),
    Row("conmon keeps the port", portmap() + ss(#"users:(("conmon",pid=812,fd=6))"#)),
    Row("another port", portmap() + ss(#"users:(("nginx",pid=812,fd=6))"#, port: 8001)),
    Row(
      "kubernetes/kubernetes#66103", "NS207 note", subject: "nat PREROUTING",
      nat(
        """
        -A PREROUTING \(local) -j CNI-HOSTPORT-DNAT
        -A PREROUTING -j KUBE-SERVICES
        """, chains: "CNI-HOSTPORT-DNAT KUBE-SERVICES")),
    Row(
      "CVE-2019-9946", "NS207 warning", "NS207 error", subject: "10.96.0.1:443",
      nat(
        """
        -A PREROUTING -j CNI-HOSTPORT-DNAT
        -A PREROUTING -j KUBE-SERVICES
        -A POSTROUTING -j MASQUERADE
        -A CNI-DN-A -p tcp -m tcp --dport 443 -j DNAT --to-destination 10.1.0.2:443
        -A CNI-HOSTPORT-DNAT -p tcp -m multiport --dports 443 -j CNI-DN-A
        -A KUBE-SERVICES -d 10.96.0.1/32 -p tcp -m comment --comment "default/kubernetes:https cluster IP" -m tcp --dport 443 -j KUBE-SVC-A
        -A KUBE-SVC-A -m comment --comment "default/kubernetes:https -> 192.0.2.1:6443" -j KUBE-SEP-A
        -A KUBE-SEP-A -p tcp -m comment --comment "default/kubernetes:https" -m tcp -j DNAT --to-destination 192.0.2.1:6443
        """, chains: "CNI-DN-A CNI-HOSTPORT-DNAT KUBE-SEP-A KUBE-SERVICES KUBE-SVC-A")),
    Row(
      "kubernetes/kubernetes#104388", "NS208 error", subject: "30080/tcp",
      nat(
        """
        -A PREROUTING -j KUBE-SERVICES
        -A PREROUTING \(local) -j CNI-HOSTPORT-DNAT
        -A POSTROUTING -j MASQUERADE
        -A CNI-DN-A -p tcp -m tcp --dport 30080 -j DNAT --to-destination 10.1.0.2:80
        -A CNI-HOSTPORT-DNAT -p tcp -m multiport --dports 30080 -j CNI-DN-A
        -A KUBE-SERVICES \(local) -j KUBE-NODEPORTS
        \(nodePort("default/web:http", 30080, "10.1.0.3:80", "A"))
        """, chains: "CNI-DN-A CNI-HOSTPORT-DNAT KUBE-NODEPORTS KUBE-SEP-A KUBE-SERVICES")),
    Row(
      "kubernetes/kubernetes#65976", "NS219 warning", subject: "8000/tcp",
      portmap() + pod(hostIP: "192.0.2.10")),
    Row("a pod that asks for all addresses", portmap() + pod(hostIP: "0.0.0.0")),
    // Counters as they are when a rule was inserted before the one that had the traffic.
    Row(
      "moby/moby#32048", "NS201 error", subject: "8080/tcp",
      dockerNAT(
        "-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.3:80")),
    Row(
      "the same on another bridge", "NS201 error", subject: "8080/tcp",
      dockerNAT(
        "-A DOCKER ! -i br-5a1c -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.18.0.3:80")),
    Row(
      "a rule for the bridge that the first leaves out",
      dockerNAT(
        "-A DOCKER -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.18.0.3:80")),
    Row(
      "counters of the rule behind", "NS201 error", "NS225 note",
      portmap([idA, idB], first: "[0:0] ", counters: ["[0:0]", "[9:540]"])),
  ]

  static let dockerPS = """
    $ docker ps
    CONTAINER ID   IMAGE     COMMAND                  CREATED       STATUS       PORTS                    NAMES
    fb7cdb0a4f8d   nginx     "nginx -g 'daemon of…"   3 years ago   Up 3 hours   0.0.0.0:8080->80/tcp     web

    """

  static func ss(_ process: String, port: Int = 8000, address: String = "0.0.0.0") -> String {
    """
    $ ss -lntup
    Netid State  Recv-Q Send-Q Local Address:Port  Peer Address:Port Process
    tcp   LISTEN 0      128    \(address):\(port)     0.0.0.0:*     \(process)

    """
  }

  static func pod(hostIP: String) -> String {
    """
    $ kubectl get pods -A -o json
    {"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Pod",
    "metadata":{"name":"web","namespace":"default","uid":"11111111-2222-3333-4444-555555555555"},
    "spec":{"nodeName":"a","containers":[{"name":"web","ports":[
    {"containerPort":80,"hostPort":8000,"hostIP":"\(hostIP)","protocol":"TCP"}]}]},
    "status":{"phase":"Running","podIP":"10.42.0.5","podIPs":[{"ip":"10.42.0.5"}]}}]}

    """
  }

  static func nodePort(_ name: String, _ port: Int, _ target: String, _ chain: String) -> String {
    """
    -A KUBE-NODEPORTS -p tcp -m comment --comment "\(name)" -m tcp --dport \(port) -j KUBE-SEP-\(chain)
    -A KUBE-SEP-\(chain) -p tcp -m comment --comment "\(name)" -m tcp -j DNAT --to-destination \(target)
    """
  }
}
