/// Numbers as C's strtoul(3) with base 0 takes them, and so most of iptables' options: `10`, `0x0a`, `012`.
enum CNumber {
  /// - Returns: the value of `text`, which must be one number of at most `limit`.
  static func unsigned(_ text: some Collection<UInt8>, upTo limit: UInt64 = .max) -> UInt64? {
    var digits = text[...]
    var base: UInt64 = 10
    if digits.first == UInt8(ascii: "0"), digits.count > 1 {
      digits = digits.dropFirst()
      base = 8
      if digits.first == UInt8(ascii: "x") || digits.first == UInt8(ascii: "X") {
        digits = digits.dropFirst()
        base = 16
      }
    }
    guard !digits.isEmpty else { return nil }
    var value: UInt64 = 0
    for byte in digits {
      guard let digit = byte.hexDigitValue, digit < base else { return nil }
      let (product, over) = value.multipliedReportingOverflow(by: base)
      let (sum, carried) = product.addingReportingOverflow(UInt64(digit))
      if over || carried { return nil }
      value = sum
    }
    return value <= limit ? value : nil
  }

  static func unsigned32(_ text: some Collection<UInt8>) -> UInt32? {
    unsigned(text, upTo: 0xffff_ffff).map { UInt32($0) }
  }

  /// Hexadecimal digits, with zeros in front up to `digits` of them.
  static func hexadecimal(_ value: UInt64, _ digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
