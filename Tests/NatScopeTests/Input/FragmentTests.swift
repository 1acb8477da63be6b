import Testing

@testable import NatScope

/// What `grep` leaves of a dump.
@Suite struct FragmentTests {
  private static let titles = "target     prot opt source               destination\n"
  private static let dnat =
    "DNAT       tcp  --  0.0.0.0/0            0.0.0.0/0            tcp dpt:80 to:10.0.0.1:80\n"
  private static let other =
    "RETURN     all  --  0.0.0.0/0            0.0.0.0/0\n"

  static let rows: [ShapeRow] = [
    ShapeRow("one rule", dnat, "4 fragment nat: ? 1~", diagnostics: ["listingFragment 1:1"]),
    ShapeRow(
      "rules of several chains", dnat + "--\n" + other + dnat, "4 fragment nat: ? 1~, ? 2~"),
    ShapeRow(
      "the tail of one chain and the head of the next",
      dnat + "\nChain WEB (1 references)\n" + titles + dnat + "--\n" + other,
      "4 fragment nat: ? 1~, WEB 1~, ? 1~"),
    ShapeRow(
      "gaps only", "Chain WEB (1 references)\n" + titles + dnat + "--\n--\n--\n",
      "4 fragment nat: WEB 1~, ? 0~"),
    ShapeRow(
      "titles of columns without a chain", titles + dnat, "4 fragment nat: ? 1~"),
    ShapeRow(
      "chains without titles", "Chain WEB (1 references)\n" + dnat, "4 listing nat: WEB 1"),
    ShapeRow(
      "filtered by the command",
      "$ iptables -t nat -nL | grep -v RETURN\nChain A (1 references)\n"
        + titles + dnat, "4 fragment nat: A 1~"),
    ShapeRow(
      "through a pager all is there",
      "$ iptables -t nat -nL | less\nChain A (1 references)\n"
        + titles + dnat, "4 listing nat: A 1"),
    ShapeRow(
      "rules of a save", "-A A -j B\n--\n-A B -p tcp -j DNAT --to-destination 10.0.0.1\n",
      "4 fragment nat: A 1~, B 1~"),
    ShapeRow(
      "a save with gaps",
      "*nat\n:PREROUTING ACCEPT [0:0]\n--\n-A A -p tcp -j DNAT --to-destination 10.0.0.1\n--\nCOMMIT\n",
      "4 fragment nat: PREROUTING=accept 0~, A 1~"),
    ShapeRow(
      "a save that was filtered",
      "# iptables-save | grep -e '^[*]' -e DNAT\n*nat\n-A A -p tcp -j DNAT --to-destination 10.0.0.1\n",
      "4 fragment nat: A 1~"),
  ]

  @Test(arguments: rows) func read(_ row: ShapeRow) { row.check() }

  /// `grep -C n` of a pattern, as it works, with or without `-n`.
  static func grep(_ text: String, _ pattern: String, context: Int, numbered: Bool) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    let hits = lines.indices.filter { lines[$0].contains(pattern) }
    var out: [String] = []
    var last: Int?
    for index in lines.indices where hits.contains(where: { abs($0 - index) <= context }) {
      if let last, last + 1 < index { out.append("--") }
      let mark = hits.contains(index) ? ":" : "-"
      out.append((numbered ? "\(index + 1)\(mark)" : "") + lines[index])
      last = index
    }
    return out.map { $0 + "\n" }.joined()
  }

  /// Whatever grep leaves, each rule is one of the dump's, in its chain or in none.
  @Test(
    arguments: ["legacy.4.nvL.txt", "nft.4.nvLlinenumbers.txt", "nft.4.S.txt", "legacy.4.save"],
    ["DNAT", "DOCKER", "80", "0.0.0.0", "Chain", "REDIRECT"])
  func grepped(_ name: String, _ pattern: String) throws {
    let text = try NodeDumps.text(name)
    let whole = Reading(text)
    let known = Set(whole.rules)
    let bodies = Set(
      whole.rules.map { $0.split(separator: " ").dropFirst(2).joined(separator: " ") })
    for context in [0, 1, 2, 5] {
      for numbered in [false, true] {
        let part = Self.grep(text, pattern, context: context, numbered: numbered)
        let reading = Reading(part)
        for ruleset in reading.capture.rulesets {
          for index in ruleset.rules.indices where !ruleset.rules[index].flags.contains(.damaged) {
            let id = Rule.ID(index)
            let rule = String(decoding: ruleset.canonicalText(id), as: UTF8.self)
            let body = rule.split(separator: " ").dropFirst(2).joined(separator: " ")
            let isUnnamed = ruleset.name(ruleset[id].chain).isEmpty
            #expect(isUnnamed ? bodies.contains(body) : known.contains(rule), "\(rule)\n\(part)")
            if name.contains("linenumbers"), let number = ruleset.number(id) {
              let matching = whole.capture.rulesets[0]
              let numbers = matching.rules.indices.filter {
                String(decoding: matching.canonicalText(Rule.ID($0)), as: UTF8.self)
                  .hasSuffix(body)
              }.map { matching.number(Rule.ID($0)) }
              #expect(numbers.contains(number))
            }
          }
          #expect(!part.contains("--\n") || ruleset.isFragment, "\(part)")
        }
        #expect(reading.unaccounted(part) == [], "\(part)")
      }
    }
  }
}
