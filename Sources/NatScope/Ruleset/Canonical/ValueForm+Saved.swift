extension ValueForm {
  /// What the rest of the rule says about a value.
  struct Context {
    let family: IPFamily
    /// The protocol of `-p`, which names of services belong to.
    let ipProtocol: IPProtocol?
  }

  /// Whether `!` before the option is saved as such. time saves a negated list as the other days.
  var mayBeNegated: Bool {
    switch self {
    case .weekdays, .monthDays: false
    default: true
    }
  }

  /// The value as iptables-save prints it.
  ///
  /// - Returns: nil if it is none, or if it cannot be told how it would be printed.
  func saved(_ value: [UInt8], _ context: Context) -> [UInt8]? {
    switch self {
    case .word, .string, .cutString, .quoted, .choice, .renamed, .list, .rejection:
      savedWord(value, context)
    case .number, .numbers, .openNumbers, .hexadecimal, .maskedHexadecimal, .mark, .probability,
      .typeOfService, .userID, .logLevel, .u32:
      savedNumber(value)
    case .rate, .packetOrByteRate, .bitRate: savedRate(value)
    case .address, .plainAddress, .host, .addressRange, .natRange, .mac:
      savedAddress(value, context)
    case .ipProtocolName, .ipProtocolNumber, .port, .ports, .portList, .natPorts, .tcpFlags,
      .tcpOptions, .icmpType, .icmpv6Type:
      savedProtocolField(value, context)
    case .timeOfDay, .date, .weekdays, .monthDays: savedTime(value)
    }
  }
}

// MARK: words

extension ValueForm {
  private func savedWord(_ value: [UInt8], _ context: Context) -> [UInt8]? {
    switch self {
    case .string: return Self.written { SaveText.appendString(value, to: &$0) }
    case .cutString(let limit): return ValueForm.string.saved(Array(value.prefix(limit)), context)
    case .quoted: return Self.quoted(value)
    case .choice(let words): return Self.choice(value, words)
    case .renamed(let words):
      return words[String(decoding: value, as: UTF8.self).lowercased()].map { Array($0.utf8) }
    case .list(let words):
      let given = value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self).uppercased() }
      guard given.allSatisfy({ name in words.contains { $0.uppercased() == name } }) else {
        return nil
      }
      return Array(words.filter { given.contains($0.uppercased()) }.joined(separator: ",").utf8)
    case .rejection: return Self.rejection(value, context.family)
    default:
      let isOneWord = !value.isEmpty && !value.contains(where: SaveText.cutsWords)
      return isOneWord ? value : Self.quoted(value)
    }
  }

  private static func choice(_ value: [UInt8], _ words: [String]) -> [UInt8]? {
    let name = String(decoding: value, as: UTF8.self).uppercased()
    return words.first { $0.uppercased() == name }.map { Array($0.utf8) }
  }

  /// A type of REJECT by its name or its short name, or the beginning of either
  /// (extensions/libipt_REJECT.c, libip6t_REJECT.c).
  private static func rejection(_ value: [UInt8], _ family: IPFamily) -> [UInt8]? {
    let given = String(decoding: value, as: UTF8.self).lowercased()
    guard !given.isEmpty else { return nil }
    return (family == .ipv4 ? rejections4 : rejections6).first {
      $0.name.hasPrefix(given) || $0.short.hasPrefix(given)
    }.map { Array($0.name.utf8) }
  }

  private static let rejections4 = [
    (name: "icmp-net-unreachable", short: "net-unreach"),
    (name: "icmp-host-unreachable", short: "host-unreach"),
    (name: "icmp-proto-unreachable", short: "proto-unreach"),
    (name: "icmp-port-unreachable", short: "port-unreach"),
    (name: "icmp-net-prohibited", short: "net-prohib"),
    (name: "icmp-host-prohibited", short: "host-prohib"),
    (name: "tcp-reset", short: "tcp-rst"),
    (name: "icmp-admin-prohibited", short: "admin-prohib"),
  ]
  private static let rejections6 = [
    (name: "icmp6-no-route", short: "no-route"),
    (name: "icmp6-adm-prohibited", short: "adm-prohibited"),
    (name: "icmp6-addr-unreachable", short: "addr-unreach"),
    (name: "icmp6-port-unreachable", short: "port-unreach"),
    (name: "tcp-reset", short: "tcp-reset"),
    (name: "icmp6-policy-fail", short: "policy-fail"),
    (name: "icmp6-reject-route", short: "reject-route"),
  ]

  private static func quoted(_ value: [UInt8]) -> [UInt8] {
    written { SaveText.appendQuoted(value, escapesApostrophes: false, to: &$0) }
  }

  private static func written(_ write: (inout [UInt8]) -> Void) -> [UInt8] {
    var out: [UInt8] = []
    write(&out)
    return out
  }
}
