import Benchmark
import NatScope
import RuleGenerator

/// The stages whose time grows with the input: bytes in memory to a capture, and a packet past the
/// rules of all services but its own.
///
/// Peak memory is measured by compare.sh: in this process it would be the generator's.
let benchmarks: @Sendable () -> Void = {
  let configuration = Benchmark.Configuration(
    metrics: [.wallClock, .throughput], maxDuration: .seconds(5))
  for count in [36, 10_000, 1_000_000] {
    Benchmark("read \(count) rules", configuration: configuration) { benchmark, input in
      for _ in benchmark.scaledIterations {
        blackHole(Capture.read([input]))
      }
    } setup: {
      InputFile(name: "\(count).save", bytes: KubeProxyNode(ruleCount: count).text())
    }

    Benchmark("read \(count) rules of a listing", configuration: configuration) {
      benchmark, input in
      for _ in benchmark.scaledIterations {
        blackHole(Capture.read([input]))
      }
    } setup: {
      InputFile(name: "\(count).txt", bytes: KubeProxyNode(ruleCount: count).listing())
    }

    Benchmark("trace past \(count) rules", configuration: configuration) { benchmark, ruleset in
      // No service has this address, so every rule of KUBE-SERVICES is looked at.
      let packet = Packet(
        family: .ipv4, destination: IPAddress("192.0.2.1"), destinationPort: 1)
      for _ in benchmark.scaledIterations {
        blackHole(Trace.run(packet, through: ruleset))
      }
    } setup: {
      let bytes = KubeProxyNode(ruleCount: count).text()
      guard let ruleset = Capture.read(name: "\(count).save", bytes: bytes).rulesets.first else {
        throw NoRuleset()
      }
      return ruleset
    }
  }
}

struct NoRuleset: Error {}
