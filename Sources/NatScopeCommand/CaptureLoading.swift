import NatScope

/// Reads the files of a command and says what was wrong with them.
enum CaptureLoading {
  /// - Parameters:
  ///   - files: none means standard input.
  ///   - redaction: what the user wants to hide; nil for nothing.
  static func load(
    _ files: [String], _ common: Settings, _ redaction: RedactionSettings? = nil,
    usage: () -> String
  ) throws -> Capture {
    if files.isEmpty, Terminal.isStandardInputTerminal {
      throw Failure(
        "error: no input: pipe iptables-save into natscope or name a file\n\n" + usage())
    }
    let capture: Capture
    Progress.shared.tell("reading the input", isQuiet: common.isQuiet)
    if let redaction {
      capture = Capture.read(try redaction.apply(to: try read(files), common))
    } else if files.count <= 1 {
      let name = files.first ?? "-"
      capture = Capture.read(name: shown(name), bytes: try InputBytes.read(name))
    } else {
      capture = Capture.read(try read(files))
    }
    Progress.shared.end()
    let report = common.screen.report(DiagnosticReport.self, descriptor: 2)
    let lowest: Diagnostic.Severity =
      common.isQuiet ? .error : common.isVerbose || capture.hasErrors ? .note : .warning
    StandardError.write(report.render(capture, from: lowest))
    if capture.hasErrors { ExitStatus.trouble.end() }
    return capture
  }

  private static func read(_ files: [String]) throws(Failure) -> [InputFile] {
    try (files.isEmpty ? ["-"] : files).map { name throws(Failure) in
      InputFile(name: shown(name), bytes: try InputBytes.read(name))
    }
  }

  private static func shown(_ name: String) -> String { name == "-" ? "<stdin>" : name }
}
