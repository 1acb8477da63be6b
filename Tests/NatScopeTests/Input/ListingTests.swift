import Testing

@testable import NatScope

/// `iptables -L` in all its forms, and what mails, editors and terminals make of it.
@Suite struct ListingTests {
  struct Form: Sendable, CustomTestStringConvertible {
    let backend: String
    let family: String
    let options: String
    var testDescription: String { "\(backend).\(family).\(options)" }
  }

  private static let forms = NodeDumps.backends.flatMap { backend in
    NodeDumps.families.flatMap { family in
      NodeDumps.listings.map { Form(backend: backend, family: family, options: $0) }
    }
  }

  private static let shapes = [
    "4": "4 listing nat: PREROUTING=accept 4, INPUT=accept 0, OUTPUT=accept 2, "
      + "POSTROUTING=accept 1, A-CHAIN-WITH-A-NAME-OF-28-CH 1, DOCKER 3, EMPTY 0, WEB 1",
    "6": "6 listing nat: PREROUTING=accept 2, INPUT=accept 0, OUTPUT=accept 1, "
      + "POSTROUTING=accept 1, DOCKER 1",
  ]

  /// A listing says what the save says, as far as it shows it.
  @Test(arguments: forms) func saysWhatTheSaveSays(_ form: Form) throws {
    let text = try NodeDumps.text("\(form.testDescription).txt")
    let reading = Reading(text)
    let saved = try NodeDumps.saved(form.backend, form.family)
    #expect(reading.shape == Self.shapes[form.family])
    let isVerbose = form.options.contains("v")
    #expect(
      reading.rules == saved.map { isVerbose ? $0.text : NodeDumps.withoutInterfaces($0.text) })
    #expect(reading.unaccounted(text) == [])
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
    #expect(reading.sections == ["1-\(lines) listing"])
    let ruleset = try #require(reading.capture.rulesets.first)
    for (index, saved) in saved.enumerated() {
      let id = Rule.ID(index)
      let counters = ruleset.counters(id)
      #expect((counters != nil) == isVerbose)
      #expect(counters.map { $0.packets.contains(saved.packets) } ?? true, "\(saved.text)")
      #expect(counters.map { $0.bytes.contains(saved.bytes) } ?? true, "\(saved.text)")
      if form.options.contains("x") { #expect(counters?.isExact == true) }
      #expect(ruleset.number(id) == index - Int(ruleset[ruleset[id].chain].firstRule) + 1)
    }
  }

  /// Counters under a million keep three digits: the range is no wider than iptables made it.
  @Test func roundedCounters() throws {
    let text = try NodeDumps.text("legacy.4.nvL.txt")
    let ruleset = try #require(Reading(text).capture.rulesets.first)
    let packets = ruleset.rules.indices.map { ruleset.counters(Rule.ID($0))?.packets }
    #expect(
      packets.prefix(6) == [
        99_999...99_999, 99_500...100_499, 1_499...1_499, 122_500...123_499,
        9_499_500...10_499_499, 9_499_500...10_499_499,
      ])
  }

  // MARK: disguises

  struct Disguise: Sendable, CustomTestStringConvertible {
    let name: String
    let put: @Sendable (String) -> String
    init(_ name: String, _ put: @escaping @Sendable (String) -> String) {
      self.name = name
      self.put = put
    }
    var testDescription: String { name }

    static func lines(_ name: String, _ change: @escaping @Sendable (Int, String) -> String) -> Self
    {
      Self(name) { text in
        text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().enumerated().map {
          change($0.offset + 1, String($0.element)) + "\n"
        }.joined()
      }
    }
  }

  private static func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }

  private static func collapsed(_ line: String, _ blank: String) -> String {
    line.split(separator: " ").joined(separator: blank)
  }

  private static func padded(_ number: Int) -> String {
    String(repeating: " ", count: 6 - "\(number)".count) + "\(number)"
  }

  static let disguises: [Disguise] = [
    .lines("as it is") { $1 },
    .lines("CR LF") { $1 + "\r" },
    .lines("double spaced") { $1 + "\n" },
    .lines("blanks at the ends") { $1 + "   " },
    .lines("no blanks at the ends") { trimmed($1) },
    .lines("quoted") { "> " + $1 },
    .lines("quoted, no blanks at the ends") { trimmed("> " + $1) },
    .lines("quoted twice") { "> > " + $1 },
    .lines("indented") { "    " + $1 },
    .lines("indented by a tab") { "\t" + $1 },
    .lines("grep -n") { "\($0):" + $1 },
    .lines("cat -n") { padded($0) + "\t" + $1 },
    .lines("bar at the left") { "| " + $1 },
    .lines("blanks collapsed") { collapsed($1, " ") },
    .lines("tabs") { collapsed($1, "\t") },
    Disguise("no blank lines") { $0.replacing("\n\n", with: "\n") },
    Disguise("three blank lines") { $0.replacing("\n\n", with: "\n\n\n\n") },
    Disguise("behind a prompt") { "root@node:~# iptables -t nat -nvL\n" + $0 },
    Disguise("in a fence") { "```\n" + $0 + "```\n" },
    Disguise("between sentences") { "Here it is:\n\n" + $0 + "\nThank you, Bob\n" },
    Disguise("behind a listing of filter") {
      "Chain INPUT (policy DROP)\ntarget     prot opt source               destination\n\n"
        + "Chain FORWARD (policy ACCEPT)\ntarget     prot opt source               destination\n\n"
        + "Chain OUTPUT (policy ACCEPT)\ntarget     prot opt source               destination\n\n"
        + $0
    },
  ]

  @Test(
    arguments: disguises,
    [
      "legacy.4.nvL.txt", "nft.4.nvL.txt", "nft.4.nvLlinenumbers.txt", "legacy.6.nvL.txt",
      "nft.6.nvLlinenumbers.txt",
    ])
  func disguised(_ disguise: Disguise, _ name: String) throws {
    let text = disguise.put(try NodeDumps.text(name))
    let reading = Reading(text)
    let parts = name.split(separator: ".").map { String($0) }
    let shape = try #require(Self.shapes[parts[1]])
    let held = try #require(reading.capture.rulesets.last { $0.table(.nat) != nil })
    let nat = reading.shape.replacing(
      "filter?: INPUT=drop 0, FORWARD=accept 0, OUTPUT=accept 0; ", with: ""
    ).split(separator: " | ").last
    #expect(nat.map { String($0) } == shape)
    let rules = held.rules.indices.map {
      String(decoding: held.canonicalText(Rule.ID($0)), as: UTF8.self)
    }
    #expect(rules == (try NodeDumps.saved(parts[0], parts[1]).map(\.text)))
    #expect(reading.unaccounted(text) == [])
    #expect(!held.isFragment)
  }

  /// Cut anywhere, a listing holds a part of what it held, and nothing else.
  @Test(arguments: ["legacy.4.nvL.txt", "nft.4.L.txt", "legacy.6.nvLlinenumbers.txt"])
  func cutAnywhere(_ name: String) throws {
    let text = Array(try NodeDumps.text(name).utf8)
    let whole = Reading(bytes: text)
    let rules = whole.rules
    for length in stride(from: 0, to: text.count, by: 3) {
      let reading = Reading(bytes: Array(text[..<length]))
      guard let ruleset = reading.capture.rulesets.first else { continue }
      for index in ruleset.rules.indices where !ruleset.rules[index].flags.contains(.damaged) {
        let rule = String(decoding: ruleset.canonicalText(Rule.ID(index)), as: UTF8.self)
        #expect(rules.indices.contains(index) && rules[index] == rule, "\(length): \(rule)")
      }
      #expect(LineAccount(reading.capture).lost(Array(text[..<length])) == [], "\(length)")
    }
  }

  /// A line that a terminal wrapped is not taken for whole.
  @Test(arguments: [40, 60, 72, 79, 80, 100, 120])
  func wrapped(_ width: Int) throws {
    let text = try NodeDumps.text("legacy.4.nvL.txt")
    let saved = Set(try NodeDumps.saved("legacy", "4").map(\.text))
    let wrapped = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      stride(from: 0, to: max(1, line.count), by: width).map {
        String(line.dropFirst($0).prefix(width))
      }.joined(separator: "\n")
    }.joined(separator: "\n")
    let reading = Reading(wrapped)
    for ruleset in reading.capture.rulesets {
      for index in ruleset.rules.indices where !ruleset.rules[index].flags.contains(.damaged) {
        let rule = String(decoding: ruleset.canonicalText(Rule.ID(index)), as: UTF8.self)
        let isWhole = saved.contains(rule) || ruleset.name(ruleset.rules[index].chain).isEmpty
        #expect(isWhole, "\(width): \(rule)")
      }
    }
    #expect(reading.unaccounted(wrapped) == [])
  }
}
