import NatScope

/// Reads the files of a command and says what was wrong with them.
enum CaptureLoading {
  /// - Parameter files: none means standard input.
  static func load(
    _ files: [String], _ common: Settings, usage: () -> String
  ) throws -> Capture {
    let capture: Capture
    Progress.shared.tell("reading the input", isQuiet: common.isQuiet)
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
    Progress.shared.end()
    let report = common.screen.report(DiagnosticReport.self, descriptor: 2)
    let lowest: Diagnostic.Severity =
      common.isQuiet ? .error : common.isVerbose || capture.hasErrors ? .note : .warning
    StandardError.write(report.render(capture, from: lowest))
    if capture.hasErrors { ExitStatus.trouble.end() }
    return capture
  }
}
