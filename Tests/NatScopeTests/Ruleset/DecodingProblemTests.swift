import Testing

@testable import NatScope

/// What natscope does not know stays as written, as a condition that may hold or not.
@Suite struct DecodingProblemTests {
  /// Known to iptables, but nothing that the text decides: no problem.
  @Test(arguments: [
    ("-m time --timestart 08:00:00", ["opaque -m time --timestart 08:00:00"]),
    ("-m socket --transparent", ["opaque -m socket --transparent"]),
    ("-m socket", ["opaque -m socket"]),
    ("-m cpu ! --cpu 1", ["! opaque ! --cpu 1"]), ("-p ipv6-icmp -m eui64", ["opaque -m eui64"]),
    ("-p dccp -m dccp ! --dccp-option 2", ["! opaque ! --dccp-option 2"]),
    ("-m policy --dir in --pol ipsec --strict", ["opaque -m policy --dir in --pol ipsec --strict"]),
    ("-m string --string \"a -j b\" --algo bm", ["opaque -m string --string \"a -j b\" --algo bm"]),
    ("-m quota --quota 5", ["volatile -m quota --quota 5"]),
    (
      "-m connlimit --connlimit-above 3 --connlimit-mask 32 --connlimit-saddr",
      [
        "volatile -m connlimit --connlimit-above 3 --connlimit-mask 32 --connlimit-saddr"
      ]
    ),
    (
      "-p udp -m udp --dport 53 -m time --utc -m bpf --bytecode \"4,48 0 0 9\"",
      [
        "opaque -m time --utc", "opaque -m bpf --bytecode \"4,48 0 0 9\"",
      ]
    ),
  ])
  func keptWithoutProblem(_ text: String, _ kept: [String]) {
    let read = RuleText(text + " -j ACCEPT")
    #expect(read.kept == kept)
    #expect(read.problems == [])
    #expect(read.rule.target == .accept)
  }

  @Test(arguments: [
    (
      "-m geoip --source-country DE,FR", ["opaque -m geoip --source-country DE,FR"],
      ["unknownMatch: -m geoip --source-country DE,FR"]
    ),
    ("-m geoip", ["opaque -m geoip"], ["unknownMatch: -m geoip"]),
    ("--what 1 2", ["opaque --what 1 2"], ["unknownOption: --what 1 2"]),
    ("! --what 1", ["! opaque ! --what 1"], ["unknownOption: ! --what 1"]),
    (
      "-p tcp -m tcp --dport 80 --new-option a", ["opaque --new-option a"],
      ["unknownOption: --new-option a"]
    ),
    ("-m mark --mark x", ["opaque --mark x"], ["badValue: --mark x"]),
    (
      "-m mark ! --mark 0x1FFFFFFFF", ["! opaque ! --mark 0x1FFFFFFFF"],
      ["badValue: ! --mark 0x1FFFFFFFF"]
    ),
    ("-s somehost", ["opaque -s somehost"], ["badValue: -s somehost"]),
    ("-s ::1", ["opaque -s ::1"], ["badValue: -s ::1"]),
    ("-p nosuch", ["opaque -p nosuch"], ["badValue: -p nosuch"]),
    ("-i a234567890123456", ["opaque -i a234567890123456"], ["badValue: -i a234567890123456"]),
    ("-p tcp --dport 80,443", ["opaque --dport 80,443"], ["badValue: --dport 80,443"]),
    ("-m multiport --dports 80,x", ["opaque --dports 80,x"], ["badValue: --dports 80,x"]),
    (
      "-m addrtype --dst-type PLANET", ["opaque --dst-type PLANET"], ["badValue: --dst-type PLANET"]
    ),
    ("-m conntrack --ctstate OLD", ["opaque --ctstate OLD"], ["badValue: --ctstate OLD"]),
    (
      "-m iprange --src-range 10.0.0.9-10.0.0.1", ["opaque --src-range 10.0.0.9-10.0.0.1"],
      ["badValue: --src-range 10.0.0.9-10.0.0.1"]
    ),
    (
      "-m statistic --mode random --probability 1.5",
      ["opaque -m statistic --mode random --probability 1.5"],
      ["badValue: -m statistic --mode random --probability 1.5"]
    ),
    (
      "-m statistic --mode nth --every 0", ["opaque -m statistic --mode nth --every 0"],
      ["badValue: -m statistic --mode nth --every 0"]
    ),
    (
      "-m set --match-set web up", ["opaque --match-set web up"], ["badValue: --match-set web up"]
    ),
    ("-m recent --name x", ["opaque -m recent --name x"], ["badValue: -m recent --name x"]),
    ("-m addrtype", ["opaque -m addrtype"], ["missingValue: -m addrtype"]),
    ("-m mark", ["opaque -m mark"], ["missingValue: -m mark"]),
    ("stray -p tcp", ["opaque stray"], ["strayWord: stray"]),
    ("\"-p\" tcp", ["opaque \"-p\"", "opaque tcp"], ["strayWord: \"-p\"", "strayWord: tcp"]),
  ])
  func keptWithProblem(_ text: String, _ kept: [String], _ problems: [String]) {
    let read = RuleText(text + " -j ACCEPT")
    #expect(read.kept == kept)
    #expect(read.problems == problems)
    #expect(read.rule.target == .accept)
  }

  /// The diagnostic points at the words, counted in bytes from the line's first.
  @Test func diagnosticsShowTheWords() throws {
    let read = RuleText("-p tcp -m geoip --cc DE -j ACCEPT")
    let found = try #require(read.diagnostics.first { $0.line == 5 })
    #expect(found.problem == .unknownMatch("-m geoip --cc DE"))
    #expect(found.column == 22)
    #expect(read.words(found.text) == "-m geoip --cc DE")
  }

  /// A comment is data, whatever it looks like.
  @Test(arguments: [
    "\"-j DROP\"", "\"a \\\" -j DROP\"", "\"\\\\\"", "\"it\\'s\"", "it's", "\"*/\"", "\"\"",
    "\"<b>&amp;</b>\"", "plain",
  ])
  func comments(_ comment: String) {
    let read = RuleText("-m comment --comment \(comment) -p tcp -j ACCEPT")
    #expect(read.tests == [yes(.ipProtocol(.tcp))])
    #expect(read.rule.target == .accept)
    #expect(read.problems == [])
  }

  @Test(arguments: [
    ("\"plain\"", "plain"), ("\"a b\"", "a b"), ("\"say \\\"x\\\"\"", "say \"x\""),
    ("\"back\\\\slash\"", "back\\slash"), ("\"it\\'s\"", "it's"), ("bare", "bare"), ("\"\"", ""),
    ("a\"b c\"d", "ab cd"),
  ])
  func unquoting(_ word: String, _ value: String) {
    let bytes = Array(word.utf8)
    #expect(RuleTokens.unquote(bytes[...]) == Array(value.utf8))
    #expect(
      RuleTokens(bytes, TextRange(0, bytes.count)).map(\.range.length) == [UInt32(bytes.count)])
  }

  @Test(arguments: [
    ("a b", ["a", "b"]), ("  a\tb  ", ["a", "b"]), ("a \"b c\" d", ["a", "\"b c\"", "d"]),
    ("a \"b \\\" c\" d", ["a", "\"b \\\" c\"", "d"]), ("\"a", ["\"a"]), ("", []),
    ("a\\ b", ["a\\", "b"]), ("! -s x", ["!", "-s", "x"]),
  ])
  func words(_ line: String, _ expected: [String]) {
    let bytes = Array(line.utf8)
    let words = RuleTokens(bytes, TextRange(0, bytes.count)).map {
      String(decoding: bytes[$0.range.bounds], as: UTF8.self)
    }
    #expect(words == expected)
  }
}
