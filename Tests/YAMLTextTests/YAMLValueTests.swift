import Testing
import YAMLText

@Suite struct YAMLValueTests {
  /// A value in one line: mappings in braces, sequences in brackets, plain scalars bare.
  private static func text(_ value: YAMLValue) -> String {
    switch value.content {
    case .scalar(let text, let isPlain): isPlain ? text : "'\(text)'"
    case .sequence(let values): "[" + values.map(Self.text).joined(separator: ",") + "]"
    case .mapping(let members):
      "{" + members.map { "\($0.name):\(Self.text($0.value))" }.joined(separator: ",") + "}"
    }
  }

  private static func document(_ text: String) -> YAMLValue? {
    if case .success(let value) = YAMLValue.read(Array(text.utf8)[...]) { value } else { nil }
  }

  private static func problem(_ text: ArraySlice<UInt8>) -> YAMLProblem? {
    if case .failure(let problem) = YAMLValue.read(text) { problem } else { nil }
  }

  @Test(arguments: [
    ("a: 1\nb: '1'\n", "{a:1,b:'1'}"),
    ("- a\n- b: [c, \"d\"]\n", "[a,{b:[c,'d']}]"),
    ("a: !!str 80\nb: !!int '80'\n", "{a:'80',b:80}"),
    ("a: |\n  x\n  y\nb:\n", "{a:'x\ny\n',b:}"),
    ("a: &x {p: 80}\nb: *x\n", "{a:{p:80},b:{p:80}}"),
    // Own members stand behind merged ones; the last of a name counts.
    ("a: &x {p: 80, q: 1}\nb:\n  <<: *x\n  p: 81\n", "{a:{p:80,q:1},b:{p:80,q:1,p:81}}"),
    ("{\"a\": [1, true, null]}", "{a:[1,true,null]}"),
    ("[a]: b\nc: d\n", "{c:d}"),
    ("\u{feff}a: ä\r\nb: c\r\n", "{a:ä,b:c}"),
    ("a: 1\n---\nb: 2\n", "{a:1}"),
  ])
  func read(_ source: String, _ expected: String) throws {
    let value = try #require(Self.document(source))
    #expect(Self.text(value) == expected)
  }

  @Test func nothing() {
    #expect(Self.document("") == nil && Self.problem([]) == nil)
    #expect(Self.document("# nothing\n") == nil)
    #expect(Self.problem(Array("# nothing\n".utf8)[...]) == nil)
  }

  @Test func linesAreCounted() throws {
    let source = "# head\na: 1\nb:\n  - c: 2\n    d: |\n      x\n    e: 3\n"
    let value = try #require(Self.document(source))
    guard case .mapping(let members) = value.content,
      case .sequence(let items) = members[1].value.content,
      case .mapping(let inner) = items[0].content
    else {
      Issue.record("not the tree that was written")
      return
    }
    #expect(members.map(\.value.line) == [1, 3])
    #expect(inner.map(\.value.line) == [3, 4, 6])
  }

  /// Text that is none, and text that means to exhaust its reader.
  @Test(arguments: [
    ("a: [1, 2\n", 1, "did not find expected"),
    ("a: b: c\n", 0, "mapping values are not allowed"),
    ("a: 1\n\tb: 2\n", 1, "found a tab character that violates indentation"),
    ("a: *x\n", 0, "no anchor &x"),
    ("a: 1\nb: &x [*x]\n", 1, "stands inside of what it names"),
    ("a: \"b\n", 1, "found unexpected end of stream"),
    ("a: 1\nb: \u{1}\n", 1, "control characters are not allowed"),
  ])
  func problems(_ source: String, _ line: Int, _ words: String) {
    let problem = Self.problem(Array(source.utf8)[...])
    #expect(problem?.line == line)
    #expect(problem?.text.contains(words) == true, "\(problem?.text ?? "")")
  }

  @Test func bytesThatAreNoText() {
    let problem = Self.problem([0x61, 0x3a, 0x0a, 0x20, 0xff, 0xfe, 0x0a])
    #expect(problem == YAMLProblem("invalid leading UTF-8 octet", line: 1))
  }

  @Test func aliasesThatMultiply() {
    var source = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
    for level in 1..<100 {
      let alias = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ",")
      source += "a\(level): &a\(level) [\(alias)]\n"
    }
    let problem = Self.problem(Array(source.utf8)[...])
    #expect(problem?.line == 6)
    #expect(problem?.text.contains("2000000 values") == true)
  }

  @Test(arguments: [("[", 0), ("{a: ", 0), ("- ", 0)])
  func deepNesting(_ opening: String, _ line: Int) {
    let source = String(repeating: opening, count: 200_000)
    let problem = Self.problem(Array(source.utf8)[...])
    #expect(problem == YAMLProblem("values nested more than 64 deep", line: line))
  }
}
