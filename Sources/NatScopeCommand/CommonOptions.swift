import ArgumentParser

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

  var settings: Settings {
    Settings(
      color: color, width: width, isVerbose: verbose, isQuiet: quiet, isIPv4Only: isIPv4Only,
      isIPv6Only: isIPv6Only, chain: chain)
  }
}
