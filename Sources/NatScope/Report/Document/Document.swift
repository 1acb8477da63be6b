/// A report before any layout: what is said, in which order, and what kind of thing each part is.
///
/// Texts stand in it as they are, names out of hostile comments included; each writer escapes them
/// for its medium.
public struct Document: Sendable {
  /// What the document is about, in a few words.
  public var title: String
  public var blocks: [Block]
  /// What made the document; the last line of it.
  public var colophon: [Span] = []
  /// The names of the input's files in order. A place in the only one is told by its line alone.
  public var files: [String] = []

  public init(title: String, _ blocks: [Block] = []) {
    self.title = title
    self.blocks = blocks
  }
}

extension Document {
  /// How good or bad something is. No writer tells it by colour alone: the words beside it do.
  public enum Tone: String, Sendable, Hashable { case good, bad, warning, neutral }

  /// A piece of text within a line.
  public enum Span: Sendable, Hashable {
    case text(String)
    case strong(String)
    /// Something to copy: a command, a rule, an address.
    case code(String)
    /// A reference to another part of the document.
    case link(String, Anchor)
    /// A word with a tone: a severity, a verdict.
    case badge(String, Tone)
  }

  public indirect enum Block: Sendable {
    case verdict(Verdict)
    case section(Section)
    case paragraph([Span])
    case list([[Span]])
    case facts([Fact])
    case table(Table)
    case commands([String])
    case rules([RuleLine])
    case source(SourceLines)
    case fold(Fold)
    case figure(Figure)
    case finding(Finding)
    /// What was left out to keep within a limit, and what shows it.
    case omission([Span])
  }

  /// The answer itself, which comes before everything else.
  public struct Verdict: Sendable {
    /// `translated`, `dropped`: what the tone says, as a word.
    public var word: String
    public var tone: Tone
    public var text: String
    /// What qualifies it, a sentence each.
    public var remarks: [[Span]] = []
  }

  /// A heading with what belongs to it; its level is how deep it lies.
  public struct Section: Sendable {
    public var title: [Span]
    /// The heading in a few words, for a table of contents.
    public var shortTitle: String
    public var anchor: Anchor
    public var blocks: [Block]

    init(_ title: String, _ anchor: Anchor, short: String? = nil, _ blocks: [Block]) {
      self.title = [.text(title)]
      shortTitle = short ?? title
      self.anchor = anchor
      self.blocks = blocks
    }
  }

  /// A label with what it stands for.
  public struct Fact: Sendable {
    public var label: String
    public var value: [Span]

    init(_ label: String, _ value: [Span]) {
      self.label = label
      self.value = value
    }

    init(_ label: String, _ text: String) { self.init(label, [.text(text)]) }
  }

  /// The first column names its row.
  public struct Table: Sendable {
    public var caption: String
    public var head: [String]
    public var rows: [[[Span]]]
  }

  /// Rules that are evidence, word for word.
  public struct RuleLine: Sendable {
    public var place: Place
    public var anchor: Anchor?
    public var text: String
    /// The same in the words of iptables-save, where the text is another form.
    public var meaning: String?
    public var remark: String?
  }

  /// A part of a file, line for line.
  public struct SourceLines: Sendable {
    public var title: String
    /// Whether what stands around it does not say the same.
    public var isTitled = true
    /// Index into ``Document/files``.
    public var file: Int
    public var firstLine: Int
    public var lines: [String]
  }

  /// Details that are hidden until somebody asks for them, in the formats that can.
  public struct Fold: Sendable {
    public var summary: String
    public var anchor: Anchor?
    public var blocks: [Block]
    /// Whether it is too long for paper.
    public var isLong = false
  }

  /// A drawing with a text alternative of its own. What it shows is told in words beside it, since
  /// the other formats leave it out.
  public struct Figure: Sendable {
    public var markup: Markup
    public var caption: String
  }

  /// A line of a file.
  public struct Place: Sendable, Hashable {
    /// The name of the file.
    public var source: String
    /// From 1; 0 where the text has no line for it.
    public var line: Int

    public var text: String { line == 0 ? source : "\(source):\(line)" }
  }

  /// The name of a place in the document: letters, digits, dots and hyphens only.
  public struct Anchor: Sendable, Hashable {
    public let name: String

    init(_ text: String) {
      var name = ""
      for scalar in text.unicodeScalars {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", ".", "-": name.unicodeScalars.append(scalar)
        default: if name.last != "-" { name += "-" }
        }
      }
      self.name = name.isEmpty ? "-" : name
    }

    /// A line of one of several files.
    init(line: Int, file: Int, of files: Int) {
      name = files > 1 ? "f\(file + 1)-L\(line)" : "L\(line)"
    }
  }
}

extension Document.Block {
  /// The block with each anchor of a rule at the first place that has it.
  func withAnchorsOnce(_ taken: inout Set<Document.Anchor>) -> Document.Block {
    switch self {
    case .section(var section):
      section.blocks = section.blocks.map { $0.withAnchorsOnce(&taken) }
      return .section(section)
    case .fold(var fold):
      fold.blocks = fold.blocks.map { $0.withAnchorsOnce(&taken) }
      return .fold(fold)
    case .rules(let rules):
      return .rules(
        rules.map { rule in
          var rule = rule
          if let anchor = rule.anchor, !taken.insert(anchor).inserted { rule.anchor = nil }
          return rule
        })
    default: return self
    }
  }
}

/// One value in, one string out; what the texts hold cannot become markup.
protocol DocumentWriter {
  /// The whole document, ended by a newline.
  func render(_ document: Document) -> String
}
