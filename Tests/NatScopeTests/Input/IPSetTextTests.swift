import Testing

@testable import NatScope

/// `ipset save` text beside the rules.
@Suite struct IPSetTextTests {
  @Test(arguments: [
    ("hash:ip", "10.0.0.1", ["10.0.0.1"]), ("hash:ip", "10.0.0.0/30", ["10.0.0.0/30"]),
    ("hash:ip", "10.0.0.1-10.0.0.2", ["10.0.0.1", "10.0.0.2"]),
    ("hash:ip netmask 24", "10.0.0.0", ["10.0.0.0/24"]),
    ("hash:net", "10.0.0.0/8", ["10.0.0.0/8"]),
    ("hash:net", "10.0.0.0/8 nomatch", ["! 10.0.0.0/8"]),
    ("hash:ip,port", "10.0.0.1,tcp:80", ["10.0.0.1 6:80"]),
    ("hash:ip,port", "10.0.0.1,80", ["10.0.0.1 6:80"]),
    ("hash:ip,port", "10.0.0.1,udp:53-60", ["10.0.0.1 17:53-60"]),
    ("hash:ip,port", "10.0.0.1,icmp:echo-request", ["10.0.0.1 1:2048"]),
    ("hash:ip,port", "10.0.0.1,icmp:host-unreachable", ["10.0.0.1 1:769"]),
    ("hash:ip,port", "10.0.0.1,icmp:5/9", ["10.0.0.1 1:1289"]),
    ("hash:ip,port", "10.0.0.1,gre:0", ["10.0.0.1 47:0"]),
    ("hash:ip,port", "10.0.0.1,99:0", ["10.0.0.1 99:0"]),
    ("hash:ip,port", "10.0.0.1,udplite:7", ["10.0.0.1 136:7"]),
    ("hash:net,port", "10.0.0.0/8,sctp:80", ["10.0.0.0/8 132:80"]),
    ("hash:ip,port,ip", "10.0.0.1,udp:80,10.0.0.2", ["10.0.0.1 17:80 10.0.0.2"]),
    ("hash:ip,port,net", "10.0.0.1,udp:80,10.0.0.0/8 nomatch", ["! 10.0.0.1 17:80 10.0.0.0/8"]),
    ("hash:net,net", "10.0.0.0/8,10.1.0.0/16", ["10.0.0.0/8 10.1.0.0/16"]),
    ("hash:net,port,net", "10.0.0.0/8,tcp:1,0.0.0.0/0", ["10.0.0.0/8 6:1 0.0.0.0/0"]),
    ("hash:mac", "02:00:00:00:00:09", ["20000000009"]),
    ("hash:ip,mac", "10.0.0.1,02:00:00:00:00:09", ["10.0.0.1 20000000009"]),
    ("bitmap:ip,mac range 10.0.0.0/24", "10.0.0.1", ["10.0.0.1 any"]),
    ("hash:ip,mark", "10.0.0.1,0x00001200", ["10.0.0.1 1200"]),
    ("hash:ip,mark markmask 0xff00", "10.0.0.1,0x1234", ["10.0.0.1 1200"]),
    ("bitmap:ip range 10.0.0.0-10.0.255.255 netmask 24", "10.0.1.0", ["10.0.1.0/24"]),
    ("bitmap:port range 0-65535", "80", [":80"]),
    ("bitmap:port range 0-65535", "80-90", [":80-90"]),
    ("hash:ip timeout 60", "10.0.0.1 timeout 300 comment \"a b\"", ["10.0.0.1"]),
    (
      "hash:ip counters comment skbinfo",
      "10.0.0.1 packets 9 bytes 126 comment \"a \" skbmark 0x1/0x1 skbprio 1:10 skbqueue 2",
      ["10.0.0.1"]
    ),
  ])
  func entries(_ type: String, _ entry: String, _ expected: [String]) throws {
    let rules = natTable("-A A -j B")
    let words = type.split(separator: " ", maxSplits: 1)
    let options = "family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x1"
    let header = "\(words[0]) \(options) \(words.dropFirst().joined())"
    let list =
      "Name: s\nType: \(words[0])\nRevision: 6\nHeader: \(options) \(words.dropFirst().joined())\n"
      + "Size in memory: 544\nReferences: 1\nNumber of entries: 1\nMembers:\n\(entry)\n\n"
    for text in ["create s \(header)\nadd s \(entry)\n", list] {
      let reading = Reading(text + rules)
      #expect(reading.diagnostics == [], "\(text)")
      #expect(reading.held == "nat: PREROUTING 0, A 1, B 0")
      let set = try #require(reading.capture.sets["s"])
      #expect(set.type == words[0])
      #expect(set.kind?.rawValue == String(words[0]))
      #expect(!set.isIncomplete)
      #expect(set.isAging == entry.contains("timeout"))
      #expect(set.entries.map { Self.text($0, set) } == expected, "\(text)")
    }
  }

  private static func text(_ entry: IPSet.Entry, _ set: IPSet) -> String {
    var numbers = [(entry.first, entry.firstFree), (entry.second, entry.secondFree)]
    var text = entry.isException ? ["!"] : []
    for part in set.kind?.parts ?? [] {
      guard part != .port else {
        text.append("\(entry.ipProtocol == 0 ? "" : "\(entry.ipProtocol)"):\(entry.ports)")
        continue
      }
      let (low, free) = numbers.removeFirst()
      switch part {
      case .address, .network:
        text.append("\(IPPrefix(IPAddress(family: set.family, bits: low), length: 32 - Int(free)))")
      default: text.append(free == 128 ? "any" : String(low, radix: 16))
      }
    }
    return text.joined(separator: " ")
  }

  static let rows: [InputRow] = [
    InputRow(
      "unknown type",
      "create s hash:ip,vlan hashsize 64\nadd s 00:11:22:33:44:55\n" + natTable("-A A -j B"),
      "nat: PREROUTING 0, A 1, B 0", ["unknownSetType 1:10"]),
    InputRow(
      "unknown option", "create s hash:ip family inet nothing 8\nadd s 10.0.0.1\n",
      "", ["emptySave 0:0", "unknownSetType 1:10"]),
    InputRow(
      "a type that cannot have the option", "create s hash:net netmask 24\n", "",
      ["emptySave 0:0", "unknownSetType 1:10"]),
    InputRow(
      "list", "create s list:set size 8\nadd s other\n" + natTable("-A A -j B"),
      "nat: PREROUTING 0, A 1, B 0", []),
    InputRow(
      "unknown option of an entry", "create s hash:ip\nadd s 10.0.0.1 soon\n", "",
      ["emptySave 0:0", "badSetEntry 2:7"]),
    InputRow(
      "nomatch where there is none", "create s hash:ip\nadd s 10.0.0.1 nomatch\n", "",
      ["emptySave 0:0", "badSetEntry 2:7"]),
    InputRow(
      "terse",
      "Name: s\nType: hash:ip\nHeader: family inet\nNumber of entries: 3\n\n"
        + natTable("-A A -j B"), "nat: PREROUTING 0, A 1, B 0", ["cutSet 1:1"]),
    InputRow(
      "a list that was cut",
      "Name: s\nType: hash:ip\nHeader: family inet\nNumber of entries: 3\nMembers:\n10.0.0.1\n"
        + natTable("-A A -j B"), "nat: PREROUTING 0, A 1, B 0", ["cutSet 1:1"]),
    InputRow(
      "twice, and different",
      "create s hash:ip\nadd s 10.0.0.1\n" + natTable("-A A -j B")
        + "create s hash:ip\nadd s 10.0.0.2\n",
      "nat: PREROUTING 0, A 1, B 0", ["repeatedSet 9:1"]),
    InputRow(
      "a deleted entry", "create s hash:ip\nadd s 10.0.0.1\ndel s 10.0.0.1\n", "",
      ["emptySave 0:0", "badSetEntry 3:1"]),
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
    #expect(Reading("create s hash:net,vlan family inet\n").capture.sets["s"]?.kind == nil)
  }

  /// Names in quotes, and masks of no bits.
  @Test func oddSets() {
    let text = """
      create "a b" hash:ip
      add "a b" 10.0.0.1
      create a hash:ip family inet6 netmask 0
      add a fd00::1

      """
    let sets = Reading(text).capture.sets
    #expect(sets["a b"]?.entries.map(\.first) == [0x0a00_0001])
    #expect(sets["a"]?.entries.map(\.firstFree) == [128])
  }

  /// Of several captures the same set counts once, and one with all members before one without.
  @Test func severalCaptures() {
    let save = "create s hash:ip\nadd s 10.0.0.2\nadd s 10.0.0.1\n"
    let other = "create s hash:ip family inet\nadd s 10.0.0.1\nadd s 10.0.0.2\n"
    let terse = "Name: s\nType: hash:ip\nHeader: family inet\nNumber of entries: 2\n\n"
    for text in [save + other, terse + save, save + terse] {
      let set = Reading(text).capture.sets["s"]
      #expect(set?.isIncomplete == false, "\(text)")
      #expect(set?.entries.count == 2)
    }
  }

  /// What ipset-restore does with a script that swaps a new set in.
  @Test func commands() {
    let script = """
      create s hash:ip
      add s 10.0.0.1
      create t hash:ip
      add t 10.0.0.2
      add t 10.0.0.3
      swap t s
      destroy t
      create u hash:ip
      add u 10.0.0.4
      flush u

      """
    let reading = Reading(script)
    #expect(reading.diagnostics == ["emptySave 0:0"])
    #expect(reading.capture.sets["s"]?.entries.map(\.first) == [0x0a00_0002, 0x0a00_0003])
    #expect(reading.capture.sets["t"] == nil)
    #expect(reading.capture.sets["u"]?.entries.isEmpty == true)
  }

  /// A hundred thousand entries, in no order, are found each.
  @Test func manyEntries() throws {
    var text = "create s hash:ip,port family inet\n"
    let count: UInt32 = 100_000
    for number in 0..<count {
      let value = number &* 2_654_435_761 | 1
      text +=
        "add s \(value >> 24).\(value >> 16 & 255).\(value >> 8 & 255).\(value & 255),tcp:80\n"
    }
    let set = try #require(Reading(text).capture.sets["s"])
    for number in stride(from: 0, to: count, by: 1_009) {
      let value = UInt128(number &* 2_654_435_761 | 1)
      #expect(set.find(IPSet.Key(first: value, ipProtocol: 6, port: 80)) == .match)
      #expect(set.find(IPSet.Key(first: value, ipProtocol: 6, port: 81)) == nil)
      #expect(set.find(IPSet.Key(first: value & ~1, ipProtocol: 6, port: 80)) == nil)
    }
  }
}
