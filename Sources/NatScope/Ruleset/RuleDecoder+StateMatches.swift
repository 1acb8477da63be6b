// Matches that look at marks, chances, lists and the kinds of addresses.
extension RuleDecoder {
  mutating func foldAddressType(_ instance: Extension) {
    let limit: AddressTypes.Limit? =
      instance.has("--limit-iface-in")
      ? .inInterface : instance.has("--limit-iface-out") ? .outInterface : nil
    for option in instance.options where !option.name.hasPrefix("--limit-iface") {
      let names = Self.words(of: option.values.first ?? [])
      let kinds = names.compactMap { AddressTypes.Kind(rawValue: $0.uppercased()) }
      guard !kinds.isEmpty, kinds.count == names.count else {
        bad(option)
        continue
      }
      let types = AddressTypes(kinds: kinds, limit: limit)
      switch option.name {
      case "--src-type": add(.sourceType(types), option)
      case "--dst-type": add(.destinationType(types), option)
      default: unknown(option)
      }
    }
  }

  mutating func foldMark(_ instance: Extension, _ test: (MarkTest) -> Match.Test) {
    for option in instance.options {
      if option.name == "--mark", let value = option.values.first,
        let (bits, mask) = Self.valueAndMask(value)
      {
        add(test(MarkTest(value: bits, mask: mask)), option)
      } else {
        bad(option)
      }
    }
  }

  /// `VALUE` or `VALUE/MASK`; without a mask all bits count.
  static func valueAndMask(_ text: [UInt8]) -> (UInt32, UInt32)? {
    let parts = text.split(separator: UInt8(ascii: "/"), maxSplits: 1)
    guard let first = parts.first, let value = CNumber.unsigned32(first) else { return nil }
    guard parts.count == 2 else { return (value, .max) }
    return CNumber.unsigned32(parts[1]).map { (value, $0) }
  }

  mutating func foldStatistic(_ instance: Extension) {
    let mode = instance.values("--mode")?.values.first ?? []
    if mode.elementsEqual("random".utf8), let option = instance.values("--probability"),
      let share = Self.share(option.values.first ?? [])
    {
      result.matches.append(
        Match(test: .random(share: share), isNegated: option.isNegated, text: instance.text))
    } else if mode.elementsEqual("nth".utf8), let option = instance.values("--every"),
      let every = Decimal.unsigned(option.values.first ?? [], below: 1 << 32), every > 0
    {
      result.matches.append(
        Match(
          test: .everyNth(every: UInt32(every)), isNegated: option.isNegated, text: instance.text))
    } else {
      note(.badValue, instance.text)
      whole(instance, .opaque)
    }
  }

  /// A probability in units of 2^-31, rounded as iptables does (extensions/libxt_statistic.c).
  static func share(_ text: [UInt8]) -> UInt32? {
    guard let value = Double(String(decoding: text, as: UTF8.self)), value >= 0, value <= 1 else {
      return nil
    }
    return UInt32((value * 0x8000_0000).rounded())
  }

  mutating func foldRecent(_ instance: Extension) {
    let operations: [(String, RecentTest.Operation)] = [
      ("--set", .set), ("--rcheck", .check), ("--update", .update), ("--remove", .remove),
    ]
    guard
      let (name, operation) = operations.first(where: { instance.has($0.0) }),
      let option = instance.values(name)
    else {
      note(.badValue, instance.text)
      whole(instance, .opaque)
      return
    }
    let list = instance.values("--name")?.values.first ?? Array("DEFAULT".utf8)
    let mask = instance.values("--mask")?.values.first ?? []
    let side = instance.has("--rdest") ? "destination" : "source"
    let hits = instance.values("--hitcount")?.values.first.flatMap { Decimal.unsigned($0) } ?? 1
    let test = RecentTest(
      operation: operation,
      list: "\(String(decoding: list, as: UTF8.self)) \(side) "
        + String(decoding: mask, as: UTF8.self),
      isSatisfiedByOne: hits <= 1 && !instance.has("--rttl"))
    result.matches.append(
      Match(
        test: .recent(test), isNegated: option.isNegated, text: Self.text(of: instance, option)))
  }

  mutating func foldSet(_ instance: Extension) {
    guard let option = instance.values("--match-set"), option.values.count == 2 else {
      note(.badValue, instance.text)
      whole(instance, .opaque)
      return
    }
    let sides = Self.words(of: option.values[1])
    let directions: [SetTest.Direction] = sides.compactMap {
      $0 == "src" ? .source : $0 == "dst" ? .destination : nil
    }
    guard !directions.isEmpty, directions.count == sides.count else {
      bad(option)
      return
    }
    let test = SetTest(
      name: String(decoding: option.values[0], as: UTF8.self), directions: directions,
      returnsExceptions: instance.has("--return-nomatch"),
      hasFurtherOptions: instance.options.contains {
        $0.name != "--match-set" && $0.name != "--return-nomatch"
          && !$0.name.hasPrefix("--update")
      })
    result.matches.append(
      Match(test: .set(test), isNegated: option.isNegated, text: Self.text(of: instance, option)))
  }
}
