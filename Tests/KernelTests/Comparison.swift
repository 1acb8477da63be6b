import TestSupport

/// What the kernel did with one packet beside what natscope said of it.
struct Comparison {
  /// The first outcome that describes what happened.
  var matching: TraceAnswer.Outcome?
  /// Why the two disagree; empty if they do not.
  var problems: [String] = []

  /// How many outcomes that do not fit are told.
  private static let shown = 5

  /// Whether natscope committed itself: one outcome, without conditions.
  var isUnconditional: Bool { matching.map(Self.isSure) ?? false }

  /// `isLossy` says that the rules came in a form that may make natscope ask for more.
  init(_ packet: TestPacket, kernel: KernelResult, answer: TraceAnswer, isLossy: Bool = false) {
    guard let trace = answer.traces.first, answer.traces.count == 1 else {
      problems = ["\(answer.traces.count) traces for one destination and one ruleset"]
      return
    }
    let deviations = trace.outcomes.map { Self.deviation($0, packet: packet, kernel: kernel) }
    matching = zip(trace.outcomes, deviations).first { $0.1.isEmpty }?.0
    // A form that hides a lot can have more outcomes than are listed.
    let isCut = isLossy && (trace.omitted?.outcomes ?? 0) > 0
    if matching == nil, !isCut {
      let nearest = zip(trace.outcomes, deviations).sorted { $0.1.count < $1.1.count }
      problems = nearest.prefix(Self.shown).map { outcome, deviation in
        "outcome with probability \(outcome.probability), \(outcome.conditions.map(\.text)): "
          + deviation.joined(separator: "; ")
      }
      if nearest.count > Self.shown { problems.append("\(nearest.count) outcomes, none fits") }
    }
    for (outcome, deviation) in zip(trace.outcomes, deviations)
    where Self.isSure(outcome) && !deviation.isEmpty && (matching != nil || isCut) {
      problems.append("a sure outcome is wrong: \(deviation.joined(separator: "; "))")
    }
    if trace.outcomes.count(where: \.primary) != 1 { problems.append("not exactly one is primary") }
    if !isLossy { problems += trace.outcomes.flatMap(Self.needlessConditions) }
  }

  private static func isSure(_ outcome: TraceAnswer.Outcome) -> Bool {
    outcome.conditions.isEmpty && outcome.probability > 1 - 1e-9
  }

  /// `--from` and `--in` leave nothing open about where the packet comes from.
  private static func needlessConditions(_ outcome: TraceAnswer.Outcome) -> [String] {
    outcome.conditions.filter { condition in
      condition.all.contains { ["source", "sourcePort", "inInterface"].contains($0.field) }
    }.map { "a condition on what the command line settles: \($0.text)" }
  }

  /// How `outcome` differs from what happened.
  private static func deviation(
    _ outcome: TraceAnswer.Outcome, packet: TestPacket, kernel: KernelResult
  ) -> [String] {
    // No rule is to blame for a packet that the routing lost; POSTROUTING was not reached then.
    let lostInRouting = !kernel.survived && !kernel.wasDropped
    var found = pathDeviation(outcome, kernel: kernel, untilRouting: lostInRouting)
    if kernel.wasDropped != (outcome.verdict == "DROP"), !lostInRouting {
      found.append("verdict \(outcome.verdict ?? "null")")
    }
    if outcome.verdict == "DROP", !kernel.connections.isEmpty {
      found.append("verdict DROP, but there is a conntrack entry")
    }
    // TPROXY hands the packet to a socket, whatever its destination is or becomes.
    let isProxied = outcome.path.contains { $0.text.contains("-j TPROXY") }
    if kernel.survived, !isProxied {
      let allowed = kernel.isDelivered ? ["local", nil] : ["forward", nil]
      if !allowed.contains(outcome.delivery) {
        found.append("delivery \(outcome.delivery ?? "null")")
      }
      found += translationDeviation(outcome, packet: packet, connection: kernel.connections.first)
    }
    if kernel.connections.count > 1 { found.append("more than one conntrack entry") }
    return found
  }

  private static func pathDeviation(
    _ outcome: TraceAnswer.Outcome, kernel: KernelResult, untilRouting: Bool
  ) -> [String] {
    let items = outcome.path.filter { !untilRouting || $0.hook != "POSTROUTING" }
    let counted = Dictionary(
      items.map { (RulePlace(table: $0.table, chain: $0.chain, number: $0.rule ?? 0), 1) },
      uniquingKeysWith: +)
    let places = Set(counted.keys).union(kernel.matched.keys).sorted()
    return places.compactMap { place in
      let said = counted[place, default: 0]
      let seen = kernel.matched[place, default: 0]
      if said == seen || (said < seen && (outcome.pathOmitted ?? 0) > 0) { return nil }
      return "\(place) is \(said) times in the path, the kernel counted \(seen)"
    }
  }

  private static func translationDeviation(
    _ outcome: TraceAnswer.Outcome, packet: TestPacket, connection: Connection?
  ) -> [String] {
    let ports = packet.hasPorts
    let asked = Connection.Endpoint(
      address: packet.destination, port: ports ? Int(packet.destinationPort) : nil)
    let from = Connection.Endpoint(
      address: packet.source, port: ports ? Int(packet.sourcePort) : nil)
    var found: [String] = []
    let destination = connection?.newDestination ?? asked
    if !contains(outcome.destination, destination) {
      found.append("destination \(outcome.destination), the kernel used \(destination)")
    }
    guard let connection else { return found }
    if let source = outcome.source, !contains(source, connection.newSource) {
      found.append("source \(source), the kernel used \(connection.newSource)")
    }
    // A NETMAP in POSTROUTING rewrites the source too; the contract does not name it there.
    let isMapped = outcome.path.last.map { $0.hook == "POSTROUTING" && $0.text.contains("NETMAP") }
    if connection.newSource != from, outcome.masquerade != true, isMapped != true {
      found.append(
        "masquerade \(outcome.masquerade as Any), the kernel used \(connection.newSource)")
    }
    return found
  }

  private static func contains(
    _ said: TraceAnswer.Endpoint, _ endpoint: Connection.Endpoint
  ) -> Bool {
    if let addresses = said.addresses, !IPBytes.range(addresses, contains: endpoint.address) {
      return false
    }
    guard let ports = said.ports, let port = endpoint.port else { return true }
    let ends = ports.split(separator: "-").compactMap { Int($0) }
    guard let first = ends.first, let last = ends.last else { return false }
    return (first...max(first, last)).contains(port)
  }
}
