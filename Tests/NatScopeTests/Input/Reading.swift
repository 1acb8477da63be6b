import Testing

@testable import NatScope

/// What came of a text, in a form that rows can be compared with.
struct Reading {
  let capture: Capture

  init(_ text: String) { self.init(files: [text]) }

  init(files: [String]) {
    capture = Capture.read(
      files.enumerated().map { InputFile(name: "file\($0.offset)", bytes: Array($0.element.utf8)) })
  }

  init(bytes: [UInt8]) { capture = Capture.read(name: "file0", bytes: bytes) }

  /// `cutRule 4:12`, from the second file on `cutRule 1/4:12`; repetitions as `+3`.
  var diagnostics: [String] {
    capture.diagnostics.map {
      "\($0.problem.kind) " + ($0.file > 0 ? "\($0.file)/" : "") + "\($0.line):\($0.column)"
        + ($0.repetitions > 0 ? " +\($0.repetitions)" : "")
    }
  }

  /// `nat: PREROUTING 1, A 2`, tables separated by `;`, rulesets by `|`.
  var held: String {
    capture.rulesets.map { ruleset in
      ruleset.tables.indices.map { table in
        let chains = ruleset.chains.filter { Int($0.table.index) == table }.map {
          "\(ruleset.source.string($0.name)) \($0.ruleCount)"
        }
        return ruleset.source.string(ruleset.tables[table].spelling) + ": "
          + chains.joined(separator: ", ")
      }.joined(separator: "; ")
    }.joined(separator: " | ")
  }

  /// The text of each rule as it would be saved, in order.
  var rules: [String] {
    capture.rulesets.flatMap { ruleset in
      ruleset.rules.indices.map {
        String(decoding: ruleset.canonicalText(Rule.ID($0)), as: UTF8.self)
      }
    }
  }
}

/// Text, what it holds for natscope, and what natscope says of it.
struct InputRow: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  let held: String
  let diagnostics: [String]
  /// The rules that were read, where the row is about their text.
  var rules: [String]? = nil

  init(
    _ name: String, _ text: String, _ held: String, _ diagnostics: [String],
    rules: [String]? = nil
  ) {
    self.name = name
    self.text = text
    self.held = held
    self.diagnostics = diagnostics
    self.rules = rules
  }

  var testDescription: String { name }

  func check() {
    let reading = Reading(text)
    #expect(reading.held == held, "\(name)")
    #expect(reading.diagnostics == diagnostics, "\(name)")
    if let rules { #expect(reading.rules == rules, "\(name)") }
  }
}

/// The lines of a nat table with chains A and B: `rows` stand from line 5 on.
func natTable(_ rows: String..., commit: Bool = true) -> String {
  "*nat\n:PREROUTING ACCEPT [0:0]\n:A - [0:0]\n:B - [0:0]\n" + rows.map { $0 + "\n" }.joined()
    + (commit ? "COMMIT\n" : "")
}
