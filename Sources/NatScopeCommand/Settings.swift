import NatScope

/// What every command is told about its input and its answer, however it was told.
struct Settings {
  var screen = Screen()
  var isVerbose = false
  var isQuiet = false
  var isIPv4Only = false
  var isIPv6Only = false

  func covers(_ family: IPFamily) -> Bool {
    family == .ipv4 ? !isIPv6Only : !isIPv4Only
  }

  /// The report that goes to standard output, as the user wants it.
  func report<R: TerminalReport>(_ type: R.Type = R.self) -> R {
    var report: R = screen.report()
    report.isVerbose = isVerbose
    report.isQuiet = isQuiet
    return report
  }
}
