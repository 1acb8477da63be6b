import FoundationEssentials
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
  var tally: [Feature: FeatureTally] = [:]

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
      if !kernel.survived, !kernel.wasTaken { lostInRouting += 1 }
      count(judged, node.backend)
      guard judged.problems.isEmpty else {
        disagreeing.append(judged.kernelCase.name)
        guard disagreeing.count <= Self.reported else {
          let problems = judged.problems.prefix(Self.reported).map { "\n    " + $0 }.joined()
          Issue.record("\(judged.title)\(problems)")
          continue
        }
        let shown =
          disagreeing.count == 1
          ? try await KernelNode.with(node.backend) { try await $0.shrunk(judged) } : judged
        Issue.record(Comment(rawValue: shown.report(node)))
        continue
      }
      if judged.isUnconditional { unconditional += 1 }
      for form in judged.forms {
        forms[form.rules.form, default: 0] += 1
        undecidedByForm += form.undecided
      }
    }
    return refusals
  }

  private mutating func count(_ judged: JudgedCase, _ backend: Backend) {
    guard let packet = judged.kernelCase.packets.first else { return }
    let agrees = judged.problems.isEmpty
    for feature in Feature.all(of: judged, packet: packet, backend: backend) {
      var one = tally[feature, default: FeatureTally()]
      one.judged += 1
      if agrees { one.agreed += 1 }
      if agrees, judged.isUnconditional { one.unconditional += 1 }
      tally[feature] = one
    }
  }

  /// One line of figures, and one of the features that the agreeing cases used.
  func summary(_ title: String, _ backend: Backend) -> String {
    let used = tally.sorted { $0.key < $1.key }.map { feature, one in
      "\(feature.group) \(feature.name) \(one.agreed)/\(one.judged), \(one.unconditional) sure"
    }
    let printed = Form.allCases.compactMap { form in forms[form].map { "\(form.rawValue) \($0)" } }
    return """
      \(title), \(backend): \(compared) compared, \(unconditional) without conditions, \
      \(lostInRouting) lost in the routing, \(refused) refused, \(disagreeing.count) disagree
      forms: \(printed.joined(separator: ", ")); \(undecidedByForm) outcomes undecided only there
      \(used.joined(separator: "; "))
      """
  }

  /// Writes the figures as lines of group, name, judged, agreed and unconditional into the folder
  /// NATSCOPE_CONFORMANCE, which `conformance.sh` adds up.
  func write(_ backend: Backend) throws {
    guard let folder = environment("NATSCOPE_CONFORMANCE") else { return }
    let lines = tally.sorted { $0.key < $1.key }.map { feature, one in
      "\(feature.group)\t\(feature.name)\t\(one.judged)\t\(one.agreed)\t\(one.unconditional)\n"
    }
    try Data(lines.joined().utf8).write(to: URL(filePath: "\(folder)/\(backend).tsv"))
  }
}
