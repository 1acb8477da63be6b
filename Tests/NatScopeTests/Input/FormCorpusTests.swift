import FoundationEssentials
import TestSupport
import Testing

@testable import NatScope

/// Listings, `iptables -S` and commands from elsewhere, where NATSCOPE_CORPUS names a folder of them:
/// what is held is counted once more by nothing but the form of the lines.
@Suite struct FormCorpusTests {
  private struct File {
    let name: String
    let format: String
    let bytes: [UInt8]
    var lines: [String] {
      bytes.split(separator: 10, omittingEmptySubsequences: false).map { line in
        var line = String(decoding: line, as: UTF8.self)
        if line.last == "\r" { line.removeLast() }
        return line
      }
    }
  }

  private static func files(_ folder: String) -> [File] {
    guard let index = PrintingTests.bytes(folder + "/INDEX.tsv") else { return [] }
    return index.split(separator: 10).dropFirst().compactMap { row in
      let fields = row.split(separator: 9, omittingEmptySubsequences: false)
      guard fields.count > 1 else { return nil }
      let name = String(decoding: fields[0], as: UTF8.self)
      guard let bytes = PrintingTests.bytes(folder + "/" + name) else { return nil }
      return File(name: name, format: String(decoding: fields[1], as: UTF8.self), bytes: bytes)
    }
  }

  /// Every file is read to its end, and no line is lost.
  @Test func everyFile() {
    guard let folder = environment("NATSCOPE_CORPUS") else {
      print("skipped: no corpus (NATSCOPE_CORPUS is not set)")
      return
    }
    let files = Self.files(folder)
    var (lines, spoken) = (0, 0)
    for file in files {
      let capture = Capture.read(name: file.name, bytes: file.bytes)
      lines += file.lines.count
      spoken += Set(capture.diagnostics.filter { $0.line > 0 }.map(\.line)).count
      let account = LineAccount(capture)
      #expect(account.misplaced == [], "\(file.name)")
      if file.bytes.count < 200_000 { #expect(account.lost(file.bytes) == [], "\(file.name)") }
    }
    print("corpus: \(files.count) files, \(lines) lines, \(spoken) lines with diagnostics")
    #expect(files.count > 0)
  }

  private static func isTitle(_ line: String) -> Bool {
    line.hasPrefix("Chain ") && line.hasSuffix(")")
      && (line.contains(" (policy ") || line.contains(" references)"))
  }

  private static func isColumns(_ line: String) -> Bool {
    line.contains("target ") && line.contains("prot opt") && line.contains("destination")
  }

  /// Files that are listings from the first title on: each line between the titles and a blank line
  /// is a rule.
  @Test func listings() {
    guard let folder = environment("NATSCOPE_CORPUS") else { return }
    var (count, rules) = (0, 0)
    for file in Self.files(folder) where file.format.hasPrefix("-L") {
      let lines = file.lines
      let titles = lines.filter(Self.isTitle).count
      var expected = 0
      var isInChain = false
      var isPlain = true
      for line in lines {
        if Self.isTitle(line) || Self.isColumns(line) {
          isInChain = true
        } else if line.allSatisfy(\.isWhitespace) {
          isInChain = false
        } else if isInChain {
          expected += 1
        } else {
          isPlain = false
        }
      }
      guard isPlain, titles > 0 else { continue }
      let capture = Capture.read(name: file.name, bytes: file.bytes)
      let chains = capture.rulesets.reduce(0) { $0 + $1.chains.count { $0.line > 0 } }
      #expect(chains == titles, "\(file.name)")
      #expect(capture.rulesets.reduce(0) { $0 + $1.rules.count } == expected, "\(file.name)")
      count += 1
      rules += expected
    }
    print("corpus: \(count) listings with \(rules) rules")
    #expect(count > 0)
  }

  /// Files of `-P`, `-N` and `-A` lines.
  @Test func bareRules() {
    guard let folder = environment("NATSCOPE_CORPUS") else { return }
    var (count, rules) = (0, 0)
    for file in Self.files(folder) where ["-S", "-S v6", "rules-only"].contains(file.format) {
      let lines = file.lines
      let expected = lines.count { $0.hasPrefix("-A ") }
      let isPlain = lines.allSatisfy { line in
        line.isEmpty || ["-A ", "-N ", "-P ", "#"].contains { line.hasPrefix($0) }
      }
      guard isPlain, expected > 0, file.bytes.last == 10 else { continue }
      let capture = Capture.read(name: file.name, bytes: file.bytes)
      #expect(capture.rulesets.reduce(0) { $0 + $1.rules.count } == expected, "\(file.name)")
      count += 1
      rules += expected
    }
    print("corpus: \(count) files of bare rules with \(rules) rules")
    #expect(count > 0)
  }

  /// Files of plain commands that only append, insert at the front, make chains and set policies.
  @Test func commands() {
    guard let folder = environment("NATSCOPE_CORPUS") else { return }
    var (count, rules) = (0, 0)
    for file in Self.files(folder) where file.format.hasPrefix("commands") {
      let lines = file.lines.filter { !$0.isEmpty && !$0.hasPrefix("#") }
      let isPlain = lines.allSatisfy { line in
        let words = line.split(separator: " ")
        guard words.count > 3, words[0] == "iptables" || words[0] == "ip6tables",
          !line.contains(where: { "$\\`;|,".contains($0) })
        else { return false }
        let commands = words.filter {
          $0.utf8.count == 2 && $0.hasPrefix("-") && $0.last?.isUppercase == true
        }
        return commands.count == 1 && ["-A", "-N", "-P"].contains(commands[0])
      }
      guard isPlain, !lines.isEmpty else { continue }
      let expected = lines.count { $0.contains(" -A ") }
      let capture = Capture.read(name: file.name, bytes: file.bytes)
      #expect(capture.rulesets.reduce(0) { $0 + $1.rules.count } == expected, "\(file.name)")
      count += 1
      rules += expected
    }
    print("corpus: \(count) lists of commands with \(rules) rules")
    #expect(count > 0)
  }
}
