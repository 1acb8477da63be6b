import ArgumentParser
import NatScope

/// Options of every command that reads captures.
struct CommonOptions: ParsableArguments {
  @OptionGroup var screenOptions: ScreenOptions

  @Flag(name: .shortAndLong, help: "More: notes on the input, what was tried and did not match.")
  var verbose = false

  @Flag(name: .shortAndLong, help: "Less: the essential only, on standard error errors only.")
  var quiet = false

  @Flag(name: [.customShort("4"), .customLong("ipv4")], help: "IPv4 rules only.")
  var isIPv4Only = false

  @Flag(name: [.customShort("6"), .customLong("ipv6")], help: "IPv6 rules only.")
  var isIPv6Only = false

  func validate() throws {
    if isIPv4Only, isIPv6Only { throw ValidationError("-4 and -6 exclude each other") }
  }

  var settings: Settings {
    Settings(
      screen: screenOptions.screen, isVerbose: verbose, isQuiet: quiet, isIPv4Only: isIPv4Only,
      isIPv6Only: isIPv6Only)
  }
}
