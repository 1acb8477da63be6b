import ArgumentParser
import NatScope
import Pattern

/// Which chains to show, for the commands that show chains.
struct ChainOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Show only chains whose name matches (PCRE2).", valueName: "pattern"))
  var chain: String?

  func filter() throws(Failure) -> NameFilter { try NameFilter(chain, option: "--chain") }

  mutating func hide(_ redaction: RedactionSettings?) {
    guard let redaction else { return }
    chain = redaction.replace(pattern: chain)
  }
}

/// A pattern that the user typed; without one every name matches.
struct NameFilter: Sendable {
  private let pattern: Pattern?

  init(_ text: String?, option: String) throws(Failure) {
    guard let text else {
      pattern = nil
      return
    }
    do {
      pattern = try Pattern(text)
    } catch {
      throw Failure("\(option): \(error)")
    }
  }

  var isGiven: Bool { pattern != nil }

  /// A pattern that runs into its limits shows something rather than hiding it.
  func matches(_ name: String) -> Bool {
    guard let pattern else { return true }
    return (try? pattern.matches(name)) ?? true
  }
}
