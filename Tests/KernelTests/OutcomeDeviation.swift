import TestSupport

/// How one outcome differs from what happened.
struct OutcomeDeviation {
  private let outcome: TraceAnswer.Outcome
  private let packet: TestPacket
  private let kernel: KernelResult
  private(set) var found: [String] = []

  init(_ outcome: TraceAnswer.Outcome, _ packet: TestPacket, _ kernel: KernelResult) {
    self.outcome = outcome
    self.packet = packet
    self.kernel = kernel
    comparePath()
    compareVerdict()
    if kernel.connections.count > 1 { found.append("more than one conntrack entry") }
    // TPROXY hands the packet to a socket, whatever its destination is or becomes.
    let isProxied = outcome.path.contains { $0.target == "TPROXY" }
    if kernel.survived, !isProxied, !isOpenEnded {
      compareDelivery()
      compareTranslation()
    }
  }

  /// Whether the kernel may go on where the outcome ends: natscope says that it gave up.
  private var isOpenEnded: Bool { outcome.verdict == nil }

  /// No rule is to blame for a packet that the routing lost: it saw a part of the way.
  private var isLost: Bool { !kernel.survived && !kernel.wasTaken }

  // MARK: path

  /// Each rule has to be in the path as often as the kernel counted it, at all hooks together, as
  /// the counters of a chain do not tell its callers apart.
  private mutating func comparePath() {
    let whole = Self.differences(outcome.path[...], outcome, kernel)
    if whole.isEmpty { return }
    if isOpenEnded, whole.allSatisfy({ $0.said <= $0.seen }) { return }
    if isLost,
      Self.lossPoints(outcome.path).contains(where: { end in
        Self.differences(outcome.path[..<end], outcome, kernel).isEmpty
      })
    {
      return
    }
    found += whole.map {
      "\($0.place) is \($0.said) times in the path, the kernel counted \($0.seen)"
    }
  }

  private static func differences(
    _ path: ArraySlice<TraceAnswer.Item>, _ outcome: TraceAnswer.Outcome, _ kernel: KernelResult
  ) -> [(place: RulePlace, said: Int, seen: Int)] {
    var counted: [RulePlace: Int] = [:]
    for item in path {
      let place = RulePlace(table: item.table, chain: item.chain, number: item.rule ?? 0)
      counted[place, default: 0] += 1
    }
    return Set(counted.keys).union(kernel.matched.keys).sorted().compactMap { place in
      let said = counted[place, default: 0]
      let seen = kernel.matched[place, default: 0]
      if said == seen || (said < seen && (outcome.pathOmitted ?? 0) > 0) { return nil }
      return (place, said, seen)
    }
  }

  /// Where in the path the kernel looks up a route: behind PREROUTING, and behind each table of
  /// OUTPUT, since mangle and nat send a packet that they changed another way.
  private static func lossPoints(_ path: [TraceAnswer.Item]) -> [Int] {
    path.indices.filter { index in
      guard index > 0 else { return true }
      let (before, item) = (path[index - 1], path[index])
      return before.hook != item.hook || (item.hook == "OUTPUT" && before.table != item.table)
    }
  }

  // MARK: verdict and delivery

  private mutating func compareVerdict() {
    if isOpenEnded, outcome.verdict == nil { return }
    let (verdict, taker): (String, RulePlace?) =
      if let dropper = kernel.dropper {
        ("DROP", dropper)
      } else if let rejecter = kernel.rejecter {
        ("REJECT", rejecter)
      } else if let queuer = kernel.queuer {
        ("QUEUE", queuer)
      } else {
        ("ACCEPT", nil)
      }
    if isLost, outcome.verdict != "ACCEPT", liesBehindRouting(outcome.decidedBy) { return }
    if outcome.verdict != verdict {
      found.append("verdict \(outcome.verdict ?? "null"), the kernel: \(verdict)")
    } else if verdict != "ACCEPT" {
      if outcome.decider != taker {
        found.append("decided by \(outcome.decider as Any), the kernel: \(taker as Any)")
      }
      if let delivery = outcome.delivery, delivery != "none" {
        found.append("delivery \(delivery) of what was taken")
      }
    }
    let hasLooped = kernel.ends["back", default: 0] > 0
    if outcome.verdict == "DROP", !kernel.connections.isEmpty, !hasLooped {
      found.append("verdict DROP, but there is a conntrack entry")
    }
  }

  /// Whether a lost packet cannot have come there; what the kernel drops by itself and not by a rule,
  /// natscope may know as well.
  private func liesBehindRouting(_ decision: TraceAnswer.Decision?) -> Bool {
    guard let decision else { return true }
    return decision.hook != "PREROUTING"
      && (decision.hook != "OUTPUT" || ["filter", "security"].contains(decision.table))
  }

  private mutating func compareDelivery() {
    let allowed = kernel.isDelivered ? ["local", nil] : ["forward", nil]
    if !allowed.contains(outcome.delivery) {
      found.append("delivery \(outcome.delivery ?? "null")")
    }
  }

  // MARK: translation

  private mutating func compareTranslation() {
    let ports = packet.hasPorts
    let asked = Connection.Endpoint(
      address: packet.destination, port: ports ? Int(packet.destinationPort) : nil)
    let from = Connection.Endpoint(
      address: packet.source, port: ports ? Int(packet.sourcePort) : nil)
    let connection = kernel.connections.first
    let destination = connection?.newDestination ?? asked
    if !outcome.destination.contains(destination) {
      found.append("destination \(outcome.destination), the kernel used \(destination)")
    }
    guard let source = connection?.newSource else { return }
    if let said = outcome.source, !said.contains(source) {
      found.append("source \(said), the kernel used \(source)")
    }
    // A NETMAP in POSTROUTING rewrites the source too; the contract does not name it there.
    let isMapped = outcome.path.last.map { $0.hook == "POSTROUTING" && $0.target == "NETMAP" }
    if source != from, outcome.masquerade != true, outcome.source == nil, isMapped != true {
      found.append("masquerade \(outcome.masquerade as Any), the kernel used \(source)")
    }
  }
}

extension TraceAnswer.Outcome {
  /// The rule that ended the trace; number 0 is the policy.
  var decider: RulePlace? {
    decidedBy.map { RulePlace(table: $0.table, chain: $0.chain, number: $0.rule ?? 0) }
  }
}

extension TraceAnswer.Endpoint {
  /// Whether `endpoint` is within what was said.
  func contains(_ endpoint: Connection.Endpoint) -> Bool {
    if let addresses, !IPBytes.range(addresses, contains: endpoint.address) { return false }
    guard let ports, let port = endpoint.port else { return true }
    let ends = ports.split(separator: "-").compactMap { Int($0) }
    guard let first = ends.first, let last = ends.last else { return false }
    return (first...max(first, last)).contains(port)
  }
}
