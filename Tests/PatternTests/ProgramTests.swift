import Testing

@testable import Pattern

/// Machine code is made at the first match and never before; where it cannot be made, or is not
/// wanted, the answers are the same.
@Test func machineCodeIsMadeAtTheFirstMatch() throws {
  let pattern = try Pattern("a(b)c")
  #expect(!pattern.program.isJITCompiled)
  #expect(try pattern.matches("abc"))
  #expect(pattern.program.isJITCompiled == Program.isJITAvailable)
}

@Test func interpretedPatternsHaveNoMachineCode() throws {
  let pattern = try Pattern("a(b)c", options: .interpreted)
  #expect(try pattern.matches("abc"))
  #expect(!pattern.program.isJITCompiled)
}

/// Many tasks share one pattern from its very first match on.
@Test func concurrentMatches() async throws {
  for options in [Pattern.Options(), .interpreted] {
    let pattern = try Pattern("(?<key>[a-z]+)=(?<value>[0-9]+)", options: options)
    let wrong = try await withThrowingTaskGroup(of: Int.self) { group in
      for task in 0..<32 {
        group.addTask {
          var wrong = 0
          for round in 0..<500 {
            let value = String(task * 1_000 + round)
            let subject = String(repeating: " ", count: task) + "key=" + value
            let match = try pattern.firstMatch(in: subject)
            let start = task + 4
            if match?["value"] != start..<start + value.utf8.count { wrong += 1 }
            if match?["key"] != task..<task + 3 { wrong += 1 }
          }
          return wrong
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(wrong == 0)
  }
}

/// Copies share the compiled code; it lives as long as the last of them.
@Test func copiesOutliveTheOriginal() throws {
  var original: Pattern? = try Pattern("b")
  let copy = try #require(original)
  original = nil
  #expect(try copy.matches("abc"))
}
