// Targets that change the header.
extension RuleDecoder {
  private static let headerOptions:
    [String: @Sendable (_ value: UInt8) -> (HeaderField, HeaderOperation)] = [
      "--ttl-set": { (.timeToLive, .set(UInt16($0))) },
      "--ttl-inc": { (.timeToLive, .add($0)) }, "--ttl-dec": { (.timeToLive, .subtract($0)) },
      "--hl-set": { (.timeToLive, .set(UInt16($0))) },
      "--hl-inc": { (.timeToLive, .add($0)) }, "--hl-dec": { (.timeToLive, .subtract($0)) },
      "--set-dscp": { (.typeOfService, .bits(clear: 0xfc, flip: $0 << 2)) },
      "--and-tos": { (.typeOfService, .bits(clear: ~$0, flip: 0)) },
      "--or-tos": { (.typeOfService, .bits(clear: $0, flip: $0)) },
      "--xor-tos": { (.typeOfService, .bits(clear: 0, flip: $0)) },
      "--ecn-ip-ect": { (.typeOfService, .bits(clear: 3, flip: $0 & 3)) },
      "--ecn-tcp-ece": { (.tcpFlags, .bits(clear: 0x40, flip: ($0 & 1) << 6)) },
      "--ecn-tcp-cwr": { (.tcpFlags, .bits(clear: 0x80, flip: ($0 & 1) << 7)) },
    ]

  /// What a target that rewrites does, option by option.
  func headerChanges(_ target: Extension) -> [HeaderChange] {
    if target.options.isEmpty { return [.other] }
    return target.options.map { change(target, $0) ?? .other }
  }

  private func change(_ target: Extension, _ option: Option) -> HeaderChange? {
    guard let values = saved(option, of: target) else { return nil }
    let text = values.first ?? []
    if let row = Self.headerOptions[option.name] {
      guard let value = CNumber.unsigned(text, upTo: 255) else { return nil }
      let (field, operation) = row(UInt8(value))
      return .field(field, operation)
    }
    switch option.name {
    case "--set-dscp-class":
      return OptionTable.codePoint(option.values).flatMap {
        CNumber.unsigned(Array($0.utf8), upTo: 63)
      }
      .map { .field(.typeOfService, .bits(clear: 0xfc, flip: UInt8($0) << 2)) }
    case "--set-tos":
      let parts = text.split(separator: UInt8(ascii: "/")).compactMap {
        CNumber.unsigned($0, upTo: 255)
      }
      guard parts.count == 2 else { return nil }
      return .field(.typeOfService, .bits(clear: UInt8(parts[1]), flip: UInt8(parts[0])))
    case "--ecn-tcp-remove": return .field(.tcpFlags, .bits(clear: 0xc0, flip: 0))
    case "--set-mss":
      return CNumber.unsigned(text, upTo: 65535).map { .segmentSize(limit: UInt16($0)) }
    case "--clamp-mss-to-pmtu": return .segmentSize(limit: nil)
    case "--strip-options":
      let numbers = text.split(separator: UInt8(ascii: ",")).map {
        Decimal.unsigned($0, below: 256).map { UInt8($0) }
      }
      return numbers.contains(nil) ? nil : .withoutOptions(numbers.compactMap { $0 })
    default: return nil
    }
  }
}
