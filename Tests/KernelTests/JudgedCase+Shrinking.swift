import TestSupport

extension KernelNode {
  /// The case with as few rules as still make the two disagree: what a person wants to read.
  ///
  /// Pieces of the ruleset, half of it at first and single rules in the end, are left out wherever the
  /// disagreement stays; all such pieces together if it stays then too, else one of them. The node has
  /// to be one that no case was loaded into, or rules of tables that this one lacks stay behind.
  func shrunk(_ failed: JudgedCase) async throws -> JudgedCase {
    var smallest = failed
    // What is seen in one form is looked for in that form only.
    let forms = failed.forms.filter { !$0.problems.isEmpty }.map(\.rules.form)
    smallest.kernelCase.forms.forms = failed.answerProblems.isEmpty ? Array(forms.prefix(1)) : []
    var size = max(1, Self.rules(of: smallest.kernelCase).count / 2)
    while true {
      let rules = Self.rules(of: smallest.kernelCase)
      let pieces = stride(from: 0, to: rules.count, by: size).map {
        Set(rules[$0..<min($0 + size, rules.count)])
      }
      let judged = try await judge(pieces.map { Self.without($0, smallest.kernelCase) })
      let needless = zip(pieces, judged).filter { !$0.1.problems.isEmpty }
      if let single = needless.first?.1 {
        let union = needless.reduce(into: Set<Int>()) { $0.formUnion($1.0) }
        let together = try await judge([Self.without(union, smallest.kernelCase)]).first
        if let together, !together.problems.isEmpty {
          smallest = together
        } else {
          smallest = single
        }
      } else if size == 1 {
        return smallest
      } else {
        size /= 2
      }
    }
  }

  /// The lines of a case's ruleset that are rules.
  private static func rules(of kernelCase: KernelCase) -> [Int] {
    let lines = kernelCase.ruleset.split(separator: "\n")
    return lines.indices.filter { lines[$0].hasPrefix("-A ") }
  }

  private static func without(_ removed: Set<Int>, _ kernelCase: KernelCase) -> KernelCase {
    let lines = kernelCase.ruleset.split(separator: "\n")
    var result = kernelCase
    result.ruleset = lines.indices.filter { !removed.contains($0) }.map { lines[$0] + "\n" }
      .joined()
    return result
  }
}
