extension Inventory {
  /// Finds everything that a ruleset answers.
  ///
  /// - Parameter sets: ipsets of the input, which settle `-m set`.
  public static func run(
    _ ruleset: Ruleset, sets: IPSets = IPSets(), options: TraceOptions = TraceOptions()
  ) -> Inventory {
    var run = InventoryRun(ruleset, sets, options)
    return run.inventory()
  }
}

/// Walks class by class, and puts the groups of all classes together.
struct InventoryRun {
  let ruleset: Ruleset
  let sets: IPSets
  let nodes: NodeAddresses
  let ipvs: IPVS
  let chains: InventoryChains
  let index: RuleIndex
  let graph: ChainGraph?
  let called: Set<Chain.ID>?
  var result = Inventory()
  /// Rules as they were understood.
  private var decoded: [Rule.ID: DecodedRule] = [:]
  /// The rules that settled some packet's destination.
  private var reached: Set<Rule.ID> = []

  init(_ ruleset: Ruleset, _ sets: IPSets, _ options: TraceOptions) {
    self.ruleset = ruleset
    self.sets = sets
    nodes = NodeAddresses(options.nodeAddresses, told: options.localAddresses)
    ipvs = options.ipvs
    chains = InventoryChains(ruleset, sets: sets, tables: [.raw, .mangle, .nat])
    index = RuleIndex(ruleset, chains, skipsMarks: !chains.readsMark)
    let isHookless = !Hook.allCases.contains { ruleset.chain($0, in: .nat) != nil }
    if ruleset.isFragment || isHookless {
      let graph = ChainGraph(ruleset)
      self.graph = graph
      called = Set(graph.edges.map(\.to))
    } else {
      graph = nil
      called = nil
    }
  }

  var family: IPFamily { ruleset.family }

  mutating func inventory() -> Inventory {
    result.lacksNAT = ruleset.table(.nat) == nil
    var joining = InventoryJoining(family)
    let protocols = protocols()
    let places = Dictionary(
      grouping: Set(
        InventoryRefusals.places(ruleset)
          + InventoryPlace.virtualServices(ipvs, sets, family)
      ).sorted { $0.isBefore($1) }, by: \.ipProtocol)
    var further: RuleIndex?
    for ipProtocol in protocols {
      let classes = DestinationClasses(chains.atoms, ipProtocol, family)
      for origin in [Packet.Origin.outside, .local] {
        var packet = Packet(family: family, ipProtocol: ipProtocol)
        packet.origin = origin
        var universe = Tracer.universe(packet, nodes)
        // What a node sends to itself at a loopback address has one for its source.
        if packet.origin == .local {
          universe[.source] = universe[.source].union(IPPrefix.loopback(family).bounds)
        }
        walk(classes, packet, universe, &joining)
        guard let own = places[ipProtocol], !own.isEmpty else { continue }
        let beyond = further ?? indexBeyondNAT()
        further = beyond
        for place in own { walk(place, packet, universe, beyond, &joining) }
      }
    }
    result.rows = joining.rows(protocols, others: Self.representative(chains.protocols))
    // A rule that some packet reaches, if only one to another address, is not hidden.
    for index in result.rows.indices where !result.rows[index].hidden.isEmpty {
      result.rows[index].hidden.removeAll { reached.contains($0) }
    }
    return result
  }

  /// The protocols that rules name, and one that none does.
  private func protocols() -> [IPProtocol] {
    let own: IPProtocol = family == .ipv4 ? .icmp : .icmpv6
    let foreign: IPProtocol = family == .ipv4 ? .icmpv6 : .icmp
    var named = chains.protocols.union([IPProtocol.tcp.number, IPProtocol.udp.number])
    if !chains.sets.isEmpty { named.formUnion([IPProtocol.sctp.number, own.number]) }
    named.remove(foreign.number)
    let others = [Self.representative(chains.protocols)]
    let first: [UInt8] = [6, 17]
    return (first + named.subtracting(first).sorted()).map { IPProtocol(number: $0) } + others
  }

  /// The protocol that stands for all which nothing names: 253 is for experiments (RFC 3692).
  private static func representative(_ named: Set<UInt8>) -> IPProtocol {
    let free = (200...254).reversed().map { UInt8($0) }
    return IPProtocol(number: free.first { !named.contains($0) } ?? 255)
  }

  private func indexBeyondNAT() -> RuleIndex {
    let all = InventoryChains(
      ruleset, sets: sets, tables: [.raw, .mangle, .nat, .filter, .security])
    return RuleIndex(ruleset, all, skipsMarks: false)
  }

  // MARK: classes

  private mutating func walk(
    _ classes: DestinationClasses, _ packet: Packet, _ universe: Box,
    _ joining: inout InventoryJoining
  ) {
    let loopback = IPPrefix.loopback(family).bounds
    for wide in classes.wide {
      // Nobody sends to 127/8 from outside, and ::1 the kernel drops.
      if wide.isLoopback, packet.origin == .outside { continue }
      for isLocal in [true, false] {
        if isLocal ? wide.isMulticast : wide.isLoopback { continue }
        var destinations = wide.set
        if !wide.isLoopback, let known = nodes.known(family) {
          let own = IntervalSet(known)
          destinations =
            isLocal ? destinations.intersection(own) : destinations.subtracting(own)
        }
        guard !destinations.isEmpty else { continue }
        let groups = groups(packet, universe, destinations, isLocal: isLocal, index, walksOn: false)
        joining.add(
          groups.found, .wide(wide.whole, isLocal: isLocal, isRest: wide.isRest), packet)
      }
    }
    joining.name(classes.singles, packet)
    for single in classes.singles {
      if packet.origin == .outside, loopback.contains(single) { continue }
      var asked = packet
      asked.destination = IPAddress(family: family, bits: single)
      let groups = groups(
        asked, universe, IntervalSet(single), isLocal: nil, index, walksOn: false)
      if groups.isLocal == true { joining.nameOwn(single, packet) }
      joining.add(groups.found, .single(single, isLocal: groups.isLocal), packet)
    }
  }

  /// Walks one destination to the end of its way.
  private mutating func walk(
    _ place: InventoryPlace, _ packet: Packet, _ universe: Box, _ index: RuleIndex,
    _ joining: inout InventoryJoining
  ) {
    var asked = packet
    var destinations = universe[.destination]
    if let address = place.address {
      asked.destination = IPAddress(family: family, bits: address)
      destinations = IntervalSet(address)
    } else {
      if let known = nodes.known(family) {
        destinations = destinations.intersection(IntervalSet(known))
      }
      if packet.origin == .local {
        destinations = destinations.union(IPPrefix.loopback(family).bounds)
      }
    }
    guard !destinations.isEmpty else { return }
    let groups = groups(
      asked, universe, destinations, isLocal: place.address == nil ? true : nil, index,
      walksOn: true, ports: IntervalSet(place.ports))
    // What nat does there is told already.
    var own = groups.found.filter { group in
      switch group.key.answer {
      case .virtualService, .refused, .undecided(.virtualService): true
      case .translated, .undecided: false
      }
    }
    // Where every packet is stopped, by whichever rule, it is no matter by which.
    if groups.isStopped, let first = own.first { own = [first.unconditional] }
    if let address = place.address {
      joining.add(own, .single(address, isLocal: groups.isLocal), packet)
    } else {
      joining.add(own, .wide(universe[.destination], isLocal: true, isRest: true), packet)
      if packet.origin == .local {
        let loopback = IntervalSet(IPPrefix.loopback(family).bounds)
        joining.add(own, .wide(loopback, isLocal: true, isRest: false), packet)
      }
    }
  }

  private mutating func groups(
    _ packet: Packet, _ universe: Box, _ destinations: IntervalSet, isLocal: Bool?,
    _ index: RuleIndex, walksOn: Bool, ports: IntervalSet? = nil
  ) -> (found: [InventoryGroup], isLocal: Bool?, isStopped: Bool) {
    var box = universe
    box[.destination] = destinations
    if let ports { box[.destinationPort] = ports }
    var tracer = Tracer(
      ruleset, sets, packet, nodes, ipvs, box, isLocal: isLocal,
      InventoryWalk(index: index, walksOn: walksOn, graph: graph, called: called))
    // Handed on from one walk to the next, so that there is never a second copy.
    swap(&tracer.decoded, &decoded)
    tracer.run()
    defer { decoded = tracer.decoded }
    let leaves = tracer.leaves(&result.leftOut)
    if let walk = tracer.inventory {
      result.restsOnHiddenInterfaces =
        result.restsOnHiddenInterfaces || walk.restsOnHiddenInterfaces
      result.restsOnMissingRules = result.restsOnMissingRules || walk.restsOnMissingRules
    }
    guard leaves.contains(where: { $0.answer != nil }) else {
      return ([], tracer.knownLocality, false)
    }
    for leaf in leaves where leaf.answer != nil {
      if let rule = leaf.outcome?.decidedBy?.rule { reached.insert(rule) }
    }
    let isStopped = tracer.ended.allSatisfy { $0.verdict == .drop || $0.verdict == .reject }
    return (InventoryGroup.groups(leaves), tracer.knownLocality, isStopped)
  }
}

extension InventoryPlace {
  func isBefore(_ other: InventoryPlace) -> Bool {
    if ipProtocol != other.ipProtocol { return ipProtocol.number < other.ipProtocol.number }
    if address != other.address { return (address ?? 0) < (other.address ?? 0) }
    return (ports.first?.lowerBound ?? 0) < (other.ports.first?.lowerBound ?? 0)
  }
}
