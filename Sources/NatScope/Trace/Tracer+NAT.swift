// Translation: which address and port the kernel chooses (net/netfilter/nf_nat_core.c).
extension Tracer {
  /// Applies a NAT target; the table ends with it at this hook.
  mutating func translate(
    _ target: Target, _ rule: Rule.ID, _ hook: Hook, _ state: inout TraceState
  ) -> Bool {
    let isSourceHook = hook == .postrouting || hook == .input
    if inventory != nil, !isSourceHook, let range = keptPorts(target, state) {
      let (kept, moved) = portParts(state, range)
      for var part in [kept, moved] { _ = translate(target, rule, hook, &part) }
      return false
    }
    if !isSourceHook, inventory != nil || untranslated.count < Self.listedOutcomes {
      untranslated.append(state)
      state.untranslated = Int32(untranslated.count - 1)
    }
    switch target {
    case .destinationNAT(let mapping) where !isSourceHook:
      change(.destinationNAT, mapping, &state)
    case .redirect(let mapping) where !isSourceHook:
      change(.redirect, mapping, &state)
      state.isTargetLocal = true
      // OUTPUT: the loopback address. PREROUTING: the first address of the interface that the
      // packet came in by, which the rules do not tell (net/netfilter/nf_nat_redirect.c).
      let loopback: UInt128 = packet.family == .ipv4 ? 0x7f00_0001 : 1
      state.destination =
        hook == .output ? .range(loopback...loopback) : .range(0...packet.family.maximum)
      state.hasDestinationNAT = tupleChanged(state)
    case .netmap(let pattern):
      netmap(pattern, isSource: isSourceHook, &state)
    case .sourceNAT(let mapping) where isSourceHook:
      if let addresses = mapping.addresses { state.source = .range(addresses) }
      changeSource(mapping, &state)
    case .masquerade(let mapping) where hook == .postrouting:
      state.source = .range(0...packet.family.maximum)
      changeSource(mapping, &state)
    default:
      add(.continue, rule, hook, &state)
      finish(state, verdict: nil, obstacle: .corruptRule(rule))
      return false
    }
    add(.translate, rule, hook, &state)
    if !isSourceHook { decide(rule, hook, .nat, &state) }
    if inventory != nil, !isSourceHook {
      finish(state, verdict: .accept)
      return false
    }
    leaveTable(&state)
    return true
  }

  /// Whether no rule of nat translates, so that no connection has been translated by these rules.
  mutating func natTranslatesNothing() -> Bool {
    if let known = isNATWithoutTargets { return known }
    var isWithout = false
    if let nat = ruleset.table(.nat), !ruleset.isFragment {
      isWithout = ruleset.chains.allSatisfy { chain in
        guard chain.table == nat else { return true }
        return chain.rules.allSatisfy { index in
          switch ruleset.decode(Rule.ID(index)).target {
          case .destinationNAT, .redirect, .netmap, .sourceNAT, .masquerade, .unknown, .corrupt:
            false
          default: !ruleset.rules[index].flags.contains(.damaged)
          }
        }
      }
    }
    isNATWithoutTargets = isWithout
    return isWithout
  }

  private static func bounds(_ ports: PortRange) -> ClosedRange<UInt128> {
    UInt128(ports.first)...UInt128(ports.last)
  }

  private func change(
    _ kind: Outcome.Translation, _ mapping: NATMapping, _ state: inout TraceState
  ) {
    state.translation = kind
    state.versions.addresses += 1
    if let addresses = mapping.addresses { state.destination = .range(addresses) }
    if packet.ipProtocol.hasPorts, let ports = mapping.ports {
      let asked = value(.destinationPort, state).map { UInt16(truncatingIfNeeded: $0) }
      // Of ports that were parted by `keptPorts` the first part stays as it is.
      let isKept = inventory != nil && asked == nil && Self.keeps(mapping)
      if !isKept {
        state.destinationPort = .range(Self.bounds(Self.port(asked, ports, mapping)))
      } else if !state.box[.destinationPort].isSubset(of: IntervalSet(Self.bounds(ports))) {
        let first = UInt128(ports.first)
        state.destinationPort = .range(first...first)
      }
    }
    state.hasDestinationNAT = tupleChanged(state)
  }

  /// Whether a port within a mapping's range stays what it is.
  private static func keeps(_ mapping: NATMapping) -> Bool {
    guard let ports = mapping.ports else { return false }
    return !mapping.isRandom && mapping.basePort == nil && ports.first < ports.last
  }

  /// The range of ports of which a translation keeps those asked for, while all others become its
  /// first, if the state has some of both.
  private func keptPorts(_ target: Target, _ state: TraceState) -> ClosedRange<UInt128>? {
    let mapping: NATMapping
    switch target {
    case .destinationNAT(let own), .redirect(let own): mapping = own
    default: return nil
    }
    guard packet.ipProtocol.hasPorts, Self.keeps(mapping), let ports = mapping.ports else {
      return nil
    }
    let range = Self.bounds(ports)
    let asked = state.box[.destinationPort]
    return asked.overlaps(range) && !asked.isSubset(of: IntervalSet(range)) ? range : nil
  }

  private mutating func portParts(
    _ state: TraceState, _ range: ClosedRange<UInt128>
  ) -> (kept: TraceState, moved: TraceState) {
    var (kept, moved) = fork(state)
    kept.box[.destinationPort] = state.box[.destinationPort].intersection(range)
    moved.box[.destinationPort] = state.box[.destinationPort].subtracting(range)
    renew(&kept)
    renew(&moved)
    return (kept, moved)
  }

  /// The port that the kernel takes: the one asked for if it is in the range, else the first, any
  /// only with `--random`; with a base the distance is kept, in 16 bits.
  static func port(_ asked: UInt16?, _ range: PortRange, _ mapping: NATMapping) -> PortRange {
    if mapping.isRandom || range.first == range.last { return range }
    guard let asked else { return range }
    if let base = mapping.basePort {
      let size = UInt32(range.last) - UInt32(range.first) + 1
      let port = UInt32(range.first) + UInt32(asked &- base) % size
      return PortRange(UInt16(port), UInt16(port))
    }
    return range.contains(asked) ? PortRange(asked, asked) : PortRange(range.first, range.first)
  }

  private func changeSource(_ mapping: NATMapping, _ state: inout TraceState) {
    state.isMasqueraded = true
    state.versions.addresses += 1
    changeSourcePort(mapping, &state)
    state.hasSourceNAT = differs(
      [(.source, state.source), (.sourcePort, state.sourcePort)], state)
  }

  /// The source port after SNAT: kept if it may be, else any of the range; without a range
  /// `--random` stays within the port's class: below 512, below 1024 or above
  /// (net/netfilter/nf_nat_core.c, nf_nat_l4proto_unique_tuple).
  private func changeSourcePort(_ mapping: NATMapping, _ state: inout TraceState) {
    guard packet.ipProtocol.hasPorts else { return }
    let asked = value(.sourcePort, state).map { UInt16(truncatingIfNeeded: $0) }
    if let ports = mapping.ports {
      let isKept = asked.map { ports.contains($0) && !mapping.isRandom } ?? false
      state.sourcePort = .range(Self.bounds(isKept ? PortRange(asked ?? 0, asked ?? 0) : ports))
    } else if mapping.isRandom {
      let range: PortRange =
        switch asked {
        case .some(..<512): PortRange(1, 511)
        case .some(..<1024): PortRange(600, 1023)
        case .some: PortRange(1024, 65535)
        case nil: PortRange(1, 65535)
        }
      state.sourcePort = .range(Self.bounds(range))
    }
  }

  /// Whether address or port are other than before: only then conntrack calls it DNAT.
  private func tupleChanged(_ state: TraceState) -> Bool? {
    differs(
      [(.destination, state.destination), (.destinationPort, state.destinationPort)], state)
  }

  private func differs(
    _ slots: [(Condition.Field, TraceState.Slot)], _ state: TraceState
  ) -> Bool? {
    var isOpen = false
    for (field, slot) in slots {
      guard case .range(let range) = slot else { continue }
      let before = state.box[field]
      if !before.overlaps(range) { return true }
      if before.single != range.lowerBound || range.lowerBound != range.upperBound {
        isOpen = true
      }
    }
    return isOpen ? nil : false
  }

  private func netmap(_ pattern: AddressPattern, isSource: Bool, _ state: inout TraceState) {
    let field: Condition.Field = isSource ? .source : .destination
    let hosts = ~pattern.mask & packet.family.maximum
    let slot: TraceState.Slot
    if let old = value(field, state) {
      let new = pattern.address.bits | (old & hosts)
      slot = .range(new...new)
    } else {
      slot = .range(pattern.address.bits...(pattern.address.bits | hosts))
    }
    state.versions.addresses += 1
    if isSource {
      state.source = slot
      state.isMasqueraded = true
      state.hasSourceNAT = differs([(.source, slot)], state)
    } else {
      state.destination = slot
      state.translation = .netmap
      state.hasDestinationNAT = tupleChanged(state)
    }
  }

  // MARK: TPROXY

  /// The packet goes to a transparent socket if there is one, and is dropped if not
  /// (net/netfilter/xt_TPROXY.c).
  mutating func intercept(
    _ proxy: TransparentProxy, _ rule: Rule.ID, _ hook: Hook, _ state: inout TraceState
  ) -> Bool {
    let port = proxy.port == 0 ? packet.destinationPort ?? 0 : proxy.port
    let socket = fact(
      .transparentSocket(port: port), named: "tproxy \(port)", rule: rule,
      text: ruleset[rule].target, versions: state.versions)
    let (taken, dropped) = parts(of: state, by: socket)
    if var dropped { _ = end(.drop, .drop, rule, hook, .mangle, &dropped) }
    guard let taken else { return false }
    state = taken
    state.mark.apply(proxy.mark)
    state.translation = .transparentProxy
    state.isIntercepted = true
    add(.translate, rule, hook, &state)
    decide(rule, hook, .mangle, &state)
    leaveTable(&state)
    return true
  }
}
