extension RuleDecoder {
  mutating func foldTarget(_ options: RuleOptions) {
    guard let target = options.target else { return }
    result.target = understand(target, isGoto: options.isGoto)
    if result.isCorrupt { result.target = .corrupt }
  }

  private mutating func understand(_ target: Extension, isGoto: Bool) -> Target {
    switch target.name {
    case "ACCEPT": return .accept
    case "DROP": return .drop
    case "RETURN": return .return
    case "QUEUE", "NFQUEUE": return queue(target)
    case "REJECT": return .reject
    case "DNAT": return natTarget(target, "--to-destination") { .destinationNAT($0) }
    case "SNAT": return natTarget(target, "--to-source") { .sourceNAT($0) }
    case "REDIRECT": return portTarget(target) { .redirect($0) }
    case "MASQUERADE": return portTarget(target) { .masquerade($0) }
    case "NETMAP":
      guard let pattern = target.values("--to")?.values.first.flatMap({ AddressPattern($0) }),
        pattern.address.family == ruleset.family
      else { return corrupt(target) }
      return .netmap(pattern)
    case "MARK": return markOperation(target).map { .mark($0) } ?? corrupt(target)
    case "CONNMARK": return connmark(target)
    case "NOTRACK": return .conntrack(.untracked)
    case "CT": return .conntrack(target.has("--notrack") ? .untracked : .template)
    case "TPROXY": return transparentProxy(target)
    case "HMARK": return .unknownMark(mask: .max)
    case "SET":
      if target.has("--map-mark") { return .unknownMark(mask: .max) }
      let change = target.values("--add-set") ?? target.values("--del-set")
      guard let name = change?.values.first else { return .passive }
      return .changeSet(String(decoding: name, as: UTF8.self))
    default:
      if let chain = chain(named: target.name) { return .chain(chain, isGoto: isGoto) }
      if OptionTable.rewritingTargets.contains(target.name) {
        return .rewrite(headerChanges(target))
      }
      return OptionTable.passiveTargets.contains(target.name) ? .passive : .unknown
    }
  }

  func chain(named name: String) -> Chain.ID? {
    ruleset.chain(named: Array(name.utf8)[...], in: ruleset[rule.chain].table)
  }

  private mutating func corrupt(_ target: Extension) -> Target {
    note(.corrupt, target.text)
    return .corrupt
  }

  // MARK: NAT

  private mutating func natTarget(
    _ target: Extension, _ option: String, _ make: (NATMapping) -> Target
  ) -> Target {
    // Kernels since 2.6.11 take one range. Several, or port 0, are what an iptables prints that
    // did not understand the kernel's revision of the target.
    let ranges = target.options.filter { $0.name == option }
    guard ranges.count == 1, let text = ranges[0].values.first,
      var mapping = Self.natMapping(text, ruleset.family, ipProtocol)
    else {
      return corrupt(target)
    }
    mapping.isRandom = target.has("--random") || target.has("--random-fully")
    mapping.isPersistent = target.has("--persistent")
    return make(mapping)
  }

  /// `A`, `A-B`, `A:P`, `:P`, `A:P-Q`, `A:P-Q/BASE`, and with brackets around IPv6 addresses.
  static func natMapping(
    _ text: [UInt8], _ family: IPFamily, _ ipProtocol: IPProtocol?
  ) -> NATMapping? {
    var mapping = NATMapping()
    var addresses = text[...]
    var ports: ArraySlice<UInt8>?
    if family == .ipv6 {
      if let open = text.firstIndex(of: UInt8(ascii: "[")) {
        guard open == 0, let close = text.lastIndex(of: UInt8(ascii: "]")) else { return nil }
        addresses = text[1..<close].filter { $0 != 91 && $0 != 93 }[...]
        let rest = text[(close + 1)...]
        if !rest.isEmpty {
          guard rest.first == UInt8(ascii: ":") else { return nil }
          ports = rest.dropFirst()
        }
      } else if text.first == UInt8(ascii: ":"), text.dropFirst().allSatisfy(isPortByte) {
        addresses = []
        ports = text.dropFirst()
      }
    } else if let colon = text.firstIndex(of: UInt8(ascii: ":")) {
      addresses = text[..<colon]
      ports = text[(colon + 1)...]
    }
    if !addresses.isEmpty {
      guard let range = addressRange(Array(addresses), family), range.lowerBound != 0
      else { return nil }
      mapping.addresses = range
    }
    if let ports {
      let parts = ports.split(separator: UInt8(ascii: "/"), maxSplits: 1)
      guard let range = parts.first.flatMap({ natPorts($0, ipProtocol) }) else { return nil }
      mapping.ports = range
      if parts.count == 2 {
        guard let base = PortRange.port(parts[1], ipProtocol) else { return nil }
        mapping.basePort = base
      }
    }
    return mapping.addresses == nil && mapping.ports == nil ? nil : mapping
  }

  private static func isPortByte(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/")
  }

  private static func natPorts(
    _ text: ArraySlice<UInt8>, _ ipProtocol: IPProtocol?
  ) -> PortRange? {
    guard
      let range = PortRange(text, separator: UInt8(ascii: "-"), ipProtocol: ipProtocol),
      range.first > 0, range.first <= range.last
    else { return nil }
    return range
  }

  private mutating func portTarget(
    _ target: Extension, _ make: (NATMapping) -> Target
  ) -> Target {
    var mapping = NATMapping()
    if let option = target.values("--to-ports") {
      guard let range = option.values.first.flatMap({ Self.natPorts($0[...], ipProtocol) }) else {
        return corrupt(target)
      }
      mapping.ports = range
    }
    mapping.isRandom = target.has("--random") || target.has("--random-fully")
    return make(mapping)
  }

  /// `--queue-balance 0:3` spreads over several queues (iptables-extensions(8), NFQUEUE).
  private mutating func queue(_ target: Extension) -> Target {
    guard target.has("--queue-bypass") else { return .queue(bypass: nil) }
    let named = target.values("--queue-balance") ?? target.values("--queue-num")
    guard let value = named?.values.first else { return .queue(bypass: 0...0) }
    guard let range = PortRange(value), range.first <= range.last else { return corrupt(target) }
    return .queue(bypass: range.first...range.last)
  }

  // MARK: marks

  private func markOperation(_ target: Extension) -> MarkOperation? {
    guard
      let option = target.options.first(where: { $0.name.hasSuffix("mark") && $0.values.count == 1 }
      ), let (value, mask) = Self.valueAndMask(option.values[0])
    else { return nil }
    switch option.name {
    case "--set-xmark": return MarkOperation(clear: mask, flip: value)
    // Clears the bits of the mask, then sets those of the value: bits of the value outside the
    // mask are set as well.
    case "--set-mark": return MarkOperation(clear: mask | value, flip: value)
    case "--and-mark": return MarkOperation(clear: ~value, flip: 0)
    case "--or-mark": return MarkOperation(clear: value, flip: value)
    case "--xor-mark": return MarkOperation(clear: 0, flip: value)
    default: return nil
    }
  }

  private mutating func connmark(_ target: Extension) -> Target {
    func mask(_ name: String) -> UInt32? {
      guard let option = target.values(name) ?? target.values("--mask") else { return .max }
      return option.values.first.flatMap { CNumber.unsigned32($0) }
    }
    if target.has("--left-shift-mark") || target.has("--right-shift-mark") {
      return .unknown  // no reader here for the shifts that libxt_CONNMARK 2 adds
    }
    if target.has("--save-mark") || target.has("--restore-mark") {
      guard let nfmask = mask("--nfmask"), let ctmask = mask("--ctmask") else {
        return corrupt(target)
      }
      return .connmark(
        target.has("--save-mark")
          ? .save(nfmask: nfmask, ctmask: ctmask) : .restore(nfmask: nfmask, ctmask: ctmask))
    }
    return markOperation(target).map { .connmark(.set($0)) } ?? corrupt(target)
  }

  private mutating func transparentProxy(_ target: Extension) -> Target {
    guard
      let port = target.values("--on-port")?.values.first.flatMap({
        Decimal.unsigned($0, below: 65536)
      })
    else { return corrupt(target) }
    let address = target.values("--on-ip")?.values.first.flatMap { IPAddress($0) }
    let mark = target.values("--tproxy-mark")?.values.first.flatMap { Self.valueAndMask($0) }
    return .transparentProxy(
      TransparentProxy(
        port: UInt16(port), address: address.flatMap { $0.bits == 0 ? nil : $0 },
        mark: mark.map { MarkOperation(clear: $0.1, flip: $0.0) }
          ?? MarkOperation(clear: 0, flip: 0)))
  }
}
