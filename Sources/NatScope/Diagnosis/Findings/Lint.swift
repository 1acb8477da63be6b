/// Everything that is wrong, or worth knowing, with the NAT of a node.
public struct Lint: Sendable {
  public let capture: Capture
  /// Errors first, then by code, then in the order of the rules.
  public let findings: [Finding]
  /// Codes whose evidence the input lacks.
  public let notChecked: [NotChecked]
  /// Destinations that were not traced, because there are more than a bound.
  public let destinationsOmitted: Int

  /// More destinations than these are counted only.
  static var destinationLimit: Int { 1_000 }

  /// After so many traces that ran into the engine's bounds nothing more is traced.
  static var exhaustionLimit: Int { 3 }

  /// - Parameter covers: the families whose rules are looked at.
  public init(
    _ capture: Capture, nodeAddresses: [NodeAddresses.Entry]? = nil,
    covers: (IPFamily) -> Bool = { _ in true }
  ) {
    let rulesets = capture.rulesets.indices.filter { covers(capture.rulesets[$0].family) }
    let scope = LintScope(capture: capture, nodeAddresses: nodeAddresses, rulesets: rulesets)
    var findings: [Finding] = []
    var omitted = 0
    var exhausted = 0
    for family in IPFamily.allCases {
      let destinations = scope.destinations(family)
      for (place, destination) in destinations.enumerated() {
        // Rules that use up the engine's bounds do so for every destination.
        guard place < Self.destinationLimit, exhausted < Self.exhaustionLimit else {
          omitted += destinations.count - place
          break
        }
        let probe = scope.probe(destination, family)
        if probe.isExhausted { exhausted += 1 }
        for detector in Detectors.ofDestination { findings += detector(probe, scope) }
      }
    }
    for detector in Detectors.ofNode { findings += detector(scope) }
    self.capture = capture
    destinationsOmitted = omitted
    self.findings = Self.sorted(findings, capture)
    notChecked = Self.notChecked(scope)
  }

  /// The findings that concern destinations which were traced already, for each trace.
  static func findings(
    _ traces: [Answer.Traced], _ facts: [Answer.Traced.Facts], in capture: Capture
  ) -> [[Finding]] {
    var result: [[Finding]] = traces.map { _ in [] }
    var done: Set<Int> = []
    for (place, traced) in traces.enumerated() where !done.contains(place) {
      // The rulesets of a family that one packet was asked of belong together.
      let group = traces.indices.filter {
        $0 >= place && traces[$0].trace.packet == traced.trace.packet && !done.contains($0)
      }
      done.formUnion(group)
      guard let probe = Probe(group.map { (traces[$0], facts[$0]) }) else { continue }
      let scope = LintScope(
        capture: capture, nodeAddresses: traced.nodeAddresses,
        rulesets: group.map { traces[$0].ruleset })
      let found = sorted(Detectors.ofDestination.flatMap { $0(probe, scope) }, capture)
      for finding in found {
        let own = group.first { traces[$0].ruleset == finding.ruleset } ?? place
        result[own].append(finding)
      }
    }
    return result
  }

  private static func sorted(_ findings: [Finding], _ capture: Capture) -> [Finding] {
    var seen: Set<Finding> = []
    let unique = findings.map { capped($0, capture) }.filter { seen.insert($0).inserted }
    return Finding.merged(unique).enumerated().sorted { a, b in
      if a.element.severity != b.element.severity {
        return a.element.severity > b.element.severity
      }
      return (a.element.code, a.offset) < (b.element.code, b.offset)
    }.map(\.element)
  }

  /// In a part of a dump rules may be missing, so nothing in it is certain enough for an error.
  private static func capped(_ finding: Finding, _ capture: Capture) -> Finding {
    guard finding.severity == .error, let index = finding.ruleset,
      capture.rulesets[index].isFragment
    else { return finding }
    return Finding(
      code: finding.code, severity: .warning, title: finding.title, subject: finding.subject,
      evidence: finding.evidence, effect: finding.effect, confirm: finding.confirm,
      mend: finding.mend, ruleset: index)
  }

  private static func notChecked(_ scope: LintScope) -> [NotChecked] {
    FindingCode.all.compactMap { row in
      let missing = row.needs.filter { !scope.has($0) }
      guard !missing.isEmpty else { return nil }
      return NotChecked(code: row.code, needs: missing.map(\.rawValue).joined(separator: "; "))
    }
  }

  /// The highest severity; nil without findings.
  public var worst: Diagnostic.Severity? { findings.map(\.severity).max() }
}

extension LintScope {
  /// What is traced: what rules single out, and what the node's sockets and workloads offer.
  func destinations(_ family: IPFamily) -> [NamedDestinations.Destination] {
    var all: Set<NamedDestinations.Destination> = []
    for index in rulesets(family) { all.formUnion(NamedDestinations(capture.rulesets[index]).all) }
    guard !rulesets(family).isEmpty else { return [] }
    for socket in node.sockets.all where socket.isListener {
      guard let port = socket.port, port > 0 else { continue }
      var address: IPAddress?
      if case .address(let own) = socket.local {
        guard own.family == family else { continue }
        address = own
      } else if socket.takes(nil, family) == false {
        continue
      }
      all.insert(.init(ipProtocol: socket.ipProtocol, port: port, address: address))
    }
    for port in publishedPorts where port.family.map({ $0 == family }) ?? true {
      all.insert(
        .init(ipProtocol: port.ipProtocol, port: port.port, address: port.address))
    }
    // IPVS makes the addresses of its services local, so rules for local addresses may take them.
    for service in capture.ipvs.services {
      guard case .address(let address, let ipProtocol, let port) = service.key, port > 0,
        address.family == family
      else { continue }
      all.insert(.init(ipProtocol: ipProtocol, port: port, address: address))
    }
    // A flow that was translated once is a port that was published once.
    for entry in node.conntrack.entries where entry.ipProtocol == .udp && entry.isTranslated {
      guard let port = entry.original.destinationPort, port > 0,
        entry.original.destination.family == family
      else { continue }
      all.insert(.init(ipProtocol: .udp, port: port, address: nil))
    }
    // A port of any address is asked of loopback, too, where something is known of that. Of IPv6
    // nothing can be: whoever publishes a port of an address with it has none at ::1.
    guard family == .ipv4, node.sysctls.isGiven else {
      return all.sorted { $0.sortKey.lexicographicallyPrecedes($1.sortKey) }
    }
    let own = IPAddress(family: .ipv4, bits: IPPrefix.loopback(.ipv4).address.bits + 1)
    for destination in all where destination.address == nil {
      all.insert(.init(ipProtocol: destination.ipProtocol, port: destination.port, address: own))
    }
    return all.sorted { $0.sortKey.lexicographicallyPrecedes($1.sortKey) }
  }

  /// Whether the input has a kind of evidence.
  func has(_ need: FindingCode.Need) -> Bool {
    switch need {
    case .filter: rulesets.contains { capture.rulesets[$0].table(.filter) != nil }
    case .rulesOfIPv6: rulesets.contains { capture.rulesets[$0].family == .ipv6 }
    case .counters: rulesets.contains { capture.rulesets[$0].hasCounters }
    case .bothBackends:
      Set(rulesets.compactMap { capture.rulesets[$0].backend }).count == 2
    case .sockets: node.sockets.isGiven
    case .addresses: node.addresses.isGiven || nodeAddresses != nil
    case .sysctls: node.sysctls.isGiven
    case .conntrack: node.conntrack.isGiven
    case .sandboxes, .pods: node.workloads.all.contains { $0.kind == .pod || $0.kind == .container }
    case .endpoints: node.workloads.all.contains { $0.kind == .endpointSlice }
    case .virtualServices: capture.ipvs.isWhole
    case .routes: node.routes.isGiven
    }
  }
}

extension Ruleset {
  /// Whether the text counts what its rules matched.
  var hasCounters: Bool {
    rules.indices.prefix(64).contains { counters(Rule.ID($0)) != nil }
  }
}
