import TestSupport

@testable import NatScope

/// A complete packet and a way to settle what its fields do not: whether an outcome's conditions
/// hold. The tracer's own code has no part in it.
struct ConditionTruth {
  let ruleset: Ruleset
  let packet: Packet
  /// The interfaces that the routes would choose.
  let outInterface: String
  let outInterfaceAfterTranslation: String
  /// Truths that follow from the packet.
  let settled: [String: @Sendable (Packet) -> Bool]
  /// Facts that are the same at each evaluation, by their words.
  var stable: [String: Bool] = [:]
  /// Facts that belong to one evaluation.
  var single: [OpaqueFact: Bool] = [:]

  func words(_ fact: OpaqueFact) -> String {
    if case .transparentSocket(let port) = fact.kind { return "socket at \(port)" }
    // A match and its negation are one fact, with or without the `-m` that loads them.
    var words = ruleset.source.string(fact.text).split(separator: " ")
    if words.count > 2, words[0] == "-m" { words.removeFirst(2) }
    return words.joined(separator: " ")
  }

  func holds(_ fact: OpaqueFact) -> Bool {
    if fact.kind == .perEvaluation { return single[fact] ?? false }
    let words = words(fact)
    return settled[words]?(packet) ?? stable[words] ?? false
  }

  private func number(_ interface: String) -> UInt128 {
    InterfacePattern(interface.utf8)?.bounds.lowerBound ?? 0
  }

  func value(_ field: Condition.Field) -> UInt128 {
    switch field {
    case .source: packet.source?.bits ?? 0
    case .destination: packet.destination?.bits ?? 0
    case .sourcePort: UInt128(packet.sourcePort ?? 0)
    case .destinationPort: UInt128(packet.destinationPort ?? 0)
    case .inInterface: number(packet.inInterface ?? "")
    case .outInterface: number(outInterface)
    case .outInterfaceAfterTranslation: number(outInterfaceAfterTranslation)
    case .ipProtocol: UInt128(packet.ipProtocol.number)
    case .icmpType: 0x0800
    case .length, .ttl, .tos, .tcpFlags, .mss, .mac, .packetType, .uid, .gid, .spi:
      field.header.flatMap { packet.header[$0] }.map { UInt128($0) } ?? 0
    }
  }

  func holds(_ condition: Condition) -> Bool {
    condition.isNegated
      != condition.all.allSatisfy { fact in
        switch fact {
        case .field(let field, let ranges): ranges.contains { $0.contains(value(field)) }
        case .opaque(let fact): holds(fact)
        }
      }
  }

  func holds(_ outcome: Outcome) -> Bool { outcome.conditions.allSatisfy { holds($0) } }

  // MARK: all facts of a trace

  static func facts(_ outcomes: [Outcome]) -> [OpaqueFact] {
    var seen: Set<OpaqueFact> = []
    return outcomes.flatMap(\.conditions).flatMap(\.all).compactMap {
      if case .opaque(let fact) = $0, seen.insert(fact).inserted { return fact }
      return nil
    }
  }

  /// Draws the stable facts anew.
  mutating func drawStable(_ outcomes: [Outcome], _ random: inout SplitMix64) {
    for fact in Self.facts(outcomes) where fact.kind != .perEvaluation {
      let words = words(fact)
      if stable[words] == nil { stable[words] = random.chance(of: 2) }
    }
  }

  /// Whether a condition can hold whatever the facts of single evaluations are.
  private func mayHold(_ condition: Condition) -> Bool {
    let isOpen = condition.all.contains {
      if case .opaque(let fact) = $0 { return fact.kind == .perEvaluation }
      return false
    }
    return isOpen || holds(condition)
  }

  /// What comes out, as text, with its share: each fact of a single evaluation is true in half of
  /// the cases.
  ///
  /// - Returns: nil if there are too many such facts to try all; otherwise also the sums of the
  ///   shares for each way to settle them, which have to be 1.
  func distribution(
    _ outcomes: [Outcome], withPaths: Bool
  ) -> (shares: [String: Double], sums: [Double])? {
    let candidates = outcomes.filter { $0.conditions.allSatisfy { mayHold($0) } }
    let facts = Self.facts(candidates).filter { $0.kind == .perEvaluation }
    guard facts.count <= 10 else { return nil }
    var shares: [String: Double] = [:]
    var sums: [Double] = []
    for bits in 0..<(1 << facts.count) {
      var truth = self
      for (index, fact) in facts.enumerated() { truth.single[fact] = bits >> index & 1 == 1 }
      var sum = 0.0
      for outcome in candidates where truth.holds(outcome) {
        sum += outcome.probability
        shares[describe(outcome, withPath: withPaths), default: 0] +=
          outcome.probability / Double(1 << facts.count)
      }
      sums.append(sum)
    }
    return (shares, sums)
  }

  /// Everything about an outcome but its share and conditions; what is unchanged is the packet's.
  func describe(_ outcome: Outcome, withPath: Bool) -> String {
    func text(_ endpoint: Outcome.Endpoint?, _ address: IPAddress?, _ port: UInt16?) -> String {
      let own = address.map { $0.bits...$0.bits } ?? 0...0
      let ports = endpoint?.ports ?? port.map { PortRange($0, $0) }
      return "\(endpoint?.addresses ?? own):\(ports?.description ?? "-")"
    }
    var parts = [outcome.verdict?.rawValue ?? "undecided"]
    if let obstacle = outcome.obstacle { parts.append("\(obstacle)") }
    parts.append(outcome.translation?.rawValue ?? "untranslated")
    parts.append(text(outcome.destination, packet.destination, packet.destinationPort))
    parts.append(text(outcome.source, packet.source, packet.sourcePort))
    parts.append(outcome.isMasqueraded.map { $0 ? "masqueraded" : "kept" } ?? "no postrouting")
    parts.append(outcome.delivery?.rawValue ?? "nowhere")
    guard withPath else { return parts.joined(separator: ", ") }
    parts += outcome.path.map {
      "\($0.hook.rawValue) \(ruleset.name(ruleset[$0.rule].chain))"
        + "#\(ruleset.number($0.rule) ?? 0) \($0.effect.rawValue)"
    }
    return parts.joined(separator: ", ")
  }
}
