// addrtype, recent and conntrack: matches that look at more than one field's bits.
extension Tracer {
  mutating func addressType(
    _ field: Condition.Field, _ types: AddressTypes, _ match: Match, _ rule: Rule.ID,
    _ state: TraceState
  ) -> Answer {
    let isLocal = field == .source ? isSourceLocal(state) : isLocalNow(state)
    let value = value(field, state)
    guard let isLocal else { return opaque(.stable, match, rule, state) }
    if let limit = types.limit, isLocal {
      return addressType(field, types, of: limit, match, rule, state)
    }
    if value == nil, field == .destination, case .range(let range) = state.destination,
      state.isTargetLocal == nil, !isForeignUnicast(range)
    {
      return opaque(.stable, match, rule, state)
    }
    // Any address of the kind will do where the value itself is open: such a source or target is
    // a unicast address, and a destination without address is one of the node's.
    let example = value ?? (packet.family == .ipv4 ? 0x0a00_0001 : UInt128(0x2001) << 112 | 1)
    if !isLocal, !nodes.knowsBroadcasts { testedBroadcast = true }
    let holds = AddressTypeTest.holds(
      types, value: example, isLocal: isLocal, isBroadcast: nodes.isBroadcast(example),
      packet.family)
    return holds.map { decided($0, match) } ?? opaque(.stable, match, rule, state)
  }

  private func isForeignUnicast(_ range: ClosedRange<UInt128>) -> Bool {
    let special = [
      IPPrefix.multicast(packet.family).bounds, IPPrefix.loopback(packet.family).bounds,
    ]
    let zero: ClosedRange<UInt128> = packet.family == .ipv4 ? 0...0x00ff_ffff : 0...0
    return !special.contains { $0.overlaps(range) } && !zero.overlaps(range)
      && !(packet.family == .ipv4 && range.contains(0xffff_ffff))
  }

  private func isSourceLocal(_ state: TraceState) -> Bool? {
    if case .range(let range) = state.source {
      return range.lowerBound == range.upperBound
        ? nodes.contains(range.lowerBound, packet.family) ?? true : nil
    }
    if packet.origin == .local { return true }
    guard let value = state.box[.source].single else { return false }
    return nodes.contains(value, packet.family) ?? false
  }

  // MARK: conntrack

  mutating func conntrack(
    _ test: ConntrackTest, besideState: Bool?, _ match: Match, _ rule: Rule.ID,
    _ state: TraceState
  ) -> Answer {
    if case .state(let states) = test { return ctstate(states, match, rule, state) }
    // Without an entry only the state is looked at; a match that does not ask for it fails.
    guard hasConntrack(state) else {
      guard let besideState else { return opaque(.stable, match, rule, state, isOfRule: true) }
      return besideState ? .yes : .no
    }
    if isTemplate(state) { return ask(template: test, match, rule, state) }
    switch test {
    case .state: return .no
    case .ipProtocol(let wanted):
      return compare(.ipProtocol, IntervalSet(UInt128(wanted.number)), match, rule, state)
    case .originalSource(let pattern):
      return tuple(.source, pattern, match, rule, original(state))
    case .originalDestination(let pattern):
      return tuple(.destination, pattern, match, rule, original(state))
    // The reply goes back from where the packet goes to.
    case .replySource(let pattern): return tuple(.destination, pattern, match, rule, state)
    case .replyDestination(let pattern): return tuple(.source, pattern, match, rule, state)
    case .originalSourcePort, .originalDestinationPort, .replySourcePort, .replyDestinationPort:
      // For other protocols the tuple has an ICMP id or a GRE key in the ports' place.
      guard packet.ipProtocol.hasPorts else { return opaque(.stable, match, rule, state) }
      return tuplePort(test, match, rule, state)
    case .status(let bits):
      guard packet.state == .new else { return opaque(.stable, match, rule, state) }
      // None of the bits is set on a first packet, until the end of POSTROUTING or INPUT confirms
      // the entry: what comes back over lo has passed that (nf_conntrack_proto.c, nf_confirm).
      let isConfirmed = state.leg == .loopback || state.leg == .receiving && packet.origin == .local
      return decided(isConfirmed && bits & 0x10 != 0, match)
    case .direction(let isOriginal):
      guard packet.state == .new else { return opaque(.stable, match, rule, state) }
      return decided(isOriginal, match)
    case .expire: return opaque(.stable, match, rule, state)
    }
  }

  /// A CT target in raw puts a template in the entry's place: all its addresses and ports are 0,
  /// and it counts as confirmed (net/netfilter/xt_CT.c).
  private mutating func ask(
    template test: ConntrackTest, _ match: Match, _ rule: Rule.ID, _ state: TraceState
  ) -> Answer {
    switch test {
    case .state, .ipProtocol: return decided(false, match)
    case .originalSource(let pattern), .originalDestination(let pattern),
      .replySource(let pattern), .replyDestination(let pattern):
      return decided(pattern.contains(0), match)
    case .originalSourcePort(let range), .originalDestinationPort(let range),
      .replySourcePort(let range), .replyDestinationPort(let range):
      return decided(range.contains(0), match)
    case .status(let bits): return decided(bits & 0x10 != 0, match)
    case .direction(let isOriginal): return decided(isOriginal, match)
    case .expire: return opaque(.stable, match, rule, state)
    }
  }

  private mutating func tuplePort(
    _ test: ConntrackTest, _ match: Match, _ rule: Rule.ID, _ state: TraceState
  ) -> Answer {
    switch test {
    case .originalSourcePort(let range):
      return compare(.sourcePort, Self.set([range]), match, rule, original(state))
    case .originalDestinationPort(let range):
      return compare(.destinationPort, Self.set([range]), match, rule, original(state))
    case .replySourcePort(let range):
      return compare(.destinationPort, Self.set([range]), match, rule, state)
    case .replyDestinationPort(let range):
      return compare(.sourcePort, Self.set([range]), match, rule, state)
    default: return .no
    }
  }

  private func original(_ state: TraceState) -> TraceState {
    var copy = state
    copy.source = .original
    copy.sourcePort = .original
    copy.destination = .original
    copy.destinationPort = .original
    return copy
  }

  private mutating func tuple(
    _ field: Condition.Field, _ pattern: AddressPattern, _ match: Match, _ rule: Rule.ID,
    _ state: TraceState
  ) -> Answer {
    if let value = value(field, state) { return decided(pattern.contains(value), match) }
    guard let prefix = pattern.prefix else { return opaque(.stable, match, rule, state) }
    return compare(field, IntervalSet(prefix.bounds), match, rule, state)
  }

  private mutating func ctstate(
    _ states: ConntrackStates, _ match: Match, _ rule: Rule.ID, _ state: TraceState
  ) -> Answer {
    if state.isUntracked { return decided(states.contains(.untracked), match) }
    guard hasConntrack(state) else { return decided(states.contains(.invalid), match) }
    let now: ConntrackStates =
      switch packet.state {
      case .new: .new
      case .established: .established
      case .related: .related
      default: []
      }
    if !now.isEmpty, states.contains(now) { return decided(true, match) }
    let translations =
      (states.contains(.snat) ? [state.hasSourceNAT] : [])
      + (states.contains(.dnat) ? [state.hasDestinationNAT] : [])
    if translations.contains(true) { return decided(true, match) }
    return translations.contains(nil)
      ? opaque(.stable, match, rule, state) : decided(false, match)
  }

  // MARK: lists

  mutating func recent(
    _ test: RecentTest, _ match: Match, _ rule: Rule.ID, _ state: TraceState
  ) -> Answer {
    switch test.operation {
    case .set: return decided(true, match)
    case .check, .update:
      if state.recentlySet.contains(test.list), test.isSatisfiedByOne {
        return decided(true, match)
      }
      let isStable = !state.recentlySet.contains(test.list)
      return opaque(isStable ? .stable : .perEvaluation, match, rule, state)
    case .remove: return opaque(.perEvaluation, match, rule, state)
    }
  }
}
