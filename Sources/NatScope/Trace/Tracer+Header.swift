// The packet's header: what is known of it at the start, and what the way changes.
extension Tracer {
  /// The values that a field may have on arrival.
  static func header(_ field: HeaderField, _ packet: Packet) -> IntervalSet {
    if let given = packet.header[field] { return IntervalSet(UInt128(given)) }
    let all = IntervalSet(0...UInt128(field.maximum))
    switch field {
    case .length: return IntervalSet(UInt128(leastLength(packet))...65535)
    case .tcpFlags where packet.ipProtocol == .tcp && packet.state == .new:
      return IntervalSet(2)  // a connection begins with SYN alone
    case .segmentSize:
      guard let options = packet.tcpOptions else { return all }
      return options.contains(2) ? IntervalSet(0...65535) : IntervalSet(65536)
    case .sourceHardware where packet.origin == .local:
      return IntervalSet(UInt128(field.maximum))
    case .packetType:
      // A frame to a multicast or broadcast address may have been sent to a unicast one, too.
      guard packet.origin == .outside, let destination = packet.destination else {
        return IntervalSet(0)
      }
      let isGroup =
        IPPrefix.multicast(packet.family).contains(destination)
        || packet.family == .ipv4 && destination.bits == 0xffff_ffff
      return isGroup ? all : IntervalSet(0)
    default: return all
    }
  }

  /// The IP header and the shortest header of the protocol. Shorter packets are INVALID.
  static func leastLength(_ packet: Packet) -> UInt64 {
    let network: UInt64 = packet.family == .ipv4 ? 20 : 40
    guard packet.state != .invalid else { return network }
    return switch packet.ipProtocol {
    case .tcp: network + 20
    case .udp, .udplite, .icmp, .icmpv6: network + 8
    case .sctp, .dccp: network + 12
    default: network
    }
  }

  /// Types and codes of ICMP. Only requests begin a connection (net/netfilter/
  /// nf_conntrack_proto_icmp.c, nf_conntrack_proto_icmpv6.c).
  static func icmpTypes(_ packet: Packet) -> IntervalSet {
    if let given = packet.icmpType {
      return IntervalSet(UInt128(given.lowerBound)...UInt128(given.upperBound))
    }
    let requests: [UInt128]
    switch packet.ipProtocol {
    case .icmp where packet.state == .new: requests = [8, 13, 15, 17]
    case .icmpv6 where packet.state == .new: requests = [128, 139]
    default: return IntervalSet(0...65535)
    }
    return IntervalSet(requests.map { ($0 << 8)...($0 << 8 | 255) })
  }

  // MARK: changes

  /// What a target does to the header.
  func rewrite(_ change: HeaderChange, _ state: inout TraceState) {
    state.versions.header += 1
    switch change {
    case .other: break
    case .field(let field, let operation):
      guard field != .tcpFlags || packet.ipProtocol == .tcp else { return }
      state.rewrite(Condition.Field(field), operation)
    case .segmentSize(let limit): limitSegment(limit, &state)
    case .withoutOptions(let numbers):
      guard packet.ipProtocol == .tcp else { return }
      state.strippedOptions.formUnion(numbers)
      if numbers.contains(2) { state.slots[.mss] = .range(65536...65536) }
    }
  }

  /// TCPMSS never makes the segment size greater; where there is none it adds an option of four
  /// bytes, of no more than what every host takes (net/netfilter/xt_TCPMSS.c; RFC 9293, 3.7.1).
  private func limitSegment(_ limit: UInt16?, _ state: inout TraceState) {
    guard packet.ipProtocol == .tcp else { return }
    let least: UInt128 = packet.family == .ipv4 ? 536 : 1220
    let now = value(.mss, state)
    let new = limit.flatMap { limit in
      now.map { $0 == 65536 ? min(UInt128(limit), least) : min(UInt128(limit), $0) }
    }
    if now ?? 65536 == 65536 {
      if let length = value(.length, state) {
        state.slots[.length] = .range((now == nil ? length : length + 4)...(length + 4))
      } else {
        state.slots[.length] = .range(0...65539)
      }
    }
    state.slots[.mss] = new.map { .range($0...$0) } ?? .range(0...65535)
  }

  /// Forwarding takes one from the TTL before FORWARD is asked, and drops what would have none left
  /// (net/ipv4/ip_forward.c, net/ipv6/ip6_output.c).
  ///
  /// - Returns: false if the state has ended.
  mutating func passRouter(_ state: inout TraceState) -> Bool {
    if let now = value(.ttl, state), now <= 1 {
      loseInRouting(state, .timeToLiveExceeded)
      return false
    }
    state.rewrite(.ttl, .subtract(1))
    return passLinkLocal(&state)
  }

  /// A packet from a link-local address is forwarded only if it leaves by the interface that it came
  /// in by; a link-local destination is routed there (net/ipv6/ip6_output.c, ip6_forward, which looks
  /// at the source only where it sends no redirect; RFC 4291, section 2.5.6, asks for more).
  private mutating func passLinkLocal(_ state: inout TraceState) -> Bool {
    let local = IPPrefix.linkLocal.bounds
    guard packet.family == .ipv6, let source = state.box[.source].single, local.contains(source),
      !(value(.destination, state).map(local.contains) ?? false)
    else { return true }
    guard let device = state.box[.inInterface].single else {
      finish(state, verdict: nil, obstacle: .linkLocalSource)
      return false
    }
    let same = state.box[.outInterface].intersection(device...device)
    let others = state.box[.outInterface].subtracting(device...device)
    guard !others.isEmpty else { return true }
    guard !same.isEmpty else {
      loseInRouting(state, .linkLocalSource)
      return false
    }
    var (passing, lost) = fork(state)
    passing.box[.outInterface] = same
    renew(&passing)
    lost.box[.outInterface] = others
    renew(&lost)
    loseInRouting(lost, .linkLocalSource)
    state = passing
    return true
  }

  /// No rule is to blame for what the routing drops.
  private mutating func loseInRouting(_ state: TraceState, _ obstacle: Outcome.Obstacle) {
    var state = state
    state.decision = nil
    finish(state, verdict: .drop, obstacle: obstacle)
  }
}

extension TraceState {
  /// Gives a field of one byte another value.
  mutating func rewrite(_ field: Condition.Field, _ operation: HeaderOperation) {
    switch (slots[field], box[field].single) {
    case (.original, .some(let now)):
      let new = UInt128(operation(UInt8(truncatingIfNeeded: now)))
      slots[field] = .range(new...new)
    case (.original, nil):
      slots[field] = Self.mapped((UInt8.min...UInt8.max).map { operation($0) })
    case (.mapped(let map), _): slots[field] = Self.mapped(map.map { operation($0) })
    case (.range(let now), _):
      let new = UInt128(operation(UInt8(truncatingIfNeeded: now.lowerBound)))
      slots[field] = now.lowerBound == now.upperBound ? .range(new...new) : .range(0...255)
    }
  }

  /// Where every old value becomes the same, the new one is known.
  private static func mapped(_ map: [UInt8]) -> Slot {
    let first = map.first ?? 0
    guard map.allSatisfy({ $0 == first }) else { return .mapped(map) }
    return .range(UInt128(first)...UInt128(first))
  }
}
