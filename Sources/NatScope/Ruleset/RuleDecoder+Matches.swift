extension RuleDecoder {
  /// Turns one match extension with its options into tests.
  mutating func fold(match instance: Extension) {
    let before = result.matches.count
    switch MatchMeaning.rows[instance.name] {
    case .nothing: return
    case .options(let rows):
      for option in instance.options { fold(option, of: instance, rows) }
    case .whole(let test): whole(instance, test)
    case .reading(let read): read(&self, instance)
    case nil:
      note(.unknownMatch, instance.text)
      whole(instance, .opaque)
    }
    if result.matches.count == before, !Self.mayBeEmpty.contains(instance.name) {
      note(.missingValue, instance.text)
      whole(instance, .opaque)
    }
  }

  /// Matches that without options ask only for the protocol, which `-p` has said already; `--espspi :`
  /// is not saved.
  private static let mayBeEmpty: Set<String> = [
    "tcp", "udp", "udplite", "sctp", "dccp", "ah", "esp", "ipcomp",
  ]

  /// One option as a test of its own; without a meaning it is a fact in its own words.
  private mutating func fold(
    _ option: Option, of instance: Extension, _ rows: [String: OptionMeaning]
  ) {
    guard let row = rows[option.name] else {
      result.matches.append(
        Match(test: .fact(.header), isNegated: option.isNegated, text: option.text))
      return
    }
    if let values = saved(option, of: instance), let test = row.test(values) {
      add(test, option)
    } else {
      bad(option)
    }
  }

  /// The values of an option in the form of iptables-save; nil if one is none.
  func saved(_ option: Option, of instance: Extension) -> [[UInt8]]? {
    guard let options = instance.row?.options, options.indices.contains(option.position) else {
      return option.values
    }
    let context = ValueForm.Context(family: ruleset.family, ipProtocol: ipProtocol)
    var values: [[UInt8]] = []
    for (form, value) in zip(options[option.position].values, option.values) {
      guard let saved = form.saved(value, context) else { return nil }
      values.append(saved)
    }
    return values
  }

  /// One test for all of an extension's options. With a single option its `!` negates the test, so
  /// that the same words with and without it are one fact.
  mutating func whole(_ instance: Extension, _ test: Match.Test) {
    if instance.options.count == 1, instance.options[0].isNegated {
      result.matches.append(
        Match(test: test, isNegated: true, text: Self.text(of: instance, instance.options[0])))
    } else {
      result.matches.append(Match(test: test, isNegated: false, text: instance.text))
    }
  }

  /// The words of an extension; of a negated one from its `!` on, so that what stands behind it is
  /// what does not hold.
  static func text(of instance: Extension, _ option: Option) -> TextRange {
    option.isNegated ? TextRange(Int(option.text.start), instance.text.end) : instance.text
  }

  /// An option that is no part of what is read of its extension.
  mutating func unknown(_ option: Option) {
    note(.unknownOption, option.text)
    result.matches.append(Match(test: .opaque, isNegated: option.isNegated, text: option.text))
  }

  static func words(of text: [UInt8]) -> [String] {
    text.split(separator: UInt8(ascii: ",")).map { String(decoding: $0, as: UTF8.self) }
  }
}
