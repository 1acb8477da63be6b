// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that who builds natscope does not fetch what only benchmarks need.
let package = Package(
  name: "natscope-benchmarks",
  products: [.executable(name: "generate-rules", targets: ["GenerateRules"])],
  dependencies: [
    .package(name: "natscope", path: "../.."),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    // Without traits: the malloc and runtime interposers would change what is measured.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .target(name: "RuleGenerator", path: "RuleGenerator"),
    .executableTarget(
      name: "GenerateRules",
      dependencies: ["RuleGenerator", .product(name: "SystemPackage", package: "swift-system")],
      path: "GenerateRules"),
    .executableTarget(
      name: "PipelineBenchmarks",
      dependencies: [
        "RuleGenerator",
        .product(name: "NatScope", package: "natscope"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "PipelineBenchmarks",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ],
  swiftLanguageModes: [.v6]
)
