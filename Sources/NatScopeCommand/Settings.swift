import NatScope
import Pattern

/// What every command is told about its input and its answer, however it was told.
struct Settings {
  var color = ColorChoice.auto
  /// nil: the terminal's width.
  var width: Int?
  var isVerbose = false
  var isQuiet = false
  var isIPv4Only = false
  var isIPv6Only = false
  /// A PCRE2 pattern for the chains to show.
  var chain: String?

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
