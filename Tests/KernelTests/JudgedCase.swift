import FoundationEssentials
import TestSupport

/// One case after both have spoken.
struct JudgedCase: Sendable {
  var kernelCase: KernelCase
  var kernel: KernelResult
  /// nil if iptables-restore refused the ruleset.
  var reply: Natscope.Reply?
  /// Where natscope's answer to the save and the kernel disagree.
  var answerProblems: [String] = []
  var isUnconditional = false
  /// The same rules in other forms.
  var forms: [JudgedForm] = []

  var problems: [String] {
    answerProblems + forms.flatMap { form in form.problems.map { "\(form.rules): \($0)" } }
  }
}

extension KernelNode {
  /// Sends the first packet of each case through the kernel and through natscope.
  func judge(_ cases: [KernelCase]) async throws -> [JudgedCase] {
    let results = try await run(cases)
    var judged: [JudgedCase] = []
    for (kernelCase, kernel) in zip(cases, results) {
      var one = JudgedCase(kernelCase: kernelCase, kernel: kernel)
      if kernel.refusal == nil, var packet = kernelCase.packets.first {
        if kernelCase.tellsRoute { packet.outInterface = kernel.outInterface }
        let reply = try await Natscope.trace(packet, rules: kernel.saved, in: self)
        one.reply = reply
        do {
          let comparison = Comparison(packet, kernel: kernel, answer: try reply.answer())
          one.answerProblems = comparison.problems
          one.isUnconditional = comparison.isUnconditional
          let sets =
            (try? String(contentsOfFile: "\(folder)/\(Self.setsFile)", encoding: .utf8)) ?? ""
          one.answerProblems += PortsComparison(packet, kernel: kernel, sets: sets).problems
        } catch {
          one.answerProblems = ["no answer (exit \(reply.run.status)): \(error)"]
        }
        one.forms = try await judgeForms(kernelCase, packet: packet, kernel: kernel, save: reply)
      }
      judged.append(one)
    }
    try await reload(&judged)
    return judged
  }
}

extension JudgedCase {
  /// What disagrees, and where.
  var title: String {
    answerProblems.isEmpty
      ? "natscope's answers differ by form: \(kernelCase.name)"
      : "natscope and the kernel disagree: \(kernelCase.name)"
  }

  /// Everything that a person needs to see the disagreement and to make it happen again.
  func report(_ node: KernelNode) -> String {
    let matched = kernel.matched.sorted { $0.key < $1.key }.map { place, count in
      "  \(count) x \(place)  \(kernel.rules[place]?.text ?? "")"
    }
    let job = try? kernelCase.packets.first?.job(peerOf: KernelNode.links)
    return """
      \(title), \(node.backend)
      \(problems.map { "  " + $0 }.joined(separator: "\n"))
      --- packet: \(kernelCase.packets.map(\.description).joined(separator: " | "))
      \(job ?? "")
      --- the kernel: \(kernel.answers.joined(separator: ", ")), \
      \(kernel.ends.filter { $0.value > 0 }), policies \(kernel.droppingPolicies.map(\.description))
      \(matched.joined(separator: "\n"))
      \(kernel.connections.map { "  \($0)" }.joined(separator: "\n"))
      --- \(node.backend.program("restore", isIPv6: kernelCase.isIPv6)) <<'END'
      \(kernelCase.ruleset)END
      \(kernelCase.preparation.joined(separator: "\n"))
      --- saved
      \(kernel.saved)--- \(reply?.command.joined(separator: " ") ?? "")
      \(reply?.run.output.prefix(20_000) ?? "")\(reply?.run.errors.prefix(4_000) ?? "")
      \(forms.map(\.report).joined(separator: "\n"))
      """
  }
}
