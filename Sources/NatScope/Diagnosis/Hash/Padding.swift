/// The padding that the SHA-2 family shares: a one bit, zeros, the length in bits (FIPS 180-4, 5.1).
enum Padding {
  static func pad(_ message: [UInt8], block: Int, lengthBytes: Int) -> [UInt8] {
    var out = message
    out.append(0x80)
    while out.count % block != block - lengthBytes { out.append(0) }
    let bits = UInt64(message.count) * 8
    for index in 0..<lengthBytes {
      let shift = 8 * (lengthBytes - 1 - index)
      out.append(shift > 56 ? 0 : UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
    return out
  }
}
