/// The rules as natscope understood them, for programs: `natscope.rules/1`.
public struct RulesJSON: Sendable {
  /// Which chains to show, by name.
  public var showsChain: @Sendable (String) -> Bool = { _ in true }

  public init() {}

  /// The whole answer, ended by a newline.
  ///
  /// - Parameter isWanted: which of the rulesets to show.
  public func render(_ capture: Capture, _ isWanted: (Ruleset) -> Bool = { _ in true }) -> String {
    let common = JSONReport()
    let value = JSONValue.object([
      "schema": "natscope.rules/1",
      "input": common.input(capture),
      "diagnostics": common.diagnostics(capture),
      "rulesets": .array(
        capture.rulesets.enumerated().filter { isWanted($0.element) }.map { index, ruleset in
          .object(["ruleset": .integer(index), "tables": tables(ruleset)])
        }),
    ])
    return value.prettyPrinted + "\n"
  }

  private func tables(_ ruleset: Ruleset) -> JSONValue {
    .array(
      ruleset.tables.indices.map { index in
        let table = ruleset.tables[index]
        return .object([
          "name": .text(ruleset.name(Table.ID(index))),
          "inferred": .bool(table.isInferred),
          "chains": .array(
            ruleset.chains.indices.filter {
              ruleset.chains[$0].table == Table.ID(index)
                && showsChain(ruleset.name(Chain.ID($0)))
            }.map { chain(Chain.ID($0), ruleset) }),
        ])
      })
  }

  private func chain(_ id: Chain.ID, _ ruleset: Ruleset) -> JSONValue {
    let chain = ruleset[id]
    let name = ruleset.name(id)
    return .object([
      "name": .text(name.isEmpty ? nil : name),
      "policy": .text(chain.policy.name),
      "partial": .bool(chain.isPartial),
      "line": chain.line == 0 ? .null : .integer(Int(chain.line)),
      "rules": .array(chain.rules.map { rule(Rule.ID($0), ruleset) }),
    ])
  }

  private func rule(_ id: Rule.ID, _ ruleset: Ruleset) -> JSONValue {
    let place = RulePlace(ruleset, id)
    let decoded = ruleset.decode(id)
    let isDamaged = ruleset[id].flags.contains(.damaged)
    return .object([
      "rule": .integer(place.number),
      "source": .string(place.source),
      "line": .integer(place.line),
      "text": .string(String(decoding: ruleset.canonicalText(id), as: UTF8.self)),
      "damaged": .bool(isDamaged),
      "counters": ruleset.counters(id).map(counters) ?? .null,
      "comment": .text(isDamaged ? nil : ruleset.comment(id)),
      "matches": .array(isDamaged ? [] : decoded.matches.map { match($0, id, ruleset) }),
      "target": isDamaged ? .null : target(decoded, id, ruleset),
      "remarks": .strings(ListingRemarks(ruleset, id).lines),
      "problems": .strings(
        isDamaged
          ? [] : decoded.problems.map { ruleset.diagnostic(id, $0).problem.message }),
    ])
  }

  private func counters(_ counters: RuleCounters) -> JSONValue {
    func range(_ range: ClosedRange<UInt64>) -> JSONValue {
      .object([
        "from": .integer(Int(clamping: range.lowerBound)),
        "to": .integer(Int(clamping: range.upperBound)),
      ])
    }
    return .object(["packets": range(counters.packets), "bytes": range(counters.bytes)])
  }

  private func match(_ match: Match, _ id: Rule.ID, _ ruleset: Ruleset) -> JSONValue {
    let words = ruleset.string(match.text, of: id)
    return .object([
      "test": .string(match.test.name),
      "negated": .bool(match.isNegated),
      "text": .text(words.isEmpty ? nil : words),
      "value": .text(match.test.value(ruleset.family)),
    ])
  }

  private func target(_ rule: DecodedRule, _ id: Rule.ID, _ ruleset: Ruleset) -> JSONValue {
    let name = ruleset.source.string(ruleset[id].target)
    guard !name.isEmpty else { return .null }
    var addresses: String?
    var ports: String?
    if let mapping = rule.target.mapping {
      let endpoint = Outcome.Endpoint(addresses: mapping.addresses, ports: mapping.ports)
      addresses = endpoint.addressText(ruleset.family)
      ports = mapping.ports?.description
    }
    var chain: String?
    var isGoto = false
    if case .chain(let next, let goto) = rule.target {
      chain = ruleset.name(next)
      isGoto = goto
    }
    return .object([
      "name": .string(name), "chain": .text(chain), "goto": .bool(isGoto),
      "addresses": .text(addresses), "ports": .text(ports),
    ])
  }
}

extension Target {
  /// Where a NAT target may send the packet, or make it come from.
  fileprivate var mapping: NATMapping? {
    switch self {
    case .destinationNAT(let mapping), .redirect(let mapping), .sourceNAT(let mapping),
      .masquerade(let mapping):
      mapping
    default: nil
    }
  }
}

extension Match.Test {
  /// The name of the field or extension that is asked.
  fileprivate var name: String {
    switch self {
    case .source: "source"
    case .destination: "destination"
    case .inInterface: "inInterface"
    case .outInterface: "outInterface"
    case .ipProtocol: "protocol"
    case .fragment: "fragment"
    case .sourcePorts: "sourcePorts"
    case .destinationPorts: "destinationPorts"
    case .eitherPorts: "ports"
    case .sourceRange: "sourceRange"
    case .destinationRange: "destinationRange"
    case .sourceType: "sourceType"
    case .destinationType: "destinationType"
    case .mark: "mark"
    case .connmark: "connmark"
    case .random, .everyNth: "statistic"
    case .conntrack: "conntrack"
    case .icmpType: "icmpType"
    case .tcpFlags: "tcpFlags"
    case .recent: "recent"
    case .set: "set"
    case .header(let field, _): field.rawValue
    case .tcpOption: "tcpOption"
    case .chunkTypes: "chunkTypes"
    case .dccpTypes: "dccpTypes"
    case .extensionHeader, .ipv6Headers: "extensionHeader"
    case .u32: "u32"
    case .socketExists, .owner: "owner"
    case .controlGroup: "cgroup"
    case .bridgePort: "physdev"
    case .connectionCount: "connbytes"
    case .connectionLabel: "connlabel"
    case .helper: "helper"
    case .reversePath: "rpfilter"
    case .hiddenInterfaces: "hiddenInterfaces"
    case .volatile, .fact, .opaque: "opaque"
    }
  }

  /// The value, where natscope evaluates it; nil where only the words tell.
  fileprivate func value(_ family: IPFamily) -> String? {
    switch self {
    case .source(let pattern), .destination(let pattern):
      return pattern.prefix.map { "\($0)" }
        ?? "\(pattern.address)/\(IPAddress(family: family, bits: pattern.mask))"
    case .sourceRange(let range), .destinationRange(let range):
      return Outcome.Endpoint(addresses: range).addressText(family)
    case .inInterface(let pattern), .outInterface(let pattern):
      return InterfacePattern.describe(pattern.bounds)
    case .ipProtocol(let number): return "\(number)"
    case .sourcePorts(let ports), .destinationPorts(let ports), .eitherPorts(let ports):
      return ports.map(\.description).joined(separator: ",")
    case .sourceType(let types), .destinationType(let types):
      return types.kinds.map(\.rawValue).joined(separator: ",")
    case .mark(let test), .connmark(let test):
      return "0x\(String(test.value, radix: 16))/0x\(String(test.mask, radix: 16))"
    case .random(let share): return "\(Double(share) / Double(UInt32(1) << 31))"
    case .everyNth(let every): return "1/\(every)"
    case .set(let test): return test.name
    case .header(let field, let ranges):
      let bounds = ranges.map { UInt128($0.lowerBound)...UInt128($0.upperBound) }
      return FieldRanges(Condition.Field(field), bounds, family).pieces.joined(separator: ",")
    case .tcpOption(let number): return "\(number)"
    default: return nil
    }
  }
}
