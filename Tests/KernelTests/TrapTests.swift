import Testing
import TestSupport

/// The facts that tools of this kind get wrong, one by one: that the kernel still does what is
/// written down, and that natscope says the same.
@Suite(.enabled(if: Prerequisites.runs, Comment(rawValue: Prerequisites.comment)))
struct TrapTests {
  @Test(arguments: Backend.allCases)
  func hold(backend: Backend) async throws {
    let traps = Self.traps(backend)
    try await KernelNode.with(backend) { node in
      let results = try await node.run(traps.map(\.kernelCase))
      for (trap, kernel) in zip(traps, results) {
        #expect(kernel.summary(of: trap.packet) == trap.kernel, "\(trap.fact)")
      }
    }
  }

  @Test(arguments: Backend.allCases)
  func agree(backend: Backend) async throws {
    let traps = Self.traps(backend)
    var conformance = Conformance()
    try await KernelNode.with(backend) { node in
      let cases = traps.enumerated().map { number, trap in
        var kernelCase = trap.kernelCase
        kernelCase.forms = .all(number)
        return kernelCase
      }
      let refused = try await conformance.check(cases, in: node)
      #expect(refused.isEmpty, "\(refused)")
    }
    print(conformance.summary("traps", backend))
  }

  private static func traps(_ backend: Backend) -> [Trap] {
    let groups = [
      Trap.walking, Trap.way, Trap.targets, Trap.matches, Trap.state, Trap.sideEffects,
      Trap.headers, Trap.origins,
    ]
    let all = groups.flatMap(\.self).filter {
      $0.backends.contains(backend)
    }
    return all.filter(\.onlyTranslates) + all.filter { !$0.onlyTranslates }
  }
}
