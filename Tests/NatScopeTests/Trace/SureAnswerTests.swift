import Testing

@testable import NatScope

/// Answers that were once surer than the text allows, or sure of the wrong thing.
struct SureAnswerTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let name: String
    let rules: [String]
    let destination: String?
    let isLocal: Bool
    /// Each outcome as `verdict translation destination [number of conditions]`.
    let outcomes: [String]

    init(
      _ name: String, _ rules: [String], to destination: String?, isLocal: Bool = false,
      _ outcomes: [String]
    ) {
      self.name = name
      self.rules = rules
      self.destination = destination
      self.isLocal = isLocal
      self.outcomes = outcomes
    }

    var testDescription: String { name }
  }

  private static func trace(_ row: Row, recordsMisses: Bool = false) throws -> Trace {
    let chains = ["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"].map { ":\($0) ACCEPT [0:0]" }
    let text = (["*nat"] + chains + row.rules + ["COMMIT", ""]).joined(separator: "\n")
    let capture = Capture.read(name: "test", bytes: Array(text.utf8))
    var packet = Packet(
      family: .ipv4, destination: row.destination.flatMap { IPAddress($0) }, destinationPort: 80)
    packet.origin = row.isLocal ? .local : .outside
    var options = TraceOptions()
    options.recordsMisses = recordsMisses
    return Trace.run(
      packet, through: try #require(capture.rulesets.first), sets: capture.sets, options: options)
  }

  private static func summary(_ trace: Trace) -> [String] {
    trace.outcomes.map { outcome in
      let verdict = outcome.verdict?.rawValue ?? "null"
      let translation = outcome.translation?.rawValue ?? "-"
      let address = outcome.destination.addresses.map {
        IPAddress(family: .ipv4, bits: $0.lowerBound).description
      }
      return "\(verdict) \(translation) \(address ?? "any") [\(outcome.conditions.count)]"
    }
  }

  static let rows: [Row] = [
    Row(
      "an address is masked before it is compared",
      ["-A PREROUTING -d 10.0.0.5/24 -p tcp -m tcp --dport 80 -j DNAT --to-destination 1.2.3.4"],
      to: "10.0.0.77", ["ACCEPT DNAT 1.2.3.4 [0]"]),
    Row(
      "a dash that a word processor changed",
      ["-A PREROUTING -p tcp -m tcp \u{2013}dport 443 -j DNAT --to-destination 1.1.1.1"],
      to: "10.0.0.5", ["ACCEPT DNAT 1.1.1.1 [2]", "ACCEPT - 10.0.0.5 [1]"]),
    Row(
      "a line of the table that is no rule",
      ["\u{2013}A PREROUTING -p tcp -j DNAT --to-destination 1.1.1.1"],
      to: "10.0.0.5", ["null - 10.0.0.5 [1]", "ACCEPT - 10.0.0.5 [1]"]),
    Row(
      "an inserted rule comes before the others",
      ["-A PREROUTING -p tcp -j DNAT --to-destination 1.1.1.1", "-I PREROUTING -p tcp -j ACCEPT"],
      to: "10.0.0.5", ["ACCEPT - 10.0.0.5 [0]"]),
    Row(
      "a match and its negation are one fact",
      [
        "-A OUTPUT -p tcp -m owner --uid-owner 1337 -j RETURN",
        "-A OUTPUT -p tcp -m owner ! --uid-owner 1337 -j DNAT --to-destination 1.1.1.1",
        "-A OUTPUT -p tcp -j DNAT --to-destination 2.2.2.2",
      ], to: "10.0.0.9", isLocal: true, ["ACCEPT - 10.0.0.9 [1]", "ACCEPT DNAT 1.1.1.1 [1]"]),
    Row(
      "a negated set is one fact with the set",
      [
        "-A PREROUTING -m set --match-set S src -j DNAT --to-destination 1.1.1.1",
        "-A PREROUTING -m set ! --match-set S src -j DNAT --to-destination 2.2.2.2",
      ], to: "10.0.0.9", ["ACCEPT DNAT 1.1.1.1 [1]", "ACCEPT DNAT 2.2.2.2 [1]"]),
    Row(
      "what a rule adds to a set is not known from the save",
      [
        "-A PREROUTING -m set --match-set S src -j RETURN", "-A PREROUTING -j SET --add-set S src",
        "-A PREROUTING -m set --match-set S src -j DNAT --to-destination 1.1.1.1",
      ], to: "10.0.0.9",
      ["ACCEPT - 10.0.0.9 [1]", "ACCEPT DNAT 1.1.1.1 [2]", "ACCEPT - 10.0.0.9 [2]"]),
    Row(
      "a header field that was rewritten is known",
      [
        "-A PREROUTING -m dscp --dscp 0x10 -j RETURN", "-A PREROUTING -j DSCP --set-dscp 0x10",
        "-A PREROUTING -m dscp --dscp 0x10 -j DNAT --to-destination 1.1.1.1",
      ], to: "10.0.0.9", ["ACCEPT - 10.0.0.9 [1]", "ACCEPT DNAT 1.1.1.1 [1]"]),
    Row(
      "what looks at a changed header is asked anew",
      [
        "-A PREROUTING -m osf --genre Linux -j RETURN", "-A PREROUTING -j DSCP --set-dscp 0x10",
        "-A PREROUTING -m osf --genre Linux -j DNAT --to-destination 1.1.1.1",
      ], to: "10.0.0.9",
      ["ACCEPT - 10.0.0.9 [1]", "ACCEPT DNAT 1.1.1.1 [2]", "ACCEPT - 10.0.0.9 [2]"]),
    Row(
      "what does not look at the header is not",
      [
        "-A PREROUTING -m time --timestart 08:00:00 -j RETURN",
        "-A PREROUTING -j DSCP --set-dscp 0x10",
        "-A PREROUTING -m time --timestart 08:00:00 -j DNAT --to-destination 1.1.1.1",
      ], to: "10.0.0.9", ["ACCEPT - 10.0.0.9 [1]", "ACCEPT - 10.0.0.9 [1]"]),
    Row(
      "an unknown option does not belong to a comment",
      ["-A PREROUTING -m comment --comment k --ahspi 5 -j DNAT --to-destination 1.1.1.1"],
      to: "10.0.0.9", ["ACCEPT DNAT 1.1.1.1 [1]", "ACCEPT - 10.0.0.9 [1]"]),
    Row(
      ":PORT is no address that a rule names, negated or not",
      [
        "-A PREROUTING ! -d 10.0.0.1/32 -p tcp -j DNAT --to-destination 1.1.1.1",
        "-A PREROUTING -d 10.0.0.1/32 -p tcp -j DNAT --to-destination 2.2.2.2",
      ], to: nil, ["ACCEPT DNAT 1.1.1.1 [0]"]),
    Row(
      "the source of what goes to another node is open",
      [
        "-A OUTPUT -d 10.96.0.1/32 -p tcp -j DNAT --to-destination 10.1.1.1",
        "-A POSTROUTING -s 10.96.0.0/12 -j SNAT --to-source 9.9.9.9",
      ], to: "10.96.0.1", isLocal: true,
      ["ACCEPT DNAT 10.1.1.1 [1]", "ACCEPT DNAT 10.1.1.1 [1]"]),
    Row(
      "--jump is -j",
      ["-A PREROUTING -p tcp --jump DNAT --to-destination 1.1.1.1"], to: "10.0.0.5",
      ["ACCEPT DNAT 1.1.1.1 [0]"]),
    Row(
      "a page number behind a rule is not its end",
      ["-A PREROUTING -p tcp -j DNAT --to-destination 7.7.7.7:80", "80"], to: "10.0.0.5",
      ["null - 10.0.0.5 [1]", "ACCEPT - 10.0.0.5 [1]"]),
    Row(
      "outcomes stand in rule order",
      [
        "-A PREROUTING -i eth0 -p tcp -j DNAT --to-destination 1.1.1.1",
        "-A PREROUTING -i eth1 -p tcp -j DNAT --to-destination 2.2.2.2",
      ], to: "10.0.0.5",
      ["ACCEPT DNAT 1.1.1.1 [1]", "ACCEPT DNAT 2.2.2.2 [1]", "ACCEPT - 10.0.0.5 [2]"]),
  ]

  @Test(arguments: rows) func outcomes(_ row: Row) throws {
    let trace = try Self.trace(row)
    #expect(Self.summary(trace) == row.outcomes)
    #expect(trace.outcomes.count(where: \.isPrimary) == 1)
  }

  /// What the text of a rule may look like where its port is read without decoding it.
  static let ports: [Row] = [
    #"-A PREROUTING -p tcp -m tcp --dport 80 -j DNAT --to-destination 1.1.1.1"#,
    #"-A PREROUTING -p tcp -m tcp --dport 81 -j DNAT --to-destination 1.1.1.1"#,
    #"-A PREROUTING -p tcp -m tcp --dport 79:81 -j DNAT --to-destination 1.1.1.1"#,
    #"-A PREROUTING -p tcp -m tcp ! --dport 81 -j DNAT --to-destination 1.1.1.1"#,
    #"-A PREROUTING -p tcp -m tcp --dport ! 81 -j DNAT --to-destination 1.1.1.1"#,
    #"-A PREROUTING -p tcp -m tcp --dport http -j DNAT --to-destination 1.1.1.1"#,
    #"-A PREROUTING -p tcp -m tcp --dport 0080 -j DNAT --to-destination 1.1.1.1"#,
    #"-A PREROUTING -p tcp -m tcp --dport 65536 -j DNAT --to-destination 1.1.1.1"#,
    #"-A PREROUTING -p tcp -m comment --comment "--dport 81 " -m tcp --dport 80 -j DNAT --to-destination 1.1.1.1"#,
    #"-A PREROUTING -p tcp -m comment --comment "a " --dport 81 b" -j DNAT --to-destination 1.1.1.1"#,
    #"-A PREROUTING -p tcp -m comment --comment "" -m tcp --dport 81 -j DNAT --to-destination 1.1.1.1"#,
    #"-A PREROUTING -p tcp -m comment --comment a" --dport 81 "b -j DNAT --to-destination 1.1.1.1"#,
    #"-A PREROUTING -p tcp -m comment --comment "open -m tcp --dport 81 -j DNAT --to-destination 1.1.1.1"#,
    #"-A PREROUTING -p tcp -m tcp --dport 81 -m tcp --dport 80 -j DNAT --to-destination 1.1.1.1"#,
    #"-A PREROUTING -p udp -m udp --dport 80 -j DNAT --to-destination 1.1.1.1"#,
    #"-A PREROUTING -d 10.0.0.5/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 1.1.1.1"#,
    #"-A PREROUTING -d 10.0.0.5/32 -p tcp -m tcp --dport 81 -j DNAT --to-destination 1.1.1.1"#,
    #"-A PREROUTING -d 10.0.0.5/32 -p udp -m udp --dport 80 -j DNAT --to-destination 1.1.1.1"#,
    #"-A PREROUTING -d 10.0.0.0/24 -p tcp -m tcp --dport 81 -j DNAT --to-destination 1.1.1.1"#,
    #"-A PREROUTING ! -d 10.0.0.5/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 1.1.1.1"#,
    #"-A PREROUTING -p tcp -m tcp --dport 81"#,
    #"-A PREROUTING -p tcp -m tcp --dport 8"#,
  ].flatMap { rule in
    [nil, "10.0.0.5"].map { destination in
      // What comes behind it sees what it left, and the port that a rule before it changed is
      // the one that counts.
      Row(
        rule,
        [
          rule, "-A PREROUTING -d 10.0.0.5/32 -p tcp -j DNAT --to-destination 2.2.2.2",
          "-A PREROUTING -p tcp -m addrtype --dst-type LOCAL -j DNAT --to-destination 3.3.3.3:81",
          "-A POSTROUTING -p tcp -m tcp --dport 81 -j SNAT --to-source 4.4.4.4",
        ], to: destination, [])
    }
  }

  /// Looking at a rule's text without decoding it is a shortcut and must not change anything.
  @Test(arguments: rows + ports) func shortcutsChangeNothing(_ row: Row) throws {
    let quick = try Self.trace(row)
    let slow = try Self.trace(row, recordsMisses: true)
    #expect(Self.summary(quick) == Self.summary(slow))
    #expect(quick.outcomes.map(\.conditions) == slow.outcomes.map(\.conditions))
    #expect(quick.outcomes.map(\.source) == slow.outcomes.map(\.source))
    #expect(quick.assumptions == slow.assumptions)
    #expect(quick.namedAddresses == slow.namedAddresses)
  }

  @Test func pathsBeyondAllNumbersEnd() throws {
    let names = (0...70).map { "L\(100 + $0)" }
    let rules =
      names.map { ":\($0) - [0:0]" } + ["-A PREROUTING -j \(names[0])"]
      + zip(names, names.dropFirst()).flatMap { ["-A \($0) -j \($1)", "-A \($0) -j \($1)"] }
    let trace = try Self.trace(Row("levels", rules, to: "10.0.0.5", []))
    #expect(Self.summary(trace) == ["ACCEPT - 10.0.0.5 [0]"])
    #expect(trace.outcomes[0].path.count == 1_000)
    #expect(trace.outcomes[0].pathOmitted > 1 << 60)
  }
}
