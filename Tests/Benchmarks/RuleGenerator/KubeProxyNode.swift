/// The firewall of a Kubernetes node in iptables-save's form, as kube-proxy leaves it.
///
/// The same number of rules gives the same bytes everywhere.
public struct KubeProxyNode {
  private var services: [Service] = []
  /// Services without endpoints, one filter rule each: they make the count exact.
  private var abandoned: [Service] = []

  /// Where the pods are; what comes from elsewhere is masqueraded.
  private static let podNetwork = "10.128.0.0/9"
  /// More endpoints than this, and kube-proxy leaves the comments of their rules out.
  private static let mostCommentedEndpoints = 1_000

  /// Makes a node with exactly as many rules as asked for, at least ``fewestRules``.
  public init(ruleCount: Int) {
    precondition(ruleCount >= Self.fewestRules, "a node has at least \(Self.fewestRules) rules")
    var random = SeededGenerator(seed: UInt64(ruleCount))
    var left = ruleCount - Self.fewestRules
    var endpoints = 0
    var nodePorts = Array(30_000...32_767)
    nodePorts.shuffle(using: &random)
    while left >= Service.ruleCount(endpoints: 1) {
      let most = (left - 2) / 3
      let count = min(most, Self.endpointCount(services.count, using: &random))
      left -= Service.ruleCount(endpoints: count)
      var nodePort: Int?
      if services.count % 10 == 0, left >= Service.nodePortRuleCount {
        nodePort = nodePorts.popLast()
        if nodePort != nil { left -= Service.nodePortRuleCount }
      }
      services.append(
        Service(
          services.count, endpoints: count, firstEndpoint: endpoints, nodePort: nodePort,
          using: &random))
      endpoints += count
    }
    for _ in 0..<left {
      let index = services.count + abandoned.count
      abandoned.append(
        Service(index, endpoints: 0, firstEndpoint: 0, nodePort: nil, using: &random))
    }
  }

  /// Mostly three; a quarter has one, and a few have a dozen.
  private static func endpointCount(_ index: Int, using random: inout SeededGenerator) -> Int {
    guard index > 0 else { return 3 }
    switch Int.random(in: 0..<100, using: &random) {
    case ..<25: return 1
    case ..<90: return Int.random(in: 2...4, using: &random)
    default: return 12
    }
  }

  // MARK: Text

  /// The whole text.
  public func text() -> [UInt8] {
    var writer = SaveWriter()
    writer.table("filter", builtIn: Self.filterRules, chains: filterChains)
    writer.table("nat", builtIn: Self.natRules, chains: natChains())
    return writer.bytes
  }

  /// The same rules as `iptables -nvL` of both tables lists them.
  public func listing() -> [UInt8] {
    var writer = ListingWriter()
    writer.table("filter", builtIn: Self.filterRules, chains: filterChains)
    writer.table("nat", builtIn: Self.natRules, chains: natChains())
    return writer.bytes
  }

  /// Rules of a node without services: the built-in chains and kube-proxy's own.
  public static let fewestRules: Int = {
    let builtIn = (filterRules + natRules).reduce(0) { $0 + $1.rules.count }
    return builtIn + (filterFrame + natFrame).reduce(0) { $0 + $1.rules.count } + 1
  }()

  private var filterChains: [SaveChain] {
    let rejects = abandoned.map { service in
      "-d \(service.address)/32 "
        + service.destination(port: service.port, comment: "\(service.name) has no endpoints")
        + " -j REJECT --reject-with icmp-port-unreachable"
    }
    return Self.filterFrame + [SaveChain("KUBE-SERVICES", rejects)]
  }

  private func natChains() -> [SaveChain] {
    var chains = Self.natFrame
    var portals: [String] = []
    var nodePorts: [String] = []
    let count = services.reduce(0) { $0 + $1.endpoints.count }
    let comments = count <= Self.mostCommentedEndpoints
    for service in services {
      let portal = service.destination(port: service.port, comment: "\(service.name) cluster IP")
      portals.append("-d \(service.address)/32 \(portal) -j \(service.chain)")
      chains.append(
        SaveChain(
          service.chain,
          ["! -s \(Self.podNetwork) -d \(service.address)/32 \(portal) -j KUBE-MARK-MASQ"]
            + choices(of: service, comments: comments)))
      let note = comments ? "-m comment --comment \"\(service.name)\" " : ""
      let transport = service.transport
      for endpoint in service.endpoints {
        let target = "\(endpoint.address):\(service.targetPort)"
        chains.append(
          SaveChain(
            endpoint.chain,
            [
              "-s \(endpoint.address)/32 \(note)-j KUBE-MARK-MASQ",
              "-p \(transport) \(note)-m \(transport) -j DNAT --to-destination \(target)",
            ]))
      }
      guard let nodePort = service.nodePort else { continue }
      nodePorts.append(
        service.destination(port: nodePort, comment: service.name)
          + " -j \(service.externalChain)")
      chains.append(
        SaveChain(
          service.externalChain,
          [
            "-m comment --comment \"masquerade traffic for \(service.name) external destinations\""
              + " -j KUBE-MARK-MASQ",
            "-j \(service.chain)",
          ]))
    }
    portals.append(
      "-m comment --comment \"kubernetes service nodeports; NOTE: this must be the last rule in"
        + " this chain\" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS")
    chains.append(SaveChain("KUBE-SERVICES", portals))
    chains.append(SaveChain("KUBE-NODEPORTS", nodePorts))
    return chains
  }

  /// One rule an endpoint, each with the chance that is left to it by those before.
  private func choices(of service: Service, comments: Bool) -> [String] {
    let count = service.endpoints.count
    return service.endpoints.enumerated().map { index, endpoint in
      var rule = ""
      if comments {
        rule +=
          "-m comment --comment \"\(service.name) -> \(endpoint.address):\(service.targetPort)\" "
      }
      if index < count - 1 {
        rule += "-m statistic --mode random --probability \(Self.chance(oneIn: count - index)) "
      }
      return rule + "-j " + endpoint.chain
    }
  }

  /// The chance of one in `count` as iptables-save prints it: the kernel keeps 31 bits of it, and
  /// 11 digits are printed.
  private static func chance(oneIn count: Int) -> String {
    let kept = (2_147_483_648.0 / Double(count)).rounded()
    let digits = String(Int((kept / 2_147_483_648.0 * 1e11).rounded()))
    return "0." + String(repeating: "0", count: 11 - digits.count) + digits
  }
}
