import Testing
import TestSupport

/// Membership in sets of every type that the kernel has: what it does, and that natscope says the same
/// from the text of `ipset save`.
@Suite(.enabled(if: Prerequisites.runs, Comment(rawValue: Prerequisites.comment)))
struct SetTrapTests {
  @Test(arguments: Backend.allCases)
  func holdAndAgree(backend: Backend) async throws {
    var conformance = Conformance()
    try await KernelNode.with(backend) { node in
      for namespace in [node.name, node.reloadName] {
        let made = try await node.runScript(
          "ipset restore <<'END'\n\(Trap.memberSets)\nEND\n", in: namespace)
        #expect(made.status == 0, "\(made.errors)")
      }
      let cases = Trap.members.map(\.kernelCase)
      let results = try await node.run(cases)
      for (trap, kernel) in zip(Trap.members, results) {
        #expect(kernel.summary(of: trap.packet) == trap.kernel, "\(trap.fact)")
      }
      let refused = try await conformance.check(cases, in: node)
      #expect(refused.isEmpty, "\(refused)")
    }
    print(conformance.summary("sets", backend))
  }
}
