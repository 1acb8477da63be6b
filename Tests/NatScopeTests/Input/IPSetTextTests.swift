import Testing

@testable import NatScope

/// `ipset save` text beside the rules.
@Suite struct IPSetTextTests {
  @Test(arguments: [
    ("hash:ip", "10.0.0.1", ["10.0.0.1"]), ("hash:ip", "10.0.0.0/30", ["10.0.0.0/30"]),
    ("hash:ip", "10.0.0.1-10.0.0.2", ["10.0.0.1/32", "10.0.0.2/32"]),
    ("hash:net", "10.0.0.0/8", ["10.0.0.0/8"]),
    ("hash:net", "10.0.0.0/8 nomatch", ["! 10.0.0.0/8"]),
    ("hash:ip,port", "10.0.0.1,tcp:80", ["10.0.0.1 tcp 80"]),
    ("hash:ip,port", "10.0.0.1,80", ["10.0.0.1 tcp 80"]),
    ("hash:ip,port", "10.0.0.1,udp:53-60", ["10.0.0.1 udp 53-60"]),
    ("hash:net,port", "10.0.0.0/8,sctp:80", ["10.0.0.0/8 sctp 80"]),
    ("bitmap:port", "80", ["80"]), ("bitmap:port", "80-90", ["80-90"]),
    ("hash:ip", "10.0.0.1 timeout 300 comment \"a b\"", ["10.0.0.1"]),
  ])
  func entries(_ type: String, _ entry: String, _ expected: [String]) throws {
    let reading = Reading("create s \(type) family inet\nadd s \(entry)\n" + natTable("-A A -j B"))
    #expect(reading.diagnostics == [])
    #expect(reading.held == "nat: PREROUTING 0, A 1, B 0")
    let set = try #require(reading.capture.sets["s"])
    #expect(set.type == type)
    #expect(set.kind != nil && !set.isIncomplete)
    let text = set.entries.flatMap { entry -> [String] in
      let blocks = entry.addresses.map { IntervalSet($0).blocks(width: 32) } ?? [(0, 32)]
      return blocks.map { block in
        let prefix = IPPrefix(
          IPAddress(family: .ipv4, bits: block.low), length: 32 - block.freeBits)
        let address = blocks.count > 1 ? "\(prefix.address)/\(prefix.length)" : "\(prefix)"
        return (entry.isException ? "! " : "")
          + [
            entry.addresses == nil ? nil : address, entry.ipProtocol?.description,
            entry.ports?.description,
          ].compactMap { $0 }.joined(separator: " ")
      }
    }
    #expect(text == expected)
  }

  static let rows: [InputRow] = [
    InputRow(
      "unknown type",
      "create s hash:mac hashsize 64\nadd s 00:11:22:33:44:55\n" + natTable("-A A -j B"),
      "nat: PREROUTING 0, A 1, B 0", ["unknownSetType 1:10"]),
    InputRow(
      "list", "create s list:set size 8\nadd s other\n" + natTable("-A A -j B"),
      "nat: PREROUTING 0, A 1, B 0", ["unknownSetType 1:10"]),
    InputRow(
      "bad entry", "create s hash:ip family inet\nadd s somewhere\n" + natTable("-A A -j B"),
      "nat: PREROUTING 0, A 1, B 0", ["badSetEntry 2:7"]),
    InputRow(
      "entry of the other family",
      "create s hash:ip family inet\nadd s fd00::1\n" + natTable("-A A -j B"),
      "nat: PREROUTING 0, A 1, B 0", ["badSetEntry 2:7"]),
    InputRow(
      "entry without set", "add s 10.0.0.1\n" + natTable("-A A -j B"),
      "nat: PREROUTING 0, A 1, B 0",
      ["unrecognisedLine 1:1"]),
    InputRow("only sets", "create s hash:ip family inet\n", "", ["emptySave 0:0"]),
    InputRow(
      "behind the rules", natTable("-A A -j B") + "create s hash:ip family inet6\nadd s fd00::1\n",
      "nat: PREROUTING 0, A 1, B 0", []),
  ]

  @Test(arguments: rows) func texts(_ row: InputRow) { row.check() }

  @Test func incompleteSetsAreKnownToBe() {
    let sets = Reading("create s hash:ip family inet\nadd s x\nadd s 10.0.0.1\n").capture.sets
    #expect(sets["s"]?.isIncomplete == true)
    #expect(sets["s"]?.entries.count == 1)
    #expect(Reading("create s hash:ip family inet6\n").capture.sets["s"]?.family == .ipv6)
    #expect(Reading("create s hash:net,iface family inet\n").capture.sets["s"]?.kind == nil)
    #expect(Reading("create s hash:ip,port,net x\n").capture.sets["s"]?.dimensions == 3)
  }
}
