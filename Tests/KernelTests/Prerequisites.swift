import FoundationEssentials
import Glibc
import TestSupport

/// What the kernel tests need of the machine.
enum Prerequisites {
  private static let programs =
    ["bash", "conntrack", "ip", "ipset", "nft", "perl", "ss", "sysctl"]
    + Backend.allCases.flatMap { backend in
      [false, true].flatMap { family in
        ["restore", "save"].map { backend.program($0, isIPv6: family) }
      }
    }

  /// Says what is missing, or nil if the tests can run.
  static let missing: String? = {
    if geteuid() != 0 { return "network namespaces need root" }
    let path = environment("PATH") ?? ""
    let folders = path.split(separator: ":").map(String.init) + ["/usr/sbin", "/sbin"]
    let absent = programs.filter { program in
      !folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
    }
    if !FileManager.default.isExecutableFile(atPath: "/usr/lib/cni/portmap") {
      return "not installed: containernetworking-plugins"
    }
    return absent.isEmpty ? nil : "not installed: \(absent.joined(separator: ", "))"
  }()

  /// In CI the tests always run, so that a missing prerequisite is a failure and not a silence.
  static let runs = missing == nil || environment("CI") == "true"

  static let comment = "the kernel tests are skipped: \(missing ?? "nothing is missing")"
}

/// Thrown in CI only: elsewhere the suites are skipped.
struct PrerequisiteMissing: Error, CustomStringConvertible {
  var description: String
}
