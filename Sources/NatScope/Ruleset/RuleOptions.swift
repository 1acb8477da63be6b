/// The options of one rule, as iptables' command line reader takes them from the rule's words.
///
/// iptables reads with getopt_long(3): `-ptcp`, `--protocol=tcp` and the beginning of a long name
/// that only one option has are taken as well. A match's or target's options are known from its `-m`
/// or `-j` on; `-p tcp` loads the match of the protocol when an option asks for it
/// (iptables/xshared.c, command_default).
struct RuleOptions {
  /// An option with its values.
  struct Option {
    /// The name in `OptionTable`, whatever the text has; the text's for an option that is not listed.
    let name: String
    let isNegated: Bool
    /// The values without quotes.
    let values: [[UInt8]]
    /// All words of the option with its `!`.
    let text: TextRange
    /// The place in the extension's row; -1 for an option that is not listed.
    var position = -1
  }

  /// A match or target extension as the rule names it, with its options.
  struct Extension {
    let name: String
    /// Its options in `OptionTable`; nil: any option with any number of values.
    let row: ExtensionRow?
    var text: TextRange
    var options: [Option] = []
    /// `-p tcp --dport 80` loads the match without `-m`.
    var isImplicit = false

    func values(_ name: String) -> Option? { options.first { $0.name == name } }
    func has(_ name: String) -> Bool { options.contains { $0.name == name } }
  }

  let source: RuleText
  let words: [RuleTokens.Token]
  /// The options of the rule itself, in the order of the text, but for `-m`, `-j` and `-g`.
  private(set) var general: [Option] = []
  /// The matches in the order in which they were loaded.
  private(set) var matches: [Extension] = []
  private(set) var target: Extension?
  /// Whether the target is entered by `-g`.
  private(set) var isGoto = false
  /// Where the target's name stands; empty without target, or where quotes and backslashes hide it.
  private(set) var targetName = TextRange.empty
  /// Words that belong to no option, and options that nobody has.
  private(set) var strays: [(text: TextRange, isQuoted: Bool)] = []
  private(set) var unknown: [TextRange] = []
  /// Options without a value that they need, and words with a quote that is not closed.
  private(set) var incomplete: [TextRange] = []
  private(set) var unclosed: [TextRange] = []
  /// How many matches were loaded before the target.
  private var matchesBeforeTarget = 0
  /// The protocol that the rule asks for.
  private(set) var ipProtocol: IPProtocol?
  /// Whether the target may have any option, as nobody lists those it has.
  private var targetTakesAny = false

  init(_ source: RuleText) {
    self.source = source
    words = Array(source.words)
  }

  /// - Parameter isChain: whether a word behind `-j` that is no target is a chain, which has no
  ///   options; asked only if words follow that could be the target's.
  mutating func read(isChain: (String) -> Bool) {
    var index = 2  // behind `-A CHAIN`
    var negation: TextRange?
    while index < words.count {
      let word = words[index]
      if !word.isClosed {
        unclosed.append(word.range)
        index += 1
      } else if isNegation(index) {
        negation = word.range
        index += 1
      } else if isOption(index) {
        let hadTarget = target != nil
        index = readWord(at: index, negation: negation)
        negation = nil
        if !hadTarget, let target, target.row == nil, index < words.count {
          targetTakesAny = !isChain(target.name)
        }
      } else {
        strays.append((word.range, word.isQuoted))
        // The rest of `[unsupported revision]` says nothing new.
        index += Self.isLost(source.slice(word.range)) ? 2 : 1
      }
    }
    if let negation { strays.append((negation, false)) }
  }

  /// Whether a word is the first of `[unsupported revision]`, which iptables prints for data that it
  /// cannot read.
  static func isLost(_ word: ArraySlice<UInt8>) -> Bool {
    word.first == UInt8(ascii: "[") && word.starts(with: Array("[unsupported".utf8))
  }

  // MARK: words

  private func isNegation(_ index: Int) -> Bool {
    let range = words[index].range
    return range.length == 1 && source.bytes[Int(range.start)] == UInt8(ascii: "!")
  }

  private func isOption(_ index: Int) -> Bool {
    let word = words[index]
    return !word.isQuoted && word.range.length > 1
      && source.bytes[Int(word.range.start)] == UInt8(ascii: "-")
  }

  /// - Returns: the index of the first word behind the option and its values.
  private mutating func readWord(at index: Int, negation: TextRange?) -> Int {
    let word = source.slice(words[index].range)
    if word.count == 2, let position = OptionTable.position(letter: word[word.startIndex + 1]) {
      return take(.general(position), "", inline: nil, at: index, negation: negation)
    }
    if word.count == 2 || word[word.startIndex + 1] == UInt8(ascii: "-") {
      return readLong(word, at: index, negation: negation)
    }
    return readShort(word, at: index, negation: negation)
  }

  /// `-p` or `--dport` with its values behind it, `--dport=80` with the first one inside the word.
  private mutating func readLong(
    _ word: ArraySlice<UInt8>, at index: Int, negation: TextRange?
  ) -> Int {
    let full = String(decoding: word, as: UTF8.self)
    if let place = place(exactly: full) {
      return take(place, full, inline: nil, at: index, negation: negation)
    }
    var name = full
    var inline: [UInt8]?
    if let equals = word.firstIndex(of: UInt8(ascii: "=")) {
      name = String(decoding: word[..<equals], as: UTF8.self)
      inline = RuleTokens.unquote(word)
      inline?.removeFirst(name.utf8.count + 1)
    }
    let place = self.place(exactly: name) ?? self.place(shortened: name) ?? implicitPlace(name)
    return take(
      place ?? unlistedPlace, place == nil ? full : name, inline: place == nil ? nil : inline,
      at: index, negation: negation)
  }

  /// `-ptcp`, or letters without values before another, `-fptcp`.
  private mutating func readShort(
    _ word: ArraySlice<UInt8>, at index: Int, negation: TextRange?
  ) -> Int {
    var letters = word.dropFirst()
    while let letter = letters.first {
      guard let position = OptionTable.position(letter: letter) else { break }
      letters = letters.dropFirst()
      let takesValue = !OptionTable.general.options[position].values.isEmpty
      let inline = takesValue && !letters.isEmpty ? RuleTokens.unquote(letters) : nil
      let next = take(.general(position), "", inline: inline, at: index, negation: negation)
      if takesValue || letters.isEmpty { return next }
    }
    return take(
      unlistedPlace, String(decoding: word, as: UTF8.self), inline: nil, at: index,
      negation: negation)
  }

  private mutating func take(
    _ place: Place, _ spelling: String, inline: [UInt8]?, at index: Int, negation: TextRange?
  ) -> Int {
    let row = row(place)
    let arity = row?.values.count ?? .max
    var values: [[UInt8]] = []
    var isNegated = negation != nil
    var next = index + 1
    // iptables before 1.4.3: `--dport ! 80`
    if let row, !row.values.isEmpty, inline == nil, next + 1 < words.count, isNegation(next),
      !isOption(next + 1)
    {
      isNegated.toggle()
      next += 1
    }
    if let inline { values.append(inline) }
    let mayStop = row?.mayLackValue ?? true
    while next < words.count, values.count < arity {
      if mayStop, isOption(next) || isNegation(next) { break }
      // `-c 5,300` is both counters in one word.
      if values.count == 1, arity == 2, row?.name == "-c", values[0].contains(UInt8(ascii: ",")) {
        break
      }
      values.append(RuleTokens.unquote(source.slice(words[next].range)))
      next += 1
    }
    let text = TextRange(Int((negation ?? words[index].range).start), words[next - 1].range.end)
    let isComplete = values.count == arity || row.map { $0.mayLackValue || $0.name == "-c" } ?? true
    // getopt_long(3) refuses `--syn=1`.
    if !isComplete || inline != nil && arity == 0 { incomplete.append(text) }
    append(
      Option(
        name: row?.name ?? spelling, isNegated: isNegated, values: values, text: text,
        position: place.position), place, isComplete: isComplete)
    return next
  }

  private mutating func append(_ option: Option, _ place: Place, isComplete: Bool) {
    switch place {
    case .general: if isComplete { appendGeneral(option) }
    case .target:
      target?.options.append(option)
      if let start = target?.text.start { target?.text = TextRange(Int(start), option.text.end) }
    case .match(let index, _):
      let isFirst = matches[index].isImplicit && matches[index].options.isEmpty
      let start = isFirst ? option.text.start : matches[index].text.start
      matches[index].options.append(option)
      matches[index].text = TextRange(Int(start), option.text.end)
    case .nowhere: unknown.append(option.text)
    }
  }

  private mutating func appendGeneral(_ option: Option) {
    let value = option.values.first ?? []
    switch option.name {
    case "-m":
      let name = String(decoding: value, as: UTF8.self)
      let known = OptionTable.matchAliases[name] ?? name
      matches.append(
        Extension(name: known, row: OptionTable.matches[known], text: option.text))
    case "-j", "-g":
      let name = String(decoding: value, as: UTF8.self)
      isGoto = option.name == "-g"
      target = Extension(name: name, row: OptionTable.targets[name], text: option.text)
      targetName = place(of: value, in: option.text)
      matchesBeforeTarget = matches.count
    case "-p":
      if !option.isNegated { ipProtocol = IPProtocol(name: value) }
      general.append(option)
    default: general.append(option)
    }
  }

  /// Where a value stands that is the last thing in an option's words, joined or not.
  private func place(of value: [UInt8], in text: TextRange) -> TextRange {
    let quote = source.bytes[text.bounds].last == UInt8(ascii: "\"") ? 1 : 0
    let end = text.end - quote
    guard end - value.count >= Int(text.start) else { return .empty }
    let place = TextRange(end - value.count, end)
    return source.slice(place).elementsEqual(value) ? place : .empty
  }

  // MARK: where an option belongs

  private enum Place {
    case general(Int)
    case target(Int)
    case match(Int, Int)
    case nowhere

    /// The place in the extension's row; -1 for an option that is not listed.
    var position: Int {
      switch self {
      case .general(let position), .target(let position), .match(_, let position): position
      case .nowhere: -1
      }
    }
  }

  private func row(_ place: Place) -> OptionRow? {
    guard place.position >= 0 else { return nil }
    return switch place {
    case .general(let position): OptionTable.general.options[position]
    case .target(let position): target?.row?.options[position]
    case .match(let index, let position): matches[index].row?.options[position]
    case .nowhere: nil
    }
  }

  /// The option of exactly this name. Of two that are loaded, the later one is meant
  /// (libxtables, xtables_merge_options).
  private func place(exactly name: String) -> Place? {
    if name.utf8.count == 2 { return nil }
    for index in matches.indices.dropFirst(matchesBeforeTarget).reversed() where target != nil {
      if let position = matches[index].row?.position(name) { return .match(index, position) }
    }
    if let position = target?.row?.position(name) { return .target(position) }
    if let position = OptionTable.general.position(name) { return .general(position) }
    // A target that nobody knows may have any option.
    if targetTakesAny { return .target(-1) }
    let before = target == nil ? matches.count : matchesBeforeTarget
    for index in matches.indices.prefix(before).reversed() {
      if let position = matches[index].row?.position(name) { return .match(index, position) }
    }
    return nil
  }

  /// The only option that begins so.
  private func place(shortened name: String) -> Place? {
    guard name.utf8.count > 2 else { return nil }
    var found = OptionTable.general.positions(startingWith: name).map { Place.general($0) }
    found += target?.row?.positions(startingWith: name).map { Place.target($0) } ?? []
    for index in matches.indices {
      found += matches[index].row?.positions(startingWith: name).map { .match(index, $0) } ?? []
    }
    return found.count == 1 ? found[0] : nil
  }

  /// The option of the protocol's match, which is loaded with it.
  private mutating func implicitPlace(_ name: String) -> Place? {
    guard let ipProtocol, name.utf8.count > 2 else { return nil }
    let match = OptionTable.matchAliases[ipProtocol.description] ?? ipProtocol.description
    guard let row = OptionTable.matches[match], !matches.contains(where: { $0.name == match })
    else { return nil }
    let shortened = row.positions(startingWith: name)
    guard let position = row.position(name) ?? (shortened.count == 1 ? shortened[0] : nil) else {
      return nil
    }
    matches.append(Extension(name: match, row: row, text: .empty, isImplicit: true))
    return .match(matches.count - 1, position)
  }

  /// An option that nobody lists belongs to what stands before it, if that is not listed either.
  private var unlistedPlace: Place {
    if target != nil { return targetTakesAny ? .target(-1) : .nowhere }
    if let last = matches.indices.last, matches[last].row == nil { return .match(last, -1) }
    return .nowhere
  }
}
