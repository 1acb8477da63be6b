/// A document as a page of HTML: one file without script, that loads nothing and can be printed.
public struct HTMLWriter: DocumentWriter, Sendable {
  public init() {}

  /// Even if something in the page asked for a file, a browser would not load it (CSP 3).
  static let policy =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

  public func render(_ document: Document) -> String {
    var page = MarkupWriter()
    page.doctype()
    page.element("html", ["lang": "en"]) { html in
      html.element("head") { self.head(document, &$0) }
      html.newline()
      html.element("body") { self.body(document, &$0) }
    }
    page.newline()
    return page.markup.text
  }

  private func head(_ document: Document, _ out: inout MarkupWriter) {
    out.empty("meta", ["charset": "utf-8"])
    out.empty("meta", ["http-equiv": "Content-Security-Policy", "content": Self.policy])
    out.empty("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
    out.empty("meta", ["name": "referrer", "content": "no-referrer"])
    out.element("title", text: document.title)
    out.styleSheet(PageStyle.sheet)
  }

  private func body(_ document: Document, _ out: inout MarkupWriter) {
    out.element("a", ["class": "skip", "href": "#report"], text: "Skip to the report")
    out.newline()
    let page = HTMLPage(document)
    out.element("div", ["class": "frame"]) { frame in
      frame.element("header") { page.header(&$0) }
      frame.newline()
      frame.element("nav", ["aria-labelledby": "contents"]) { page.contents(&$0) }
      frame.newline()
      frame.element("main", ["id": "report", "tabindex": "-1"]) { main in
        main.newline()
        for block in document.blocks {
          if case .verdict = block { continue }
          page.block(block, level: 2, &main)
          main.newline()
        }
      }
      frame.newline()
      frame.element("footer") { footer in
        footer.element("p") { page.spans(document.colophon, &$0) }
      }
    }
    out.newline()
  }
}

/// The parts of one page.
struct HTMLPage {
  let document: Document
  /// The lines of the input that stand in the page, by their names.
  let anchors: Set<Document.Anchor>

  init(_ document: Document) {
    self.document = document
    var anchors: Set<Document.Anchor> = []
    Self.collect(document.blocks, document.files.count, &anchors)
    self.anchors = anchors
  }

  private static func collect(
    _ blocks: [Document.Block], _ files: Int, _ anchors: inout Set<Document.Anchor>
  ) {
    for block in blocks {
      switch block {
      case .section(let section): collect(section.blocks, files, &anchors)
      case .fold(let fold): collect(fold.blocks, files, &anchors)
      case .source(let source):
        for line in source.firstLine..<source.firstLine + source.lines.count {
          anchors.insert(.init(line: line, file: source.file, of: files))
        }
      default: break
      }
    }
  }

  /// The anchor of a line of the input, if the page has it.
  func anchor(_ place: Document.Place) -> Document.Anchor? {
    guard let file = document.files.firstIndex(of: place.source) else { return nil }
    let anchor = Document.Anchor(line: place.line, file: file, of: document.files.count)
    return anchors.contains(anchor) ? anchor : nil
  }

  // MARK: header and contents

  func header(_ out: inout MarkupWriter) {
    let verdicts = document.blocks.compactMap { block -> Document.Verdict? in
      if case .verdict(let verdict) = block { verdict } else { nil }
    }
    guard let verdict = verdicts.first else {
      out.element("h1", text: document.title)
      return
    }
    out.element("p", ["class": "eyebrow"], text: document.title)
    out.element("p", ["class": "badge \(verdict.tone.rawValue)"], text: verdict.word)
    out.element("h1", text: verdict.text)
    guard !verdict.remarks.isEmpty else { return }
    out.element("ul", ["class": "remarks"]) { list in
      for remark in verdict.remarks { list.element("li") { spans(remark, &$0) } }
    }
  }

  func contents(_ out: inout MarkupWriter) {
    out.element("h2", ["id": "contents"], text: "Contents")
    let sections = Self.sections(document.blocks)
    // The parts of one section are worth a line each, those of many are not.
    let isDeep = sections.count <= 4
    out.element("ul") { list in
      for section in sections {
        list.element("li") { item in
          item.element("a", ["href": "#\(section.anchor.name)"], text: section.shortTitle)
          let inner = Self.sections(section.blocks)
          guard isDeep, !inner.isEmpty else { return }
          item.element("ul") { list in
            for section in inner {
              list.element("li") {
                $0.element("a", ["href": "#\(section.anchor.name)"], text: section.shortTitle)
              }
            }
          }
        }
      }
    }
  }

  private static func sections(_ blocks: [Document.Block]) -> [Document.Section] {
    blocks.compactMap { block in
      if case .section(let section) = block { section } else { nil }
    }
  }

  // MARK: spans

  func spans(_ spans: [Document.Span], _ out: inout MarkupWriter) {
    for span in spans {
      switch span {
      case .text(let text): out.text(text)
      case .strong(let text): out.element("strong", text: text)
      case .code(let text): out.element("code", text: text)
      case .link(let text, let anchor):
        out.element("a", ["href": "#\(anchor.name)"], text: text)
      case .badge(let text, let tone):
        out.element("span", ["class": "badge \(tone.rawValue)"], text: text)
      }
    }
  }
}
