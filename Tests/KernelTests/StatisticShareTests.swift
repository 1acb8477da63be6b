import Testing
import TestSupport

/// The shares of statistic: natscope's probabilities beside what many connections did.
@Suite(.enabled(if: Prerequisites.runs, Comment(rawValue: Prerequisites.comment)))
struct StatisticShareTests {
  private static let connections = 600

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
  func thirds(backend: Backend) async throws {
    try await KernelNode.with(backend) { node in
      let packets = (0..<Self.connections).map { number in
        TestPacket(
          source: "203.0.113.9", sourcePort: UInt16(20_000 + number), destination: "192.0.2.10",
          destinationPort: 30080)
      }
      let kernelCase = KernelCase(name: "thirds", ruleset: Self.nodePort, packets: packets)
      let kernel = try #require(try await node.run([kernelCase]).first)
      #expect(kernel.connections.count == Self.connections)
      let reply = try await Natscope.trace(packets[0], rules: kernel.saved, in: node)
      let answer = try reply.answer()
      let outcomes = try #require(answer.traces.first).outcomes
      #expect(outcomes.count == 3)
      for outcome in outcomes {
        // The kernel draws 31 bits and compares; the text's 11 decimals name those bits.
        #expect(abs(outcome.probability - 1.0 / 3) < 2e-9)
        let address = try #require(outcome.destination.addresses)
        let seen = kernel.connections.count { $0.newDestination.address == address }
        let expected = outcome.probability * Double(Self.connections)
        let deviation = (expected * (1 - outcome.probability)).squareRoot()
        #expect(abs(Double(seen) - expected) < 5 * deviation, "\(address): \(seen)")
      }
      #expect(abs(outcomes.map(\.probability).reduce(0, +) - 1) < 1e-9)
    }
  }
}
