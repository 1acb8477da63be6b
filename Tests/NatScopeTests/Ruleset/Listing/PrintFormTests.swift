import FoundationEssentials
import Testing

@testable import NatScope

/// What iptables printed, read back: every line of Fixtures/print-forms.tsv.
@Suite struct PrintFormTests {
  /// A rule as `-S` printed it, without what has a column of its own in a listing.
  struct SavedRule {
    var matches: [String] = []
    var options: [String] = []
    var target = ""
    var ipProtocol: IPProtocol?
    var isGoto = false

    init(_ text: String) {
      let bytes = Array(text.utf8)
      let words = RuleTokens(bytes, TextRange(0, bytes.count)).map {
        String(decoding: bytes[$0.range.bounds], as: UTF8.self)
      }
      let columns = ["-s": 2, "-d": 2, "-i": 2, "-o": 2, "-p": 2, "-f": 1, "-j": 2, "-g": 2]
      var index = 2
      var isBehindTarget = false
      while index < words.count {
        let isNegation = words[index] == "!" && index + 1 < words.count
        if isNegation, columns[words[index + 1]] != nil { index += 1 }
        guard let count = columns[words[index]], index + 1 < words.count else {
          if isBehindTarget { options.append(words[index]) } else { matches.append(words[index]) }
          index += 1
          continue
        }
        if words[index] == "-p" { ipProtocol = IPProtocol(name: words[index + 1].utf8) }
        if words[index] == "-j" || words[index] == "-g" {
          target = words[index + 1]
          isGoto = words[index] == "-g"
          isBehindTarget = true
        }
        index += count
      }
      // The alias is listed as what it stands for.
      if target == "NOTRACK" { (target, options) = ("CT", ["--notrack"]) }
    }

    /// Takes away what a listing does not show; the details name it.
    mutating func remove(_ hidden: [String]) {
      for option in hidden {
        let words = option.split(separator: " ").map { String($0) }
        guard let name = words.last, let index = matches.firstIndex(of: name) else { continue }
        if words.count == 1 {
          matches.removeSubrange(index...(index + 1))
        } else if index > 0, matches[index - 1] == "!" {
          matches.remove(at: index - 1)
        }
      }
    }
  }

  /// Lines that cannot be read back, and why.
  static let exceptions = [
    "/* one */ tcp dpt:5000 /* two */": "could be a single comment",
    "limit: above 160/min burst 5 mode srcip htable-expire 1000 rate-match rate-interval 15":
      "the listing counts the rate in another unit",
    "owner UID match www-data": "a user of the machine",
    "! owner UID match 1000-2000 ! owner GID match tty": "a group of the machine",
    "": "ip6tables-nft prints nothing for eui64",
  ]

  static let fixture: [[String]] = {
    let path = PrintingTests.root + "/Tests/NatScopeTests/Fixtures/print-forms.tsv"
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map { String($0) }
    }
  }()

  static func read(
    _ text: String, _ target: String = "", _ ipProtocol: IPProtocol? = .tcp,
    _ family: IPFamily = .ipv4
  ) -> PrintedDetails {
    PrintedDetails(
      Array(text.utf8)[...], target: Array(target.utf8)[...], ipProtocol: ipProtocol,
      family: family)
  }

  static func words(_ details: PrintedDetails) -> String {
    let parts = details.matches.map(\.save) + [details.targetOptions]
    return parts.filter { !$0.isEmpty }.map { String(decoding: $0, as: UTF8.self) }
      .joined(separator: " ")
  }

  @Test func everyRowIsAPattern() {
    #expect(PrintFormTable.allMatches.count > 60)
    #expect(PrintFormTable.allTargets.count > 30)
    #expect(PrintFormTable.allMatches.allSatisfy { $0 != nil })
    for row in PrintFormTable.allTargets {
      #expect(row.forms.allSatisfy { $0 != nil }, "\(row.names)")
    }
  }

  @Test func everyPrintedRule() throws {
    #expect(Self.fixture.count > 500)
    var exceptions: Set<String> = []
    for line in Self.fixture {
      try #require(line.count >= 4, "\(line)")
      for text in line[3...] {
        var saved = SavedRule(line[2])
        let details = Self.read(
          text, saved.target, saved.ipProtocol, line[0].contains("4") ? .ipv4 : .ipv6)
        saved.remove(details.hidden)
        let wanted = (saved.matches + saved.options).joined(separator: " ")
        if Self.words(details) == wanted, details.unread.isEmpty {
          #expect(!details.isAmbiguous, "\(text)")
          #expect(details.isGoto == saved.isGoto, "\(text)")
        } else {
          #expect(Self.exceptions[text] != nil, "\(text): \(Self.words(details)) for \(wanted)")
          exceptions.insert(text)
        }
      }
    }
    #expect(exceptions == Set(Self.exceptions.keys))
  }

  /// Every piece says where it stands.
  @Test func placesOfPieces() {
    let text = Array("xx [goto]  tcp dpt:80  /* a  b */   mark match 0x1 yy".utf8)
    let details = PrintedDetails(
      text[3..<(text.count - 3)], target: [], ipProtocol: .tcp, family: .ipv4)
    let places = details.matches.map { String(decoding: text[$0.range], as: UTF8.self) }
    #expect(details.isGoto)
    #expect(places == ["tcp dpt:80", "/* a  b */", "mark match 0x1"])
    #expect(details.unread.isEmpty)
  }
}
