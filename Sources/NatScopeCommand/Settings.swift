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
    try Self.filter(chain, "--chain")
  }

  /// Whether a text matches a pattern that the user typed; without one every text does.
  static func filter(
    _ text: String?, _ option: String
  ) throws(Failure) -> @Sendable (String) -> Bool {
    guard let text else { return { _ in true } }
    do {
      let pattern = try Pattern(text)
      // A pattern that runs into its limits shows something rather than hiding it.
      return { name in (try? pattern.matches(name)) ?? true }
    } catch {
      throw Failure("\(option): \(error)")
    }
  }
}
