/// Rules by which kube-proxy refuses what goes to a service without endpoints.
enum InventoryRefusals {
  private static let chains = [
    "KUBE-SERVICES", "KUBE-EXTERNAL-SERVICES", "KUBE-NODEPORTS",
  ].map { Array($0.utf8) }

  static func isServiceChain(_ rule: Rule.ID, _ ruleset: Ruleset) -> Bool {
    let chain = ruleset[ruleset[rule].chain]
    guard ruleset[chain.table].name == .filter else { return false }
    let name = ruleset.source.slice(chain.name)
    return chains.contains { $0.elementsEqual(name) }
  }

  /// The destinations that such rules ask for.
  static func places(_ ruleset: Ruleset) -> [InventoryPlace] {
    guard let filter = ruleset.table(.filter) else { return [] }
    var result: [InventoryPlace] = []
    for name in chains {
      guard let chain = ruleset.chain(named: name[...], in: filter) else { continue }
      for index in ruleset[chain].rules {
        let rule = Rule.ID(index)
        guard !ruleset[rule].flags.contains(.damaged) else { continue }
        if let place = place(ruleset.decode(rule), ruleset.family) { result.append(place) }
      }
    }
    return result
  }

  private static func place(_ rule: DecodedRule, _ family: IPFamily) -> InventoryPlace? {
    guard rule.target == .reject || rule.target == .drop else { return nil }
    var address: UInt128?
    var ipProtocol: IPProtocol?
    var ports: [PortRange] = []
    var isLocal = false
    for match in rule.matches where !match.isNegated {
      switch match.test {
      case .destination(let pattern):
        if let prefix = pattern.prefix, prefix.length == family.width {
          address = prefix.address.bits
        }
      case .ipProtocol(let wanted): ipProtocol = wanted
      case .destinationPorts(let ranges): ports = ranges
      case .destinationType(let types): isLocal = types.kinds == [.local]
      default: continue
      }
    }
    guard let ipProtocol, !ports.isEmpty, address != nil || isLocal else { return nil }
    return InventoryPlace(
      address: address, ipProtocol: ipProtocol, ports: Tracer.set(ports).intervals)
  }
}

/// A destination that is walked beyond nat.
struct InventoryPlace: Hashable, Sendable {
  /// nil: addresses of the node.
  let address: UInt128?
  let ipProtocol: IPProtocol
  let ports: [ClosedRange<UInt128>]

  /// The destinations that IPVS answers, or as far as its services are not told the members of
  /// kube-proxy's sets.
  static func virtualServices(_ ipvs: IPVS, _ sets: IPSets, _ family: IPFamily) -> [InventoryPlace]
  {
    var result: [InventoryPlace] = []
    for service in ipvs.services {
      guard case .address(let address, let ipProtocol, let port) = service.key,
        address.family == family
      else { continue }
      let ports = port == 0 ? 0...65535 : UInt128(port)...UInt128(port)
      result.append(
        InventoryPlace(address: address.bits, ipProtocol: ipProtocol, ports: [ports]))
    }
    guard ipvs.services.isEmpty, !ipvs.isWhole else { return result }
    for name in Tracer.serviceSets {
      guard let set = sets[name], set.kind == .hashIPPort, set.family == family else { continue }
      for entry in set.entries where entry.firstFree == 0 {
        result.append(
          InventoryPlace(
            address: entry.first, ipProtocol: IPProtocol(number: entry.ipProtocol),
            ports: [UInt128(entry.ports.first)...UInt128(entry.ports.last)]))
      }
    }
    return result
  }
}
