extension ValueForm {
  /// A number, a range or a value with a mask.
  func savedNumber(_ value: [UInt8]) -> [UInt8]? {
    switch self {
    case .number(let limit): CNumber.unsigned(value, upTo: limit).map { Array("\($0)".utf8) }
    case .numbers(let limit): Self.range(value, limit).map { Array($0.utf8) }
    case .openNumbers: Self.openRange(value)
    case .hexadecimal(let digits):
      CNumber.unsigned(value, upTo: 0xffff_ffff).map {
        Array(("0x" + CNumber.hexadecimal($0, digits)).utf8)
      }
    case .maskedHexadecimal: Self.masked(value, isMaskPrinted: { $0 != .max })
    case .mark: Self.masked(value, isMaskPrinted: { _ in true })
    case .probability: Self.probability(value)
    case .typeOfService: Self.typeOfService(value)
    case .userID: Self.userID(value)
    case .logLevel: Self.logLevel(value)
    case .u32: Self.u32(value)
    default: nil
    }
  }

  private static func range(_ value: [UInt8], _ limit: UInt64) -> String? {
    let parts = value.split(
      separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return CNumber.unsigned(value, upTo: limit).map { "\($0)" } }
    guard let first = parts[0].isEmpty ? 0 : CNumber.unsigned(parts[0], upTo: limit),
      let last = parts[1].isEmpty ? limit : CNumber.unsigned(parts[1], upTo: limit)
    else { return nil }
    return first == last ? "\(first)" : "\(first):\(last)"
  }

  private static func openRange(_ value: [UInt8]) -> [UInt8]? {
    let parts = value.split(
      separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts[0].isEmpty && parts.count == 2 ? 0 : CNumber.unsigned(parts[0]) else {
      return nil
    }
    guard parts.count == 2, !parts[1].isEmpty else { return Array("\(first)".utf8) }
    return CNumber.unsigned(parts[1]).map { Array("\(first):\($0)".utf8) }
  }

  private static func masked(_ value: [UInt8], isMaskPrinted: (UInt32) -> Bool) -> [UInt8]? {
    guard let (bits, mask) = RuleDecoder.valueAndMask(value) else { return nil }
    let text = "0x" + String(bits, radix: 16)
    return Array((isMaskPrinted(mask) ? text + "/0x" + String(mask, radix: 16) : text).utf8)
  }

  /// The kernel keeps a probability as so many of 2^31 (linux/netfilter/xt_statistic.h); printed is
  /// what it kept, as printf(3)'s `%.11f` rounds it.
  private static func probability(_ value: [UInt8]) -> [UInt8]? {
    guard let share = RuleDecoder.share(value) else { return nil }
    let scaled = UInt128(share) * 100_000_000_000
    var digits = UInt64(scaled >> 31)
    let rest = scaled & 0x7fff_ffff
    if rest > 0x4000_0000 || rest == 0x4000_0000 && digits & 1 == 1 { digits += 1 }
    let fraction = String(digits % 100_000_000_000)
    let zeros = String(repeating: "0", count: 11 - fraction.utf8.count)
    return Array("\(digits / 100_000_000_000).\(zeros)\(fraction)".utf8)
  }

  /// Numbers have a mask of all eight bits, names one of the six bits of RFC 1349
  /// (extensions/tos_values.c).
  private static func typeOfService(_ value: [UInt8]) -> [UInt8]? {
    let names: [String: UInt64] = [
      "minimize-delay": 0x10, "maximize-throughput": 8, "maximize-reliability": 4,
      "minimize-cost": 2, "normal-service": 0,
    ]
    let text: (UInt64, UInt64) -> [UInt8] = { bits, mask in
      Array(("0x" + CNumber.hexadecimal(bits, 2) + "/0x" + CNumber.hexadecimal(mask, 2)).utf8)
    }
    if let known = names[String(decoding: value, as: UTF8.self).lowercased()] {
      return text(known, 0x3f)
    }
    let parts = value.split(
      separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
    guard let bits = CNumber.unsigned(parts[0], upTo: 255),
      let mask = parts.count == 1 ? 255 : CNumber.unsigned(parts[1], upTo: 255)
    else { return nil }
    return text(bits, mask)
  }

  /// `0`, `4-10` or `root`, the one name that stands for the same number everywhere.
  private static func userID(_ value: [UInt8]) -> [UInt8]? {
    if value.elementsEqual("root".utf8) { return [UInt8(ascii: "0")] }
    let parts = value.split(
      separator: UInt8(ascii: "-"), maxSplits: 1, omittingEmptySubsequences: false)
    let ends = parts.compactMap { CNumber.unsigned32($0) }
    guard ends.count == parts.count, let first = ends.first, let last = ends.last else {
      return nil
    }
    return Array((first == last ? "\(first)" : "\(first)-\(last)").utf8)
  }

  private static func logLevel(_ value: [UInt8]) -> [UInt8]? {
    let names: [String: UInt8] = [
      "emerg": 0, "panic": 0, "alert": 1, "crit": 2, "err": 3, "error": 3, "warn": 4,
      "warning": 4, "notice": 5, "info": 6, "debug": 7,
    ]
    if let level = CNumber.unsigned(value, upTo: 7) { return Array("\(level)".utf8) }
    return names[String(decoding: value, as: UTF8.self).lowercased()].map { Array("\($0)".utf8) }
  }

  /// `0 & 0xFF = 1:2 && 4 >> 3 @ 0 = 5` (iptables-extensions(8), u32).
  private static func u32(_ value: [UInt8]) -> [UInt8]? {
    var out: [UInt8] = []
    var index = value.startIndex
    while index < value.endIndex {
      let byte = value[index]
      switch byte {
      case UInt8(ascii: " "): index += 1
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let end = value[index...].firstIndex {
          $0.hexDigitValue == nil && $0 != UInt8(ascii: "x") && $0 != UInt8(ascii: "X")
        }
        guard let number = CNumber.unsigned32(value[index..<(end ?? value.endIndex)]) else {
          return nil
        }
        out += Array("0x\(String(number, radix: 16))".utf8)
        index = end ?? value.endIndex
      case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "@"),
        UInt8(ascii: "="), UInt8(ascii: ","), UInt8(ascii: ":"):
        out.append(byte)
        index += 1
      default: return nil
      }
    }
    return out.isEmpty ? nil : [UInt8(ascii: "\"")] + out + [UInt8(ascii: "\"")]
  }
}

// MARK: rates

extension ValueForm {
  func savedRate(_ value: [UInt8]) -> [UInt8]? {
    switch self {
    case .rate(let scale): Self.rate(value, scale)
    case .packetOrByteRate:
      value.suffix(3).elementsEqual("b/s".utf8) ? Self.byteRate(value) : Self.rate(value, 1_000_000)
    case .bitRate: Self.bitRate(value)
    default: nil
    }
  }

  /// The kernel keeps the time for one packet. iptables-save prints the shortest unit of which that
  /// time makes a number of packets with a small enough rest (extensions/libxt_limit.c, print_rate).
  private static func rate(_ value: [UInt8], _ scale: UInt64) -> [UInt8]? {
    let parts = value.split(
      separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
    guard let count = Decimal.unsigned(parts[0], below: 1 << 32), count > 0 else { return nil }
    let units: [(name: String, long: String, seconds: UInt64)] = [
      ("day", "day", 86_400), ("hour", "hour", 3_600), ("min", "minute", 60),
      ("sec", "second", 1),
    ]
    var seconds: UInt64 = 1
    if parts.count == 2 {
      let unit = String(decoding: parts[1], as: UTF8.self).lowercased()
      guard !unit.isEmpty, let known = units.first(where: { $0.long.hasPrefix(unit) }) else {
        return nil
      }
      seconds = known.seconds
    }
    let period = scale * seconds / count
    guard period > 0 else { return nil }
    let last = units.indices.dropFirst().first {
      let whole = units[$0].seconds * scale
      return period > whole || whole / period < whole % period
    }
    let unit = units[(last ?? units.count) - 1]
    return Array("\(unit.seconds * scale / period)/\(unit.name)".utf8)
  }

  /// `512kb/s`: the largest unit that leaves no rest. The kernel counts in sixteens of bytes.
  private static func byteRate(_ value: [UInt8]) -> [UInt8]? {
    let digits = value.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let powers = ["b/s": 0, "kb/s": 10, "mb/s": 20]
    let unit = String(decoding: value.dropFirst(digits.count), as: UTF8.self)
    guard let power = powers[unit], let count = Decimal.unsigned(digits, below: 1 << 32),
      count > 0, (count << UInt64(power)) % 16 == 0
    else { return nil }
    let bytes = count << UInt64(power)
    if bytes % (1 << 20) == 0 { return Array("\(bytes >> 20)mb/s".utf8) }
    return Array((bytes % 1_024 == 0 ? "\(bytes >> 10)kb/s" : "\(bytes)b/s").utf8)
  }

  private static func bitRate(_ value: [UInt8]) -> [UInt8]? {
    let digits = value.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let units: [String: UInt64] = [
      "bit": 1, "kbit": 1_000, "mbit": 1_000_000, "gbit": 1_000_000_000,
    ]
    let unit = String(decoding: value.dropFirst(digits.count), as: UTF8.self).lowercased()
    guard let factor = units[unit], let count = Decimal.unsigned(digits, below: 1 << 30) else {
      return nil
    }
    return Array("\(count * factor)bit".utf8)
  }
}
