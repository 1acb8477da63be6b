import Testing

@testable import NatScope

/// Dumps of the same rules in every form, made with iptables 1.8.9 in a network namespace:
/// `legacy.4.nvL.txt` is `iptables-legacy -t nat -nvL`, `nft.6.Sv.txt` is `ip6tables-nft -t nat -S -v`.
enum NodeDumps {
  static let backends = ["legacy", "nft"]
  static let families = ["4", "6"]
  static let listings = ["L", "nL", "vL", "nvL", "nvxL", "nvLlinenumbers", "nLlinenumbers"]

  static func text(_ name: String) throws -> String {
    let path = PrintingTests.root + "/Tests/NatScopeTests/Fixtures/node/" + name
    return String(decoding: try #require(PrintingTests.bytes(path), "\(name)"), as: UTF8.self)
  }

  /// A rule of nat as iptables-save -c shows it.
  struct Saved {
    let packets: UInt64
    let bytes: UInt64
    let text: String
  }

  /// The rules of nat in an iptables-save, by nothing but the form of its lines.
  static func saved(_ backend: String, _ family: String) throws -> [Saved] {
    let lines = try text("\(backend).\(family).save").split(separator: "\n")
    let begin = try #require(lines.firstIndex(of: "*nat"))
    return lines[begin...].prefix { $0 != "COMMIT" }.filter { $0.hasPrefix("[") }.map { line in
      let counters = line.dropFirst().prefix { $0 != "]" }.split(separator: ":")
      return Saved(
        packets: UInt64(counters[0]) ?? .max, bytes: UInt64(counters[1]) ?? .max,
        text: String(line[line.index(line.firstIndex(of: "-") ?? line.startIndex, offsetBy: 0)...]))
    }
  }

  /// A rule without its interfaces, which a listing without -v does not show.
  static func withoutInterfaces(_ rule: String) -> String {
    var words = rule.split(separator: " ", omittingEmptySubsequences: false).map { String($0) }
    for option in ["-i", "-o"] {
      guard let place = words.firstIndex(of: option) else { continue }
      words.removeSubrange((words[place - 1] == "!" ? place - 1 : place)...place + 1)
    }
    return words.joined(separator: " ")
  }
}

extension Reading {
  /// What was read, with everything that decides how it is walked:
  /// `4 nf_tables listing nat: PREROUTING=accept 2, ? 1~; filter?: …`.
  ///
  /// Behind `=` stands a policy, `?` before `:` means that the table is a guess, `?` alone a chain
  /// whose name is not in the text, `~` that rules may be missing.
  var shape: String {
    capture.rulesets.map { ruleset in
      let tables = ruleset.tables.indices.map { index in
        let table = ruleset.tables[index]
        let chains = ruleset.chains.filter { Int($0.table.index) == index }.map { chain in
          let name = ruleset.source.string(chain.name)
          return (name.isEmpty ? "?" : name) + (chain.policy == .none ? "" : "=\(chain.policy)")
            + " \(chain.ruleCount)" + (chain.isPartial ? "~" : "")
        }
        return (table.name?.rawValue ?? "-") + (table.isInferred ? "?" : "") + ": "
          + chains.joined(separator: ", ")
      }
      return [
        ruleset.family == .ipv4 ? "4" : "6", ruleset.backend?.rawValue, ruleset.format,
        tables.joined(separator: "; "),
      ].compactMap { $0 }.joined(separator: " ")
    }.joined(separator: " | ")
  }

  /// `1-4 command, 5-9 listing`, from the second file on `1/1-4 save`.
  var sections: [String] {
    capture.sections.map {
      ($0.file > 0 ? "\($0.file)/" : "") + "\($0.firstLine)-\($0.lastLine) \($0.kind.name)"
    }
  }

  /// Lines that nothing accounts for, and diagnostics that point elsewhere.
  func unaccounted(_ text: String) -> [String] {
    let account = LineAccount(capture)
    return account.lost(Array(text.utf8)) + account.misplaced
  }
}

/// Text and what must come of it, in the words of ``Reading/shape``.
struct ShapeRow: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  let shape: String
  var sections: [String]? = nil
  var diagnostics: [String]? = nil
  var rules: [String]? = nil

  init(
    _ name: String, _ text: String, _ shape: String, sections: [String]? = nil,
    diagnostics: [String]? = nil, rules: [String]? = nil
  ) {
    self.name = name
    self.text = text
    self.shape = shape
    self.sections = sections
    self.diagnostics = diagnostics
    self.rules = rules
  }

  var testDescription: String { name }

  func check() {
    let reading = Reading(text)
    #expect(reading.shape == shape, "\(name)")
    if let sections { #expect(reading.sections == sections, "\(name)") }
    if let diagnostics { #expect(reading.diagnostics == diagnostics, "\(name)") }
    if let rules { #expect(reading.rules == rules, "\(name)") }
    #expect(reading.unaccounted(text) == [], "\(name)")
  }
}
