import TestSupport
import Testing

@testable import NatScope

/// The outcomes of an open packet partition it, and agree with the trace of each packet in it.
@Suite struct PartitionTests {
  struct Mode: Sendable, CustomStringConvertible {
    let description: String
    var openDestination = false
    var openPort = false
    var isLocal = false
  }

  static let modes = [
    Mode(description: "outside"),
    Mode(description: "any port", openPort: true),
    Mode(description: "any own address", openDestination: true),
    Mode(description: "local", isLocal: true),
  ]

  static let nodes = ["10.0.0.5", "10.9.9.9", "192.0.2.9"].compactMap { NodeAddresses.Entry($0) }

  /// The question, with what is left open and with everything given.
  private static func packets(_ mode: Mode, _ random: inout SplitMix64) -> (Packet, Packet) {
    var whole = Packet(family: .ipv4, ipProtocol: random.pick([.tcp, .tcp, .tcp, .udp]))
    whole.destination = IPAddress(
      mode.openDestination ? "10.9.9.9" : random.pick(["10.0.0.5", "192.0.2.1", "10.0.0.5"]))
    whole.destinationPort = random.pick([80, 443, 8005])
    whole.mark = UInt32(random.pick([0, 0, 1]))
    whole.origin = mode.isLocal ? .local : .outside
    var open = whole
    if mode.openDestination { open.destination = nil }
    if mode.openPort { open.destinationPort = nil }
    return (open, whole)
  }

  private static func complete(
    _ packet: Packet, _ mode: Mode, _ random: inout SplitMix64
  ) -> Packet {
    var packet = packet
    packet.sourcePort = random.pick([80, 5000, 6500, 1000, 40000])
    if mode.openPort { packet.destinationPort = random.pick([80, 443, 8005, 5000, 9]) }
    if mode.isLocal {
      // Other own addresses are possible sources only of what leaves the node.
      packet.source =
        packet.destination == IPAddress("10.0.0.5")
        ? packet.destination : IPAddress(random.pick(["10.0.0.5", "192.0.2.9"]))
      return packet
    }
    packet.source = IPAddress(
      random.pick([
        "198.51.100.7", "198.51.100.8", "198.51.100.70", "198.51.99.7", "203.0.113.200", "9.9.9.9",
      ]))
    packet.inInterface = random.pick(["eth0", "eth1", "docker0", "wlan0"])
    return packet
  }

  /// 60 rulesets for each mode and seed, 12 packets each.
  @Test(arguments: modes, 1...5)
  func symbolicIsConcrete(_ mode: Mode, _ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed) &* 7919)
    var (compared, skipped) = (0, 0)
    var options = TraceOptions()
    options.nodeAddresses = Self.nodes
    for round in 0..<60 {
      let caseSeed = random.next()
      var generator = RandomRuleset(
        seed: caseSeed, openDestination: mode.openDestination, openPort: mode.openPort,
        isLocal: mode.isLocal)
      let text = generator.text()
      let capture = Capture.read(name: "random", bytes: Array(text.utf8))
      #expect(!capture.diagnostics.contains { $0.severity == .warning }, "\(text)")
      let ruleset = try #require(capture.rulesets.first)
      let (open, whole) = Self.packets(mode, &random)
      let symbolic = Trace.run(open, through: ruleset, sets: capture.sets, options: options)
      guard symbolic.omitted.outcomes == 0 else {
        skipped += 12
        continue
      }
      #expect(symbolic.outcomes.filter(\.isPrimary).count == 1)
      for _ in 0..<12 {
        let packet = Self.complete(whole, mode, &random)
        let concrete = Trace.run(packet, through: ruleset, sets: capture.sets, options: options)
        var truth = ConditionTruth(
          ruleset: ruleset, packet: packet,
          outInterface: random.pick(["eth0", "eth1", "docker0"]),
          outInterfaceAfterTranslation: random.pick(["eth0", "eth1", "docker0"]),
          settled: generator.settled)
        truth.drawStable(symbolic.outcomes + concrete.outcomes, &random)
        // Where too many ways wait at one rule they are one, with the path of the likeliest.
        let withPaths = !(symbolic.outcomes + concrete.outcomes).contains(where: \.isMerged)
        guard let ours = truth.distribution(symbolic.outcomes, withPaths: withPaths),
          let theirs = truth.distribution(concrete.outcomes, withPaths: withPaths)
        else {
          skipped += 1
          continue
        }
        compared += 1
        let problem =
          Self.unequalSum(ours.sums, "symbolic") ?? Self.unequalSum(theirs.sums, "concrete")
          ?? Self.difference(ours.shares, theirs.shares)
        if let problem {
          Issue.record(
            """
            \(mode), seed \(seed), round \(round): \(problem)
            \(packet)
            facts: \(truth.stable)
            symbolic: \(ours.shares)
            concrete: \(theirs.shares)
            \(text)
            """)
          return
        }
      }
    }
    #expect(compared > 9 * skipped)
  }

  private static func unequalSum(_ sums: [Double], _ which: String) -> String? {
    sums.first { abs($0 - 1) > 1e-9 }.map { "\(which) probabilities sum to \($0)" }
  }

  private static func difference(_ a: [String: Double], _ b: [String: Double]) -> String? {
    for key in Set(a.keys).union(b.keys).sorted() {
      let (one, other) = (a[key] ?? 0, b[key] ?? 0)
      if abs(one - other) > 1e-9 { return "symbolic \(one), concrete \(other): \(key)" }
    }
    return nil
  }
}
