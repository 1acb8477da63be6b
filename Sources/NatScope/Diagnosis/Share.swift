/// A part of all packets, as people say it.
enum Share {
  /// `1/3`, or `33.3 %` where no small fraction fits; `all` for everything.
  ///
  /// xt_statistic keeps probabilities in units of 2^-31, so a third is not exactly a third.
  static func text(_ probability: Double) -> String {
    if isClose(probability, 1) { return "all" }
    for count in 2...100 where isClose(probability, 1 / Double(count)) { return "1/\(count)" }
    return "\(Decimals.text(probability * 100, places: 1)) %"
  }

  /// `a third each` for equal parts of `count`; nil for unequal ones.
  static func each(_ shares: [Double]) -> String? {
    guard shares.count > 1, shares.allSatisfy({ isClose($0, 1 / Double(shares.count)) }) else {
      return nil
    }
    switch shares.count {
    case 2: return "half each"
    case 3: return "a third each"
    case 4: return "a quarter each"
    case 5: return "a fifth each"
    case 10: return "a tenth each"
    default: return "1/\(shares.count) each"
    }
  }

  static func isClose(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-6 }
}

/// Numbers in text without a locale.
enum Decimals {
  /// `12.3` for 12.345 and one place, rounded to nearest.
  static func text(_ value: Double, places: Int) -> String {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let number = Int((value * scale).rounded())
    let digits = String(abs(number))
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let sign = number < 0 ? "-" : ""
    guard places > 0 else { return sign + padded }
    return "\(sign)\(padded.dropLast(places)).\(padded.suffix(places))"
  }

  /// `1,204` with commas between groups of three.
  static func grouped(_ value: UInt64) -> String {
    var out = ""
    let digits = Array(String(value))
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { out.append(",") }
      out.append(digit)
    }
    return out
  }
}
