/// Something that is wrong, or worth knowing, with the NAT of a node.
///
/// Names out of rules stand in it as they are; a report escapes them for its medium.
public struct Finding: Sendable, Hashable {
  /// `NS201`; see ``FindingCode``.
  public let code: String
  public let severity: Diagnostic.Severity
  /// What is the matter, in one line.
  public let title: String
  /// What it is about: `8000/tcp`, a chain, a kernel parameter.
  public let subject: String
  public let evidence: [Evidence]
  /// What somebody notices of it, in one sentence.
  public let effect: String
  /// Commands that show it and change nothing.
  public let confirm: [String]
  /// Commands that change something; natscope never runs them.
  public let mend: [Mend]
  /// The ruleset that it is about, as an index into `Capture.rulesets`; nil for the node itself.
  public let ruleset: Int?

  /// A line of the input that shows it.
  public struct Evidence: Sendable, Hashable {
    /// The name of the input that holds it.
    public let source: String
    /// In its file, from 1; 0 where the text has no line for it.
    public let line: Int
    /// The line, or what it says.
    public let text: String
    /// What it has to do with the finding; may be empty.
    public let note: String
  }

  /// A command, with what it changes.
  public struct Mend: Sendable, Hashable {
    public let command: String
    /// `removes the rule that leads to the pod that is gone`
    public let purpose: String

    public init(_ command: String, _ purpose: String) {
      self.command = command
      self.purpose = purpose
    }
  }
}

/// A code that could not be decided, with the command whose output the input lacks.
public struct NotChecked: Sendable, Hashable {
  public let code: String
  public let needs: String
}

extension Finding.Evidence {
  /// A rule in the words of iptables-save.
  init(_ ruleset: Ruleset, _ rule: Rule.ID, _ note: String) {
    let place = RulePlace(ruleset, rule)
    self.init(
      source: place.source, line: place.line,
      text: String(decoding: ruleset.canonicalText(rule), as: UTF8.self), note: note)
  }

  /// A chain, by its line.
  init(_ ruleset: Ruleset, chain: Chain.ID, _ note: String) {
    let place = RulePlace(ruleset, policyOf: chain)
    let words = [place.table, place.chain, ruleset[chain].policy.name].compactMap(\.self)
    self.init(
      source: place.source, line: place.line, text: words.joined(separator: " "), note: note)
  }

  /// A fact of the node.
  init(_ source: SourceText, _ place: SourcePlace, _ text: String, _ note: String = "") {
    let told = Told(text, place, in: source)
    self.init(source: told.source, line: told.line, text: text, note: note)
  }
}
