/// What changed between two captures, a line each, for a person.
public struct DiffReport: TerminalReport, Sendable {
  /// Columns of the terminal.
  public var width = 80
  public var style = Style.plain
  /// The rules that came and went by chain, and all that took traffic.
  public var isVerbose = false
  /// Without the summary and the notes.
  public var isQuiet = false

  public init() {}

  /// The rules that took the most are shown without `-v`.
  private static let shownTraffic = 3

  /// The whole answer, ended by a newline.
  public func render(_ diff: CaptureDiff) -> String {
    var lines = diff.ports.changes.flatMap { change in
      let (sign, role): (String, Style.Role) =
        change.before == nil
        ? ("+", .headline) : change.after == nil ? ("-", .warning) : ("~", .label)
      return item(sign, role, change.text)
    }
    lines += diff.rules.chains.filter(\.hasOtherPolicy).flatMap { chain in
      item(
        "~", .warning,
        "policy of \(chain.table) \(chain.chain): \(chain.policyBefore ?? "?") -> "
          + "\(chain.policyAfter ?? "?")")
    }
    lines += diff.appeared.flatMap { finding("appeared", $0) }
    lines += diff.vanished.flatMap { finding("vanished", $0) }
    lines += traffic(diff.rules)
    if isVerbose {
      lines += diff.rules.chains.filter { $0.came + $0.went > 0 }.flatMap { chain in
        item("~", .label, "\(chain.table) \(chain.chain): \(Self.counts(chain.came, chain.went))")
      }
    }
    if !isQuiet { lines += summary(diff) }
    return lines.map { $0 + "\n" }.joined()
  }

  private func item(_ sign: String, _ role: Style.Role, _ text: String) -> [String] {
    Layout.wrap(TerminalText.escape(text), width: max(20, width - 4)).enumerated().map {
      $0 == 0 ? "\(style(role, sign)) \($1)" : "    \($1)"
    }
  }

  private func finding(_ word: String, _ finding: Finding) -> [String] {
    let role: Style.Role =
      switch finding.severity {
      case .error: .error
      case .warning: .warning
      case .note: .note
      }
    return item(
      word == "appeared" ? "!" : "*", role,
      "\(word): \(finding.severity.rawValue)[\(finding.code)] \(finding.title)")
  }

  private func traffic(_ rules: RulesDiff) -> [String] {
    let shown = isVerbose ? rules.traffic.count : Self.shownTraffic
    var lines = rules.traffic.prefix(shown).flatMap { one in
      item(">", .label, "took \(Self.packets(one.packets)) in between: \(one.place.text)")
    }
    if rules.traffic.count > shown {
      lines += item(">", .label, "\(rules.traffic.count - shown) more rules took packets (-v)")
    }
    if rules.isCounterReset {
      lines += item(">", .label, "some counters began anew, so what they took is not known")
    }
    return lines
  }

  private static func packets(_ range: ClosedRange<UInt64>) -> String {
    range.lowerBound == range.upperBound
      ? "\(range.lowerBound) packets" : "\(range.lowerBound) to \(range.upperBound) packets"
  }

  private static func number(_ count: Int, _ word: String) -> String {
    "\(count) \(word)\(count == 1 ? "" : "s")"
  }

  private static func counts(_ came: Int, _ went: Int) -> String {
    [
      came > 0 ? "\(number(came, "rule")) came" : nil,
      went > 0 ? "\(number(went, "rule")) went" : nil,
    ]
    .compactMap(\.self).joined(separator: ", ")
  }

  private func summary(_ diff: CaptureDiff) -> [String] {
    let rules = diff.rules
    let (came, went) = rules.chains.reduce((0, 0)) { ($0.0 + $1.came, $0.1 + $1.went) }
    var parts = ["\(Self.number(diff.ports.same, "port")) alike"]
    if came + went > 0 { parts.append(Self.counts(came, went)) }
    parts.append("\(Self.number(rules.same, "rule")) the same")
    if rules.otherCounters > 0 { parts.append("\(rules.otherCounters) only counted") }
    if rules.otherOrder > 0 { parts.append("\(rules.otherOrder) only in another order") }
    let start = diff.isSame ? "No difference in meaning: " : ""
    var lines = Layout.wrap(start + parts.joined(separator: ", ") + ".", width: width)
    for text in rules.uncompared {
      lines += Layout.wrap(TerminalText.escape("not compared: \(text)"), width: width)
    }
    if isVerbose {
      for (name, answer) in [("before", diff.before), ("after", diff.after)] {
        lines += answer.notes.flatMap {
          Layout.wrap(TerminalText.escape("\(name): \($0)"), width: width)
        }
      }
    }
    return lines
  }
}
