import ArgumentParser
import NatScope

struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract: "The rules as natscope understood them, as iptables-save text or JSON.",
    usage: "natscope rules [FILE...] [options]",
    discussion: """
      Whatever form the input has, -o save prints it as iptables-save does: a listing becomes a \
      save that iptables-restore takes. What a listing does not show is a comment above the rule; \
      a rule that cannot be read wholly is a comment itself.

      Examples:
        sudo iptables -t nat -nvL | natscope rules
        natscope rules -4 node.txt > node.save
        natscope rules node.txt -o json
        natscope rules node.txt --redact map.txt > node-for-all.save
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case save, json
  }

  @Argument(
    help: ArgumentHelp("Files; - or none is standard input.", valueName: "file"),
    completion: .file())
  var files: [String] = []

  @Option(name: .shortAndLong, help: "The output's format: save or json.")
  var output = Format.save

  @OptionGroup var chains: ChainOptions
  @OptionGroup var redaction: RedactionOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let common = common.settings
    var filter = try chains.filter()
    let hidden = redaction.settings
    var asked = chains
    asked.hide(hidden)
    let capture = try CaptureLoading.load(files, common, hidden) { Self.helpMessage() }
    if hidden != nil {
      asked.hide(hidden)
      filter = try asked.filter()
    }
    switch output {
    case .save:
      var report = SaveReport()
      report.showsChain = filter.matches
      let rulesets = capture.rulesets.filter { common.covers($0.family) }
      StandardOutput.write(report.render(rulesets))
    case .json:
      var report = RulesJSON()
      report.showsChain = filter.matches
      StandardOutput.write(report.render(capture) { common.covers($0.family) })
    }
  }
}
