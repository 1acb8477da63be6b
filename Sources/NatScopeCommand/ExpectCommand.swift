import ArgumentParser
import NatScope

struct ExpectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "expect",
    abstract: "Whether the rules and sockets realise what Kubernetes manifests declare.",
    usage: "natscope expect MANIFEST... [FILE...] [options]",
    discussion: """
      Manifests in YAML or JSON are known by their content, in files of their own or in one stream \
      with the rest. For each hostPort, hostNetwork port, NodePort, Service port, load balancer \
      port, external IP and Ingress the answer is realised, missing, pointing elsewhere, shadowed, \
      not decidable, or not here. Exits 1 if something is missing, elsewhere or shadowed.

      Examples:
        sudo iptables-save -c | natscope expect web.yaml -
        natscope expect web.yaml node.txt ss.txt pods.txt
        kubectl get pods,services -A -o yaml | natscope expect - node.txt -o json
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @Argument(
    help: ArgumentHelp("Manifests and files; - or none is standard input.", valueName: "file"),
    completion: .file())
  var files: [String] = []

  @Option(name: .shortAndLong, help: "The answer's format: text or json.")
  var output = Format.text

  @OptionGroup var node: NodeAddressOptions

  @Flag(help: "Exit 3 if something is not decidable.")
  var strict = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    let common = common.settings
    let addresses = try node.entries()
    let capture = try CaptureLoading.load(files, common) { Self.helpMessage() }
    guard !capture.node.declarations.isEmpty || capture.unreadableManifest != nil else {
      throw Failure(
        "no Kubernetes manifest in the input: an object with apiVersion and kind, in YAML or JSON")
    }
    Progress.shared.tell("comparing the rules with the manifests", isQuiet: common.isQuiet)
    let check = ManifestCheck(capture, nodeAddresses: addresses) { common.covers($0) }
    switch output {
    case .json: StandardOutput.write(ExpectJSON().render(check))
    case .text:
      StandardOutput.write(common.report(ExpectReport.self).render(check))
    }
    if let place = capture.unreadableManifest {
      // Quiet or not: the code alone would not tell why.
      StandardError.write(
        "error: the manifest at \(TerminalText.escape(place)) cannot be read, "
          + "so the answer is not the whole one")
      ExitStatus.trouble.end()
    }
    if check.isBroken { ExitStatus.unexpected.end() }
    if strict, check.isUndecided || check.omitted > 0 { ExitStatus.inconclusive.end() }
  }
}

extension Capture {
  /// Where the first manifest of the input stands that was not read.
  fileprivate var unreadableManifest: String? {
    let found = diagnostics.first {
      if case .unreadableManifest = $0.problem { true } else { false }
    }
    return found.map { "\(source.files[$0.file].name):\($0.line)" }
  }
}
