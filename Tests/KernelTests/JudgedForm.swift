import TestSupport

/// One form of a case's rules after natscope has spoken.
struct JudgedForm: Sendable {
  var rules: FormText
  var reply: Natscope.Reply
  /// `natscope rules -o save` of the form.
  var printed: Natscope.Reply?
  var problems: [String] = []
  var undecided = 0
}

extension KernelNode {
  /// Asks natscope for each form of a case that the kernel has judged, and compares the answers
  /// with what the kernel did and with the answer to the save.
  func judgeForms(
    _ kernelCase: KernelCase, packet: TestPacket, kernel: KernelResult, save: Natscope.Reply
  ) async throws -> [JudgedForm] {
    var judged: [JudgedForm] = []
    let saved = try? (tree: JSONTree(save.run.output), answer: save.answer())
    for form in kernelCase.forms.forms
    where form.printsAll(kernel.rules.values.lazy.map(\.text)) {
      let rules = kernel.text(form, of: kernelCase, backend: backend)
      let reply = try await Natscope.trace(packet, rules: rules.text, in: self)
      var one = JudgedForm(rules: rules, reply: reply)
      // The kernel stays the judge of rules that a listing prints like others.
      let tells = form.tells(kernel.rules.values.lazy.map(\.text))
      do {
        let answer = try reply.answer()
        if let saved, tells {
          let comparison =
            form.isLossless
            ? FormComparison(
              save: saved.tree, lossless: try JSONTree(reply.run.output), isBare: rules.isBare)
            : FormComparison(save: saved.answer, lossy: answer)
          one.problems = comparison.problems
          one.undecided = comparison.undecided
        }
        if kernelCase.comparesPorts, form.isLossless {
          one.problems += PortsComparison.differences(save: kernel.saved, form: rules.text)
        }
        one.problems +=
          Comparison(
            packet, kernel: kernel, answer: answer, isLossy: !form.isLossless || !tells
          ).problems
      } catch {
        one.problems = ["no answer (exit \(reply.run.status)): \(error)"]
      }
      one.printed = try await Natscope.save(rules: rules.text, in: folder)
      judged.append(one)
    }
    return judged
  }
}

extension JudgedForm {
  /// What a person needs to see the disagreement and to make it happen again.
  var report: String {
    let isFine = problems.isEmpty
    return """
      --- \(rules): \(isFine ? "agrees" : "")
      \(problems.map { "  " + $0 }.joined(separator: "\n"))
      \(isFine ? "" : details)
      """
  }

  private var details: String {
    """
    \(reply.command.joined(separator: " ")) <<'END'
    \(rules.text)END
    \(reply.run.output.prefix(20_000))\(reply.run.errors.prefix(4_000))
    --- natscope rules -o save -
    \(printed?.run.output.prefix(20_000) ?? "")\(printed?.run.errors.prefix(4_000) ?? "")
    """
  }
}
