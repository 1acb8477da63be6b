/// Reads addresses in every form in which tools print them.
struct AddressScanner {
  private let bytes: [UInt8]
  private let end: Int
  private let context: LineContext

  init(_ bytes: [UInt8], _ end: Int, _ context: LineContext) {
    self.bytes = bytes
    self.end = end
    self.context = context
  }

  typealias Found = (pieces: [LinePiece], end: Int)

  /// The address that begins at a place, with the mask behind it.
  ///
  /// - Parameter inWord: whether a name goes on there: `node-10.0.3.4`.
  func piece(at start: Int, inWord: Bool = false) -> Found? {
    let first = bytes[start]
    if first == UInt8(ascii: ":") {
      guard start + 1 < end, bytes[start + 1] == first, start == 0 || bytes[start - 1] != first
      else {
        return nil
      }
      return version6(start)
    }
    guard first.hexDigitValue != nil else { return nil }
    if !inWord {
      if let found = hardware(start) { return found }
      if context.isProcNet, let found = procNet(start) { return found }
      if let found = version6(start) { return found }
    }
    guard WordForm.isDigit(first) else { return nil }
    return version4(start, separator: UInt8(ascii: "."))
      ?? version4(start, separator: UInt8(ascii: "-"))
      ?? version4(start, separator: UInt8(ascii: "_"))
  }

  private func isWord(_ place: Int) -> Bool { place < end && WordForm.isOfWord(bytes[place]) }
  private func byte(_ place: Int) -> UInt8? { place < end ? bytes[place] : nil }

  // MARK: IPv4

  private func version4(_ start: Int, separator: UInt8) -> Found? {
    if start > 1, bytes[start - 1] == separator, WordForm.isDigit(bytes[start - 2]) { return nil }
    var bits: UInt128 = 0
    var place = start
    for octet in 0..<4 {
      var value = 0
      let begin = place
      while place < end, WordForm.isDigit(bytes[place]), place - begin < 3 {
        value = value * 10 + Int(bytes[place] - 48)
        place += 1
      }
      guard place > begin, value <= 255, !isWord(place) else { return nil }
      bits = bits << 8 | UInt128(value)
      if octet == 3 { break }
      guard byte(place) == separator else { return nil }
      place += 1
    }
    if byte(place) == separator, place + 1 < end, WordForm.isDigit(bytes[place + 1]),
      separator == UInt8(ascii: ".") || !isRangeEnd(place + 1)
    {
      return nil
    }
    let address = IPAddress(family: .ipv4, bits: bits)
    if separator != UInt8(ascii: ".") {
      return ([LinePiece(kind: .dashed(address, separator), range: start..<place)], place)
    }
    return withMask(address, start..<place)
  }

  private func isRangeEnd(_ place: Int) -> Bool {
    version4(place, separator: UInt8(ascii: ".")) != nil
  }

  /// Takes the length or mask behind an address.
  private func withMask(_ address: IPAddress, _ range: Range<Int>) -> Found {
    let plain: Found = (
      [LinePiece(kind: .address(address, length: nil), range: range)], range.upperBound
    )
    guard byte(range.upperBound) == UInt8(ascii: "/") else { return plain }
    var last = range.upperBound + 1
    while last < end, bytes[last].hexDigitValue != nil || ".:".utf8.contains(bytes[last]) {
      last += 1
    }
    let text = bytes[range.upperBound + 1..<last]
    guard !isWord(last), !text.isEmpty else { return plain }
    if text.count <= 3, let length = Int(String(decoding: text, as: UTF8.self)),
      length <= address.family.width
    {
      return ([LinePiece(kind: .address(address, length: length), range: range)], last)
    }
    guard let mask = IPAddress(text), mask.family == address.family else { return plain }
    let length = (~(mask.bits << UInt128(128 - address.family.width))).leadingZeroBitCount
    if mask.bits == IPPrefix.mask(address.family, min(length, address.family.width)) {
      let length = min(length, address.family.width)
      return ([LinePiece(kind: .address(address, length: length), range: range)], last)
    }
    return ([LinePiece(kind: .masked(address, mask: mask.bits), range: range)], last)
  }

  // MARK: IPv6

  private func version6(_ start: Int) -> Found? {
    var last = start
    var colons = 0
    while last < end, last - start < 64 {
      let byte = bytes[last]
      if byte == UInt8(ascii: ":") {
        colons += 1
      } else if byte.hexDigitValue == nil, byte != UInt8(ascii: ".") || colons < 2 {
        break
      }
      last += 1
    }
    guard colons >= 2, !isWord(last) else { return nil }
    while last > start + 2, bytes[last - 1] == UInt8(ascii: ".") { last -= 1 }
    let run = bytes[start..<last]
    guard let colon = run.lastIndex(of: UInt8(ascii: ":")) else { return nil }
    let port = run[(colon + 1)...]
    let host = run[..<colon]
    // `fe80::1:80` of netstat has a port, and `:::80` can have nothing else.
    if context.isSocketList || IPAddress(run) == nil, port.allSatisfy(WordForm.isDigit),
      host.count >= 2, let address = IPAddress(host), address.family == .ipv6
    {
      return (
        [LinePiece(kind: .address(address, length: nil), range: start..<colon)], last
      )
    }
    guard let address = IPAddress(run), address.family == .ipv6 else { return nil }
    return withMask(address, start..<last)
  }

  /// `0100007F:1F43` and the same of 16 bytes, in words of the machine (/proc/net/tcp, proc(5)).
  private func procNet(_ start: Int) -> Found? {
    var last = start
    while last < end, bytes[last].hexDigitValue != nil { last += 1 }
    guard last - start == 8 || last - start == 32, byte(last) == UInt8(ascii: ":") else {
      return nil
    }
    var bits: UInt128 = 0
    for word in stride(from: start, to: last, by: 8) {
      for octet in stride(from: word + 6, through: word, by: -2) {
        let value = (bytes[octet].hexDigitValue ?? 0) << 4 | (bytes[octet + 1].hexDigitValue ?? 0)
        bits = bits << 8 | UInt128(value)
      }
    }
    let address = IPAddress(family: last - start == 8 ? .ipv4 : .ipv6, bits: bits)
    // Only a port of four digits stands behind it, and is no word.
    var port = last + 1
    while port < end, bytes[port].hexDigitValue != nil, port < last + 5 { port += 1 }
    return ([LinePiece(kind: .procNet(address), range: start..<last)], port)
  }

  // MARK: hardware addresses

  /// Six bytes or more; those of a logged frame have the receiver's, the sender's and a type.
  private func hardware(_ start: Int) -> Found? {
    guard start + 17 <= end, let separator = byte(start + 2),
      separator == UInt8(ascii: ":") || separator == UInt8(ascii: "-")
    else { return nil }
    var octets: [UInt8] = []
    var place = start
    // No kind of address has more.
    while octets.count < 32, place + 1 < end, let high = bytes[place].hexDigitValue,
      let low = bytes[place + 1].hexDigitValue, !isWord(place + 2)
    {
      octets.append(high << 4 | low)
      place += 2
      guard byte(place) == separator, place + 1 < end, bytes[place + 1].hexDigitValue != nil else {
        break
      }
      place += 1
    }
    // Eight groups of two digits are an IPv6 address.
    guard octets.count >= 6, octets.count != 8 || separator != UInt8(ascii: ":"), !isWord(place)
    else { return nil }
    var pieces: [LinePiece] = []
    for group in 0..<octets.count / 6 {
      let value = octets[group * 6..<group * 6 + 6].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      let begin = start + group * 18
      pieces.append(
        LinePiece(kind: .hardware(value, separator), range: begin..<begin + 17))
    }
    return (pieces, place)
  }
}
