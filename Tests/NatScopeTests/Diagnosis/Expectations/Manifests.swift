/// Manifests as people write them, and states of a node to hold them against.
enum Manifests {
  static func pods(
    _ kind: String = "Deployment", _ ports: String, spec: String = "", name: String = "web"
  ) -> String {
    let isPod = kind == "Pod"
    let body = """
      spec:
        containers:
        - name: c
          image: example.org/web
          ports: [\(ports)]
      \(spec)
      """
    let head =
      "apiVersion: apps/v1\nkind: \(kind)\nmetadata:\n  name: \(name)\n  namespace: default\n"
    guard !isPod else { return "---\n\(head)\(body)\n" }
    let template = body.split(separator: "\n").map { "    \($0)\n" }.joined()
    return
      "---\n\(head)spec:\n  template:\n    metadata:\n      labels: {app: \(name)}\n\(template)"
  }

  static func service(
    _ ports: String, _ spec: String = "", name: String = "web", status: String = ""
  ) -> String {
    "---\nkind: Service\napiVersion: v1\nmetadata: {name: \(name), namespace: default}\n"
      + "spec:\n  ports: [\(ports)]\n  selector: {app: \(name)}\n"
      + spec.split(separator: "\n").map { "  \($0)\n" }.joined() + status
  }

  /// The two hostPorts of samples/hostport.
  static let hostPorts = pods(
    "DaemonSet",
    "{containerPort: 80, hostPort: 8000}, {containerPort: 443, hostPort: 44300}")

  static let hostNetwork = pods(
    "DaemonSet", "{containerPort: 80}, {containerPort: 443, hostPort: 443}",
    spec: "  hostNetwork: true")

  static let nodePort = service(
    "{port: 30080, targetPort: 80, nodePort: 30001}", "type: NodePort\nclusterIP: 10.96.7.7")

  static let balancer = service(
    "{port: 8086, nodePort: 30051}", "type: LoadBalancer\nclusterIP: 10.96.8.8", name: "lb")

  /// kube-proxy's rules for one Service with an endpoint, in the shape of 1.27 and later.
  static func kubeProxy(
    _ service: String, cluster: String, nodePort: Int, endpoint: String, balancer: String? = nil
  ) -> String {
    let (hash, port) = (
      service.split(separator: "/")[1].uppercased(), cluster.split(separator: ":")
    )
    let comment = "-m comment --comment"
    let balanced =
      balancer.map {
        "-A KUBE-SERVICES -d \($0)/32 -p tcp \(comment) \"\(service) loadbalancer IP\" -m tcp "
          + "--dport \(port[1]) -j KUBE-EXT-\(hash)\n"
      } ?? ""
    return """
      *nat
      :PREROUTING ACCEPT [0:0]
      :INPUT ACCEPT [0:0]
      :OUTPUT ACCEPT [0:0]
      :POSTROUTING ACCEPT [0:0]
      :KUBE-EXT-\(hash) - [0:0]
      :KUBE-NODEPORTS - [0:0]
      :KUBE-SEP-\(hash) - [0:0]
      :KUBE-SERVICES - [0:0]
      :KUBE-SVC-\(hash) - [0:0]
      -A PREROUTING \(comment) "kubernetes service portals" -j KUBE-SERVICES
      -A OUTPUT \(comment) "kubernetes service portals" -j KUBE-SERVICES
      -A KUBE-EXT-\(hash) -j KUBE-SVC-\(hash)
      -A KUBE-NODEPORTS -p tcp \(comment) "\(service)" -m tcp --dport \(nodePort) -j KUBE-EXT-\(hash)
      -A KUBE-SEP-\(hash) -p tcp \(comment) "\(service)" -m tcp -j DNAT --to-destination \(endpoint)
      -A KUBE-SERVICES -d \(port[0])/32 -p tcp \(comment) "\(service) cluster IP" -m tcp --dport \(port[1]) -j KUBE-SVC-\(hash)
      \(balanced)-A KUBE-SERVICES \(comment) "kubernetes service nodeports" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS
      -A KUBE-SVC-\(hash) \(comment) "\(service) -> \(endpoint)" -j KUBE-SEP-\(hash)
      COMMIT

      """
  }

  /// A nat table with portmap's chain and these rules in it.
  static func portmap(_ rules: String) -> String {
    "*nat\n:PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n"
      + ":POSTROUTING ACCEPT [0:0]\n:CNI-HOSTPORT-DNAT - [0:0]\n"
      + "-A PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT\n\(rules)COMMIT\n"
  }

  static let none = portmap("")

  static func filter(
    input: String = "ACCEPT", forward: String = "ACCEPT", _ rules: String...
  ) -> String {
    "*filter\n:INPUT \(input) [0:0]\n:FORWARD \(forward) [0:0]\n:OUTPUT ACCEPT [0:0]\n"
      + rules.map { $0 + "\n" }.joined() + "COMMIT\n"
  }

  /// `ss -lntup` with these sockets.
  static func sockets(_ listening: String...) -> String {
    "$ ss -lntup\nNetid State  Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n"
      + listening.map {
        "tcp   LISTEN 0      4096   \($0)   0.0.0.0:*   users:((\"nginx\",pid=812,fd=6))\n"
      }.joined()
  }

  static let addresses = """
    $ ip -o addr
    1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever
    2: eth0    inet 192.0.2.10/24 brd 192.0.2.255 scope global eth0\\       valid_lft forever

    """

  /// Rows of `kubectl get pods -A -o wide`: name, address, node.
  static func podTable(_ rows: String...) -> String {
    "NAMESPACE   NAME              READY   STATUS    RESTARTS   AGE   IP           NODE   "
      + "NOMINATED NODE   READINESS GATES\n"
      + rows.map { row in
        let words = row.split(separator: " ")
        return "default     \(words[0])         1/1     Running   0          5d    \(words[1])    "
          + "\(words[2])     <none>           <none>\n"
      }.joined()
  }
}
