/// Where a rule or a policy stands, in the words in which people look for it.
public struct RulePlace: Sendable, Hashable {
  public let table: String
  public let chain: String
  /// From 1; nil for the chain's policy, and for a rule of a fragment whose number is not known.
  public let number: Int?
  public let isPolicy: Bool
  /// The name of the input that holds it.
  public let source: String
  /// In its file, from 1; 0 where the text has no line for it.
  public let line: Int
  /// Whether the line needs its file's name to be found.
  private let isOneOfSeveral: Bool

  init(_ ruleset: Ruleset, _ rule: Rule.ID) {
    let place = ruleset[rule]
    table = ruleset.tableName(place.chain)
    chain = ruleset.chainTitle(place.chain)
    number = ruleset.number(rule)
    isPolicy = false
    source = ruleset.fileName(place.chain)
    line = Int(place.line)
    isOneOfSeveral = ruleset.source.files.count > 1
  }

  init(_ ruleset: Ruleset, policyOf id: Chain.ID) {
    let place = ruleset[id]
    table = ruleset.tableName(id)
    chain = ruleset.name(id)
    number = nil
    isPolicy = true
    source = ruleset.fileName(id)
    line = Int(place.line)
    isOneOfSeveral = ruleset.source.files.count > 1
  }

  init(_ ruleset: Ruleset, _ decision: Outcome.Decision) {
    if let rule = decision.rule {
      self.init(ruleset, rule)
    } else {
      self.init(ruleset, policyOf: decision.chain)
    }
  }

  /// `#1`, `policy`, or `#?`.
  var numberText: String { isPolicy ? "policy" : number.map { "#\($0)" } ?? "#?" }

  /// `nat CNI-HOSTPORT-DNAT #1`, or `filter FORWARD policy`.
  public var name: String { "\(table) \(chain) \(numberText)" }

  /// `line 31`, with several files `node.txt:31`; empty without a line.
  var lineText: String {
    line == 0 ? "" : isOneOfSeveral ? "\(source):\(line)" : "line \(line)"
  }

  /// The name with its line: `nat PREROUTING #2 (line 31)`, with several files `(node.txt:31)`.
  public var text: String {
    if line == 0 { return name }
    return isOneOfSeveral ? "\(name) (\(source):\(line))" : "\(name) (line \(line))"
  }
}

extension Ruleset {
  /// The name of the table that holds a chain; `?` for rules without a table line.
  func tableName(_ id: Chain.ID) -> String {
    name(self[id].table) ?? "?"
  }

  /// The name of a chain; `?` where the line that names it is not in the text.
  func chainTitle(_ id: Chain.ID) -> String {
    let name = name(id)
    return name.isEmpty ? "?" : name
  }

  /// The name of the input that a chain's table comes from.
  func fileName(_ id: Chain.ID) -> String {
    let file = self[self[id].table].file
    return source.files.indices.contains(file) ? source.files[file].name : ""
  }

  /// The command that lists nat with numbers, counters and interfaces.
  var listCommand: String { "\(family == .ipv4 ? "iptables" : "ip6tables") -t nat -nvL" }

  /// The command whose output is this ruleset, of the family's own program.
  var saveCommand: String { family == .ipv4 ? "iptables-save" : "ip6tables-save" }
}
