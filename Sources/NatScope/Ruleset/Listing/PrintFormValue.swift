extension PrintForm {
  /// How a printed value becomes the value of iptables-save.
  enum Value: Sendable {
    /// The same in both.
    case verbatim
    /// Text as it is, which iptables-save quotes and escapes where needed.
    case quoted
    /// Text as it is between quotes, or with quotes already around it.
    case inQuotes
    /// The same in both; the option is left out for one value, which is the usual one.
    case unless(String)
    /// Ports, ranges of them and lists of both, numbers or names of services.
    case ports
    /// `0x17/0x02` or `FIN,SYN,RST,ACK/SYN`.
    case tcpFlags
    /// `any 0x0000:Be,0x0003` or with names.
    case sctpChunks
    /// Numbers or names, where 10 to 15 are `INVALID`.
    case dccpTypes
    /// `type 3 code 1`, or a name.
    case icmpType
    /// `binding-update`, or numbers.
    case mobilityTypes
    /// `0x90`, or names.
    case ipv6Headers
    /// `Minimize-Delay`, or a number with its mask.
    case tos
    /// An address, a prefix or a range: a name says nothing here.
    case address
    /// A number in hexadecimal, perhaps with a mask: a name says nothing here.
    case hex
    /// A number in hexadecimal filled up with zeros.
    case padded(Int)
    /// A number in hexadecimal, in decimal.
    case decimal
    /// The user or group of a number or name.
    case owner(PrintedDetails.NameUse.Kind)
    /// Words of which some become options.
    case words(@Sendable (ArraySlice<UInt8>) -> String?)
    /// One byte for another: `srcip-dstport` is `srcip,dstport`.
    case replacing(UInt8, with: UInt8)
    /// `set 0x1` and `or 0x1` as `--set-xmark` has it.
    case markSet, markAnd, markOr
    /// `and 0xf0` and the like as `--set-tos` has it.
    case tosAnd, tosOr, tosXor
    /// `--to-destination` that is printed again for every further range.
    case natRanges(String)
    /// The options of LOG that its flags stand for.
    case logFlags
    /// A level of LOG by name.
    case logLevel
    /// Numbers of TCP options, or names of them.
    case tcpOptions
    /// `1:10`, each part in hexadecimal with four digits.
    case classID
    /// `1st,2nd`.
    case ordinals
    /// `2024-05-06 07:08:09`.
    case timestamp
    /// The instructions of a BPF program, which iptables-save counts first.
    case bytecode
    /// Bytes a second, or bits a second in words.
    case rate
    /// A text to look for, which may be in hexadecimal between bars.
    case string

    /// Appends the value; false if it is nothing that is known.
    func append(
      _ value: ArraySlice<UInt8>, _ context: Context, to reading: inout Reading
    ) -> Bool {
      switch self {
      case .verbatim, .unless: reading.save += value
      case .quoted: SaveText.appendString(value, to: &reading.save)
      case .inQuotes:
        let isQuoted = value.first == UInt8(ascii: "\"")
        if !isQuoted { reading.save.append(UInt8(ascii: "\"")) }
        reading.save += value
        if !isQuoted { reading.save.append(UInt8(ascii: "\"")) }
      case .ports: return Self.appendPorts(value, context, to: &reading)
      case .address: return Self.appendAddress(value, context, to: &reading)
      case .owner(let kind): Self.appendOwner(value, kind, to: &reading)
      case .string: Self.appendString(value, to: &reading)
      default:
        guard let text = text(of: value, context) else { return false }
        reading.save += text
      }
      return true
    }

    private func text(of value: ArraySlice<UInt8>, _ context: Context) -> [UInt8]? {
      switch self {
      case .tcpFlags: Self.tcpFlags(value)
      case .sctpChunks: Self.sctpChunks(value)
      case .dccpTypes: Self.dccpTypes(value)
      case .icmpType: Self.icmpType(value, context.family)
      case .mobilityTypes: Self.mobilityTypes(value)
      case .ipv6Headers: Self.ipv6Headers(value)
      case .tos: Self.tos(value)
      case .tcpOptions: Self.tcpOptions(value)
      case .logFlags: Self.logFlags(value)
      case .logLevel: Self.logLevel(value)
      case .words(let option): Self.words(value, option)
      case .replacing(let old, let new): value.map { $0 == old ? new : $0 }
      case .natRanges(let option): Self.natRanges(value, option)
      case .ordinals: value.filter { $0 < UInt8(ascii: "a") || $0 > UInt8(ascii: "z") }
      case .timestamp: Self.timestamp(value)
      case .bytecode: Self.bytecode(value)
      default: number(value)
      }
    }

    // MARK: numbers

    private func number(_ value: ArraySlice<UInt8>) -> [UInt8]? {
      if case .rate = self { return Self.rate(value) }
      if case .classID = self {
        let parts = value.split(separator: UInt8(ascii: ":"))
        let numbers = parts.compactMap { CNumber.unsigned32(Array("0x".utf8) + $0) }
        guard parts.count == 2, numbers.count == 2 else { return nil }
        return Self.hex(numbers[0], digits: 4) + [UInt8(ascii: ":")]
          + Self.hex(numbers[1], digits: 4)
      }
      let parts = value.split(separator: UInt8(ascii: "/"), maxSplits: 1)
      guard let first = parts.first, let number = CNumber.unsigned32(first) else { return nil }
      func word(_ number: UInt32, digits: Int = 0) -> [UInt8] {
        [0x30, 0x78] + Self.hex(number, digits: digits)
      }
      switch self {
      case .hex:
        guard parts.count == 1 || CNumber.unsigned32(parts[1]) != nil else { return nil }
        return Array(value)
      case .padded(let digits): return word(number, digits: digits)
      case .decimal: return Array(String(number).utf8)
      case .markSet: return Array(value) + Array("/0xffffffff".utf8)
      // xt_MARK clears the bits of the mask, then flips those of the value.
      case .markAnd: return Array("0x0/".utf8) + word(~number)
      case .markOr: return Array(value) + Array("/".utf8) + Array(value)
      case .tosAnd: return Array("0x00/".utf8) + word(~number & 0xff, digits: 2)
      case .tosOr: return Array(value) + Array("/".utf8) + Array(value)
      case .tosXor: return Array(value) + Array("/0x00".utf8)
      default: return nil
      }
    }

    static func hex(_ number: UInt32, digits: Int) -> [UInt8] {
      let text = String(number, radix: 16)
      return [UInt8](repeating: UInt8(ascii: "0"), count: max(0, digits - text.utf8.count))
        + text.utf8
    }

    /// iptables prints bytes a second with `-n` and bits a second in words without it
    /// (extensions/libxt_rateest.c).
    private static func rate(_ value: ArraySlice<UInt8>) -> [UInt8]? {
      guard let number = Decimal.unsigned(value, below: 1 << 32) else {
        return value.last == UInt8(ascii: "t") ? Array(value) : nil
      }
      let bits = number * 8
      // Halves are printed to even by printf; the text cannot tell so fine a rate anyway.
      if bits >= 1_000_000_000 { return Array("\((bits + 500_000) / 1_000_000)Mbit".utf8) }
      if bits >= 1_000_000 { return Array("\((bits + 500) / 1_000)Kbit".utf8) }
      return Array("\(bits)bit".utf8)
    }

    // MARK: words

    private static func words(
      _ value: ArraySlice<UInt8>, _ option: (ArraySlice<UInt8>) -> String?
    ) -> [UInt8] {
      var out: [UInt8] = []
      for word in value.split(separator: 0x20) {
        let printed = option(word).map { Array($0.utf8) } ?? Array(word)
        if printed.isEmpty { continue }
        if !out.isEmpty { out.append(0x20) }
        out += printed
      }
      return out
    }

    private static func natRanges(_ value: ArraySlice<UInt8>, _ option: String) -> [UInt8] {
      var out: [UInt8] = []
      guard value.contains(0x20) else {
        out.reserveCapacity(option.utf8.count + value.count)
        out += option.utf8
        out.append(0x20)
        out += value.dropFirst(3)
        return out
      }
      for word in value.split(separator: 0x20) {
        if !out.isEmpty { out.append(0x20) }
        out += Array(option.utf8) + [0x20] + word.dropFirst(3)
      }
      return out
    }

    private static func timestamp(_ value: ArraySlice<UInt8>) -> [UInt8] {
      Array(
        value.split(separator: 0x20).joined(separator: [UInt8(ascii: "T")]))
    }

    private static func bytecode(_ value: ArraySlice<UInt8>) -> [UInt8] {
      let program = value.filter { $0 != 0 }
      let count = program.split(separator: UInt8(ascii: ",")).count
      return Array("\"\(count),".utf8) + program + [UInt8(ascii: "\"")]
    }

    /// iptables-save prints `--string` where all bytes are printable and the last is no backslash,
    /// otherwise `--hex-string`, and the listing prints the text of both in the same quotes
    /// (extensions/libxt_string.c, is_hex_string).
    private static func appendString(_ value: ArraySlice<UInt8>, to reading: inout Reading) {
      let isHex = isHexString(value)
      let option = isHex ? "--hex-string \"" : "--string \""
      reading.save += Array(option.utf8) + value + [UInt8(ascii: "\"")]
      if isHex { reading.hidden.append("--string") }
    }

    private static func isHexString(_ value: ArraySlice<UInt8>) -> Bool {
      let bar = UInt8(ascii: "|")
      guard value.count > 2, value.first == bar, value.last == bar, value.count % 2 == 0 else {
        return false
      }
      let digits = value.dropFirst().dropLast().map(\.hexDigitValue)
      var bytes: [UInt8] = []
      for index in stride(from: 0, to: digits.count, by: 2) {
        guard let high = digits[index], let low = digits[index + 1] else { return false }
        bytes.append(high << 4 | low)
      }
      return bytes.last == UInt8(ascii: "\\") || bytes.contains { $0 < 0x20 || $0 > 0x7e }
    }
  }
}
