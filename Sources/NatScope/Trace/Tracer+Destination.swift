// What is known of the addresses: whether they are the node's own.
extension Tracer {
  /// Whether the packet as it arrived is for this node. The first who asks settles it, and the
  /// trace lists it as an assumption.
  mutating func destinationIsLocal() -> Bool {
    if let isDestinationLocal { return isDestinationLocal }
    guard let destination = packet.destination else { return true }
    let isLocal =
      nodes.contains(destination.bits, packet.family)
      ?? !(IPPrefix.multicast(packet.family).contains(destination)
      || packet.family == .ipv4
        && (destination.bits >> 24 == 0 || destination.bits == 0xffff_ffff)
      || isNamedInForward(destination))
    isDestinationLocal = isLocal
    return isLocal
  }

  /// Whether a rule that FORWARD of the filter table leads to names the destination by `-d`.
  ///
  /// It would be there in vain if the address were the node's own: kube-proxy refuses there what goes
  /// to services without endpoints.
  private mutating func isNamedInForward(_ destination: IPAddress) -> Bool {
    guard let forward = ruleset.chain(.forward, in: .filter) else { return false }
    let start = firstState()
    var seen: Set<Chain.ID> = [forward]
    var pending = [forward]
    while let id = pending.popLast() {
      let chain = ruleset[id]
      var next: UInt32 = 0
      while next < chain.ruleCount {
        next += quicklyRejected(chain, from: next, start)
        guard next < chain.ruleCount else { break }
        let rule = Rule.ID(chain.rules.lowerBound + Int(next))
        next += 1
        guard !ruleset[rule].flags.contains(.damaged) else { continue }
        let understood = decode(rule)
        if understood.matches.contains(where: { names(destination, $0) }) { return true }
        if case .chain(let target, _) = understood.target, seen.insert(target).inserted {
          pending.append(target)
        }
      }
    }
    return isDestinationLocal == false
  }

  /// Whether a match asks for exactly this destination.
  func names(_ destination: IPAddress?, _ match: Match) -> Bool {
    guard !match.isNegated, case .destination(let pattern) = match.test else { return false }
    return pattern.prefix?.address == destination && pattern.prefix?.length == packet.family.width
  }

  /// As `destinationIsLocal`, but nil where it would be an assumption that nothing asked for yet.
  var knownLocality: Bool? {
    isDestinationLocal
      ?? packet.destination.map { nodes.contains($0.bits, packet.family) } ?? true
  }

  /// A rule names the destination by `-d`: unless LOCAL was asked for before, it is not the node's.
  mutating func nameDestination() {
    guard isDestinationLocal == nil, let destination = packet.destination,
      nodes.contains(destination.bits, packet.family) == nil
    else { return }
    isDestinationLocal = false
  }

  /// Whether the destination as it is now is an address of this node; nil if that is open.
  mutating func isLocalNow(_ state: TraceState) -> Bool? {
    if let isTargetLocal = state.isTargetLocal { return isTargetLocal }
    guard case .range(let range) = state.destination else { return destinationIsLocal() }
    return isLocal(range)
  }

  /// Whether a translated destination is an address of this node.
  mutating func isLocal(_ range: ClosedRange<UInt128>) -> Bool? {
    if range.lowerBound == range.upperBound {
      if let known = nodes.contains(range.lowerBound, packet.family) { return known }
      if packet.destination?.bits == range.lowerBound { return destinationIsLocal() }
    } else if let known = nodes.known(packet.family) {
      let loopback = IPPrefix.loopback(packet.family).bounds
      if range.lowerBound >= loopback.lowerBound, range.upperBound <= loopback.upperBound {
        return true
      }
      return known.contains { $0.overlaps(range) } || range.overlaps(loopback) ? nil : false
    }
    if !foreignTargets.contains(range) { foreignTargets.append(range) }
    return false
  }

  /// Splits a state whose translated destination may or may not be an address of this node.
  mutating func settleLocality(_ state: inout TraceState) {
    guard isLocalNow(state) == nil, case .range(let range) = state.destination else { return }
    let fact = fact(.targetIsLocal(range), named: "local target \(range)")
    part(&state, by: fact) { state, isLocal in state.isTargetLocal = isLocal }
  }

  /// Sends a multicast packet to the node's own sockets if it has joined the group; otherwise it is
  /// for a multicast router, if one runs (net/ipv4/route.c, ip_route_input_mc).
  mutating func receiveIfJoined(_ state: inout TraceState) {
    let fact = fact(.groupIsJoined, named: "joined group \(state.destination)")
    part(&state, by: fact) { state, isJoined in
      if !isJoined { state.rewrite(.ttl, .subtract(1)) }
      state.enter(isJoined ? .receiving : .forwarding)
    }
  }

  func isMulticast(_ state: TraceState) -> Bool {
    value(.destination, state).map(IPPrefix.multicast(packet.family).bounds.contains) ?? false
  }

  func isBroadcast(_ state: TraceState) -> Bool {
    guard packet.family == .ipv4, let value = value(.destination, state) else { return false }
    return value == 0xffff_ffff || value >> 24 == 0 || nodes.isBroadcast(value)
  }

  /// The kernel drops IPv6 packets to or from ::1 that arrive on any interface but lo, before
  /// PREROUTING (net/ipv6/ip6_input.c; RFC 4291 section 2.5.3).
  var isLoopbackFromOutside: Bool {
    packet.family == .ipv6 && packet.origin == .outside && packet.inInterface != "lo"
      && (packet.destination?.bits == 1 || packet.source?.bits == 1)
  }

  /// Whether the way needs net.ipv4.conf.*.route_localnet: without it the kernel drops a packet
  /// from outside to 127/8, and one with a source in 127/8 that is to leave the node.
  mutating func needsRouteLocalnet(_ end: Ended) -> Bool {
    guard packet.family == .ipv4, end.verdict == .accept else { return false }
    let loopback = IPPrefix.loopback(.ipv4).bounds
    switch packet.origin {
    case .outside: return value(.destination, end.state).map(loopback.contains) ?? false
    case .local:
      guard isLocalNow(end.state) == false else { return false }
      return packet.source.map { loopback.contains($0.bits) } ?? false
    }
  }

  // MARK: the start

  mutating func firstState() -> TraceState {
    TraceState(
      box: universe, mark: TraceState.Mark(value: packet.mark),
      leg: packet.origin == .local ? .sending : .arrival,
      isUntracked: packet.state == .untracked)
  }

  /// The packets that the question leaves open.
  static func universe(_ packet: Packet, _ nodes: NodeAddresses) -> Box {
    let family = packet.family
    var sets: [Condition.Field: IntervalSet] = [:]
    func one(_ value: some BinaryInteger) -> IntervalSet { IntervalSet(UInt128(value)) }
    let unicast = IntervalSet(0...family.maximum).subtracting(IPPrefix.multicast(family).bounds)
    let foreign = unicast.subtracting(IPPrefix.loopback(family).bounds)
    sets[.destination] = packet.destination.map { one($0.bits) } ?? foreign
    sets[.source] = packet.source.map { one($0.bits) }
    if sets[.source] == nil {
      switch packet.origin {
      case .outside:
        sets[.source] = (nodes.known(family) ?? []).reduce(foreign) { $0.subtracting($1) }
      case .local:
        let own = nodes.known(family).map { IntervalSet($0) }
        sets[.source] = own.flatMap { $0.isEmpty ? nil : $0 } ?? unicast
      }
    }
    let ports = IntervalSet(0...65535)
    sets[.sourcePort] = packet.sourcePort.map { one($0) } ?? ports
    sets[.destinationPort] = packet.destinationPort.map { one($0) } ?? ports
    sets[.ipProtocol] = one(packet.ipProtocol.number)
    sets[.icmpType] = icmpTypes(packet)
    for field in HeaderField.allCases {
      sets[Condition.Field(field)] = header(field, packet)
    }
    let anyInterface = IntervalSet(InterfacePattern.firstName...UInt128.max)
    let loopback = InterfacePattern("lo".utf8)?.bounds ?? 0...0
    // What arrives from outside does not come in by lo, and what is forwarded does not leave by it.
    let outside = packet.origin == .outside ? anyInterface.subtracting(loopback) : anyInterface
    sets[.inInterface] =
      packet.inInterface.flatMap { InterfacePattern($0.utf8) }.map { IntervalSet($0.bounds) }
      ?? outside
    sets[.outInterface] =
      packet.outInterface.flatMap { InterfacePattern($0.utf8) }.map { IntervalSet($0.bounds) }
      ?? outside
    sets[.outInterfaceAfterTranslation] = anyInterface
    return Box(sets)
  }
}
