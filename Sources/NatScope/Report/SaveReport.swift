/// The rules as canonical iptables-save text, from whatever form the input has.
///
/// What a listing does not show stands as a comment above the rule. Nothing is made up: a rule that
/// the text does not tell in full is a comment itself.
public struct SaveReport: Sendable {
  /// Which chains to print, by name.
  public var showsChain: @Sendable (String) -> Bool = { _ in true }

  public init() {}

  /// - Returns: the text, as bytes because names and comments need not be UTF-8.
  public func render(_ rulesets: [Ruleset]) -> [UInt8] {
    var out: [UInt8] = []
    for ruleset in rulesets {
      let hasHeader = ruleset.tables.first.map { !$0.header.isEmpty } ?? false
      if rulesets.count > 1, !hasHeader { out += Array("# \(title(ruleset))\n".utf8) }
      if ruleset.isFragment {
        out += Array("# a part of a dump: rules and chains may be missing\n".utf8)
      }
      out += ruleset.saveText(
        chains: showsChain,
        remarks: { ListingRemarks(ruleset, $0).lines.map(TerminalText.escape) })
    }
    return out
  }

  private func title(_ ruleset: Ruleset) -> String {
    let family = ruleset.family == .ipv4 ? "iptables" : "ip6tables"
    let name =
      ruleset.source.files.indices.contains(ruleset.file)
      ? ruleset.source.files[ruleset.file].name : ""
    let backend = ruleset.backend.map { " (\($0.rawValue))" } ?? ""
    return TerminalText.escape("\(family)\(backend), from \(name)")
  }
}
