import Benchmark
import NatScope
import RuleGenerator

/// Reading, the stage whose time grows with the input: bytes in memory to a capture.
///
/// Peak memory is measured by compare.sh: in this process it would be the generator's.
let benchmarks: @Sendable () -> Void = {
  for count in [36, 10_000, 1_000_000] {
    Benchmark(
      "read \(count) rules",
      configuration: Benchmark.Configuration(
        metrics: [.wallClock, .throughput], maxDuration: .seconds(5))
    ) { benchmark, input in
      for _ in benchmark.scaledIterations {
        blackHole(Capture.read([input]))
      }
    } setup: {
      InputFile(name: "\(count).save", bytes: KubeProxyNode(ruleCount: count).text())
    }
  }
}
