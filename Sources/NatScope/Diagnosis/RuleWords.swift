/// What a rule asks and does, in few words.
struct RuleWords {
  private let ruleset: Ruleset
  private var family: IPFamily { ruleset.family }

  init(_ ruleset: Ruleset) { self.ruleset = ruleset }

  /// `to a LOCAL address, dport 443`; `always` for a rule without matches.
  func asks(_ rule: DecodedRule, _ id: Rule.ID) -> String {
    let hasPorts = rule.matches.contains {
      switch $0.test {
      case .sourcePorts, .destinationPorts, .eitherPorts: true
      default: false
      }
    }
    let words = rule.matches.compactMap { match -> String? in
      if case .ipProtocol = match.test, hasPorts, !match.isNegated { return nil }
      if case .hiddenInterfaces = match.test { return nil }
      return text(match, id)
    }
    return words.isEmpty ? "always" : Self.short(words.joined(separator: ", "))
  }

  /// A rule may be a megabyte long; nobody reads more than a few lines of what it asks.
  static func short(_ text: String, to limit: Int = 400) -> String {
    text.utf8.count <= limit ? text : String(text.prefix(limit)) + "…"
  }

  private func text(_ match: Match, _ id: Rule.ID) -> String {
    (match.isNegated ? "not " : "") + (plain(match.test) ?? written(match, id))
  }

  /// The match's own words without the `!`, for what has no shorter form.
  private func written(_ match: Match, _ id: Rule.ID) -> String {
    let text = ruleset.string(match.text, of: id)
    return match.isNegated && text.hasPrefix("! ") ? String(text.dropFirst(2)) : text
  }

  private func plain(_ test: Match.Test) -> String? {
    switch test {
    case .source(let pattern): "from \(address(pattern))"
    case .destination(let pattern): "to \(address(pattern))"
    case .sourceRange(let range): "from \(Outcome.Endpoint(addresses: range).text(family))"
    case .destinationRange(let range): "to \(Outcome.Endpoint(addresses: range).text(family))"
    case .inInterface(let pattern): InterfacePattern.describe(pattern.bounds).map { "in \($0)" }
    case .outInterface(let pattern): InterfacePattern.describe(pattern.bounds).map { "out \($0)" }
    case .ipProtocol(let number): "\(number)"
    case .sourcePorts(let ports): "sport" + list(ports)
    case .destinationPorts(let ports): "dport" + list(ports)
    case .eitherPorts(let ports): "port" + list(ports)
    case .sourceType(let types): "from a \(names(types)) address"
    case .destinationType(let types): "to a \(names(types)) address"
    case .mark(let mark): "mark \(hexadecimal(mark.value))/\(hexadecimal(mark.mask))"
    case .connmark(let mark): "connmark \(hexadecimal(mark.value))/\(hexadecimal(mark.mask))"
    case .random(let share): "chance " + Share.text(Double(share) / Double(UInt32(1) << 31))
    case .everyNth(let every): "one in \(every)"
    case .set(let test): "set \(test.name)"
    default: nil
    }
  }

  private func address(_ pattern: AddressPattern) -> String {
    pattern.prefix.map { "\($0)" }
      ?? "\(pattern.address)/\(IPAddress(family: family, bits: pattern.mask))"
  }

  private func list(_ ports: [PortRange]) -> String {
    let isOne = ports.count == 1 && ports.allSatisfy { $0.first == $0.last }
    return (isOne ? " " : "s ") + ports.map(\.description).joined(separator: ",")
  }

  private func names(_ types: AddressTypes) -> String {
    types.kinds.map(\.rawValue).joined(separator: ",")
  }

  private func hexadecimal(_ value: UInt32) -> String { "0x" + String(value, radix: 16) }

  /// The chain, or the target with what it sets: `DNAT 10.42.0.15:443`.
  func target(_ id: Rule.ID, _ target: Target) -> String {
    let word = ruleset.source.string(ruleset[id].target)
    switch target {
    case .destinationNAT(let mapping), .redirect(let mapping), .sourceNAT(let mapping),
      .masquerade(let mapping):
      let endpoint = Outcome.Endpoint(addresses: mapping.addresses, ports: mapping.ports)
      let shift = mapping.basePort.map { "/\($0)" } ?? ""
      return mapping.addresses == nil && mapping.ports == nil
        ? word : "\(word) \(endpoint.text(family))\(shift)"
    case .netmap(let pattern): return "\(word) \(address(pattern))"
    case .mark(let operation):
      // The common form sets the bits that it clears; with nothing cleared they are toggled.
      if operation.clear == operation.flip { return "\(word) \(hexadecimal(operation.flip))" }
      if operation.clear == 0 { return "\(word) xor \(hexadecimal(operation.flip))" }
      return "\(word) \(hexadecimal(operation.flip))/\(hexadecimal(operation.clear))"
    case .transparentProxy(let proxy): return "\(word) port \(proxy.port)"
    default: return word
    }
  }
}
