import ArgumentParser
import NatScope

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "What a finding means and how to mend it, or whose a chain is.",
    usage: "natscope explain [CODE|CHAIN...] [options]",
    discussion: """
      CODE is that of a finding of natscope lint, NS201 or 201. Without one all codes are listed. \
      CHAIN is the name of a chain; one that no known program makes is not recognised. \
      -o mdoc prints all of it as the manual page natscope-findings(7).

      Examples:
        natscope explain
        natscope explain NS201
        natscope explain KUBE-SVC-NPX46M4PTMTKRN6Y
        natscope explain -o mdoc | mandoc -l
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, markdown, mdoc
  }

  @Argument(
    help: ArgumentHelp("Codes of findings, names of chains.", valueName: "code|chain"),
    completion: .list(FindingCode.all.map(\.code)))
  var subjects: [String] = []

  @Option(name: .shortAndLong, help: "The format: text, markdown or mdoc.")
  var output = Format.text

  @OptionGroup var screenOptions: ScreenOptions

  func run() throws {
    if output == .mdoc {
      StandardOutput.write(FindingManual().render(FindingCode.all, ChainOwner.all))
      return
    }
    if subjects.isEmpty {
      StandardOutput.write(output == .text ? codes.renderList(FindingCode.all) : allInMarkdown)
      return
    }
    let answers = try subjects.map { subject throws(Failure) in
      guard let answer = output == .text ? text(subject) : markdown(subject) else {
        throw Failure(
          "'\(subject)' is no code of a finding, and as a chain it is not recognised; natscope "
            + "explain lists all codes")
      }
      return answer
    }
    StandardOutput.write(answers.joined(separator: "\n"))
  }

  private var codes: FindingCodeReport { screenOptions.screen.report() }

  private var allInMarkdown: String {
    FindingCode.all.map(codes.renderMarkdown).joined(separator: "\n")
  }

  private func text(_ subject: String) -> String? {
    if let row = FindingCode.row(subject) { return codes.render(row) }
    return screenOptions.screen.report(ChainOwnerReport.self).render(subject)
  }

  private func markdown(_ subject: String) -> String? {
    FindingCode.row(subject).map(codes.renderMarkdown) ?? ChainOwnerReport().renderMarkdown(subject)
  }
}
