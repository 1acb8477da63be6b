extension Document {
  /// The document with each text that has more than some bytes replaced by how long it is.
  ///
  /// A comment or a chain's name of a hostile input may be as long as the input. Texts are left out
  /// whole: half a rule would say something else than the rule.
  func withoutTexts(longerThan limit: Int) -> Document {
    guard limit < 1 << 60 else { return self }
    return LongTexts(limit: limit).document(self)
  }
}

private struct LongTexts {
  let limit: Int

  func callAsFunction(_ text: String) -> String {
    let size = text.utf8.count
    return size <= limit ? text : "(a text of \(Decimals.grouped(UInt64(size))) bytes, left out)"
  }

  func callAsFunction(_ text: String?) -> String? { text.map { self($0) } }

  func document(_ document: Document) -> Document {
    var result = document
    result.title = self(document.title)
    result.blocks = document.blocks.map(block)
    result.colophon = spans(document.colophon)
    result.files = document.files.map { self($0) }
    return result
  }

  private func spans(_ spans: [Document.Span]) -> [Document.Span] {
    spans.map { span in
      switch span {
      case .text(let text): .text(self(text))
      case .strong(let text): .strong(self(text))
      case .code(let text): .code(self(text))
      case .link(let text, let anchor): .link(self(text), anchor)
      case .badge(let text, let tone): .badge(self(text), tone)
      }
    }
  }

  private func block(_ block: Document.Block) -> Document.Block {
    switch block {
    case .verdict(var verdict):
      verdict.text = self(verdict.text)
      verdict.remarks = verdict.remarks.map(spans)
      return .verdict(verdict)
    case .section(var section):
      section.title = spans(section.title)
      section.shortTitle = self(section.shortTitle)
      section.blocks = section.blocks.map(self.block)
      return .section(section)
    case .paragraph(let text): return .paragraph(spans(text))
    case .omission(let text): return .omission(spans(text))
    case .list(let items): return .list(items.map(spans))
    case .facts(let facts):
      return .facts(facts.map { .init(self($0.label), spans($0.value)) })
    case .table(var table):
      table.caption = self(table.caption)
      table.head = table.head.map { self($0) }
      table.rows = table.rows.map { $0.map(spans) }
      return .table(table)
    case .commands(let commands): return .commands(commands.map { self($0) })
    case .rules(let rules): return .rules(rules.map(rule))
    case .source(var source):
      source.title = self(source.title)
      source.lines = source.lines.map { self($0) }
      return .source(source)
    case .fold(var fold):
      fold.summary = self(fold.summary)
      fold.blocks = fold.blocks.map(self.block)
      return .fold(fold)
    case .figure: return block
    case .finding(let finding): return .finding(self.finding(finding))
    }
  }

  private func rule(_ rule: Document.RuleLine) -> Document.RuleLine {
    var result = rule
    result.place.source = self(rule.place.source)
    result.text = self(rule.text)
    result.meaning = self(rule.meaning)
    result.remark = self(rule.remark)
    return result
  }

  private func finding(_ finding: Finding) -> Finding {
    Finding(
      code: finding.code, severity: finding.severity, title: self(finding.title),
      subject: self(finding.subject),
      evidence: finding.evidence.map { evidence in
        Finding.Evidence(
          source: self(evidence.source), line: evidence.line, text: self(evidence.text),
          note: self(evidence.note))
      },
      effect: self(finding.effect), confirm: finding.confirm.map { self($0) },
      mend: finding.mend.map { Finding.Mend(self($0.command), self($0.purpose)) },
      ruleset: finding.ruleset)
  }
}
