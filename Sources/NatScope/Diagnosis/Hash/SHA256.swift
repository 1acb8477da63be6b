/// SHA-256 (FIPS 180-4), with which kube-proxy names its chains.
enum SHA256 {
  /// The 32 bytes of the digest.
  static func digest(_ message: some Sequence<UInt8>) -> [UInt8] {
    var state: [UInt32] = [
      0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
      0x5be0_cd19,
    ]
    let padded = Padding.pad(Array(message), block: 64, lengthBytes: 8)
    var schedule = [UInt32](repeating: 0, count: 64)
    for block in stride(from: 0, to: padded.count, by: 64) {
      for word in 0..<16 {
        let at = block + 4 * word
        schedule[word] =
          UInt32(padded[at]) << 24 | UInt32(padded[at + 1]) << 16 | UInt32(padded[at + 2]) << 8
          | UInt32(padded[at + 3])
      }
      compress(&schedule, into: &state)
    }
    return state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) }
    }
  }

  /// The digest as the 64 hexadecimal digits that sha256sum prints.
  static func hexadecimal(_ message: some Sequence<UInt8>) -> String {
    digest(message).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// Eight words in variables of their own: an input may have hundreds of megabytes.
  private static func compress(_ schedule: inout [UInt32], into state: inout [UInt32]) {
    for index in 16..<64 {
      let a = schedule[index - 15]
      let b = schedule[index - 2]
      let s0 = rotate(a, 7) ^ rotate(a, 18) ^ (a >> 3)
      let s1 = rotate(b, 17) ^ rotate(b, 19) ^ (b >> 10)
      schedule[index] = schedule[index - 16] &+ s0 &+ schedule[index - 7] &+ s1
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for index in 0..<64 {
      let s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
      let choice = (e & f) ^ (~e & g)
      let first = h &+ s1 &+ choice &+ constants[index] &+ schedule[index]
      let s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
      let majority = (a & b) ^ (a & c) ^ (b & c)
      (h, g, f, e) = (g, f, e, d &+ first)
      (d, c, b, a) = (c, b, a, first &+ s0 &+ majority)
    }
    for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
  }

  private static func rotate(_ value: UInt32, _ count: UInt32) -> UInt32 {
    value >> count | value << (32 - count)
  }

  /// The first 32 bits of the fractions of the cube roots of the first 64 primes: the upper halves
  /// of SHA-512's first 64 constants, which are the same fractions (FIPS 180-4, 4.2).
  private static let constants: [UInt32] = SHA512.constants.prefix(64).map {
    UInt32(truncatingIfNeeded: $0 >> 32)
  }
}
