// Matches that look at the header, the frame and the socket.
extension Tracer {
  mutating func header(
    _ field: HeaderField, _ ranges: [ClosedRange<UInt64>], _ match: Match, _ rule: Rule.ID,
    _ state: TraceState
  ) -> Answer {
    switch field {
    case .tcpFlags, .segmentSize:
      guard packet.ipProtocol == .tcp else { return .no }
    case .securityIndex:
      guard [50, 51, 108].contains(packet.ipProtocol.number) else { return .no }
    case .user, .group:
      // Without a sending socket only negated options hold (net/netfilter/xt_owner.c).
      guard packet.origin == .local else { return decided(false, match) }
      take(.sentByProcess)
    case .sourceHardware:
      // What has no Ethernet header fails, negated or not (net/netfilter/xt_mac.c).
      guard packet.origin == .outside, state.leg != .loopback else { return .no }
      let wanted = Self.set(ranges)
      let some = IntervalSet(0...UInt128(field.maximum - 1))
      let fitting = match.isNegated ? some.subtracting(wanted) : wanted
      return compare(
        .mac, fitting, Match(test: match.test, isNegated: false, text: match.text), rule, state)
    case .packetType:
      if packet.origin == .outside, packet.header[.packetType] == nil,
        state.box[.packetType].single != nil
      {
        take(.unicastFrame)
      }
    case .length, .timeToLive, .typeOfService: break
    }
    let place = Condition.Field(field)
    if let now = value(place, state) {
      return decided(ranges.contains { $0.contains(UInt64(truncatingIfNeeded: now)) }, match)
    }
    return compare(place, Self.set(ranges), match, rule, state)
  }

  private static func set(_ ranges: [ClosedRange<UInt64>]) -> IntervalSet {
    IntervalSet(ranges.map { UInt128($0.lowerBound)...UInt128($0.upperBound) })
  }

  /// Notes something that holds of ordinary packets and that a rule asked for.
  mutating func take(_ assumption: Assumption) {
    if !ordinary.contains(assumption) { ordinary.append(assumption) }
  }

  mutating func tcpOption(
    _ number: UInt8, _ match: Match, _ rule: Rule.ID, _ state: TraceState
  ) -> Answer {
    guard packet.ipProtocol == .tcp else { return .no }
    if state.strippedOptions.contains(number) { return decided(false, match) }
    // TCPMSS may have added it.
    if number == 2 {
      return compare(.mss, IntervalSet(0...65535), match, rule, state)
    }
    if let options = packet.tcpOptions { return decided(options.contains(number), match) }
    return opaque(.tcpOption(number), match, rule, state, reads: [])
  }

  mutating func extensionHeader(
    _ number: UInt8, _ match: Match, _ rule: Rule.ID, _ state: TraceState
  ) -> Answer {
    if packet.ipProtocol.number == number {
      return opaque(.stable, match, rule, state, reads: [])
    }
    take(.noExtensionHeaders)
    return .no
  }

  /// Whether there is a socket behind the packet, a bridge or a way back.
  mutating func origin(_ match: Match, _ rule: Rule.ID, _ state: TraceState) -> Answer {
    switch match.test {
    case .socketExists:
      guard packet.origin == .local else { return decided(false, match) }
      take(.sentByProcess)
      return decided(true, match)
    case .owner:
      guard packet.origin == .local else { return decided(false, match) }
      return opaque(.owner, match, rule, state, reads: [])
    case .controlGroup:
      // What arrives has no socket yet, over lo neither; only TPROXY gives it one.
      let isSent = packet.origin == .local && state.leg != .loopback && state.leg != .receiving
      guard isSent || state.isIntercepted else { return .no }
      return opaque(.owner, match, rule, state, reads: [])
    case .bridgePort:
      // br_netfilter marks what passes a bridge; the node's own packets have not (xt_physdev.c).
      if packet.origin == .local { return decided(false, match) }
      return opaque(.stable, match, rule, state, reads: .route)
    case .reversePath(let isInverted, let readsMark):
      // What comes by lo always holds (net/ipv4/netfilter/ipt_rpfilter.c).
      if state.leg == .loopback || packet.inInterface == "lo" {
        return decided(!isInverted, match)
      }
      return opaque(
        .stable, match, rule, state,
        reads: readsMark ? [.addresses, .route, .mark] : [.addresses, .route])
    default: return opaque(.stable, match, rule, state)
    }
  }

  // MARK: connections

  /// What conntrack counted: of a new connection it is this packet, as it was when conntrack saw it.
  /// Without an entry the match fails, negated or not (net/netfilter/xt_connbytes.c).
  mutating func connectionCount(
    _ test: ConnectionCountTest, _ match: Match, _ rule: Rule.ID, _ state: TraceState
  ) -> Answer {
    guard hasConntrack(state), !isTemplate(state) else { return .no }
    guard packet.state == .new else { return opaque(.perEvaluation, match, rule, state) }
    if test.side == .reply { return decided(test.range.contains(0), match) }
    if test.unit == .packets { return decided(test.range.contains(1), match) }
    let bytes = UInt128(test.range.lowerBound)...UInt128(test.range.upperBound)
    return arrived(.length, IntervalSet(bytes), match, state)
  }

  /// A new connection has the labels that rules gave it before.
  mutating func connectionLabel(
    _ label: String, _ isSetting: Bool, _ match: Match, _ rule: Rule.ID, _ state: TraceState
  ) -> Answer {
    guard hasConntrack(state), !isTemplate(state) else { return decided(false, match) }
    if isSetting {
      labels.insert(label)
      return decided(true, match)
    }
    if state.recentlySet.contains("label " + label) { return decided(true, match) }
    if packet.state == .new, !labels.contains(label) { return decided(false, match) }
    return opaque(.stable, match, rule, state, reads: [])
  }

  // MARK: addresses of interfaces

  /// addrtype with `--limit-iface-in` or `--limit-iface-out`, of an address of this node: it is LOCAL
  /// if it belongs to that interface, and else UNICAST (net/netfilter/xt_addrtype.c).
  mutating func addressType(
    _ field: Condition.Field, _ types: AddressTypes, of limit: AddressTypes.Limit, _ match: Match,
    _ rule: Rule.ID, _ state: TraceState
  ) -> Answer {
    let device: Condition.Field = limit == .inInterface ? .inInterface : .outInterface
    guard let value = value(field, state), let owner = nodes.interface(of: value, packet.family),
      let name = InterfacePattern(owner.utf8)?.bounds.lowerBound,
      let now = self.device(device, state)
    else { return opaque(.stable, match, rule, state) }
    let holds = AddressTypeTest.holds(
      types, value: value, isLocal: now == name, isBroadcast: nodes.isBroadcast(value),
      packet.family)
    return holds.map { decided($0, match) } ?? opaque(.stable, match, rule, state)
  }

  /// The number of the name of the packet's interface, if it is known.
  private func device(_ field: Condition.Field, _ state: TraceState) -> UInt128? {
    if field == .inInterface, state.leg == .loopback {
      return InterfacePattern("lo".utf8)?.bounds.lowerBound
    }
    return state.box[field].single
  }
}
