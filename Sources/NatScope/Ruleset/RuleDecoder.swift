/// Understands the words of one rule.
///
/// Nothing is lost: what is not understood becomes an opaque match or a problem with its place.
struct RuleDecoder {
  let ruleset: Ruleset
  let rule: Rule
  let source: RuleText
  /// The protocol that the rule asks for, which names of services belong to.
  private(set) var ipProtocol: IPProtocol?
  var result = DecodedRule()
  /// Whether one of the rule's conntrack matches asks for the state.
  var asksConntrackState = false

  typealias Extension = RuleOptions.Extension
  typealias Option = RuleOptions.Option

  init(_ ruleset: Ruleset, _ id: Rule.ID, _ text: RuleText) {
    self.ruleset = ruleset
    rule = ruleset[id]
    source = text
  }

  /// The most words of a rule that are looked at; iptables-restore takes 255
  /// (iptables/xshared.h, MAX_ARGC).
  static var wordLimit: Int { 1_024 }

  static func decode(_ ruleset: Ruleset, _ id: Rule.ID) -> DecodedRule {
    let rule = ruleset[id]
    guard rule.flags.contains(.listed), !rule.flags.contains(.damaged) else {
      return decode(ruleset, id, ruleset.text(of: id))
    }
    let listed = ListedRule(ruleset, id)
    let text = RuleText(bytes: listed.saveText, range: TextRange(0, listed.saveText.count))
    var result = decode(ruleset, id, text)
    result.names = listed.names
    if listed.hidesInterfaces {
      result.matches.append(Match(test: .hiddenInterfaces, isNegated: false, text: .empty))
    }
    return result
  }

  private static func decode(_ ruleset: Ruleset, _ id: Rule.ID, _ text: RuleText) -> DecodedRule {
    var decoder = RuleDecoder(ruleset, id, text)
    var options = RuleOptions(text)
    if options.words.count > wordLimit {
      let rest = TextRange(
        Int(options.words[wordLimit].range.start), options.words[wordLimit].range.end)
      decoder.note(.corrupt, rest)
      decoder.result.matches = [
        Match(test: .opaque, isNegated: false, text: text.range)
      ]
      decoder.result.target = .corrupt
      return decoder.result
    }
    options.read { decoder.chain(named: $0) != nil }
    decoder.ipProtocol = options.ipProtocol
    decoder.noteLeftovers(options)
    for option in options.general { decoder.fold(general: option) }
    decoder.asksConntrackState = options.matches.contains {
      $0.name == "conntrack" && $0.has("--ctstate")
    }
    for instance in options.matches { decoder.fold(match: instance) }
    decoder.result.matches.sort { $0.text.start < $1.text.start }
    decoder.foldTarget(options)
    if decoder.result.problems.count > 1 {
      decoder.result.problems.sort { $0.text.start < $1.text.start }
    }
    return decoder.result
  }

  /// What the words hold beside options with their values.
  private mutating func noteLeftovers(_ options: RuleOptions) {
    for range in options.unclosed { note(.badValue, range) }
    for range in options.incomplete { note(.missingValue, range) }
    for stray in options.strays {
      let isUnread = rule.flags.contains(.listed) && stray.isQuoted
      let isLost = RuleOptions.isLost(source.slice(stray.text))
      note(isLost ? .corrupt : isUnread ? .unreadPrint : .strayWord, stray.text)
      // Whatever the word was to say, the rule asks or does something that is not known here.
      result.matches.append(Match(test: .opaque, isNegated: false, text: stray.text))
    }
    for range in options.unknown {
      note(.unknownOption, range)
      let isNegated = source.slice(range).first == UInt8(ascii: "!")
      result.matches.append(Match(test: .opaque, isNegated: isNegated, text: range))
    }
  }

  private mutating func fold(general option: Option) {
    let value = option.values.first ?? []
    switch option.name {
    case "-s": address(option, value) { .source($0) }
    case "-d": address(option, value) { .destination($0) }
    case "-i": interface(option, value) { .inInterface($0) }
    case "-o": interface(option, value) { .outInterface($0) }
    case "-p":
      if let known = IPProtocol(name: value) {
        add(.ipProtocol(known), option)
      } else if !["all", "0"].contains(String(decoding: value, as: UTF8.self)) {
        bad(option)
      }
    case "-f": add(.fragment, option)
    default: break  // counters and -4, -6 say nothing about the packet
    }
  }

  private mutating func address(
    _ option: Option, _ value: [UInt8], _ test: (AddressPattern) -> Match.Test
  ) {
    if let pattern = AddressPattern(value), pattern.address.family == ruleset.family {
      add(test(pattern), option)
    } else {
      bad(option, rule.flags.contains(.listed) ? .resolvedName : .badValue)
    }
  }

  private mutating func interface(
    _ option: Option, _ value: [UInt8], _ test: (InterfacePattern) -> Match.Test
  ) {
    if let pattern = InterfacePattern(value) { add(test(pattern), option) } else { bad(option) }
  }

  // MARK: results

  mutating func add(_ test: Match.Test, _ option: Option) {
    result.matches.append(Match(test: test, isNegated: option.isNegated, text: option.text))
  }

  /// A value that cannot be read leaves the match undecided.
  mutating func bad(_ option: Option, _ kind: DecodedRule.Problem.Kind = .badValue) {
    note(kind, option.text)
    result.matches.append(Match(test: .opaque, isNegated: option.isNegated, text: option.text))
  }

  mutating func note(_ kind: DecodedRule.Problem.Kind, _ text: TextRange) {
    guard result.problems.count < 32 || kind == .corrupt else { return }
    result.problems.append(.init(kind: kind, text: text))
  }
}

extension Ruleset {
  /// Understands a rule's words. The work is done anew at each call.
  public func decode(_ id: Rule.ID) -> DecodedRule { RuleDecoder.decode(self, id) }
}
