/// A rule as iptables-save 1.8.9 prints it.
///
/// The order is that of `save_rule` (iptables/nft-shared.c, iptables/iptables.c): addresses, interfaces,
/// protocol and fragment, then the matches in the order in which they were loaded, then the target. What
/// each option's values look like is a row of `OptionTable`.
struct CanonicalRule {
  private let options: RuleOptions
  private let context: ValueForm.Context
  private var out: [UInt8] = []

  /// - Returns: nil if not everything in the rule is understood. Nothing is printed then that the text
  ///   does not say; see `Ruleset.canonicalText(_:)`.
  static func text(_ options: RuleOptions, _ family: IPFamily) -> [UInt8]? {
    guard options.words.count >= 2, options.strays.isEmpty, options.unknown.isEmpty,
      options.incomplete.isEmpty, options.unclosed.isEmpty
    else { return nil }
    var rule = CanonicalRule(options, family)
    return rule.write() ? rule.out : nil
  }

  private init(_ options: RuleOptions, _ family: IPFamily) {
    self.options = options
    // Scripts hold rules of both families; an address tells which one a rule is for.
    let address = options.general.first { $0.name == "-s" || $0.name == "-d" }
    let own = address?.values.first.flatMap { AddressPattern($0) }?.address.family
    context = ValueForm.Context(family: own ?? family, ipProtocol: options.ipProtocol)
  }

  private mutating func write() -> Bool {
    out.reserveCapacity(Int(options.source.range.length) + 32)
    out += options.source.slice(options.words[0].range)
    out.append(UInt8(ascii: " "))
    out += options.source.slice(options.words[1].range)
    let rule = RuleOptions.Extension(
      name: "", row: OptionTable.general, text: .empty,
      options: options.general.filter { $0.position < Self.printedRows })
    guard append(optionsOf: rule) else { return false }
    for match in options.matches where !append(match, behind: "-m") { return false }
    guard let target = options.target else { return true }
    return append(target, behind: options.isGoto ? "-g" : "-j")
  }

  /// The rows of `OptionTable.general` up to `-f`; the others are printed elsewhere or, as counters,
  /// not with the rule.
  private static let printedRows = OptionTable.general.position("-m") ?? 0

  private mutating func append(_ instance: RuleOptions.Extension, behind option: String) -> Bool {
    append(word: option)
    guard let name = ValueForm.word.saved(Array(instance.name.utf8), context) else { return false }
    append(word: name)
    guard instance.row != nil else {
      for option in instance.options { appendAsWritten(option) }
      return true
    }
    return append(optionsOf: instance)
  }

  /// Options that nobody knows: their words.
  private mutating func appendAsWritten(_ option: RuleOptions.Option) {
    for word in RuleTokens(options.source.bytes, option.text) {
      append(word: options.source.slice(word.range))
    }
  }

  private mutating func append(optionsOf instance: RuleOptions.Extension) -> Bool {
    guard let row = instance.row else { return true }
    if instance.options.isEmpty, row.presets.isEmpty { return true }
    if row.keepsOrder {
      for option in instance.options {
        guard let saved = SavedForm(option, row.options[option.position], context) else {
          return false
        }
        append(saved)
      }
      return true
    }
    var forms: [SavedForm?] = Array(repeating: nil, count: row.options.count)
    for option in instance.options {
      guard let saved = SavedForm.all(option, row, context) else { return false }
      for form in saved {
        guard let position = row.position(form.name), forms[position] == nil else { return false }
        forms[position] = form
      }
    }
    var added: [(Int, SavedForm)] = []
    for position in row.presets where forms[position] == nil {
      let option = row.options[position]
      if let preset = option.preset, preset.applies(forms, row) {
        let value = context.family == .ipv4 ? preset.ipv4 : preset.ipv6
        let values = value.isEmpty ? [] : [Array(value.utf8)]
        added.append((position, SavedForm(name: option.name, isNegated: false, values: values)))
      }
    }
    for (position, form) in added { forms[position] = form }
    for case let form? in forms where !form.isOmitted { append(form) }
    return true
  }

  private mutating func append(_ form: SavedForm) {
    if form.isNegated { append(word: "!") }
    append(word: form.name)
    for value in form.values { append(word: value) }
  }

  private mutating func append(word: some Collection<UInt8>) {
    out.append(UInt8(ascii: " "))
    out += word
  }

  private mutating func append(word: String) {
    out.append(UInt8(ascii: " "))
    out += word.utf8
  }
}

/// An option with its values in the form of iptables-save.
struct SavedForm {
  let name: String
  let isNegated: Bool
  let values: [[UInt8]]
  /// Whether iptables-save leaves it out, as it says nothing.
  var isOmitted = false

  init(name: String, isNegated: Bool, values: [[UInt8]]) {
    self.name = name
    self.isNegated = isNegated
    self.values = values
  }

  /// - Returns: nil if a value cannot be read.
  init?(_ option: RuleOptions.Option, _ row: OptionRow, _ context: ValueForm.Context) {
    var values: [[UInt8]] = []
    for (form, value) in zip(row.values, option.values) {
      guard !option.isNegated || form.mayBeNegated, let saved = form.saved(value, context) else {
        return nil
      }
      values.append(saved)
    }
    self.init(name: row.name, isNegated: option.isNegated, values: values)
    if !isNegated, let omitted = row.omitted, let value = values.first {
      isOmitted = value.elementsEqual((context.family == .ipv4 ? omitted.ipv4 : omitted.ipv6).utf8)
    }
  }

  /// The options that an option is printed as: itself or others.
  static func all(
    _ option: RuleOptions.Option, _ row: ExtensionRow, _ context: ValueForm.Context
  ) -> [SavedForm]? {
    let own = row.options[option.position]
    guard let rewritten = own.rewritten else {
      return SavedForm(option, own, context).map { [$0] }
    }
    return rewritten(option.values)?.map {
      SavedForm(
        name: $0.name, isNegated: option.isNegated, values: $0.values.map { Array($0.utf8) })
    }
  }
}

extension Preset {
  fileprivate func applies(_ forms: [SavedForm?], _ row: ExtensionRow) -> Bool {
    func given(_ name: String) -> SavedForm? { row.position(name).flatMap { forms[$0] } }
    if without.contains(where: { given($0) != nil }) { return false }
    guard !with.isEmpty else { return true }
    return with.contains { name in
      given(name).map { appliesTo(String(decoding: $0.values.first ?? [], as: UTF8.self)) } ?? false
    }
  }
}
