/// The bytes of a textual address; written here because the tests must not lean on the parser of
/// the program that they test.
enum IPBytes {
  /// 4 or 16 bytes, or nil for a text that is no address.
  static func parse(_ text: String) -> [UInt8]? {
    text.contains(":") ? ipv6(text) : ipv4(text)
  }

  private static func ipv4(_ text: String) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    let bytes = parts.compactMap { $0 }
    return parts.count == 4 && bytes.count == 4 ? bytes : nil
  }

  private static func ipv6(_ text: String) -> [UInt8]? {
    guard let gap = text.firstDoubleColon else {
      let all = groups(text)
      return all?.count == 16 ? all : nil
    }
    guard let head = groups(String(text[..<gap])),
      let tail = groups(String(text[text.index(gap, offsetBy: 2)...])),
      head.count + tail.count <= 14
    else { return nil }
    return head + Array(repeating: 0, count: 16 - head.count - tail.count) + tail
  }

  private static func groups(_ text: String) -> [UInt8]? {
    if text.isEmpty { return [] }
    var bytes: [UInt8] = []
    for group in text.split(separator: ":", omittingEmptySubsequences: false) {
      guard let value = UInt16(group, radix: 16) else { return nil }
      bytes += bigEndian(value)
    }
    return bytes
  }

  /// The text of an address as RFC 5952 recommends it.
  static func canonical(_ text: String) -> String {
    guard let bytes = parse(text), bytes.count == 16 else { return text }
    let groups = stride(from: 0, to: 16, by: 2).map {
      UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
    }
    var (start, length) = (0, 0)
    for first in groups.indices {
      let zeros = groups[first...].prefix { $0 == 0 }.count
      if zeros > max(length, 1) { (start, length) = (first, zeros) }
    }
    let words = { (part: ArraySlice<UInt16>) in
      part.map { String($0, radix: 16) }.joined(separator: ":")
    }
    if length == 0 { return words(groups[...]) }
    return words(groups[..<start]) + "::" + words(groups[(start + length)...])
  }

  /// Whether `address` lies in `range`, an address or `first-last`.
  static func range(_ range: String, contains address: String) -> Bool {
    let ends = range.split(separator: "-", maxSplits: 1).map { parse(String($0)) }
    guard let first = ends.first ?? nil, let last = ends.last ?? nil, let value = parse(address),
      first.count == value.count, last.count == value.count
    else { return false }
    return !value.lexicographicallyPrecedes(first) && !last.lexicographicallyPrecedes(value)
  }
}

extension String {
  fileprivate var firstDoubleColon: Index? {
    indices.first { index in
      let next = self.index(after: index)
      return self[index] == ":" && next < endIndex && self[next] == ":"
    }
  }
}
