import TestSupport
import Testing

@testable import NatScope

struct MarkupWriterTests {
  @Test func elementsAttributesAndText() {
    var writer = MarkupWriter()
    writer.element("p", ["id": "a", "class": nil, "title": "x \"y\" 'z'"]) {
      $0.text("1 < 2 & 3 > 2")
      $0.empty("br")
      $0.element("b", text: "bold")
    }
    #expect(
      writer.markup.text
        == "<p id=\"a\" title=\"x &quot;y&quot; &#39;z&#39;\">1 &lt; 2 &amp; 3 &gt; 2<br/>"
        + "<b>bold</b></p>")
  }

  /// Whatever a text holds, it comes back from a parser, but for what was made visible.
  @Test(
    arguments: [
      ("</p><script>alert(1)</script>", nil), ("]]>", nil), ("&amp; &#60;", nil),
      ("\" onload=\"x", nil), ("' onload='x", nil), ("a\u{1b}[31mb", "a\\x1b[31mb"),
      ("a\nb\tc\0", "a\\x0ab\\x09c\\x00"), ("\u{202e}x\u{ffff}", "\\u{202e}x\\u{ffff}"),
      ("漢字 ü 🦆", nil), ("<!--", nil), ("<?xml?>", nil),
    ] as [(String, String?)]) func hostile(_ text: String, _ shown: String?) throws
  {
    var writer = MarkupWriter()
    writer.element("p", ["title": text], text: text)
    let root = try MarkupTree(writer.markup.text).root
    #expect(root.ownText == shown ?? text)
    #expect(root.attributes == ["title": shown ?? text])
    #expect(root.elements.isEmpty)
  }

  @Test func ofTwoAttributesTheFirstCounts() throws {
    var attributes: Markup.Attributes = ["id": "a", "id": "b"]
    attributes.set("id", "c")
    attributes.set("lang", "en")
    var writer = MarkupWriter()
    writer.empty("p", attributes)
    #expect(writer.markup.text == "<p id=\"a\" lang=\"en\"/>")
  }

  @Test func aStyleSheetCannotEndItsElement() throws {
    var writer = MarkupWriter()
    writer.styleSheet("a>b{content:\"</style>&\"}")
    let root = try MarkupTree(writer.markup.text).root
    #expect(root.name == "style")
    #expect(root.ownText == "a>b{content:\"\\3c /style>\\26 \"}")
  }

  @Test func markupIsTakenAsItIs() {
    var inner = MarkupWriter()
    inner.element("i", text: "&")
    var outer = MarkupWriter()
    outer.doctype()
    outer.element("p") {
      $0.append(inner.markup)
      $0.newline()
    }
    #expect(outer.markup.text == "<!DOCTYPE html>\n<p><i>&amp;</i>\n</p>")
  }

  /// The check that other tests rely on refuses what XML refuses.
  @Test(arguments: [
    "", "<a>", "<a></b>", "<a b></a>", "<a b='c'/>", "<a b=\"c\" b=\"d\"/>", "<a>&x;</a>",
    "<a>\u{1}</a>", "<a/><b/>", "<a b=\"<\"/>", "<a>&amp</a>", "a", "<a/>b", "<1/>",
  ]) func theCheckRefuses(_ text: String) {
    #expect(throws: MarkupTree.Malformed.self) { try MarkupTree(text) }
  }
}
