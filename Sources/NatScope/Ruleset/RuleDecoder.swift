/// Understands the words of one rule.
///
/// Nothing is lost: what is not understood becomes an opaque match or a problem with its place.
struct RuleDecoder {
  let ruleset: Ruleset
  let rule: Rule
  let source: RuleText
  let words: [RuleTokens.Token]
  var result = DecodedRule()
  var instances: [Extension] = []
  var target: Extension?
  var isGoto = false
  var ipProtocol: IPProtocol?

  /// A match or target extension as the rule names it, with its options.
  struct Extension {
    let name: String
    var text: TextRange
    var options: [Option] = []
    /// `-p tcp --dport 80` loads the match without `-m`.
    var isImplicit = false

    func values(_ name: String) -> Option? { options.first { $0.name == name } }
    func has(_ name: String) -> Bool { options.contains { $0.name == name } }
  }

  struct Option {
    let name: String
    let isNegated: Bool
    let values: [[UInt8]]
    let text: TextRange
  }

  init(_ ruleset: Ruleset, _ id: Rule.ID, _ text: RuleText) {
    self.ruleset = ruleset
    rule = ruleset[id]
    source = text
    words = Array(text.words)
  }

  /// The most words of a rule that are looked at; iptables-restore takes 255
  /// (iptables/xshared.h, MAX_ARGC).
  private static var wordLimit: Int { 1_024 }

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
    if decoder.words.count > wordLimit {
      let rest = TextRange(
        Int(decoder.words[wordLimit].range.start), decoder.words[wordLimit].range.end)
      decoder.note(.corrupt, rest)
      decoder.result.matches = [
        Match(test: .opaque, isNegated: false, text: text.range)
      ]
      decoder.result.target = .corrupt
      return decoder.result
    }
    decoder.readWords()
    for instance in decoder.instances { decoder.fold(match: instance) }
    decoder.result.matches.sort { $0.text.start < $1.text.start }
    decoder.foldTarget()
    return decoder.result
  }

  // MARK: words to options

  private mutating func readWords() {
    var index = 2  // behind `-A CHAIN`
    var negation: TextRange?
    while index < words.count {
      let word = words[index]
      if !word.isClosed {
        note(.badValue, word.range)
        index += 1
      } else if !word.isQuoted, isWord(index, "!") {
        negation = word.range
        index += 1
      } else if isOption(index) {
        index = readOption(at: index, negation: negation)
        negation = nil
      } else {
        let isLost = source.slice(word.range).starts(with: Array("[unsupported".utf8))
        let isUnread = rule.flags.contains(.listed) && word.isQuoted
        note(isLost ? .corrupt : isUnread ? .unreadPrint : .strayWord, word.range)
        // Whatever the word was to say, the rule asks or does something that is not known here.
        result.matches.append(Match(test: .opaque, isNegated: false, text: word.range))
        // The rest of `[unsupported revision]` says nothing new.
        index += isLost ? 2 : 1
      }
    }
    if let negation {
      note(.strayWord, negation)
      result.matches.append(Match(test: .opaque, isNegated: false, text: negation))
    }
  }

  private func isWord(_ index: Int, _ text: String) -> Bool {
    index < words.count && source.slice(words[index].range).elementsEqual(text.utf8)
  }

  private func isOption(_ index: Int) -> Bool {
    let word = words[index]
    return !word.isQuoted && word.range.length > 1
      && source.bytes[Int(word.range.start)] == UInt8(ascii: "-")
  }

  private mutating func readOption(at index: Int, negation: TextRange?) -> Int {
    let word = words[index]
    let name = source.string(word.range)
    let owner = ownerOfOption(name)
    var values: [[UInt8]] = []
    var isNegated = negation != nil
    var next = index + 1
    // iptables before 1.4.3: `--dport ! 80`
    if owner.arity != 0, next + 1 < words.count, isWord(next, "!"), !isOption(next + 1),
      owner.arity != nil
    {
      isNegated.toggle()
      next += 1
    }
    while next < words.count, values.count < owner.arity ?? .max {
      if owner.arity == nil, isOption(next) || isWord(next, "!") { break }
      values.append(RuleTokens.unquote(source.slice(words[next].range)))
      next += 1
    }
    let text = TextRange(Int((negation ?? word.range).start), words[next - 1].range.end)
    if values.count < owner.arity ?? 0 { note(.missingValue, text) }
    let option = Option(name: name, isNegated: isNegated, values: values, text: text)
    switch owner.place {
    case .general where values.count == owner.arity: readGeneral(option)
    case .general: break
    case .target:
      if var target {
        if owner.arity == nil, OptionTable.targets[target.name] != nil {
          note(.unknownOption, text)
        }
        target.options.append(option)
        target.text = TextRange(Int(target.text.start), text.end)
        self.target = target
      }
    case .match(let instance):
      instances[instance].options.append(option)
      instances[instance].text = TextRange(Int(instances[instance].text.start), text.end)
    case .nowhere:
      note(.unknownOption, text)
      result.matches.append(Match(test: .opaque, isNegated: false, text: text))
    }
    return next
  }

  private enum Place {
    case general
    case target
    case match(Int)
    case nowhere
  }

  /// Where an option belongs and how many values it takes; nil: as many as come.
  private mutating func ownerOfOption(_ name: String) -> (place: Place, arity: Int?) {
    if let target {
      if let known = OptionTable.targets[target.name] {
        if let arity = known[name] { return (.target, arity) }
      } else if OptionTable.general[name] == nil {
        return (.target, nil)
      }
    }
    if let arity = OptionTable.general[name] { return (.general, arity) }
    for index in instances.indices.reversed() {
      if let arity = OptionTable.matches[instances[index].name]?[name] {
        return (.match(index), arity)
      }
    }
    if let ipProtocol, let arity = OptionTable.matches["\(implicitName(ipProtocol))"]?[name] {
      instances.append(
        Extension(name: implicitName(ipProtocol), text: .empty, isImplicit: true))
      return (.match(instances.count - 1), arity)
    }
    // An option nobody lists belongs to what stands before it.
    if let target {
      if OptionTable.targets[target.name] != nil { return (.nowhere, nil) }
      return (.target, nil)
    }
    if let last = instances.indices.last, OptionTable.matches[instances[last].name] == nil {
      return (.match(last), nil)
    }
    return (.nowhere, nil)
  }

  private func implicitName(_ ipProtocol: IPProtocol) -> String {
    ipProtocol == .icmpv6 ? "icmp6" : ipProtocol.description
  }

  private mutating func readGeneral(_ option: Option) {
    let value = option.values.first ?? []
    switch option.name {
    case "-s", "--source", "--src": address(option, value) { .source($0) }
    case "-d", "--destination", "--dst": address(option, value) { .destination($0) }
    case "-i", "--in-interface": interface(option, value) { .inInterface($0) }
    case "-o", "--out-interface": interface(option, value) { .outInterface($0) }
    case "-p", "--protocol", "--proto":
      if let known = IPProtocol(name: value) {
        if !option.isNegated { ipProtocol = known }
        add(.ipProtocol(known), option)
      } else if !["all", "0"].contains(String(decoding: value, as: UTF8.self)) {
        bad(option)
      }
    case "-f", "--fragment": add(.fragment, option)
    case "-m", "--match":
      instances.append(
        Extension(name: String(decoding: value, as: UTF8.self), text: option.text))
    case "-j", "--jump", "-g", "--goto":
      target = Extension(name: String(decoding: value, as: UTF8.self), text: option.text)
      isGoto = option.name == "-g" || option.name == "--goto"
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
    result.matches.append(Match(test: .opaque, isNegated: false, text: option.text))
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
