import TestSupport
import Testing

@testable import NatScope

/// The rows that hold for a packet say of it what its trace says.
@Suite struct InventoryPropertyTests {
  static let nodes = ["10.0.0.5", "10.9.9.9", "192.0.2.9"].compactMap { NodeAddresses.Entry($0) }

  private static func packet(isLocal: Bool, _ random: inout SplitMix64) -> Packet {
    var packet = Packet(family: .ipv4, ipProtocol: random.pick([.tcp, .tcp, .tcp, .udp]))
    let destinations = [
      "10.0.0.5", "10.9.9.9", "10.9.9.8", "10.0.0.9", "192.0.2.1", "192.0.2.9", "192.0.2.77",
      "10.42.3.4", "8.8.8.8",
    ]
    packet.destination = IPAddress(random.pick(destinations + (isLocal ? ["127.0.0.1"] : [])))
    packet.destinationPort = random.pick([80, 443, 79, 8005, 8008, 5000, 9])
    packet.sourcePort = random.pick([80, 5000, 6500, 1000, 40000])
    packet.origin = isLocal ? .local : .outside
    guard isLocal else {
      packet.source = IPAddress(
        random.pick(["198.51.100.7", "198.51.100.70", "198.51.99.7", "203.0.113.200", "9.9.9.9"]))
      packet.inInterface = random.pick(["eth0", "eth1", "docker0", "wlan0"])
      return packet
    }
    let own = ["10.0.0.5", "10.9.9.9", "192.0.2.9", "127.0.0.1"]
    packet.source =
      own.contains(packet.destination.map { "\($0)" } ?? "")
      ? packet.destination : IPAddress(random.pick(Array(own.dropLast())))
    return packet
  }

  /// An outcome with nothing but where the packet goes.
  private static func bare(
    _ translation: Outcome.Translation?, _ destination: Outcome.Endpoint, _ probability: Double,
    _ conditions: [Condition]
  ) -> Outcome {
    var outcome = Outcome()
    outcome.verdict = .accept
    outcome.translation = translation
    outcome.destination = destination
    outcome.probability = probability
    outcome.conditions = conditions
    return outcome
  }

  private static func outcomes(_ inventory: Inventory, _ packet: Packet) -> [Outcome] {
    let destination = packet.destination?.bits ?? 0
    let isLocal =
      NodeAddresses(nodes).contains(destination, .ipv4) ?? false
    let own = PortRange(packet.destinationPort ?? 0, packet.destinationPort ?? 0)
    return inventory.rows.flatMap { row -> [Outcome] in
      guard
        row.covers(
          packet.ipProtocol, destination, port: packet.destinationPort, isLocal: isLocal,
          at: packet.origin), case .translated(let kind) = row.answer
      else { return [] }
      // What leaves the node has no incoming interface: these hold.
      let conditions = row.conditions.filter { condition in
        guard packet.origin == .local, condition.all.count == 1,
          case .field(.inInterface, _) = condition.all[0]
        else { return true }
        return !condition.isNegated
      }
      return row.targets.map { target in
        var end = Outcome.Endpoint()
        end.addresses = target.addresses ?? (kind == .redirect ? nil : destination...destination)
        end.ports = kind == .transparentProxy ? own : target.ports ?? own
        return bare(kind, end, target.share, conditions)
      }
    }
  }

  /// 40 rulesets for each side and seed, 12 packets each.
  @Test(arguments: [false, true], 1...4)
  func agreesWithTraces(isLocal: Bool, _ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed) &* 104_729)
    var options = TraceOptions()
    options.nodeAddresses = Self.nodes
    var (compared, translated, skipped) = (0, 0, 0)
    for round in 0..<40 {
      var generator = RandomRuleset(
        seed: random.next(), openDestination: true, openPort: round % 2 == 0, isLocal: isLocal)
      // Shifted ranges are told as ranges.
      let text = generator.text().replacing(":100-110/80", with: ":100")
      let capture = Capture.read(name: "random", bytes: Array(text.utf8))
      let ruleset = try #require(capture.rulesets.first)
      let inventory = Inventory.run(ruleset, sets: capture.sets, options: options)
      #expect(inventory.leftOut == 0)
      for _ in 0..<12 {
        let packet = Self.packet(isLocal: isLocal, &random)
        let trace = Trace.run(packet, through: ruleset, sets: capture.sets, options: options)
        let theirs = trace.outcomes.filter { $0.translation != nil }.map {
          Self.bare($0.translation, $0.destination, $0.probability, $0.conditions)
        }
        let ours = Self.outcomes(inventory, packet)
        var truth = ConditionTruth(
          ruleset: ruleset, packet: packet, outInterface: random.pick(["eth0", "eth1", "docker0"]),
          outInterfaceAfterTranslation: random.pick(["eth0", "eth1", "docker0"]),
          settled: generator.settled)
        truth.drawStable(ours + theirs, &random)
        guard let one = truth.distribution(ours, withPaths: false),
          let other = truth.distribution(theirs, withPaths: false)
        else {
          skipped += 1
          continue
        }
        compared += 1
        if !other.shares.isEmpty { translated += 1 }
        let keys = Set(one.shares.keys).union(other.shares.keys).sorted()
        let problem = keys.first {
          abs((one.shares[$0] ?? 0) - (other.shares[$0] ?? 0)) > 1e-9
        }
        if let problem {
          let rows = PortsAnswer(capture, options: options).rows.map(Listed.describe)
          Issue.record(
            """
            seed \(seed), round \(round): \(problem)
            \(packet)
            facts: \(truth.stable)
            ports: \(one.shares)
            trace: \(other.shares)
            \(rows.joined(separator: "\n"))
            \(text)
            """)
          return
        }
      }
    }
    #expect(compared > 9 * skipped)
    #expect(translated * 20 > compared, "\(translated) of \(compared)")
    print("ports and trace agree on \(compared) packets, \(translated) of them translated")
  }
}
