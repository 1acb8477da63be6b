extension HTMLPage {
  func blocks(_ all: [Document.Block], level: Int, _ out: inout MarkupWriter) {
    for one in all {
      block(one, level: level, &out)
      out.newline()
    }
  }

  func block(_ block: Document.Block, level: Int, _ out: inout MarkupWriter) {
    switch block {
    case .verdict(let verdict):
      out.element("p") { line in
        spans([.badge(verdict.word, verdict.tone), .text(" "), .strong(verdict.text)], &line)
      }
    case .section(let section):
      out.element(
        "section", ["id": section.anchor.name, "aria-labelledby": "h-\(section.anchor.name)"]
      ) { part in
        heading(level, section.title, id: "h-\(section.anchor.name)", &part)
        part.newline()
        blocks(section.blocks, level: level + 1, &part)
      }
    case .paragraph(let text): out.element("p") { spans(text, &$0) }
    case .omission(let text): out.element("p", ["class": "omission"]) { spans(text, &$0) }
    case .list(let items):
      out.element("ul") { list in
        for item in items { list.element("li") { spans(item, &$0) } }
      }
    case .facts(let facts):
      out.element("dl", ["class": "facts"]) { list in
        for fact in facts {
          list.element("dt", text: fact.label)
          list.element("dd") { spans(fact.value, &$0) }
        }
      }
    case .table(let table): self.table(table, &out)
    case .commands(let commands): self.commands(commands, &out)
    case .rules(let rules): self.rules(rules, &out)
    case .source(let source): self.source(source, &out)
    case .fold(let fold): self.fold(fold, level: level, &out)
    case .figure(let figure):
      out.element("figure") { part in
        scroll("The packet's way as a drawing", &part) { $0.append(figure.markup) }
        part.element("figcaption", text: figure.caption)
      }
    case .finding(let finding): self.finding(finding, level: level, &out)
    }
  }

  private func heading(
    _ level: Int, _ text: [Document.Span], id: String? = nil, _ out: inout MarkupWriter
  ) {
    let names: [StaticString] = ["h2", "h3", "h4", "h5", "h6"]
    out.element(names[min(max(level, 2), 6) - 2], ["id": id]) { spans(text, &$0) }
  }

  /// A box that scrolls by itself, which the keyboard reaches, too (WCAG 2.2, 2.1.1).
  private func scroll(
    _ label: String, _ out: inout MarkupWriter, _ content: (inout MarkupWriter) -> Void
  ) {
    out.element(
      "div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": label], content)
  }

  // MARK: tables

  private func table(_ table: Document.Table, _ out: inout MarkupWriter) {
    // A column with long texts may break its lines, the others not.
    let isLong = table.head.indices.map { column in
      table.rows.contains { row in
        column < row.count && row[column].reduce(0) { $0 + $1.text.utf8.count } > 34
      }
    }
    scroll(table.caption.isEmpty ? "Table" : table.caption, &out) { box in
      box.element("table") { out in
        if !table.caption.isEmpty { out.element("caption", text: table.caption) }
        out.element("thead") { head in
          head.element("tr") { row in
            for name in table.head { row.element("th", ["scope": "col"], text: name) }
          }
        }
        out.newline()
        out.element("tbody") { body in
          for row in table.rows {
            body.element("tr") { out in
              for (column, cell) in row.enumerated() {
                let width = column < isLong.count && isLong[column] ? "long" : "short"
                if column == 0 {
                  out.element("th", ["scope": "row", "class": width]) { spans(cell, &$0) }
                } else {
                  out.element("td", ["class": width]) { spans(cell, &$0) }
                }
              }
            }
            body.newline()
          }
        }
      }
    }
  }

  // MARK: code

  private func commands(_ commands: [String], _ out: inout MarkupWriter) {
    out.element("pre", ["class": "commands"]) { block in
      for (index, command) in commands.enumerated() {
        if index > 0 { block.newline() }
        block.element("code", text: command)
      }
    }
  }

  private func rules(_ rules: [Document.RuleLine], _ out: inout MarkupWriter) {
    out.element("ol", ["class": "rules"]) { list in
      for rule in rules {
        list.element("li", ["id": rule.anchor?.name]) { item in
          if let anchor = anchor(rule.place) {
            item.element("a", ["class": "place", "href": "#\(anchor.name)"], text: rule.place.text)
          } else {
            item.element("span", ["class": "place"], text: rule.place.text)
          }
          item.element("code", text: rule.text)
          if let meaning = rule.meaning {
            item.element("span", ["class": "remark"]) { remark in
              spans([.text("which means "), .code(meaning)], &remark)
            }
          }
          if let remark = rule.remark {
            item.element("span", ["class": "remark"], text: remark)
          }
        }
        list.newline()
      }
    }
  }

  private func source(_ source: Document.SourceLines, _ out: inout MarkupWriter) {
    scroll(source.title, &out) { box in
      box.element("pre", ["class": "lines"]) { block in
        for (offset, line) in source.lines.enumerated() {
          let number = source.firstLine + offset
          let anchor = Document.Anchor(line: number, file: source.file, of: document.files.count)
          block.element("span", ["id": anchor.name, "data-n": "\(number)"], text: line)
        }
      }
    }
  }

  private func fold(_ fold: Document.Fold, level: Int, _ out: inout MarkupWriter) {
    out.element("details", ["id": fold.anchor?.name, "class": fold.isLong ? "big" : nil]) { part in
      part.element("summary", text: fold.summary)
      part.element("div", ["class": "inside"]) { blocks(fold.blocks, level: level, &$0) }
    }
  }

  // MARK: findings

  private func finding(_ finding: Finding, level: Int, _ out: inout MarkupWriter) {
    let kind: (name: String, tone: Document.Tone) =
      switch finding.severity {
      case .error: ("error", .bad)
      case .warning: ("caution", .warning)
      case .note: ("remark", .neutral)
      }
    out.element("article", ["class": "finding \(kind.name)"]) { part in
      heading(
        level,
        [
          .badge("\(finding.severity.rawValue) \(finding.code)", kind.tone),
          .text(" \(finding.title)"),
        ], &part)
      let lines = finding.evidence.map { evidence in
        Document.RuleLine(
          place: .init(source: evidence.source, line: evidence.line), anchor: nil,
          text: evidence.text, meaning: nil, remark: evidence.note.isEmpty ? nil : evidence.note)
      }
      if !lines.isEmpty { rules(lines, &part) }
      part.element("p") { spans([.strong("Effect: "), .text(finding.effect)], &$0) }
      if !finding.confirm.isEmpty {
        part.element("p") { $0.element("strong", text: "Confirm:") }
        commands(finding.confirm, &part)
      }
      for mend in finding.mend {
        part.element("p") { spans([.strong("Mend: "), .text(mend.purpose)], &$0) }
        commands([mend.command], &part)
      }
      part.element("p") { line in
        spans([.text("More: "), .code("natscope explain \(finding.code)")], &line)
      }
    }
  }
}

extension Document.Span {
  /// What it says, without what it is.
  var text: String {
    switch self {
    case .text(let text), .strong(let text), .code(let text), .link(let text, _),
      .badge(let text, _):
      text
    }
  }
}
