import TestSupport
import Testing

@testable import NatScope

/// What texts of hostile inputs become in each format.
@Suite struct DocumentWriterTests {
  private static let hostile = [
    "<script>alert(1)</script>", "a | b", "`code` and ``more``", "{code}x{code}", "{noformat}",
    "@all", "see #123 and !7 and $4", "https://example.org/x", "www.example.org",
    "mail someone@example.org", "\u{1b}[31mred\u{1b}[0m", "\u{202e}txt.exe", "端口映射 テスト",
    "*bold* _under_ ~~gone~~ ^up^", "[text](javascript:alert(1))", "![x](http://x/y.png)",
    "# heading", "- item", "1. item", "> quote", "    indented", "h1. heading", "bq. quote",
    "a\nb\n\n# c", "\\", "\\|", "a\\|b@c", "&amp; &#64; &lt;", "</details>", "--- ***",
    "{color:red}x",
    "!picture.png!", "[~user]", "(x) (!) :D", "PROJ-123", ":100: :smile:", "/close", "```", "````",
    "'\"><img src=x onerror=alert(1)>", "", " ", "http\\://a", "${x}", "GH-12", "||", "| - |",
  ]

  /// A document that has a text in every place where one may stand.
  private static func document(_ text: String) -> Document {
    let place = Document.Place(source: text, line: 3)
    let spans: [Document.Span] = [
      .text(text), .strong(text), .code(text), .link(text, .init(text)), .badge(text, .bad),
    ]
    let finding = Finding(
      code: "NS201", severity: .error, title: text, subject: text,
      evidence: [.init(source: text, line: 7, text: text, note: text)], effect: text,
      confirm: [text], mend: [.init(text, text)], ruleset: nil)
    var document = Document(
      title: text,
      [
        .verdict(.init(word: text, tone: .bad, text: text, remarks: [spans])),
        .section(
          .init(
            text, .init(text),
            [
              .paragraph(spans), .list([spans, [.text(text)]]), .facts([.init(text, spans)]),
              .table(.init(caption: text, head: [text, "b"], rows: [[spans, [.text(text)]]])),
              .commands([text]),
              .rules([
                .init(
                  place: place, anchor: .init("r0-3"), text: text, meaning: text, remark: text)
              ]),
              .fold(
                .init(
                  summary: text,
                  blocks: [
                    .source(.init(title: text, file: 0, firstLine: 1, lines: [text, text]))
                  ])),
              .finding(finding), .omission(spans),
            ])),
      ])
    document.colophon = [.text(text)]
    document.files = [text]
    return document
  }

  @Test(arguments: ReportFormat.allCases, hostile)
  func nothingReachesTheTerminal(_ format: ReportFormat, _ text: String) {
    let written = format.writer(width: 80).render(Self.document(text))
    #expect(written.hasSuffix("\n"))
    #expect(written.unicodeScalars.allSatisfy { $0 == "\n" || !TerminalText.isUnsafe($0) })
    #expect(written == format.writer(width: 80).render(Self.document(text)))
  }

  // MARK: HTML

  private static let elements: Set<String> = [
    "html", "head", "meta", "title", "style", "body", "a", "div", "header", "nav", "main", "footer",
    "p", "h1", "h2", "h3", "h4", "ul", "li", "section", "strong", "code", "span", "dl", "dt", "dd",
    "table", "caption", "thead", "tbody", "tr", "th", "td", "pre", "ol", "details", "summary",
    "article",
  ]

  @Test(arguments: hostile) func page(_ text: String) throws {
    let page = HTMLWriter().render(Self.document(text))
    let root = try MarkupTree(page).root
    #expect(root.name == "html" && root.attributes["lang"] == "en")
    // The text makes no element of its own, no handler and no address.
    #expect(Set(root.all.map(\.name)).subtracting(Self.elements) == [])
    for element in root.all {
      #expect(element.attributes.keys.allSatisfy { !$0.hasPrefix("on") && $0 != "src" })
      if let link = element.attributes["href"] { #expect(link.hasPrefix("#")) }
    }
    let ids = root.all.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count, "\(ids)")
    #expect(!page.contains("<!--"))
  }

  // MARK: Markdown

  @Test(
    arguments: [
      ("<b>", "\\<b\\>"), ("a|b", "a\\|b"), ("@all", "`@all`"), ("see #123", "see `#123`"),
      ("https://x.org/", "`https://x.org/`"), ("www.x.org", "`www.x.org`"),
      ("a@b.c says", "`a@b.c` says"), ("fd00:100:1::2", "`fd00:100:1::2`"),
      ("10.0.0.1:80", "10.0.0.1:80"), ("*a*_b_", "\\*a\\*\\_b\\_"), ("`a`", "\\`a\\`"),
      ("GH-7", "`GH-7`"), ("x`@`y", "``x`@`y``"),
      ("&lt;", "`&lt;`"), ("a & b", "a \\& b"), ("{code}", "{code}"), ("\u{1b}[0m", "\\\\x1b\\[0m"),
      ("端口 映射", "端口 映射"),
    ])
  func markdownText(_ text: String, _ wanted: String) {
    #expect(MarkdownText.escape(text) == wanted)
  }

  @Test(
    arguments: [
      ("- a", "\\- a"), ("+ a", "\\+ a"), ("1. a", "1\\. a"), ("12) a", "12\\) a"),
      ("10.0.0.1 a", "10.0.0.1 a"), ("/close", "\\/close"), ("    a", "&#32;   a"),
      ("=== a", "\\=== a"), ("# a", "\\# a"), ("> a", "\\> a"),
    ])
  func markdownLine(_ text: String, _ wanted: String) {
    #expect(MarkdownText.line(text) == wanted)
  }

  @Test func markdownCode() {
    #expect(MarkdownText.code("a") == "`a`")
    #expect(MarkdownText.code("a`b") == "``a`b``")
    #expect(MarkdownText.code("`") == "`` ` ``")
    #expect(MarkdownText.code("") == "`  `")
    #expect(MarkdownText.fenced(["a", "```"]) == "````\na\n```\n````\n")
    #expect(MarkdownText.fenced(["a"], info: "sh") == "```sh\na\n```\n")
    #expect(MarkdownText.codeElement("a|b<c>") == "<code>a&#124;b&#60;c&#62;</code>")
  }

  /// A row has as many cells as the head, whatever the texts are: no bar is left in one, not even
  /// in code.
  @Test(arguments: hostile) func markdownCells(_ text: String) {
    let table = Document.Table(
      caption: "", head: ["a", "b"], rows: [[[.text(text)], [.code(text), .strong(text)]]])
    let lines = MarkdownWriter().render(Document(title: "", [.table(table)])).split(
      separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.allSatisfy { $0.count { $0 == "|" } == 3 }, "\(lines)")
  }

  /// Outside code no markup is left that the text has brought along.
  @Test(arguments: hostile) func markdownFolds(_ text: String) {
    let fold = Document.Fold(summary: text, blocks: [.paragraph([.text(text)])])
    let out = MarkdownWriter().render(Document(title: "", [.fold(fold)]))
    let lines = out.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count { $0 == "<details>" } == 1 && lines.count { $0 == "</details>" } == 1)
    let bare = out.replacing("\\<", with: "")
    #expect(!bare.contains("<script") && !bare.contains("<img"))
    #expect(lines[1].hasPrefix("<summary>") && lines[1].hasSuffix("</summary>"))
  }

  /// A fence is longer than any row of backticks within it.
  @Test(arguments: hostile) func markdownFences(_ text: String) throws {
    let lines = MarkdownText.fenced([text, "end"]).split(
      separator: "\n", omittingEmptySubsequences: false)
    let fence = try #require(lines.first)
    #expect(lines.dropFirst().count { $0.hasPrefix(fence) } == 1)
    #expect(lines.count == 5)
  }

  // MARK: Jira

  @Test(
    arguments: [
      ("{code}", "\\{code\\}"), ("[a|b]", "\\[a\\|b\\]"), ("*a* _b_", "\\*a\\* \\_b\\_"),
      ("-a-", "\\-a\\-"), ("KUBE-SVC", "KUBE-SVC"), ("a+b^c~d", "a\\+b\\^c\\~d"),
      ("!x.png!", "\\!x.png\\!"),
      ("a\\b", "a&#92;b"), ("\\\\", "&#92;&#92;"), ("&#64;", "&amp;#64;"),
      ("@all", "\\@all"), ("http://x", "http&#58;//x"), (":D", "&#58;D"), ("(x)", "\\(x\\)"),
      ("10.0.0.1:80", "10.0.0.1:80"), ("PROJ-12", "PROJ\\-12"),
    ])
  func jiraText(_ text: String, _ wanted: String) {
    #expect(JiraText.escape(text) == wanted)
  }

  @Test(
    arguments: [
      ("h1. a", "&#104;1. a"), ("bq. a", "&#98;q. a"), ("# a", "&#35; a"), ("host", "host"),
      ("- a", "\\- a"),
    ])
  func jiraLine(_ text: String, _ wanted: String) {
    #expect(JiraText.line(text) == wanted)
  }

  @Test func jiraVerbatim() {
    #expect(
      JiraText.verbatim(["a {noformat} b", "{NoFormat:x}", "{code}"])
        == "{noformat}\na \\x7bnoformat} b\n\\x7bNoFormat:x}\n{code}\n{noformat}\n")
  }

  /// The blocks of a document open and close in pairs, and nothing else does.
  @Test(arguments: hostile) func jiraBlocks(_ text: String) {
    let out = JiraWriter().render(Self.document(text))
    let lines = out.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count { $0 == "{noformat}" } == 12, "\(out)")
    var isVerbatim = false
    for line in lines {
      if line == "{noformat}" {
        isVerbatim.toggle()
      } else if !isVerbatim {
        // Braces are the writer's own: `{*}` and `{{`.
        var own = line.replacing("\\{", with: "").replacing("\\}", with: "")
        own = own.replacing("{*}", with: "").replacing("{{", with: "").replacing("}}", with: "")
        #expect(!own.contains("{") && !own.contains("}"), "\(line)")
      }
    }
    #expect(!isVerbatim)
  }

  // MARK: plain text

  @Test func plainTable() {
    let table = Document.Table(
      caption: "Ports", head: ["name", "what it is"],
      rows: [
        [[.text("端口")], [.text("a text that is longer than its column and goes on below")]],
        [[.code("aVeryLongWordThatHasNoBlankAnywhereInItAndGoesOn")], [.text("b")]],
      ])
    let out = PlainTextWriter(width: 50).render(Document(title: "", [.table(table)]))
    let lines = out.split(separator: "\n").map { String($0) }
    #expect(lines.allSatisfy { TerminalText.width($0) <= 50 }, "\(out)")
    // Nothing is lost.
    let letters = lines.joined().filter { $0 != " " }
    #expect(letters.contains("端口") && letters.contains("goesonbelow"))
    // A word that is cut goes on below its beginning.
    let column = lines.compactMap { $0.dropFirst(2).split(separator: " ").first }.joined()
    #expect(column.contains("aVeryLongWordThatHasNoBlankAnywhereInItAndGoesOn"), "\(out)")
  }

  @Test func longTexts() {
    let long = String(repeating: "x", count: 1_000)
    let document = Self.document(long).withoutTexts(longerThan: 100)
    // Names of places are not made of texts of the input.
    for format in ReportFormat.allCases where format != .html {
      let out = format.writer(width: 80).render(document)
      #expect(!out.contains("xxxxxxxxxxx"), "\(format)")
      #expect(out.contains("1,000 bytes"), "\(format)")
    }
  }
}
