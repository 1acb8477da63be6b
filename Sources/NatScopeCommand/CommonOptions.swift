import ArgumentParser
import NatScope
import Pattern

/// Options that every command has.
struct CommonOptions: ParsableArguments {
  @Option(help: "Colour: auto, always or never. NO_COLOR and TERM=dumb are obeyed.")
  var color = ColorChoice.auto

  @Option(help: ArgumentHelp("Columns of the answer.", valueName: "columns"))
  var width: Int?

  @Flag(name: .shortAndLong, help: "More: notes on the input, what was tried and did not match.")
  var verbose = false

  @Flag(name: .shortAndLong, help: "Less: the essential only, on standard error errors only.")
  var quiet = false

  @Flag(name: [.customShort("4"), .customLong("ipv4")], help: "IPv4 rules only.")
  var isIPv4Only = false

  @Flag(name: [.customShort("6"), .customLong("ipv6")], help: "IPv6 rules only.")
  var isIPv6Only = false

  @Option(help: ArgumentHelp("Show only chains whose name matches (PCRE2).", valueName: "pattern"))
  var chain: String?

  func validate() throws {
    if let width, width < 20 || width > 10_000 {
      throw ValidationError("--width takes 20 to 10000 columns")
    }
    if isIPv4Only, isIPv6Only { throw ValidationError("-4 and -6 exclude each other") }
  }

  var columns: Int { width ?? Terminal.width }

  func covers(_ family: IPFamily) -> Bool {
    family == .ipv4 ? !isIPv6Only : !isIPv4Only
  }

  /// Whether a chain's name is asked for; all are without `--chain`.
  func chainFilter() throws(Failure) -> @Sendable (String) -> Bool {
    guard let chain else { return { _ in true } }
    do {
      let pattern = try Pattern(chain)
      // A pattern that runs into its limits shows the chain rather than hiding it.
      return { name in (try? pattern.matches(name)) ?? true }
    } catch {
      throw Failure("--chain: \(error)")
    }
  }
}

/// Reads the files of a command and says what was wrong with them.
enum CaptureLoading {
  /// - Parameter files: none means standard input.
  static func load(
    _ files: [String], _ common: CommonOptions, usage: () -> String
  ) throws -> Capture {
    let capture: Capture
    if files.isEmpty || files == ["-"] {
      if files.isEmpty, Terminal.isStandardInputTerminal {
        throw Failure(
          "error: no input: pipe iptables-save into natscope or name a file\n\n" + usage())
      }
      capture = Capture.read(name: "<stdin>", bytes: try InputBytes.read("-"))
    } else if files.count == 1 {
      capture = Capture.read(name: files[0], bytes: try InputBytes.read(files[0]))
    } else {
      capture = Capture.read(
        try files.map { name throws(Failure) in
          InputFile(name: name == "-" ? "<stdin>" : name, bytes: try InputBytes.read(name))
        })
    }
    var report = DiagnosticReport()
    report.width = common.columns
    report.style = common.color.isOn(2) ? .ansi : .plain
    let lowest: Diagnostic.Severity =
      common.quiet ? .error : common.verbose || capture.hasErrors ? .note : .warning
    StandardError.write(report.render(capture, from: lowest))
    if capture.hasErrors { ExitStatus.trouble.end() }
    return capture
  }
}
