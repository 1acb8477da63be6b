import Testing
import TestSupport

/// Sends cases through the kernel and natscope, records where they disagree, and counts.
struct Conformance {
  var compared = 0
  var unconditional = 0
  var refused = 0
  var lostInRouting = 0
  /// How many cases agree in a form, and how many of their outcomes the forms leave undecided.
  var forms: [Form: Int] = [:]
  var undecidedByForm = 0
  /// How many agreeing cases matched a rule with the option, such as `-m mark` or `-j DNAT`.
  var features: [String: Int] = [:]

  /// More than a few reports hide the first; the rest are only named.
  private static let reported = 5
  private var disagreeing: [String] = []

  /// Runs `cases` and hands back those that iptables-restore refused, with its message.
  mutating func check(
    _ cases: [KernelCase], in node: KernelNode
  ) async throws -> [(number: Int, message: String)] {
    var refusals: [(number: Int, message: String)] = []
    for (number, judged) in try await node.judge(cases).enumerated() {
      let kernel = judged.kernel
      if let refusal = kernel.refusal {
        refused += 1
        refusals.append((number, refusal))
        continue
      }
      compared += 1
      if !kernel.survived, !kernel.wasDropped { lostInRouting += 1 }
      guard judged.problems.isEmpty else {
        disagreeing.append(judged.kernelCase.name)
        guard disagreeing.count <= Self.reported else {
          let problems = judged.problems.prefix(Self.reported).map { "\n    " + $0 }.joined()
          Issue.record("\(judged.title)\(problems)")
          continue
        }
        let shown =
          disagreeing.count == 1
          ? try await node.shrunk(judged) : judged
        Issue.record(Comment(rawValue: shown.report(node)))
        continue
      }
      if judged.isUnconditional { unconditional += 1 }
      for form in judged.forms {
        forms[form.rules.form, default: 0] += 1
        undecidedByForm += form.undecided
      }
      for feature in Set(kernel.matched.keys.compactMap { kernel.rules[$0]?.text }.flatMap(options))
      {
        features[feature, default: 0] += 1
      }
    }
    return refusals
  }

  /// One line of figures, and one of the features that the agreeing cases used.
  func summary(_ title: String, _ backend: Backend) -> String {
    let used = features.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    let printed = Form.allCases.compactMap { form in forms[form].map { "\(form.rawValue) \($0)" } }
    return """
      \(title), \(backend): \(compared) compared, \(unconditional) without conditions, \
      \(lostInRouting) lost in the routing, \(refused) refused, \(disagreeing.count) disagree
      forms: \(printed.joined(separator: ", ")); \(undecidedByForm) outcomes undecided only there
      matched: \(used.joined(separator: ", "))
      """
  }

  /// `-m NAME`, `-j NAME`, `-g` and the short options of a rule.
  private func options(_ rule: String) -> [String] {
    let words = rule.split(separator: " ")
    var found = words.count == 2 ? ["no target"] : []
    for (word, next) in zip(words.dropFirst(2), words.dropFirst(3)) {
      switch word {
      case "-m": found.append("-m \(next)")
      case "-j": found.append(next.allSatisfy(\.isUppercase) ? "-j \(next)" : "-j chain")
      case "-g", "-s", "-d", "-i", "-o", "-p": found.append(String(word))
      default: break
      }
    }
    return found
  }
}
