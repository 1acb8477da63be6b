import RuleGenerator
import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `generate-rules COUNT`: the rules of a Kubernetes node on standard output.
@main struct Main {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard arguments.count == 1, let count = arguments.first.flatMap({ Int($0) }),
      count >= KubeProxyNode.fewestRules
    else {
      try FileDescriptor.standardError.writeAll(
        "usage: generate-rules COUNT, at least \(KubeProxyNode.fewestRules)\n".utf8)
      exit(2)
    }
    try FileDescriptor.standardOutput.writeAll(KubeProxyNode(ruleCount: count).text())
  }
}
