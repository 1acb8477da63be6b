import Testing

@testable import NatScope

/// The rules as iptables-save text: what comes out means what went in.
@Suite struct SaveReportTests {
  private static func report(_ text: String) -> String {
    String(decoding: SaveReport().render(Reading(text).capture.rulesets), as: UTF8.self)
  }

  /// What a rule means, without the places of its words.
  private struct Meaning: Equatable, CustomStringConvertible {
    let chain: String
    let matches: [Match.Test]
    let negations: [Bool]
    let target: Target
    let name: String
    let isGoto: Bool
    let counters: RuleCounters?
    var description: String { "\(chain) \(matches) \(negations) \(name)" }
  }

  /// The rules of each table that are not comments in a save: whole ones in chains with names.
  private static func meanings(_ text: String) -> [String: [Meaning]] {
    var result: [String: [Meaning]] = [:]
    for ruleset in Reading(text).capture.rulesets {
      for index in ruleset.rules.indices {
        let id = Rule.ID(index)
        guard ruleset.isComplete(id) else { continue }
        let rule = ruleset.decode(id)
        // Interfaces that a listing hides are hidden from the save too, and said above the rule.
        let matches = rule.matches.filter { $0.test != .hiddenInterfaces }
        var target = rule.target
        if case .chain = target { target = .none }
        let counters = ruleset.counters(id)
        let table = ruleset[ruleset[ruleset[id].chain].table].name?.rawValue ?? ""
        result["\(ruleset.family) \(table)", default: []].append(
          Meaning(
            chain: ruleset.name(ruleset[id].chain), matches: matches.map(\.test),
            negations: matches.map(\.isNegated), target: target,
            name: ruleset.source.string(ruleset[id].target),
            isGoto: ruleset[id].flags.contains(.goto),
            counters: counters?.isExact == true ? counters : nil))
      }
    }
    return result
  }

  private static let dumps = NodeDumps.backends.flatMap { backend in
    NodeDumps.families.flatMap { family in
      (NodeDumps.listings + ["S", "Sv"]).map { "\(backend).\(family).\($0).txt" }
    }
  }

  @Test(arguments: dumps) func meansTheSame(_ name: String) throws {
    let text = try NodeDumps.text(name)
    let report = Self.report(text)
    #expect(Self.meanings(text) == Self.meanings(report), "\(report)")
    #expect(Self.meanings(text).isEmpty == false)
    // Once more changes nothing.
    let again = Self.report(report)
    #expect(Self.meanings(again) == Self.meanings(report))
  }

  /// With -v, and names or numbers alike, the rules are those of iptables-save to the byte.
  @Test(arguments: dumps.filter { $0.contains("vxL") || $0.contains(".S.") })
  func isTheSave(_ name: String) throws {
    let parts = name.split(separator: ".").map { String($0) }
    let rules = Self.report(try NodeDumps.text(name)).split(separator: "\n").filter {
      $0.hasPrefix("[") || $0.hasPrefix("-A")
    }.map { String($0) }
    let saved = try NodeDumps.saved(parts[0], parts[1])
    #expect(
      rules
        == saved.map { parts[2] == "S" ? $0.text : "[\($0.packets):\($0.bytes)] \($0.text)" })
  }

  /// A text and lines of its report.
  @Test(arguments: [
    (
      "Chain FOO (1 references)\ntarget     prot opt source               destination\n"
        + "DNAT       tcp  --  0.0.0.0/0            0.0.0.0/0            to:10.0.0.1\n",
      [
        "*nat", ":FOO - [0:0]", "# the listing does not show interfaces (no -v)",
        "-A FOO -p tcp -j DNAT --to-destination 10.0.0.1", "COMMIT",
      ]
    ),
    (
      "Chain FOO (1 references)\n pkts bytes target     prot opt in     out     source               destination\n"
        + " 123K  7407K DNAT       tcp  --  *  *  0.0.0.0/0            0.0.0.0/0            to:10.0.0.1\n",
      [
        "*nat", ":FOO - [0:0]",
        "# counters are rounded in the listing: 122500 to 123499 packets, 7406500 to 7407499 bytes",
        "-A FOO -p tcp -j DNAT --to-destination 10.0.0.1", "COMMIT",
      ]
    ),
    (
      "Chain FOO (1 references)\ntarget     prot opt source               destination\n"
        + "RETURN     all  --  0.0.0.0/0            0.0.0.0/0\n",
      [
        "# :FOO - [0:0]", "# the listing does not show interfaces (no -v)", "# -A FOO -j RETURN",
      ]
    ),
    (
      "DNAT       tcp  --  0.0.0.0/0            0.0.0.0/0            to:10.0.0.1\n",
      [
        "# a part of a dump: rules and chains may be missing", "*nat",
        "# the rule's chain is not in the text",
        "# the listing does not show interfaces (no -v)",
        "# -A ? -p tcp -j DNAT --to-destination 10.0.0.1", "COMMIT",
      ]
    ),
    (
      "iptables -t nat -A PREROUTING -p tcp --dport $P -j ACCEPT\n",
      [
        "*nat", ":PREROUTING - [0:0]", "# line 1 cannot be read:",
        "# -A PREROUTING -p tcp --dport $P -j ACCEPT", "COMMIT",
      ]
    ),
  ])
  func remarks(_ text: String, _ lines: [String]) {
    #expect(Self.report(text).split(separator: "\n").map { String($0) } == lines)
  }

  /// Several rulesets each say what they are.
  @Test func severalRulesets() throws {
    let text =
      "$ iptables-legacy -t nat -S\n" + (try NodeDumps.text("legacy.4.S.txt"))
      + "$ ip6tables-nft -t nat -S\n" + (try NodeDumps.text("nft.6.S.txt"))
    let heads = Self.report(text).split(separator: "\n").filter { $0.hasPrefix("#") }
    #expect(heads == ["# iptables (legacy), from file0", "# ip6tables (nf_tables), from file0"])
  }

  /// Whatever a comment of a listing holds, it makes no line of its own.
  @Test(arguments: [
    "\u{1b}[31m", "x\u{0}y", "\r", "*nat", "COMMIT", "-A PREROUTING -j DROP", "\"", "\\",
  ])
  func hostileComments(_ comment: String) {
    let text =
      "Chain FOO (1 references)\ntarget     prot opt source               destination\n"
      + "DNAT       tcp  --  0.0.0.0/0            0.0.0.0/0            /* \(comment) */ to:10.0.0.1\n"
    let lines = Self.report(text).split(whereSeparator: \.isNewline)
    let active = lines.filter { !$0.hasPrefix("#") }
    #expect(active.filter { $0.hasPrefix("*") } == ["*nat"])
    #expect(active.filter { $0 == "COMMIT" }.count == 1)
    #expect(active.filter { $0.hasPrefix("-A") }.allSatisfy { $0.hasPrefix("-A FOO ") })
  }
}
