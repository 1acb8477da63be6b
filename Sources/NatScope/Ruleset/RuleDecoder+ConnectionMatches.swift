// Matches that look at connections and sockets.
extension RuleDecoder {
  /// owner: each option is a test of its own (net/netfilter/xt_owner.c).
  mutating func foldOwner(_ instance: Extension) {
    for option in instance.options {
      let field: HeaderField? =
        switch option.name {
        case "--uid-owner": .user
        // With `--suppl-groups` any group of the process will do.
        case "--gid-owner" where !instance.has("--suppl-groups"): .group
        default: nil
        }
      switch (option.name, field) {
      case ("--suppl-groups", _): continue
      case ("--socket-exists", _): add(.socketExists, option)
      case (_, .some(let field)):
        let ranges = saved(option, of: instance)?.first.flatMap {
          OptionMeaning.range($0, separator: UInt8(ascii: "-"), upTo: field.maximum)
        }
        // Names of users are in a file of the node.
        add(ranges.map { .header(field, $0) } ?? .owner, option)
      default: add(.owner, option)
      }
    }
  }

  /// connbytes: `--connbytes` with two modes; the kernel keeps a negated range with its ends swapped.
  mutating func foldConnectionCount(_ instance: Extension) {
    guard let option = instance.values("--connbytes"),
      let range = option.values.first.flatMap({
        OptionMeaning.range($0, separator: UInt8(ascii: ":"), upTo: .max)
      })?.first,
      let unit = ConnectionCountTest.Unit(rawValue: word(instance, "--connbytes-mode")),
      let side = ConnectionCountTest.Side(rawValue: word(instance, "--connbytes-dir"))
    else {
      note(.badValue, instance.text)
      return whole(instance, .volatile)
    }
    // A single number is the lower end.
    let isOpen = !(option.values.first?.contains(UInt8(ascii: ":")) ?? false)
    let test = ConnectionCountTest(
      unit: unit, side: side, range: isOpen ? range.lowerBound...UInt64.max : range)
    result.matches.append(
      Match(
        test: .connectionCount(test), isNegated: option.isNegated,
        text: Self.text(of: instance, option)))
  }

  private func word(_ instance: Extension, _ option: String) -> String {
    String(decoding: instance.values(option)?.values.first ?? [], as: UTF8.self).lowercased()
  }

  mutating func foldConnectionLabel(_ instance: Extension) {
    guard let option = instance.values("--label"), let label = option.values.first else {
      note(.badValue, instance.text)
      return whole(instance, .opaque)
    }
    result.matches.append(
      Match(
        test: .connectionLabel(
          String(decoding: label, as: UTF8.self), isSetting: instance.has("--set")),
        isNegated: option.isNegated, text: Self.text(of: instance, option)))
  }

  /// `--invert` is part of what rpfilter asks, and not a `!` before it.
  mutating func foldReversePath(_ instance: Extension) {
    whole(
      instance,
      .reversePath(isInverted: instance.has("--invert"), readsMark: instance.has("--validmark")))
  }

  mutating func foldSocket(_ instance: Extension) {
    if instance.has("--restore-skmark") { result.restoresMark = true }
    whole(instance, .fact(.addresses))
  }
}
