/// One port of a Kubernetes service, and the chains that kube-proxy makes for it.
struct Service {
  struct Endpoint {
    let address: String
    let chain: String
  }

  let name: String
  let address: String
  let port: Int
  let targetPort: Int
  let transport: String
  let suffix: String
  let endpoints: [Endpoint]
  let nodePort: Int?

  /// The chain that chooses among the endpoints.
  var chain: String { "KUBE-SVC-" + suffix }
  /// The chain for traffic from outside of the cluster.
  var externalChain: String { "KUBE-EXT-" + suffix }
  /// What selects the packets to a port of this service.
  func destination(port: Int, comment: String) -> String {
    "-p \(transport) -m comment --comment \"\(comment)\" -m \(transport) --dport \(port)"
  }

  /// Rules of a service with endpoints: one that leads to it, one that marks, and for every endpoint
  /// one that chooses it, one for its hairpin traffic and its DNAT.
  static func ruleCount(endpoints: Int) -> Int { 2 + 3 * endpoints }
  /// What a NodePort adds: one rule that leads to the external chain and two in it.
  static let nodePortRuleCount = 3

  /// A service of a typical form, number `index` of the node.
  init(
    _ index: Int, endpoints count: Int, firstEndpoint: Int, nodePort: Int?,
    using random: inout SeededGenerator
  ) {
    let namespaces = ["default", "shop", "billing", "observability", "edge", "ci"]
    let words = [
      "checkout", "search", "ledger", "gateway", "session", "upload", "catalog", "relay",
    ]
    let ports = [
      ("http", 80, 8080), ("https", 443, 8443), ("metrics", 9100, 9100), ("db", 5432, 5432),
    ]
    let (portName, port, targetPort) = ports[Int.random(in: 0..<ports.count, using: &random)]
    let namespace = namespaces[Int.random(in: 0..<namespaces.count, using: &random)]
    let word = words[Int.random(in: 0..<words.count, using: &random)]
    name = "\(namespace)/\(word)-\(index):\(portName)"
    self.port = port
    self.targetPort = targetPort
    transport = Int.random(in: 0..<12, using: &random) == 0 ? "udp" : "tcp"
    address = Self.dotted(10 << 24 | 96 << 16 + index + 1)
    suffix = random.chainSuffix()
    self.nodePort = nodePort
    var endpoints: [Endpoint] = []
    for number in 0..<count {
      endpoints.append(
        Endpoint(
          address: Self.dotted(10 << 24 | 128 << 16 + firstEndpoint + number + 1),
          chain: "KUBE-SEP-" + random.chainSuffix()))
    }
    self.endpoints = endpoints
  }

  private static func dotted(_ address: Int) -> String {
    "\(address >> 24 & 255).\(address >> 16 & 255).\(address >> 8 & 255).\(address & 255)"
  }
}
