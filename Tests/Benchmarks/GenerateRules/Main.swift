import RuleGenerator
import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `generate-rules COUNT [--listing]`: the rules of a Kubernetes node on standard output.
@main struct Main {
  static func main() throws {
    let isListing = CommandLine.arguments.contains("--listing")
    let arguments = CommandLine.arguments.dropFirst().filter { $0 != "--listing" }
    guard arguments.count == 1, let count = arguments.first.flatMap({ Int($0) }),
      count >= KubeProxyNode.fewestRules
    else {
      try FileDescriptor.standardError.writeAll(
        "usage: generate-rules COUNT [--listing], at least \(KubeProxyNode.fewestRules)\n".utf8)
      exit(2)
    }
    let node = KubeProxyNode(ruleCount: count)
    try FileDescriptor.standardOutput.writeAll(isListing ? node.listing() : node.text())
  }
}
