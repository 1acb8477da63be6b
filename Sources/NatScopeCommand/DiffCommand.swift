import ArgumentParser
import NatScope

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "What changed in meaning between two captures of a node.",
    usage: "natscope diff BEFORE AFTER [options]",
    discussion: """
      Ports that came, went or are answered otherwise, policies, findings, and with counters what \
      took packets in between. Rules that only moved or counted are no difference.

      Examples:
        natscope diff monday.txt tuesday.txt
        sudo iptables-save -c | natscope diff before.txt -
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @Argument(
    help: ArgumentHelp("The earlier capture; - is standard input.", valueName: "before"),
    completion: .file())
  var before: String

  @Argument(help: ArgumentHelp("The later capture.", valueName: "after"), completion: .file())
  var after: String

  @Option(name: .shortAndLong, help: "The format: text or json.")
  var output = Format.text

  @OptionGroup var node: NodeAddressOptions

  @OptionGroup var common: CommonOptions

  func run() throws {
    let common = common.settings
    let addresses = try node.entries()
    if before == "-", after == "-" {
      throw Failure("error: only one of the two captures can be standard input")
    }
    let captures = try [before, after].map { try CaptureLoading.load([$0], common) { "" } }
    Progress.shared.tell("comparing", isQuiet: common.isQuiet)
    let diff = CaptureDiff(captures[0], captures[1], nodeAddresses: addresses) {
      common.covers($0)
    }
    switch output {
    case .json: StandardOutput.write(DiffJSON().render(diff))
    case .text:
      StandardOutput.write(common.report(DiffReport.self).render(diff))
    }
    if !diff.isSame { ExitStatus.unexpected.end() }
  }
}
