import Testing

@testable import NatScope

@Suite struct JSONReportTests {
  @Test(arguments: [
    (JSONValue.null, "null"), (.bool(true), "true"), (.integer(-3), "-3"), (.number(1), "1"),
    (.number(0.5), "0.5"), (.number(0.33333333349), "0.33333333349"), (.number(.infinity), "null"),
    (.string("a\"b\\c\n\u{1b}\u{7f}é\u{202e}"), "\"a\\\"b\\\\c\\n\\u001b\\u007fé\\u202e\""),
    (.string("\u{e0001}"), "\"\\udb40\\udc01\""),
    (.array([]), "[]"), (.object([:]), "{}"),
    (
      .object(["b": 1, "a": .array(["x", .null])]),
      "{\n  \"a\": [\n    \"x\",\n    null\n  ],\n  \"b\": 1\n}"
    ),
  ])
  func values(value: JSONValue, text: String) {
    #expect(value.prettyPrinted == text)
  }

  @Test func hostPort() throws {
    let answer = TextReportTests.hostPort(try Example(sample: "hostport.save"))
    try expectSnapshot(JSONReport().render(answer), "hostport.json")
  }
}

extension JSONValue: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Int) { self = .integer(value) }
}
