/// What a listing does not say of a rule, one remark a line.
struct ListingRemarks {
  let lines: [String]

  init(_ ruleset: Ruleset, _ id: Rule.ID) {
    let rule = ruleset[id]
    if rule.flags.contains(.damaged) {
      lines = ["line \(rule.line) cannot be read:"]
      return
    }
    guard rule.flags.contains(.listed) else {
      lines = []
      return
    }
    let listed = ListedRule(ruleset, id)
    var lines: [String] = []
    if ruleset.name(rule.chain).isEmpty { lines.append("the rule's chain is not in the text") }
    if listed.hidesInterfaces { lines.append("the listing does not show interfaces (no -v)") }
    if let counters = ruleset.counters(id), !counters.isExact {
      lines.append(
        "counters are rounded in the listing: \(Self.range(counters.packets)) packets, "
          + "\(Self.range(counters.bytes)) bytes")
    }
    for use in listed.names { lines.append("\(use.name) was read as \(use.value)") }
    for option in listed.hidden { lines.append("the listing does not show \(option)") }
    if listed.isAmbiguous { lines.append("the text at the right can be read in several ways") }
    for problem in ruleset.decode(id).problems
    where problem.kind == .unreadPrint || problem.kind == .resolvedName {
      lines.append("cannot be read: \(ruleset.string(problem.text, of: id))")
    }
    self.lines = lines
  }

  private static func range(_ range: ClosedRange<UInt64>) -> String {
    range.lowerBound == range.upperBound
      ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
  }
}
