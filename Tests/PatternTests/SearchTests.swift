import Testing

@testable import Pattern

/// One pattern, one subject, and what every group is expected to hold, the whole match first.
struct SearchRow: CustomTestStringConvertible, Sendable {
  let pattern: String
  let subject: String
  let groups: [String?]?
  let options: Pattern.Options
  let from: Int

  init(
    _ pattern: String, _ subject: String, _ groups: [String?]?, _ options: Pattern.Options = [],
    from: Int = 0
  ) {
    self.pattern = pattern
    self.subject = subject
    self.groups = groups
    self.options = options
    self.from = from
  }

  var testDescription: String { "\(pattern) on \(String(reflecting: subject))" }
}

/// Holds a row against every kind of subject, with machine code and with the interpreter.
private func check(_ row: SearchRow) throws {
  let bytes = Array(row.subject.utf8)
  // A slice in the middle of other text: nothing outside of it may be seen or reported.
  let embedded = Array("xx".utf8) + bytes + Array("yy".utf8)
  let slice = embedded[2..<2 + bytes.count]
  for extra in [[], Pattern.Options.interpreted] {
    let pattern = try Pattern(row.pattern, options: row.options.union(extra))
    let results = [
      try pattern.firstMatch(in: bytes, from: row.from).map { (0, $0) },
      try pattern.firstMatch(in: bytes.span, from: row.from).map { (0, $0) },
      try pattern.firstMatch(in: row.subject, from: row.from).map { (0, $0) },
      try pattern.firstMatch(in: slice, from: slice.startIndex + row.from).map { (2, $0) },
    ]
    for result in results {
      let texts = result.map { base, match in
        (0...pattern.groupCount).map { group in
          match[group].map { range in
            String(
              decoding: bytes[range.lowerBound - base..<range.upperBound - base], as: UTF8.self)
          }
        }
      }
      #expect(texts == row.groups)
      #expect(result?.1.range == result?.1[0])
    }
    guard row.from == 0 else { continue }
    #expect(try pattern.matches(bytes) == (row.groups != nil))
    #expect(try pattern.matches(bytes.span) == (row.groups != nil))
    #expect(try pattern.matches(slice) == (row.groups != nil))
    #expect(try pattern.matches(row.subject) == (row.groups != nil))
  }
}

@Test(arguments: [
  SearchRow("b+", "abbc", ["bb"]),
  SearchRow("b+", "ac", nil),
  SearchRow("(a)(b)?(c)", "ac", ["ac", "a", nil, "c"]),
  SearchRow("(a)|(b)", "a", ["a", "a", nil]),
  SearchRow("(a)|(b)", "b", ["b", nil, "b"]),
  SearchRow("b", "abcb", ["b"], from: 2),
  SearchRow("b", "abc", nil, from: 2),
  SearchRow("^b", "ab", nil, from: 1),
  SearchRow("(?<=a)b", "ab", ["b"], from: 1),
  SearchRow("", "", [""]),
  SearchRow("", "ab", [""], from: 2),
  SearchRow("b*", "abb", [""]),
  SearchRow("b*", "abb", ["bb"], from: 1),
  SearchRow("x*$", "ab", [""]),
  SearchRow("a\\Kb", "ab", ["b"]),
  SearchRow("ä.ö", "xäüöx", ["äüö"]),
  SearchRow(
    "KUBE-(SVC|SEP)-[A-Z2-7]{16}", "-j KUBE-SVC-NPX46M4PTMTKRN6Y",
    [
      "KUBE-SVC-NPX46M4PTMTKRN6Y", "SVC",
    ]),
])
func searches(_ row: SearchRow) throws {
  try check(row)
}

@Test(arguments: [
  SearchRow("kube", "KUBE", nil),
  SearchRow("kube", "KUBE", ["KUBE"], .caseInsensitive),
  SearchRow("ä", "Ä", ["Ä"], .caseInsensitive),
  SearchRow("b", "ab", nil, .anchored),
  SearchRow("b", "ab", ["b"], .anchored, from: 1),
  SearchRow("a", "ab", nil, .endAnchored),
  SearchRow("a|ab", "ab", ["ab"], [.anchored, .endAnchored]),
  SearchRow("^b", "a\nb", nil),
  SearchRow("^b", "a\nb", ["b"], .multiline),
  SearchRow("a.b", "a\nb", nil),
  SearchRow("a.b", "a\nb", ["a\nb"], .dotMatchesNewline),
  SearchRow("a b # both", "ab", ["ab"], .extended),
  SearchRow("a.(b", "xa.(b", ["a.(b"], .literal),
  SearchRow("a.(b", "XA.(B", ["A.(B"], [.literal, .caseInsensitive]),
  SearchRow("^.$", "ä", ["ä"]),
  SearchRow("^..$", "ä", ["ä"], .bytes),
])
func options(_ row: SearchRow) throws {
  try check(row)
}

@Test func namedGroups() throws {
  let pattern = try Pattern("(?<host>[0-9.]+)(?::(?<port>\\d+))?( up)?")
  #expect(pattern.groupNames == ["host", "port"])
  #expect(pattern.groupCount == 3)
  let both = try #require(try pattern.firstMatch(in: "to 10.55.3.5:80 up"))
  #expect(both["host"] == 3..<12)
  #expect(both["port"] == 13..<15)
  #expect(both["path"] == nil)
  #expect(both[3] == 15..<18)
  #expect(both[4] == nil)
  #expect(both[-1] == nil)
  let one = try #require(try pattern.firstMatch(in: "10.55.3.5"))
  #expect(one["host"] == 0..<9)
  #expect(one["port"] == nil)
}

@Test func sharedGroupNames() throws {
  let pattern = try Pattern("(?J)a(?<n>.)|b(?<n>.)")
  #expect(pattern.groupNames == ["n", "n"])
  #expect(try pattern.firstMatch(in: "bx")?["n"] == 1..<2)
  #expect(try pattern.firstMatch(in: "ax")?["n"] == 1..<2)
}

/// Bytes that are not UTF-8 match nothing, and what stands around them is still found.
@Test(arguments: [Pattern.Options(), .interpreted])
func invalidUTF8(_ options: Pattern.Options) throws {
  let latin1: [UInt8] = [0x63, 0x61, 0x66, 0xE9, 0x20, 0x6F, 0x6B]
  #expect(try Pattern("ok", options: options).firstMatch(in: latin1)?.range == 5..<7)
  #expect(try Pattern("caf. ok", options: options).matches(latin1) == false)
  #expect(try Pattern("f(.)", options: options).matches(latin1) == false)
  #expect(
    try Pattern("f(.)", options: options.union(.bytes)).firstMatch(in: latin1)?[1] == 3..<4)
  #expect(try Pattern("a", options: options).matches([0x80, 0xC3]) == false)
  // From the middle of a character the search goes on with the next one.
  #expect(try Pattern(".", options: options).firstMatch(in: "äb", from: 1)?.range == 2..<3)
}
