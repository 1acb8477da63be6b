/// Base 32 (RFC 4648 section 6) and hexadecimal, as far as chain names need them.
enum Base32 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

  /// The digits of `bytes`, without the padding at the end.
  static func encode(_ bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    var pending: UInt32 = 0
    var count: UInt32 = 0
    for byte in bytes {
      pending = pending << 8 | UInt32(byte)
      count += 8
      while count >= 5 {
        count -= 5
        out.append(alphabet[Int(pending >> count & 31)])
      }
    }
    if count > 0 { out.append(alphabet[Int(pending << (5 - count) & 31)]) }
    return String(decoding: out, as: UTF8.self)
  }

  /// Lower-case hexadecimal digits.
  static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
