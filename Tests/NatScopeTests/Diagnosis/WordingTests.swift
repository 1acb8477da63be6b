import Testing

@testable import NatScope

/// Conditions, assumptions and comments in words.
@Suite struct WordingTests {
  static let example = Example(
    "*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -m time --timestart 08:00 -j ACCEPT\nCOMMIT\n")

  private static func words(_ condition: Condition) -> ConditionWording {
    ConditionWording(condition, in: example.ruleset)
  }

  private static func range(_ text: String) -> ClosedRange<UInt128> {
    AddressPattern(Array(text.utf8))?.prefix?.bounds ?? 0...0
  }

  private static func interface(_ text: String) -> ClosedRange<UInt128> {
    InterfacePattern(Array(text.utf8))?.bounds ?? 0...0
  }

  @Test(arguments: [
    (Condition.Field.source, [range("10.42.0.0/24")], false, "source in 10.42.0.0/24", "in"),
    (.source, [range("10.42.0.0/24")], true, "source not in 10.42.0.0/24", "in"),
    (.source, [range("10.42.0.7")], false, "source is 10.42.0.7", "is"),
    (.source, [range("10.42.0.7")], true, "source is not 10.42.0.7", "is"),
    (.source, [1...6], false, "source in 0.0.0.1-0.0.0.6", "in"),
    (
      .source, [0xa000_0000...0xa000_0004, 0xa000_0006...0xa000_00ff], false,
      "source in 160.0.0.0/24 but not 160.0.0.5", "in"
    ),
    (.destinationPort, [443...443], false, "destination port is 443", "is"),
    (.destinationPort, [80...80, 8000...8010], false, "destination port in 80,8000-8010", "in"),
    (.inInterface, [interface("eth0")], false, "in interface is eth0", "is"),
    (.inInterface, [interface("veth+")], false, "in interface matches veth+", "matches"),
    (
      .inInterface, [interface("veth+")], true, "in interface does not match veth+", "matches"
    ),
    (.ipProtocol, [6...6], false, "protocol is tcp", "is"),
    (.icmpType, [0x800...0x8ff], false, "icmp type is 8", "is"),
    (.icmpType, [0x301...0x301], false, "icmp type is 3/1", "is"),
  ])
  func fields(
    field: Condition.Field, ranges: [ClosedRange<UInt128>], isNegated: Bool, text: String,
    op: String
  ) {
    let words = Self.words(Condition(isNegated: isNegated, all: [.field(field, ranges)]))
    #expect(words.text == text)
    #expect(words.isNegated == isNegated)
    #expect(words.all.map(\.op) == [op])
  }

  /// What lies around a prefix is told by the prefix.
  @Test func complement() {
    let prefix = Self.range("10.42.0.0/24")
    let around = [0...(prefix.lowerBound - 1), (prefix.upperBound + 1)...UInt128(UInt32.max)]
    let words = Self.words(Condition(isNegated: false, all: [.field(.source, around)]))
    #expect(words.text == "source not in 10.42.0.0/24")
    #expect(words.isNegated)
    let name = Self.interface("docker0")
    let others = [0...(name.lowerBound - 1), (name.upperBound + 1)...UInt128.max]
    let interface = Self.words(Condition(isNegated: true, all: [.field(.inInterface, others)]))
    #expect(interface.text == "in interface is docker0")
    #expect(!interface.isNegated)
  }

  @Test func severalFacts() {
    let all: [Condition.Fact] = [
      .field(.source, [Self.range("10.0.0.0/8")]), .field(.inInterface, [Self.interface("eth0")]),
    ]
    #expect(
      Self.words(Condition(isNegated: false, all: all)).text
        == "all of: source in 10.0.0.0/8 and in interface is eth0")
    #expect(
      Self.words(Condition(isNegated: true, all: all)).text
        == "not ( source in 10.0.0.0/8 and in interface is eth0 )")
  }

  @Test func opaqueFact() throws {
    let rule = Self.example.rule("nat PREROUTING 1")
    let match = try #require(Self.example.ruleset.decode(rule).matches.first)
    let fact = OpaqueFact(kind: .stable, rule: rule, text: match.text, occurrence: 0)
    let words = Self.words(Condition(isNegated: true, all: [.opaque(fact)]))
    #expect(words.text == "not ( -m time --timestart 08:00 ) at nat PREROUTING #1")
    #expect(words.all.map(\.value) == ["-m time --timestart 08:00"])
    #expect(words.all.map(\.settledBy) == [nil])
  }

  /// The name of a set stands in a command only if a shell takes it for one word.
  @Test(arguments: [("KUBE-CLUSTER-IP", "ipset save KUBE-CLUSTER-IP"), ("$(reboot)", "ipset save")])
  func setCommand(name: String, command: String) {
    let fact = OpaqueFact(
      kind: .set(name), rule: Self.example.rule("nat PREROUTING 1"), text: .empty, occurrence: 0)
    let words = Self.words(Condition(isNegated: false, all: [.opaque(fact)]))
    #expect(words.all.map(\.settledBy) == [command])
  }

  @Test(arguments: [
    ("dnat name: \"cbr0\" id: \"fb7cdb0a\"", "cbr0", "fb7cdb0a"),
    ("dnat name: podman id: aa705b53", "podman", "aa705b53"),
    ("dnat name: \"a b\" id: \"fb7c", "a b", nil),
    ("dnat name: \"cbr0\" id: fb7c…", "cbr0", nil),
  ])
  func containerComment(comment: String, network: String, container: String?) {
    let found = ContainerComment(comment)
    #expect(found?.network == network)
    #expect(found?.container == container)
  }

  @Test(arguments: [
    ("default/web:http", "default/web:http"), ("default/web", "default/web"),
    ("masquerade traffic for default/web:http external destinations", "default/web:http"),
    ("kube-system/kube-dns:dns cluster IP", "kube-system/kube-dns:dns"),
    ("a/b/c", nil), ("$(reboot)/web:http", nil), ("-n/web", nil),
    ("kubernetes service portals", nil),
  ])
  func servicePort(comment: String, text: String?) {
    #expect(ServicePort.first(in: comment)?.text == text)
  }

  @Test(arguments: [
    (1.0, "all"), (0.5, "1/2"), (0.33333333349, "1/3"), (0.29999999981, "30.0 %"), (0.01, "1/100"),
    (0.66666666651, "66.7 %"), (0.000000000466, "0.0 %"),
  ])
  func shares(probability: Double, text: String) {
    #expect(Share.text(probability) == text)
  }

  @Test(arguments: [
    (UInt64(0), "0"), (999, "999"), (1204, "1,204"), (1_234_567, "1,234,567"),
  ])
  func grouped(value: UInt64, text: String) {
    #expect(Decimals.grouped(value) == text)
  }
}
