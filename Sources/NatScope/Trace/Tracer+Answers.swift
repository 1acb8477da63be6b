// What each kind of match says about a state.
extension Tracer {
  mutating func answer(
    _ match: Match, _ rule: Rule.ID, _ state: TraceState
  ) -> Answer {
    switch match.test {
    case .source(let pattern): return compare(.source, pattern, match, rule, state)
    case .destination(let pattern):
      if names(packet.destination, match) { nameDestination() }
      return compare(.destination, pattern, match, rule, state)
    case .sourceRange(let range): return compare(.source, IntervalSet(range), match, rule, state)
    case .destinationRange(let range):
      return compare(.destination, IntervalSet(range), match, rule, state)
    case .inInterface(let pattern): return interface(isIn: true, pattern, match, rule, state)
    case .outInterface(let pattern): return interface(isIn: false, pattern, match, rule, state)
    case .ipProtocol(let wanted):
      return compare(.ipProtocol, IntervalSet(UInt128(wanted.number)), match, rule, state)
    case .fragment: return decided(false, match)  // the first packet of a connection is whole
    case .sourcePorts(let ranges): return ports(.sourcePort, ranges, match, rule, state)
    case .destinationPorts(let ranges): return ports(.destinationPort, ranges, match, rule, state)
    case .eitherPorts(let ranges): return eitherPorts(ranges, match, rule, state)
    case .sourceType(let types): return addressType(.source, types, match, rule, state)
    case .destinationType(let types): return addressType(.destination, types, match, rule, state)
    case .mark(let test):
      testedMark = true
      return mark(test, state.mark, match, rule, state)
    case .connmark(let test):
      // Without a conntrack entry the match fails, negated or not (net/netfilter/xt_connmark.c).
      guard hasConntrack(state) else { return .no }
      return mark(test, state.ctmark, match, rule, state)
    case .random(let share):
      let hit = Double(share) / 0x8000_0000
      return chance(match.isNegated ? 1 - hit : hit)
    case .everyNth(let every):
      return chance(match.isNegated ? 1 - 1 / Double(every) : 1 / Double(every))
    case .conntrack(let test, let besideState):
      return conntrack(test, besideState: besideState, match, rule, state)
    case .icmpType(let types):
      guard packet.ipProtocol == types.ipProtocol else { return .no }
      let range = UInt128(types.range.lowerBound)...UInt128(types.range.upperBound)
      return compare(.icmpType, IntervalSet(range), match, rule, state)
    case .tcpFlags(let mask, let set):
      guard packet.ipProtocol == .tcp else { return .no }
      if let now = value(.tcpFlags, state) {
        return decided(UInt8(truncatingIfNeeded: now) & mask == set, match)
      }
      return header(.tcpFlags, ByteRanges.masked(set, mask), match, rule, state)
    case .recent(let test): return recent(test, match, rule, state)
    case .set(let test): return self.set(test, match, rule, state)
    case .header(let field, let ranges): return header(field, ranges, match, rule, state)
    case .tcpOption(let number): return tcpOption(number, match, rule, state)
    case .chunkTypes(let test):
      guard packet.ipProtocol == .sctp else { return .no }
      // An association begins with INIT alone in its packet (RFC 9260, section 6.10).
      guard packet.state == .new else { return opaque(.stable, match, rule, state) }
      return decided(test.holds(forOnly: 1), match)
    case .dccpTypes(let types):
      guard packet.ipProtocol == .dccp else { return .no }
      // A connection begins with a Request (RFC 4340, section 8.1).
      guard packet.state == .new else { return opaque(.stable, match, rule, state) }
      return decided(types & 1 != 0, match)
    case .extensionHeader(let number): return extensionHeader(number, match, rule, state)
    case .ipv6Headers(let test):
      take(.noExtensionHeaders)
      let present = IPv6HeaderTest.bits(ofPlain: packet.ipProtocol)
      return test.holds(for: present, isNegated: match.isNegated) ? .yes : .no
    case .u32(let test): return u32(test, match, rule, state)
    case .socketExists, .owner, .controlGroup, .bridgePort, .reversePath:
      return origin(match, rule, state)
    case .connectionCount(let test): return connectionCount(test, match, rule, state)
    case .connectionLabel(let label, let isSetting):
      return connectionLabel(label, isSetting, match, rule, state)
    case .helper:
      // Only an expected connection has a master, and it is not NEW (net/netfilter/xt_helper.c).
      if packet.state == .established || packet.state == .related {
        return opaque(.stable, match, rule, state, reads: [])
      }
      return decided(false, match)
    case .fact(let parts): return opaque(.stable, match, rule, state, reads: parts)
    case .volatile: return opaque(.perEvaluation, match, rule, state)
    case .hiddenInterfaces: return hiddenInterfaces(rule, state)
    case .opaque: return opaque(.stable, match, rule, state)
    }
  }

  func decided(_ holds: Bool, _ match: Match) -> Answer { holds != match.isNegated ? .yes : .no }

  private func chance(_ share: Double) -> Answer {
    share >= 1 ? .yes : share <= 0 ? .no : .share(share)
  }

  /// Whether the packet has a conntrack entry at this point.
  func hasConntrack(_ state: TraceState) -> Bool {
    guard !state.isUntracked else { return false }
    if packet.state == .invalid {
      // A template is there until connection tracking refuses the packet and takes it away
      // (net/netfilter/nf_conntrack_core.c, nf_conntrack_in).
      return state.hasConntrackTemplate && hookAndTable(state)?.1 == .raw
    }
    // A packet that comes back over lo still has the entry that OUTPUT gave it.
    guard state.leg == .arrival || state.leg == .sending else { return true }
    return state.stage > 1 || state.hasConntrackTemplate
  }

  /// Whether what the packet has in raw is only a CT target's template.
  func isTemplate(_ state: TraceState) -> Bool {
    (state.leg == .arrival || state.leg == .sending) && state.stage <= 1
  }

  // MARK: opaque facts

  struct FactKey: Hashable {
    let text: String
    /// -1 for facts of one evaluation.
    var version = 0
    var versions = PartVersions()
    var mark: TraceState.Mark?
    let occurrence: Int
  }

  mutating func opaque(
    _ kind: OpaqueFact.Kind, _ match: Match, _ rule: Rule.ID, _ state: TraceState,
    reads parts: PacketParts = [.addresses, .route, .header], isOfRule: Bool = false
  ) -> Answer {
    var text = match.text
    if match.isNegated, text.length > 2,
      ruleset.text(of: rule).bytes[Int(text.start)] == UInt8(ascii: "!")
    {
      text = TextRange(Int(text.start) + 2, text.end)
    }
    return .opaque(
      fact(kind, rule, text, state, parts, isOfRule: isOfRule), isNegated: match.isNegated)
  }

  /// The number of a fact; a stable one has the same number wherever the same words ask about the
  /// same fields.
  mutating func fact(
    _ kind: OpaqueFact.Kind, _ rule: Rule.ID, _ text: TextRange, _ state: TraceState,
    _ parts: PacketParts = [.addresses, .route, .header], isOfRule: Bool = false
  ) -> Int {
    var occurrence = 0
    var words = factWords(text, rule)
    // What a listing prints alike may stand for different things in two rules.
    if isOfRule || words.first == "\"" && ruleset[rule].flags.contains(.listed) {
      words += " of rule \(rule.index)"
    }
    var key = FactKey(
      text: words, versions: state.versions.of(parts),
      mark: parts.contains(.mark) ? state.mark : nil, occurrence: 0)
    if kind == .perEvaluation {
      key = FactKey(text: words, version: -1, occurrence: 0)
      while factIndex[key] != nil {
        occurrence += 1
        key = FactKey(text: words, version: -1, occurrence: occurrence)
        if occurrence > 1_000 {
          key = FactKey(text: words, version: -1, occurrence: facts.count)
          occurrence = facts.count
        }
      }
    } else if let known = factIndex[key] {
      return known
    }
    facts.append(OpaqueFact(kind: kind, rule: rule, text: text, occurrence: occurrence))
    factIndex[key] = facts.count - 1
    return facts.count - 1
  }

  /// The words that name a fact: without `!` and without the `-m` that loads the match, so that a
  /// match and its negation speak of the same fact.
  func factWords(_ part: TextRange, _ rule: Rule.ID) -> String {
    let text = ruleset.text(of: rule)
    var words = RuleTokens(text.bytes, part).prefix(64).map { text.string($0.range) }
    if words.count > 2, words[0] == "-m" {
      // A `!` behind it turns one option of several round, which makes another fact.
      words.removeFirst(2)
    } else if words.first == "!" {
      words.removeFirst()
    }
    return words.joined(separator: " ")
  }

  /// Whether a rule, as a listing shows it, would make the rest of its chain pointless: docker's
  /// first rule returns what comes from its own bridge.
  private func returnsAll(_ rule: Rule.ID) -> Bool {
    let understood = decode(rule)
    guard understood.target == .return || understood.target == .accept else { return false }
    return understood.matches.allSatisfy { $0.test == .hiddenInterfaces }
  }

  /// Whether the interfaces that a listing hides fit: the same at each visit of one hook.
  private mutating func hiddenInterfaces(_ rule: Rule.ID, _ state: TraceState) -> Answer {
    guard let (hook, _) = hookAndTable(state) else { return .no }
    if inventory != nil {
      inventory?.restsOnHiddenInterfaces = true
      return returnsAll(rule) ? .no : .yes
    }
    let fact = fact(
      .hiddenInterfaces(hook), named: "interfaces \(rule.index) \(state.leg) \(hook)", rule: rule)
    return .opaque(fact, isNegated: false)
  }

  mutating func damagedFact(_ rule: Rule.ID) -> Int {
    fact(.damagedRule, named: "rule \(rule.index)", rule: rule, text: ruleset[rule].text)
  }

  // MARK: fields

  func slot(_ field: Condition.Field, _ state: TraceState) -> TraceState.Slot {
    state.slots[field]
  }

  /// The one value that a field has now, if it is known.
  func value(_ field: Condition.Field, _ state: TraceState) -> UInt128? {
    switch slot(field, state) {
    case .original: return state.box[field].single
    case .mapped(let map):
      return state.box[field].single.map { UInt128(map[Int(truncatingIfNeeded: $0 & 255)]) }
    case .range(let range): return range.lowerBound == range.upperBound ? range.lowerBound : nil
    }
  }

  mutating func compare(
    _ field: Condition.Field, _ set: IntervalSet, _ match: Match, _ rule: Rule.ID,
    _ state: TraceState
  ) -> Answer {
    switch slot(field, state) {
    case .original: return arrived(field, set, match, state)
    case .mapped(let map):
      let before = map.indices.filter { set.contains(UInt128(map[$0])) }
      return arrived(
        field, IntervalSet(before.map { UInt128($0)...UInt128($0) }), match, state)
    case .range(let range):
      if set.contains(range) { return decided(true, match) }
      if !set.overlaps(range) { return decided(false, match) }
      return opaque(.stable, match, rule, state)
    }
  }

  /// Compares a field as it was on arrival.
  func arrived(
    _ field: Condition.Field, _ set: IntervalSet, _ match: Match, _ state: TraceState
  ) -> Answer {
    if let single = state.box[field].single { return decided(set.contains(single), match) }
    let inside = state.box[field].intersection(set)
    if inside.isEmpty { return decided(false, match) }
    if inside == state.box[field] { return decided(true, match) }
    return .field(field, set, isNegated: match.isNegated)
  }

  private mutating func compare(
    _ field: Condition.Field, _ pattern: AddressPattern, _ match: Match, _ rule: Rule.ID,
    _ state: TraceState
  ) -> Answer {
    if let value = value(field, state) { return decided(pattern.contains(value), match) }
    if let prefix = pattern.prefix {
      return compare(field, IntervalSet(prefix.bounds), match, rule, state)
    }
    return opaque(.stable, match, rule, state)
  }

  /// The single address that a match names by `-d`, negated or not, for a destination that has none
  /// (`:PORT`). Behind a translation the packet has one, which a rule may well name.
  func addressNamed(by match: Match, _ state: TraceState) -> IPAddress? {
    guard inventory == nil, packet.destination == nil, state.destination == .original,
      case .destination(let pattern) = match.test, let prefix = pattern.prefix,
      prefix.length == packet.family.width
    else { return nil }
    return prefix.address
  }

  private mutating func ports(
    _ field: Condition.Field, _ ranges: [PortRange], _ match: Match, _ rule: Rule.ID,
    _ state: TraceState
  ) -> Answer {
    guard packet.ipProtocol.hasPorts else { return .no }
    return compare(field, Self.set(ranges), match, rule, state)
  }

  static func set(_ ranges: [PortRange]) -> IntervalSet {
    IntervalSet(
      ranges.compactMap { $0.first <= $0.last ? UInt128($0.first)...UInt128($0.last) : nil })
  }

  private mutating func eitherPorts(
    _ ranges: [PortRange], _ match: Match, _ rule: Rule.ID, _ state: TraceState
  ) -> Answer {
    guard packet.ipProtocol.hasPorts else { return .no }
    let set = Self.set(ranges)
    let positive = Match(test: match.test, isNegated: false, text: match.text)
    let source = compare(.sourcePort, set, positive, rule, state)
    let destination = compare(.destinationPort, set, positive, rule, state)
    switch (source, destination) {
    case (.yes, _), (_, .yes): return decided(true, match)
    case (.no, .no): return decided(false, match)
    case (.no, .field(let field, let set, _)), (.field(let field, let set, _), .no):
      return .field(field, set, isNegated: match.isNegated)
    default: return opaque(.stable, match, rule, state)
    }
  }

  private mutating func interface(
    isIn: Bool, _ pattern: InterfacePattern, _ match: Match, _ rule: Rule.ID, _ state: TraceState
  ) -> Answer {
    interface(isIn: isIn, IntervalSet(pattern.bounds), match, rule, state)
  }

  /// Compares an interface with names as ``InterfacePattern`` orders them.
  mutating func interface(
    isIn: Bool, _ names: IntervalSet, _ match: Match, _ rule: Rule.ID, _ state: TraceState
  ) -> Answer {
    let (field, fixed) = interface(isIn: isIn, state)
    if let fixed { return decided(names.contains(fixed), match) }
    return compare(field, names, match, rule, state)
  }

  /// The interface that a hook shows: its name where the way alone tells it, 0 where the hook has
  /// none, else the field that holds it.
  mutating func interface(isIn: Bool, _ state: TraceState)
    -> (field: Condition.Field, fixed: UInt128?)
  {
    let none: UInt128 = 0
    let loopback = InterfacePattern("lo".utf8)?.bounds.lowerBound ?? 0
    let fixed: UInt128?
    var field = Condition.Field.inInterface
    switch (state.leg, isIn) {
    case (.arrival, true), (.forwarding, true): fixed = nil
    case (.leaving, true): fixed = packet.origin == .local ? none : nil
    case (.receiving, true): fixed = packet.origin == .local ? loopback : nil
    case (.loopback, true): fixed = loopback
    case (.sending, true), (.resending, true), (.arrival, false), (.loopback, false),
      (.receiving, false):
      fixed = none
    case (.sending, false):
      // The interface of the first route at all of OUTPUT, whatever nat and mangle do there
      // (net/ipv4/ip_output.c, __ip_local_out). Without a word on whose address it is, an interface
      // alone does not settle that before nat; behind it the routing is about to settle it.
      field = .outInterface
      let isBehindNAT = state.destination == .original && hookAndTable(state)?.1.isBehindNAT == true
      let isToSelf = isBehindNAT ? destinationIsLocal() : knownLocality
      fixed = isToSelf == true ? loopback : nil
    case (.forwarding, false):
      field = .outInterface
      fixed = nil
    case (.resending, false):
      field = packet.origin == .local ? .outInterfaceAfterTranslation : .outInterface
      fixed = nil
    case (.leaving, false):
      let isTranslated =
        packet.origin == .local && (state.versions.addresses > 0 || state.isRerouted)
      field = isTranslated ? .outInterfaceAfterTranslation : .outInterface
      let isToSelf = isTranslated ? isLocalNow(state) : knownLocality
      fixed = packet.origin == .local && isToSelf == true ? loopback : nil
    }
    return (field, fixed)
  }

  private mutating func mark(
    _ test: MarkTest, _ mark: TraceState.Mark, _ match: Match, _ rule: Rule.ID,
    _ state: TraceState
  ) -> Answer {
    let known = ~mark.unknown
    if (mark.value ^ test.value) & test.mask & known != 0 || test.value & ~test.mask != 0 {
      return decided(false, match)
    }
    if test.mask & mark.unknown == 0 { return decided(true, match) }
    return opaque(.perEvaluation, match, rule, state)
  }
}
