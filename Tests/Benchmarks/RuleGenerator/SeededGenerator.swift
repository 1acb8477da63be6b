/// A small generator of numbers (SplitMix64) whose sequence depends on its seed alone: a benchmark
/// has to read the same bytes on every machine.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  /// Sixteen base32 digits, which is how kube-proxy ends a chain's name.
  mutating func chainSuffix() -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    var bits = (next(), next())
    var suffix: [UInt8] = []
    for _ in 0..<8 {
      suffix.append(digits[Int(bits.0 & 31)])
      suffix.append(digits[Int(bits.1 & 31)])
      bits = (bits.0 >> 5, bits.1 >> 5)
    }
    return String(decoding: suffix, as: UTF8.self)
  }
}
