/// A rule that translates a port of the node to a pod or container, with what leads to it.
struct Publisher {
  /// What kind of rule it is, by its chain.
  enum Kind: Hashable {
    /// A hostPort or a published port.
    case published
    /// An endpoint of a Service.
    case service
    case other
  }

  /// Whether who asked for it is still there.
  enum State: Hashable {
    case living(String)
    case gone
    case unknown
  }

  let rule: Rule.ID
  let chain: String
  let kind: Kind
  /// Rules of a dispatching chain that lead to the rule's chain; none if the rule stands in it.
  let dispatch: [Rule.ID]
  let container: ContainerComment?
  let service: ServicePort?
  let addresses: ClosedRange<UInt128>?
  let ports: PortRange?
  let packets: ClosedRange<UInt64>?
  /// Whether the chain serves this pod or container alone, so that it goes with it.
  let ownsChain: Bool

  static let dispatchChains = [
    "CNI-HOSTPORT-DNAT", "KUBE-HOSTPORTS", "NETAVARK-HOSTPORT-DNAT", "DOCKER",
  ]
  private static let ownedChains = ["CNI-DN-", "KUBE-HP-"]
  private static let sharedChains = ["NETAVARK-DN-", "nv_"]

  init(_ id: Rule.ID, in ruleset: Ruleset) {
    rule = id
    let own = ruleset[id].chain
    let name = ruleset.name(own)
    chain = name
    ownsChain = Self.ownedChains.contains { name.hasPrefix($0) }
    if ownsChain || Self.sharedChains.contains(where: { name.hasPrefix($0) })
      || Self.dispatchChains.contains(name)
    {
      kind = .published
    } else {
      kind = name.hasPrefix("KUBE-SEP-") ? .service : .other
    }
    dispatch =
      kind == .published ? Self.leading(to: name, table: ruleset[own].table, ruleset) : []
    container =
      ([id] + dispatch).lazy.compactMap(ruleset.comment).compactMap(ContainerComment.init)
      .first
    service = kind == .service ? ruleset.comment(id).flatMap(ServicePort.first) : nil
    switch ruleset.decode(id).target {
    case .destinationNAT(let mapping), .redirect(let mapping):
      addresses = mapping.addresses
      ports = mapping.ports
    default:
      addresses = nil
      ports = nil
    }
    packets = ruleset.counters(id)?.packets
  }

  private static func leading(to name: String, table: Table.ID, _ ruleset: Ruleset) -> [Rule.ID] {
    var result: [Rule.ID] = []
    for dispatch in dispatchChains where dispatch != name {
      guard let chain = ruleset.chain(named: Array(dispatch.utf8)[...], in: table) else { continue }
      for index in ruleset[chain].rules {
        let id = Rule.ID(index)
        if ruleset.source.slice(ruleset[id].target).elementsEqual(name.utf8) { result.append(id) }
      }
    }
    return result
  }

  /// `10.42.0.15:80`
  func target(_ family: IPFamily) -> String {
    Outcome.Endpoint(addresses: addresses, ports: ports).text(family)
  }

  /// The single address that it leads to.
  func address(_ family: IPFamily) -> IPAddress? {
    addresses.flatMap {
      $0.lowerBound == $0.upperBound ? IPAddress(family: family, bits: $0.lowerBound) : nil
    }
  }

  /// The id as crictl and podman know it, if it has nothing that a shell would interpret.
  var containerID: String? {
    // nerdctl puts its namespace before the id.
    container?.container.flatMap { $0.split(separator: "-").last.map { String($0) } }
      .flatMap { ShellWord.isPlain($0) ? $0 : nil }
  }

  /// Which of several are gone: by the sandbox that a comment names, else by the address.
  ///
  /// A list proves that something is gone only if it has others of the same kind.
  static func states(
    _ all: [Publisher], _ node: NodeFacts, _ family: IPFamily, known: Bool = false
  ) -> [State] {
    guard node.workloads.isGiven else { return all.map { _ in .unknown } }
    let byID = all.map { $0.containerID.flatMap { node.workloads.workload(id: $0) } }
    let listsIDs = known || byID.contains { $0 != nil }
    let holders = all.map { publisher -> Workload? in
      publisher.address(family).flatMap { node.workloads.holders(of: $0).first }
    }
    let listsAddresses = holders.contains { $0 != nil }
    return all.indices.map { index in
      if let found = byID[index] {
        return found.hasEnded ? .gone : .living("\(found.kind.rawValue) \(found.qualifiedName)")
      }
      if listsIDs, all[index].containerID != nil { return .gone }
      if let holder = holders[index] {
        return .living("\(holder.kind.rawValue) \(holder.qualifiedName)")
      }
      return listsAddresses && all[index].address(family) != nil ? .gone : .unknown
    }
  }
}

extension LintScope {
  /// The commands that remove a publisher's rules.
  func removal(_ publisher: Publisher, _ index: Int, _ purpose: String) -> [Finding.Mend] {
    guard publisher.ownsChain else {
      return deletion(publisher.rule, index).map { [Finding.Mend($0, purpose)] } ?? []
    }
    let deletions = publisher.dispatch.compactMap { deletion($0, index) }
    guard !deletions.isEmpty, deletions.count == publisher.dispatch.count else { return [] }
    let chain = ShellWord.quoted(publisher.chain)
    let program = program(index)
    return deletions.map { Finding.Mend($0, purpose) } + [
      Finding.Mend("\(program) -t nat -F \(chain)", "empties the chain that nothing leads to now"),
      Finding.Mend("\(program) -t nat -X \(chain)", "deletes that chain"),
    ]
  }
}
