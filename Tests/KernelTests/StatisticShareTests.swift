import Testing
import TestSupport

/// The shares of statistic: natscope's probabilities beside what many connections did.
@Suite(.enabled(if: Prerequisites.runs, Comment(rawValue: Prerequisites.comment)))
struct StatisticShareTests {
  private static let connections = 2000
  private static let randomRulesets = 5

  /// A NodePort with three endpoints, as kube-proxy writes it.
  private static let nodePort = """
    *nat
    :PREROUTING ACCEPT [0:0]
    :OUTPUT ACCEPT [0:0]
    :POSTROUTING ACCEPT [0:0]
    :KUBE-SVC - [0:0]
    -A PREROUTING -p tcp -m addrtype --dst-type LOCAL -m tcp --dport 30080 -j KUBE-SVC
    -A KUBE-SVC -m statistic --mode random --probability 0.33333333349 -p tcp -j DNAT --to-destination 10.244.1.5:8080
    -A KUBE-SVC -m statistic --mode random --probability 0.50000000000 -p tcp -j DNAT --to-destination 10.244.2.6:8080
    -A KUBE-SVC -p tcp -j DNAT --to-destination 10.244.3.7:8080
    COMMIT

    """

  @Test(arguments: Backend.allCases)
  func fit(backend: Backend) async throws {
    let seeds = (0..<Self.randomRulesets).map { RandomRulesetTests.seed &+ UInt64($0) }
    let rulesets = [Self.nodePort] + seeds.map(ShareGenerator.ruleset)
    let packets = (0..<Self.connections).map { number in
      TestPacket(
        source: "203.0.113.9", sourcePort: UInt16(20_000 + number), destination: "192.0.2.10",
        destinationPort: 30080)
    }
    try await KernelNode.with(backend) { node in
      let results = try await node.run(
        rulesets.map { KernelCase(name: "shares", ruleset: $0, packets: packets) })
      for (ruleset, kernel) in zip(rulesets, results) {
        try #require(kernel.refusal == nil, "\(ruleset)")
        #expect(kernel.connections.count == Self.connections)
        var seen: [String: Int] = [:]
        for connection in kernel.connections {
          seen[connection.newDestination.address, default: 0] += 1
        }
        let shares = try await Self.shares(packets[0], kernel, in: node)
        #expect(abs(shares.values.reduce(0, +) - 1) < 1e-9)
        let test = ChiSquare(seen: seen, shares: shares)
        let tests = rulesets.count * Backend.allCases.count
        #expect(!test.isAlarming(among: tests), "\(test), \(seen), \(shares)\n\(ruleset)")
        if ruleset == Self.nodePort {
          // The kernel draws 31 bits and compares; the text's 11 decimals name those bits.
          #expect(shares.count == 3 && shares.values.allSatisfy { abs($0 - 1.0 / 3) < 2e-9 })
        }
      }
    }
  }

  /// What natscope says of each address that the packet may be translated to.
  private static func shares(
    _ packet: TestPacket, _ kernel: KernelResult, in node: KernelNode
  ) async throws -> [String: Double] {
    let reply = try await Natscope.trace(packet, rules: kernel.saved, in: node)
    let outcomes = try #require(try reply.answer().traces.first).outcomes
    var shares: [String: Double] = [:]
    for outcome in outcomes {
      #expect(outcome.conditions.isEmpty && outcome.verdict == "ACCEPT")
      shares[outcome.destination.addresses ?? "", default: 0] += outcome.probability
    }
    return shares
  }
}
