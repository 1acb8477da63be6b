extension RuleDecoder {
  /// Turns one match extension with its options into tests.
  mutating func fold(match instance: Extension) {
    let before = result.matches.count
    switch instance.name {
    case "comment":
      return
    case "tcp", "udp", "udplite", "sctp", "dccp": foldPorts(instance)
    case "multiport": foldMultiport(instance)
    case "addrtype": foldAddressType(instance)
    case "mark": foldMark(instance) { .mark($0) }
    case "connmark": foldMark(instance) { .connmark($0) }
    case "statistic": foldStatistic(instance)
    case "conntrack": foldConntrack(instance)
    case "state":
      each(instance) { Self.states($0).map { .conntrack(.state($0), besideState: true) } }
    case "iprange": foldRange(instance)
    case "icmp", "icmp6": foldICMP(instance)
    case "recent": foldRecent(instance)
    case "set": foldSet(instance)
    case "owner": whole(instance, .owner(isAllNegated: instance.options.allSatisfy(\.isNegated)))
    default:
      let isVolatile = OptionTable.volatileMatches.contains(instance.name)
      if !isVolatile, !OptionTable.opaqueMatches.contains(instance.name),
        OptionTable.matches[instance.name] == nil
      {
        note(.unknownMatch, instance.text)
      }
      if instance.name == "socket", instance.has("--restore-skmark") { result.restoresMark = true }
      whole(instance, isVolatile ? .volatile : .opaque)
    }
    // A transport match without options asks only for the protocol, which `-p` has said already.
    let mayBeEmpty = ["tcp", "udp", "udplite", "sctp", "dccp"].contains(instance.name)
    if result.matches.count == before, !mayBeEmpty {
      note(.missingValue, instance.text)
      whole(instance, .opaque)
    }
  }

  /// One test for all of an extension's options. With a single option its `!` negates the test, so
  /// that the same words with and without it are one fact.
  private mutating func whole(_ instance: Extension, _ test: Match.Test) {
    if instance.options.count == 1, instance.options[0].isNegated {
      result.matches.append(
        Match(test: test, isNegated: true, text: Self.text(of: instance, instance.options[0])))
    } else {
      result.matches.append(Match(test: test, isNegated: false, text: instance.text))
    }
  }

  /// The words of an extension; of a negated one from its `!` on, so that what stands behind it is
  /// what does not hold.
  private static func text(of instance: Extension, _ option: Option) -> TextRange {
    option.isNegated ? TextRange(Int(option.text.start), instance.text.end) : instance.text
  }

  /// Reads every option of an extension with one function; nil marks a bad value.
  private mutating func each(_ instance: Extension, _ read: ([UInt8]) -> Match.Test?) {
    for option in instance.options {
      if let test = option.values.first.flatMap(read) { add(test, option) } else { bad(option) }
    }
  }

  private mutating func foldPorts(_ instance: Extension) {
    for option in instance.options {
      let value = option.values.first ?? []
      switch option.name {
      case "--sport":
        if let range = ports(value) { add(.sourcePorts([range]), option) } else { bad(option) }
      case "--dport":
        if let range = ports(value) {
          add(.destinationPorts([range]), option)
        } else {
          bad(option)
        }
      case "--syn": add(.tcpFlags(mask: 0x17, set: 0x02), option)
      case "--tcp-flags":
        if option.values.count == 2, let mask = Self.flags(option.values[0]),
          let set = Self.flags(option.values[1])
        {
          add(.tcpFlags(mask: mask, set: set), option)
        } else {
          bad(option)
        }
      default:
        // Options of the packet's payload: sctp chunks, dccp types, tcp options.
        result.matches.append(Match(test: .opaque, isNegated: option.isNegated, text: option.text))
      }
    }
  }

  func ports(_ value: [UInt8]) -> PortRange? {
    PortRange(value, separator: UInt8(ascii: ":"), ipProtocol: ipProtocol)
  }

  /// The flags of TCP from bit 0 on.
  private static let flagNames = ["FIN", "SYN", "RST", "PSH", "ACK", "URG"]

  /// `SYN,ACK`, `ALL`, `NONE` or a number, as bits.
  static func flags(_ text: [UInt8]) -> UInt8? {
    if let number = CNumber.unsigned32(text), number < 64 { return UInt8(number) }
    var bits: UInt8 = 0
    for name in words(of: text).map({ $0.uppercased() }) where name != "NONE" {
      if name == "ALL" {
        bits = 63
      } else if let bit = flagNames.firstIndex(of: name) {
        bits |= 1 << UInt8(bit)
      } else {
        return nil
      }
    }
    return bits
  }

  static func names(ofFlags bits: UInt8) -> String {
    let set = flagNames.indices.filter { bits & 1 << UInt8($0) != 0 }.map { flagNames[$0] }
    return set.isEmpty ? "NONE" : set.joined(separator: ",")
  }

  static func words(of text: [UInt8]) -> [String] {
    text.split(separator: UInt8(ascii: ",")).map { String(decoding: $0, as: UTF8.self) }
  }

  private mutating func foldMultiport(_ instance: Extension) {
    for option in instance.options {
      let parts = (option.values.first ?? []).split(separator: UInt8(ascii: ","))
      let ports = parts.compactMap {
        PortRange($0, separator: UInt8(ascii: ":"), ipProtocol: ipProtocol)
      }
      guard !ports.isEmpty, ports.count == parts.count else {
        bad(option)
        continue
      }
      switch option.name {
      case "--sports": add(.sourcePorts(ports), option)
      case "--dports": add(.destinationPorts(ports), option)
      case "--ports": add(.eitherPorts(ports), option)
      default: unknown(option)
      }
    }
  }

  private mutating func unknown(_ option: Option) {
    note(.unknownOption, option.text)
    result.matches.append(Match(test: .opaque, isNegated: option.isNegated, text: option.text))
  }

  private mutating func foldAddressType(_ instance: Extension) {
    let limits = instance.has("--limit-iface-in") || instance.has("--limit-iface-out")
    for option in instance.options where !option.name.hasPrefix("--limit-iface") {
      let names = Self.words(of: option.values.first ?? [])
      let kinds = names.compactMap { AddressTypes.Kind(rawValue: $0.uppercased()) }
      guard !kinds.isEmpty, kinds.count == names.count else {
        bad(option)
        continue
      }
      let types = AddressTypes(kinds: kinds, limitsInterface: limits)
      switch option.name {
      case "--src-type": add(.sourceType(types), option)
      case "--dst-type": add(.destinationType(types), option)
      default: unknown(option)
      }
    }
  }

  private mutating func foldMark(_ instance: Extension, _ test: (MarkTest) -> Match.Test) {
    for option in instance.options {
      if option.name == "--mark", let value = option.values.first,
        let (bits, mask) = Self.valueAndMask(value)
      {
        add(test(MarkTest(value: bits, mask: mask)), option)
      } else {
        bad(option)
      }
    }
  }

  /// `VALUE` or `VALUE/MASK`; without a mask all bits count.
  static func valueAndMask(_ text: [UInt8]) -> (UInt32, UInt32)? {
    let parts = text.split(separator: UInt8(ascii: "/"), maxSplits: 1)
    guard let first = parts.first, let value = CNumber.unsigned32(first) else { return nil }
    guard parts.count == 2 else { return (value, .max) }
    return CNumber.unsigned32(parts[1]).map { (value, $0) }
  }

  private mutating func foldStatistic(_ instance: Extension) {
    let mode = instance.values("--mode")?.values.first ?? []
    if mode.elementsEqual("random".utf8), let option = instance.values("--probability"),
      let share = Self.share(option.values.first ?? [])
    {
      result.matches.append(
        Match(test: .random(share: share), isNegated: option.isNegated, text: instance.text))
    } else if mode.elementsEqual("nth".utf8), let option = instance.values("--every"),
      let every = Decimal.unsigned(option.values.first ?? [], below: 1 << 32), every > 0
    {
      result.matches.append(
        Match(
          test: .everyNth(every: UInt32(every)), isNegated: option.isNegated, text: instance.text))
    } else {
      note(.badValue, instance.text)
      whole(instance, .opaque)
    }
  }

  /// A probability in units of 2^-31, rounded as iptables does (extensions/libxt_statistic.c).
  static func share(_ text: [UInt8]) -> UInt32? {
    guard let value = Double(String(decoding: text, as: UTF8.self)), value >= 0, value <= 1 else {
      return nil
    }
    return UInt32((value * 0x8000_0000).rounded())
  }

  private mutating func foldRange(_ instance: Extension) {
    for option in instance.options {
      guard let bounds = Self.addressRange(option.values.first ?? [], ruleset.family) else {
        bad(option)
        continue
      }
      switch option.name {
      case "--src-range": add(.sourceRange(bounds), option)
      case "--dst-range": add(.destinationRange(bounds), option)
      default: unknown(option)
      }
    }
  }

  /// `A` or `A-B`.
  static func addressRange(_ text: [UInt8], _ family: IPFamily) -> ClosedRange<UInt128>? {
    let parts = text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard let first = parts.first.flatMap({ IPAddress($0) }), first.family == family,
      let last = parts.count == 1 ? first : IPAddress(parts[1]), last.family == family,
      parts.count <= 2, first.bits <= last.bits
    else { return nil }
    return first.bits...last.bits
  }

  private mutating func foldICMP(_ instance: Extension) {
    let ipProtocol: IPProtocol = instance.name == "icmp" ? .icmp : .icmpv6
    each(instance) { value in
      ICMPNames.range(value, ipProtocol).map {
        .icmpType(ICMPTypes(ipProtocol: ipProtocol, range: $0))
      }
    }
  }

  private mutating func foldRecent(_ instance: Extension) {
    let operations: [(String, RecentTest.Operation)] = [
      ("--set", .set), ("--rcheck", .check), ("--update", .update), ("--remove", .remove),
    ]
    guard
      let (name, operation) = operations.first(where: { instance.has($0.0) }),
      let option = instance.values(name)
    else {
      note(.badValue, instance.text)
      whole(instance, .opaque)
      return
    }
    let list = instance.values("--name")?.values.first ?? Array("DEFAULT".utf8)
    let mask = instance.values("--mask")?.values.first ?? []
    let side = instance.has("--rdest") ? "destination" : "source"
    let hits = instance.values("--hitcount")?.values.first.flatMap { Decimal.unsigned($0) } ?? 1
    let test = RecentTest(
      operation: operation,
      list: "\(String(decoding: list, as: UTF8.self)) \(side) "
        + String(decoding: mask, as: UTF8.self),
      isSatisfiedByOne: hits <= 1 && !instance.has("--rttl"))
    result.matches.append(
      Match(
        test: .recent(test), isNegated: option.isNegated, text: Self.text(of: instance, option)))
  }

  private mutating func foldSet(_ instance: Extension) {
    guard let option = instance.values("--match-set"), option.values.count == 2 else {
      note(.badValue, instance.text)
      whole(instance, .opaque)
      return
    }
    let sides = Self.words(of: option.values[1])
    let directions: [SetTest.Direction] = sides.compactMap {
      $0 == "src" ? .source : $0 == "dst" ? .destination : nil
    }
    guard !directions.isEmpty, directions.count == sides.count else {
      bad(option)
      return
    }
    let test = SetTest(
      name: String(decoding: option.values[0], as: UTF8.self), directions: directions,
      returnsExceptions: instance.has("--return-nomatch"),
      hasFurtherOptions: instance.options.contains {
        $0.name != "--match-set" && $0.name != "--return-nomatch"
          && !$0.name.hasPrefix("--update")
      })
    result.matches.append(
      Match(test: .set(test), isNegated: option.isNegated, text: Self.text(of: instance, option)))
  }
}
