import TestSupport
import Testing

@testable import NatScope

/// Texts that can be read in several ways, or not at all.
@Suite struct PrintFormDoubtTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let text: String
    let target: String
    let words: String
    let unread: [String]
    let isAmbiguous: Bool

    init(
      _ text: String, _ target: String, _ words: String, unread: [String] = [],
      isAmbiguous: Bool = false
    ) {
      (self.text, self.target, self.words) = (text, target, words)
      (self.unread, self.isAmbiguous) = (unread, isAmbiguous)
    }

    var testDescription: String { text }
  }

  /// A comment may hold anything. What follows it decides where it ends.
  static let comments: [Row] = [
    Row(
      "/* a */ to:1.2.3.4 */ to:5.6.7.8", "DNAT",
      "-m comment --comment \"a */ to:1.2.3.4\" --to-destination 5.6.7.8"),
    Row(
      "/* fake */ tcp dpt:80 */ tcp dpt:81", "",
      "-m comment --comment \"fake */ tcp dpt:80\" -m tcp --dport 81"),
    Row(
      "/* a */ /* b */ tcp dpt:1", "",
      "-m comment --comment \"a */ /* b\" -m tcp --dport 1"),
    Row(
      "/* a */ tcp dpt:80 /* b */ mark match 0x1", "", "-m mark --mark 0x1",
      unread: ["/* a */ tcp dpt:80 /* b */"], isAmbiguous: true),
    Row(
      "tcp dpt:7 /* a */ to:1.1.1.1 /* b */ to:2.2.2.2", "DNAT",
      "-m tcp --dport 7 -m comment --comment \"a */ to:1.1.1.1 /* b\" --to-destination 2.2.2.2"),
    Row("/*  */", "", "-m comment --comment \"\""),
    Row("/* it's \"x\" \\ */", "", "-m comment --comment \"it\\'s \\\"x\\\" \\\\\""),
    Row("/* open", "", "", unread: ["/* open"]),
    Row("/**/", "", "", unread: ["/**/"]),
    Row(
      "/* \(String(repeating: "x", count: 256)) */", "", "",
      unread: ["/* \(String(repeating: "x", count: 256)) */"]),
    Row(
      "/* \(String(repeating: "x", count: 255)) */", "",
      "-m comment --comment \(String(repeating: "x", count: 255))"),
  ]

  /// Texts of other extensions that may hold anything, too.
  static let texts: [Row] = [
    Row(
      "LOG flags 0 level 4 prefix \"tcp dpt:80 /* x */\"", "LOG",
      "--log-prefix \"tcp dpt:80 /* x */\""),
    Row(
      "LOG level warn prefix \"a\" LOG level warn prefix \"b\"", "LOG",
      "--log-prefix \"a\\\" LOG level warn prefix \\\"b\""),
    Row(
      "STRING match  \"to:1.1.1.1\" ALGO name bm to:2.2.2.2", "DNAT",
      "-m string --string \"to:1.1.1.1\" --algo bm --to-destination 2.2.2.2"),
    Row(
      "helper match \"a\" helper match \"b\"", "", "",
      unread: ["helper match \"a\" helper match \"b\""], isAmbiguous: true),
    Row("cgroup /a tcp dpt:80", "", "", unread: ["cgroup /a tcp dpt:80"], isAmbiguous: true),
    Row(
      "cgroup /a reject-with tcp-reset", "REJECT",
      "-m cgroup --path \"/a\" --reject-with tcp-reset"),
    Row(
      "nflog-prefix \"a\\\" nflog-group 9\" nflog-group 2", "NFLOG",
      "--nflog-prefix \"a\\\" nflog-group 9\" --nflog-group 2"),
  ]

  /// What no row reads stays as it is; the target's form at the end is found all the same.
  static let unknown: [Row] = [
    Row("mystery 5", "ACCEPT", "", unread: ["mystery 5"]),
    Row(
      "tcp dpt:80 mystery 5 mark match 0x1", "", "-m tcp --dport 80",
      unread: ["mystery 5 mark match 0x1"]),
    Row(
      "tcp dpt:80 mystery to:1.2.3.4:5", "DNAT",
      "-m tcp --dport 80 --to-destination 1.2.3.4:5", unread: ["mystery"]),
    Row(
      "[unsupported revision] tcp dpt:80", "", "-m tcp --dport 80",
      unread: ["[unsupported revision]"]),
    Row(
      "tcp dpt:80 [unsupported revision]", "DNAT", "-m tcp --dport 80",
      unread: ["[unsupported revision]"]),
    Row(
      "tcp dpt:no-such-service to:1.2.3.4", "DNAT", "--to-destination 1.2.3.4",
      unread: ["tcp dpt:no-such-service"]),
    Row("tcp dpt:99999", "", "", unread: ["tcp dpt:99999"]),
    Row(
      "ctorigdst web.example ctdir REPLY tcp dpt:80", "", "-m tcp --dport 80",
      unread: ["ctorigdst web.example ctdir REPLY"]),
    Row("ctorigdst fd00::1", "", "", unread: ["ctorigdst fd00::1"]),
    Row("tcp flags:0xFF/0x02", "", "", unread: ["tcp flags:0xFF/0x02"]),
    Row("realm cosmos", "", "", unread: ["realm cosmos"]),
    Row("random", "MARK", "", unread: ["random"]),
    Row("mystery redir ports 80", "REDIRECT", "--to-ports 80", unread: ["mystery"]),
    Row("to:1.2.3.4 extra", "DNAT", "", unread: ["to:1.2.3.4 extra"]),
    Row("tcp dpt:80 80", "", "-m tcp --dport 80", unread: ["80"]),
    Row("tcpdpt:80", "", "", unread: ["tcpdpt:80"]),
    Row("to:10.0.0.1", "KUBE-SEP-X", "", unread: ["to:10.0.0.1"]),
  ]

  @Test(arguments: comments + texts + unknown) func doubt(_ row: Row) {
    let text = Array(row.text.utf8)
    let details = PrintFormTests.read(row.text, row.target)
    #expect(PrintFormTests.words(details) == row.words)
    #expect(details.unread.map { String(decoding: text[$0], as: UTF8.self) } == row.unread)
    #expect(details.isAmbiguous == row.isAmbiguous)
  }

  @Test func whatAListingHides() {
    let rows = [
      ("quota: 77 bytes", "", ["! --quota"]), ("tcp dpt:1", "DNAT", ["--to-destination"]),
      ("", "MARK", ["--set-xmark"]), ("", "REDIRECT", []), ("", "ACCEPT", []),
      ("limit: up to 3/sec burst 5", "", ["--hashlimit-name"]),
      ("OS fingerprint match Linux", "", ["--ttl", "--log"]),
      ("STRING match  \"|ff|\" ALGO name bm", "", ["--string"]),
      ("STRING match  \"|41|\" ALGO name bm", "", []),
    ]
    for (text, target, hidden) in rows {
      #expect(PrintFormTests.read(text, target).hidden == hidden, "\(text) \(target)")
    }
  }

  /// Hostile texts end soon, and nothing is taken from them.
  @Test(arguments: [
    "/* */ ", "/* ", "*/ ", "cgroup /a ", "helper match \"a\" ", "! ", "STRING match  \"", "tcp ",
  ])
  func hostile(_ part: String) {
    for count in [40, 400, 8_000] {
      let text = String(repeating: part, count: count)
      let details = PrintFormTests.read(text, "LOG")
      let bytes = Array(text.utf8)
      #expect(details.targetOptions.isEmpty)
      for range in details.unread {
        #expect(bytes.indices.contains(range.lowerBound) && range.upperBound <= bytes.count)
      }
    }
  }

  /// Whatever is cut out of a printed line or put into it, the ranges stay inside of the text, do
  /// not overlap and leave nothing but blanks out.
  @Test func damagedLines() {
    var generator = SplitMix64(seed: 7)
    for line in PrintFormTests.fixture {
      let saved = PrintFormTests.SavedRule(line[2])
      var text = Array(line[3].utf8)
      for _ in 0..<4 where !text.isEmpty {
        let place = Int(generator.next() % UInt64(text.count))
        if generator.next() % 2 == 0 {
          text.remove(at: place)
        } else {
          text.insert(Array(" \"!/*:x0,".utf8)[Int(generator.next() % 9)], at: place)
        }
      }
      let details = PrintedDetails(
        text[...], target: Array(saved.target.utf8)[...], ipProtocol: saved.ipProtocol,
        family: .ipv4)
      let ranges = (details.matches.map(\.range) + details.unread).sorted {
        $0.lowerBound < $1.lowerBound
      }
      var end = text.startIndex
      for range in ranges {
        #expect(range.lowerBound >= end && range.upperBound <= text.endIndex)
        let gap = text[end..<range.lowerBound]
        #expect(gap.allSatisfy { $0 == 0x20 } || details.isGoto)
        end = range.upperBound
      }
      if details.targetOptions.isEmpty {
        #expect(text[end...].allSatisfy { $0 == 0x20 } || details.isGoto)
      }
    }
  }
}
