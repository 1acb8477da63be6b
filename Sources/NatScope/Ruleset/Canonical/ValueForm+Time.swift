extension ValueForm {
  /// A time of the match `time` (iptables-extensions(8), extensions/libxt_time.c).
  func savedTime(_ value: [UInt8]) -> [UInt8]? {
    switch self {
    case .timeOfDay: Self.timeOfDay(value).map { Array($0.utf8) }
    case .date: Self.date(value)
    case .weekdays: Self.weekdays(value)
    case .monthDays: Self.monthDays(value)
    default: nil
    }
  }

  /// `8:00` is `08:00:00`.
  private static func timeOfDay(_ value: some Collection<UInt8>) -> String? {
    let parts = value.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count) else { return nil }
    var fields: [String] = []
    for (part, limit) in zip(parts, [24, 60, 60] as [UInt64]) {
      guard let number = Decimal.unsigned(part, below: limit) else { return nil }
      fields.append(twoDigits(number))
    }
    if fields.count == 2 { fields.append("00") }
    return fields.joined(separator: ":")
  }

  private static func twoDigits(_ number: UInt64) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }

  /// `2026-01` is `2026-01-01T00:00:00`; a time needs the day.
  private static func date(_ value: [UInt8]) -> [UInt8]? {
    let parts = value.split(
      separator: UInt8(ascii: "T"), maxSplits: 1, omittingEmptySubsequences: false)
    let fields = parts[0].split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard (1...3).contains(fields.count), let year = Decimal.unsigned(fields[0], below: 2_039),
      let month = fields.count > 1 ? Decimal.unsigned(fields[1], below: 13) : 1,
      let day = fields.count > 2 ? Decimal.unsigned(fields[2], below: 32) : 1,
      year >= 1_970, month > 0, day > 0, parts.count == 1 || fields.count == 3
    else { return nil }
    var time = "00:00:00"
    if parts.count == 2 {
      let given = parts[1].contains(UInt8(ascii: ":")) ? parts[1] : parts[1] + Array(":00".utf8)
      guard let known = timeOfDay(given) else { return nil }
      time = known
    }
    return Array("\(year)-\(twoDigits(month))-\(twoDigits(day))T\(time)".utf8)
  }

  /// Names of at least two letters, or numbers from Monday's 1, in the order of the week.
  private static func weekdays(_ value: [UInt8]) -> [UInt8]? {
    let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    var days: Set<Int> = []
    for part in value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      let name = String(decoding: part, as: UTF8.self)
      if let number = Decimal.unsigned(part, below: 8), number > 0 {
        days.insert(Int(number) - 1)
      } else if (2...3).contains(name.utf8.count),
        let index = names.firstIndex(where: { $0.hasPrefix(name) })
      {
        days.insert(index)
      } else {
        return nil
      }
    }
    return Array(days.sorted().map { names[$0] }.joined(separator: ",").utf8)
  }

  private static func monthDays(_ value: [UInt8]) -> [UInt8]? {
    var days: Set<UInt64> = []
    for part in value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      guard let day = Decimal.unsigned(part, below: 32), day > 0 else { return nil }
      days.insert(day)
    }
    return Array(days.sorted().map { "\($0)" }.joined(separator: ",").utf8)
  }
}
