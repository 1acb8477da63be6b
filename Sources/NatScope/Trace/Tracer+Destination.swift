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
        && (destination.bits >> 24 == 0 || destination.bits == 0xffff_ffff))
    isDestinationLocal = isLocal
    return isLocal
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
      return known.contains(where: range.contains) || range.overlaps(loopback) ? nil : false
    }
    if !foreignTargets.contains(range) { foreignTargets.append(range) }
    return false
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
        sets[.source] = (nodes.known(family) ?? []).reduce(foreign) { $0.subtracting($1...$1) }
      case .local:
        let own = nodes.known(family).map { IntervalSet($0.map { $0...$0 }) }
        sets[.source] = own.flatMap { $0.isEmpty ? nil : $0 } ?? unicast
      }
    }
    let ports = IntervalSet(0...65535)
    sets[.sourcePort] = packet.sourcePort.map { one($0) } ?? ports
    sets[.destinationPort] = packet.destinationPort.map { one($0) } ?? ports
    sets[.ipProtocol] = one(packet.ipProtocol.number)
    sets[.icmpType] = ports
    let anyInterface = IntervalSet(InterfacePattern.firstName...UInt128.max)
    sets[.inInterface] =
      packet.inInterface.flatMap { InterfacePattern($0.utf8) }.map { IntervalSet($0.bounds) }
      ?? anyInterface
    sets[.outInterface] = anyInterface
    sets[.outInterfaceAfterTranslation] = anyInterface
    return Box(sets)
  }
}
