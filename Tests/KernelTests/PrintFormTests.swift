import FoundationEssentials
import TestSupport
import Testing

@testable import NatScope

/// Rules of every extension go into the kernel; what iptables prints of them at the right of its
/// listings has to say the same as its `-S`.
@Suite(.serialized, .enabled(if: Prerequisites.runs, Comment(rawValue: Prerequisites.comment)))
struct PrintFormTests {
  /// What the listing loses, by the extension or the words that it stands in.
  static let exceptions = [
    "--hashlimit-rate-interval": "the rate is listed in another unit",
    "-m eui64": "ip6tables-nft lists nothing for it",
    "--comment one -m tcp --dport 5000 -m comment --comment two": "could be a single comment",
  ]

  @Test(arguments: Backend.allCases, [false, true])
  func listingsSayWhatRulesSay(backend: Backend, isIPv6: Bool) async throws {
    try await KernelNode.with(backend) { node in
      let ruleset = LoadedRules(node: node, isIPv6: isIPv6)
      let refused = try await ruleset.load()
      var read = 0
      for table in LoadedRules.tables {
        for numeric in [true, false] {
          let rules = try await ruleset.printed(table, numeric: numeric)
          for rule in rules { Self.compare(rule, isIPv6: isIPv6) }
          read += rules.count
        }
      }
      print("print forms, \(backend)\(isIPv6 ? ", IPv6" : ""): \(read) lines, refused: \(refused)")
      // A kernel may lack some modules, but hardly many.
      #expect(read > 600)
    }
  }

  private static func compare(_ rule: PrintedRule, isIPv6: Bool) {
    var saved = rule.saved
    let details = PrintedDetails(
      Array(rule.details.utf8)[...], target: Array(saved.listedTarget.utf8)[...],
      ipProtocol: saved.ipProtocol, family: isIPv6 ? .ipv6 : .ipv4)
    saved.remove(details.hidden)
    // Without -n users and groups stand there by name, which only the machine could turn back.
    for use in details.names where use.kind == .user || use.kind == .group {
      saved.rename(use.kind == .user ? "--uid-owner" : "--gid-owner", use.value)
    }
    let words = (details.matches.map(\.save) + [details.targetOptions])
      .filter { !$0.isEmpty }.map { String(decoding: $0, as: UTF8.self) }
    let wanted = saved.words.joined(separator: " ")
    if exceptions.keys.contains(where: rule.text.contains) { return }
    #expect(words.joined(separator: " ") == wanted, "\(rule.details)")
    #expect(details.unread.isEmpty && !details.isAmbiguous, "\(rule.details)")
    #expect(details.isGoto == rule.text.contains(" -g "), "\(rule.details)")
  }
}

/// A rule as `-S` and as a listing print it.
private struct PrintedRule {
  let text: String
  let saved: SavedWords
  /// What stands behind the destination column.
  let details: String

  init?(_ text: String, line: Substring) {
    self.text = text
    saved = SavedWords(text)
    // Packets, bytes, target, protocol, options, both interfaces, source, destination.
    var rest = line
    func next() -> Substring {
      rest = rest.drop { $0 == " " }
      let word = rest.prefix { $0 != " " }
      rest = rest.dropFirst(word.count)
      return word
    }
    _ = (next(), next())
    if !saved.listedTarget.isEmpty, next() != saved.listedTarget { return nil }
    _ = next()
    let option = next()
    if !["--", "-f", "!f"].contains(option) { return nil }
    _ = (next(), next(), next(), next())
    details = String(rest)
  }
}

/// The words of a rule without those that have a column of their own in a listing.
private struct SavedWords {
  var words: [String] = []
  var listedTarget = ""
  var ipProtocol: IPProtocol?

  init(_ text: String) {
    let bytes = Array(text.utf8)
    var tokens = RuleTokens(bytes, TextRange(0, bytes.count)).dropFirst(2).map {
      String(decoding: bytes[$0.range.bounds], as: UTF8.self)
    }[...]
    while let word = tokens.popFirst() {
      switch word {
      case "-s", "-d", "-i", "-o", "-p", "-j", "-g":
        let value = tokens.popFirst() ?? ""
        if words.last == "!" { words.removeLast() }
        if word == "-p" { ipProtocol = IPProtocol(name: value.utf8) }
        // The alias NOTRACK is listed as what it stands for.
        if word == "-j" || word == "-g" { listedTarget = value == "NOTRACK" ? "CT" : value }
        if value == "NOTRACK" { words.append("--notrack") }
      case "-f": if words.last == "!" { words.removeLast() }
      default: words.append(word)
      }
    }
  }

  /// Takes away what a listing does not show, and the details name.
  mutating func remove(_ hidden: [String]) {
    for option in hidden {
      let parts = option.split(separator: " ").map { String($0) }
      guard let name = parts.last, let index = words.firstIndex(of: name) else { continue }
      if parts.count == 1 {
        words.removeSubrange(index...(index + 1))
      } else if index > 0, words[index - 1] == "!" {
        words.remove(at: index - 1)
      }
    }
  }

  mutating func rename(_ option: String, _ name: String) {
    if let index = words.firstIndex(of: option) { words[index + 1] = name }
  }
}

/// The rules of the fixture in the kernel's tables.
private struct LoadedRules {
  static let tables = ["filter", "mangle", "nat", "raw", "security"]
  private static let fixture =
    "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    + "/Tests/NatScopeTests/Fixtures/print-forms.tsv"

  let node: KernelNode
  let isIPv6: Bool

  private func run(_ command: String, input: String = "") async throws -> CommandRun {
    try await KernelNode.shell("ip netns exec \(node.name) \(command)", input: input)
  }

  /// Loads every rule of this program; those that the kernel refuses are returned.
  func load() async throws -> [String] {
    _ = try await run("ipset create pairs4 hash:ip,port family inet counters")
    _ = try await run("ipset create info4 hash:ip skbinfo")
    let own = "\(node.backend)\(isIPv6 ? "6" : "4")"
    let text = try String(contentsOfFile: Self.fixture, encoding: .utf8)
    var rules: [(table: String, text: String)] = []
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let columns = line.split(separator: "\t")
      // iptables does not take back what it saves of two comparisons in one match.
      let isLost = columns[2].contains("--rateest-bps 16000bit --rateest-eq")
      if columns[0].contains(own), !isLost {
        rules.append((String(columns[1]), String(columns[2])))
      }
    }
    // Estimators have to be there before rules ask for them.
    let isEstimator = { (rule: (table: String, text: String)) in rule.text.contains("-j RATEEST") }
    var refused = try await restore(rules.filter(isEstimator), appends: false)
    refused += try await restore(rules.filter { !isEstimator($0) }, appends: true)
    return refused
  }

  private func restore(
    _ rules: [(table: String, text: String)], appends: Bool
  ) async throws -> [String] {
    let program =
      node.backend.program("restore", isIPv6: isIPv6) + (appends ? " --noflush" : "")
    var input = ""
    for table in Self.tables {
      input += "*\(table)\n" + (appends ? "" : ":X - [0:0]\n:Y - [0:0]\n")
      input += rules.filter { $0.table == table }.map { $0.text + "\n" }.joined() + "COMMIT\n"
    }
    if try await run(program, input: input).status == 0 { return [] }
    // Some module is missing: one by one.
    _ = try await run(
      program,
      input: Self.tables.map { "*\($0)\n\(appends ? "" : ":X -\n:Y -\n")COMMIT\n" }.joined())
    var refused: [String] = []
    for rule in rules {
      let one = "*\(rule.table)\n\(rule.text)\nCOMMIT\n"
      let single = node.backend.program("restore", isIPv6: isIPv6) + " --noflush"
      if try await run(single, input: one).status != 0 { refused.append(rule.text) }
    }
    return refused
  }

  /// All rules of a table, as `-S` and as a listing print them.
  func printed(_ table: String, numeric: Bool) async throws -> [PrintedRule] {
    let program = "\(isIPv6 ? "ip6tables" : "iptables")-\(node.backend)"
    let saved = try await run("\(program) -t \(table) -S").output
    let listed = try await run("\(program) -t \(table) -\(numeric ? "n" : "")vL").output
    var lines: [Substring: [Substring]] = [:]
    var chain: Substring = ""
    for line in listed.split(separator: "\n") {
      if line.hasPrefix("Chain ") {
        chain = line.dropFirst(6).prefix { $0 != " " }
      } else if !line.hasPrefix(" pkts") {
        lines[chain, default: []].append(line)
      }
    }
    var rules: [PrintedRule] = []
    for rule in saved.split(separator: "\n") where rule.hasPrefix("-A ") {
      let name = rule.dropFirst(3).prefix { $0 != " " }
      guard let line = lines[name]?.first, let printed = PrintedRule(String(rule), line: line)
      else {
        Issue.record("no line in the listing for \(rule)")
        continue
      }
      lines[name]?.removeFirst()
      rules.append(printed)
    }
    #expect(lines.values.allSatisfy { $0.isEmpty })
    return rules
  }
}
