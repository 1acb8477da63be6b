/// The destinations that rules of nat single out to translate them, and rules of filter to stop
/// them: what lint traces where nobody names a destination.
///
/// It only collects what rules ask for on the way to a translation, so it may name a destination that
/// no packet gets translated at; the trace decides.
struct NamedDestinations {
  struct Destination: Hashable {
    let ipProtocol: IPProtocol
    let port: UInt16
    /// nil: an address of the node that no rule names.
    let address: IPAddress?
  }

  /// Sorted: those without address first, then by protocol and port.
  private(set) var all: [Destination] = []
  /// Whether the bounds sufficed.
  private(set) var isWhole = true

  /// Chains that lead to each other twice, many deep, have ways without number.
  private static var stepLimit: Int { 400_000 }
  private static var depthLimit: Int { 32 }

  /// What has to hold to come to a rule, as far as protocol, port and destination say.
  private struct Wanted {
    var ipProtocol: IPProtocol?
    var ports: [PortRange] = []
    var address: IPPrefix?
  }

  private struct Frame {
    let chain: Chain.ID
    var next: Int
    let wanted: Wanted
  }

  init(_ ruleset: Ruleset) {
    var found: Set<Destination> = []
    var steps = 0
    for (table, hooks) in [
      (TableName.nat, [Hook.prerouting, .output]), (.filter, [.input, .forward, .output]),
    ] {
      for hook in hooks {
        guard let chain = ruleset.chain(hook, in: table) else { continue }
        collect(from: chain, table, ruleset, &found, &steps)
      }
      // Of a fragment the built-in chains may be missing.
      guard ruleset.isFragment, table == .nat, let id = ruleset.table(.nat) else { continue }
      for index in ruleset.chains.indices where ruleset.chains[index].table == id {
        collect(from: Chain.ID(index), table, ruleset, &found, &steps)
      }
    }
    all = found.sorted { $0.sortKey.lexicographicallyPrecedes($1.sortKey) }
  }

  private mutating func collect(
    from start: Chain.ID, _ table: TableName, _ ruleset: Ruleset, _ found: inout Set<Destination>,
    _ steps: inout Int
  ) {
    var stack = [Frame(chain: start, next: ruleset[start].rules.lowerBound, wanted: Wanted())]
    while let top = stack.last {
      guard top.next < ruleset[top.chain].rules.upperBound else {
        stack.removeLast()
        continue
      }
      steps += 1
      guard steps <= Self.stepLimit else {
        isWhole = false
        return
      }
      stack[stack.count - 1].next += 1
      let id = Rule.ID(top.next)
      let rule = ruleset.decode(id)
      guard let wanted = Self.narrowed(top.wanted, by: rule) else { continue }
      switch rule.target {
      case .destinationNAT, .redirect, .netmap:
        if table == .nat { Self.add(wanted, ruleset.family, &found) }
      case .drop, .reject:
        if table == .filter, Self.isOfService(ruleset.comment(id)) {
          Self.add(wanted, ruleset.family, &found)
        }
      case .chain(let next, _):
        guard stack.count < Self.depthLimit, !stack.contains(where: { $0.chain == next }) else {
          continue
        }
        stack.append(Frame(chain: next, next: ruleset[next].rules.lowerBound, wanted: wanted))
      default: continue
      }
    }
  }

  /// kube-proxy's remarks at rules of the filter table (kubernetes pkg/proxy/iptables/proxier.go).
  private static func isOfService(_ comment: String?) -> Bool {
    guard let comment else { return false }
    return comment.contains("has no endpoints") || comment.contains("has no local endpoints")
      || comment.contains("not accepted by KUBE-FW-")
  }

  private static func add(
    _ wanted: Wanted, _ family: IPFamily, _ found: inout Set<Destination>
  ) {
    let address = wanted.address.map { prefix in
      // Of a network the first host stands for all.
      prefix.length == family.width || prefix.address.bits == family.maximum
        ? prefix.address : IPAddress(family: family, bits: prefix.address.bits + 1)
    }
    for range in wanted.ports {
      found.insert(
        Destination(
          ipProtocol: wanted.ipProtocol ?? .tcp, port: max(1, range.first), address: address))
    }
  }

  /// nil if no packet can fit both.
  private static func narrowed(_ wanted: Wanted, by rule: DecodedRule) -> Wanted? {
    var result = wanted
    for match in rule.matches where !match.isNegated {
      switch match.test {
      case .ipProtocol(let number):
        if let known = result.ipProtocol, known != number { return nil }
        result.ipProtocol = number
      case .destinationPorts(let ports), .eitherPorts(let ports):
        result.ports = result.ports.isEmpty ? ports : common(result.ports, ports)
        if result.ports.isEmpty { return nil }
      case .destination(let pattern):
        guard let prefix = pattern.prefix, prefix.length > 0 else { continue }
        guard let known = result.address else {
          result.address = prefix
          continue
        }
        if known.length <= prefix.length {
          guard known.contains(prefix.address) else { return nil }
          result.address = prefix
        } else if !prefix.contains(known.address) {
          return nil
        }
      default: continue
      }
    }
    if let number = result.ipProtocol, !number.hasPorts { return nil }
    return result
  }

  private static func common(_ a: [PortRange], _ b: [PortRange]) -> [PortRange] {
    var result: [PortRange] = []
    for one in a {
      for other in b {
        let (first, last) = (max(one.first, other.first), min(one.last, other.last))
        if first <= last { result.append(PortRange(first, last)) }
      }
    }
    return result
  }
}

extension NamedDestinations.Destination {
  /// Those without address first, then by protocol, port and address.
  var sortKey: [UInt128] {
    [address == nil ? 0 : 1, UInt128(ipProtocol.number), UInt128(port), address?.bits ?? 0]
  }
}
