// swift-tools-version: 6.2
import PackageDescription

/// Every target is held to the same rules: Swift 6, memory safety checked, imports explicit,
/// no warning left standing.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "natscope",
  products: [
    .executable(name: "natscope", targets: ["NatScopeCommand"]),
    .library(name: "NatScope", targets: ["NatScope"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
  ],
  targets: [
    .systemLibrary(
      name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
    .target(name: "Pattern", dependencies: ["CPCRE2"], swiftSettings: settings),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .target(name: "YAMLText", dependencies: ["CYAML"], swiftSettings: settings),
    .target(
      name: "NatScope", dependencies: ["Pattern", "YAMLText"], swiftSettings: settings),
    .executableTarget(
      name: "NatScopeCommand",
      dependencies: [
        "NatScope", "Pattern",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: settings),
    .target(
      name: "TestSupport",
      dependencies: [
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      path: "Tests/TestSupport", swiftSettings: settings),
    .executableTarget(
      name: "PacketSender", path: "Tests/PacketSender", swiftSettings: settings),
    .testTarget(name: "PatternTests", dependencies: ["Pattern"], swiftSettings: settings),
    .testTarget(name: "YAMLTextTests", dependencies: ["YAMLText"], swiftSettings: settings),
    .testTarget(
      name: "NatScopeTests", dependencies: ["NatScope", "TestSupport"],
      exclude: ["Fixtures", "Snapshots"], swiftSettings: settings),
    .testTarget(
      name: "NatScopeCommandTests", dependencies: ["NatScopeCommand", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "KernelTests",
      dependencies: ["NatScope", "NatScopeCommand", "PacketSender", "TestSupport"],
      exclude: ["Samples", "conformance.sh"], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
