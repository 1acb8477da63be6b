/// Reads what `ipset save` prints behind `add NAME`, and `ipset list` behind `Members:`.
struct IPSetEntryReader {
  let kind: IPSetKind
  let family: IPFamily
  /// Addresses are kept under it.
  let mask: UInt128
  let markMask: UInt32

  init?(_ set: IPSet) {
    guard let kind = set.kind else { return nil }
    self.kind = kind
    family = set.family
    mask = set.mask
    markMask = set.markMask
  }

  /// An entry's parts. A range is several blocks, which the kernel keeps as several entries.
  struct Reading {
    var entries: [IPSet.Entry] = []
    /// `physdev:` names a port of a bridge, which rules of iptables do not compare.
    var isOfBridge = false
  }

  /// The most blocks that a range of a hand-written set is taken apart into.
  private static var blockLimit: Int { 4_096 }

  private typealias Block = (low: UInt128, free: UInt8)

  /// - Returns: nil if the text is no entry of the set's type.
  func read(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Reading? {
    var reading = Reading()
    var entry = IPSet.Entry()
    var blocks: [[Block]] = []
    var start = range.lowerBound
    for (index, part) in kind.parts.enumerated() {
      if index > 0 {
        guard start < range.upperBound, bytes[start] == UInt8(ascii: ",") else {
          // bitmap:ip,mac takes the address alone, for any hardware address.
          guard kind == .bitmapIPMAC, start == range.upperBound else { return nil }
          blocks.append([(0, 128)])
          break
        }
        start += 1
      }
      var end = start
      while end < range.upperBound, bytes[end] != UInt8(ascii: ",") { end += 1 }
      guard end > start else { return nil }
      switch part {
      case .address, .network:
        guard let read = addresses(bytes, start..<end) else { return nil }
        blocks.append(read)
      case .port:
        guard let (ipProtocol, ports) = port(bytes, start..<end) else { return nil }
        entry.ipProtocol = ipProtocol
        entry.ports = ports
      case .interface:
        var name = start..<end
        if Self.word(bytes, name).hasPrefix("physdev:") {
          reading.isOfBridge = true
          name = start + 8..<end
        }
        guard let bounds = InterfacePattern(Self.word(bytes, name).utf8)?.bounds else { return nil }
        blocks.append([(bounds.lowerBound, 0)])
      case .hardware:
        guard let address = Self.hardware(bytes, start..<end) else { return nil }
        blocks.append([(address, 0)])
      case .mark:
        guard let mark = CNumber.unsigned(Self.copy(bytes, start..<end)), mark <= 0xffff_ffff else {
          return nil
        }
        blocks.append([(UInt128(UInt32(mark) & markMask), 0)])
      }
      start = end
    }
    guard start == range.upperBound else { return nil }
    if blocks.isEmpty { reading.entries = [entry] }
    for first in blocks.first ?? [] {
      for second in blocks.count > 1 ? blocks[1] : [(0, 0)] {
        entry.first = first.low
        entry.firstFree = first.free
        entry.second = second.low
        entry.secondFree = second.free
        reading.entries.append(entry)
        guard reading.entries.count <= Self.blockLimit else { return nil }
      }
    }
    return reading
  }

  // MARK: parts

  /// `A`, `A/LENGTH` or `A-B`, under the set's mask.
  private func addresses(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [Block]? {
    if family == .ipv4, let address = Self.plainIPv4(bytes, range) {
      return [masked((UInt128(address), 0))]
    }
    let text = Self.copy(bytes, range)
    if family == .ipv4, text.contains(UInt8(ascii: "-")) {
      guard let ends = RuleDecoder.addressRange(text, family) else { return nil }
      let blocks = IntervalSet(ends).blocks(width: family.width)
      guard blocks.count <= Self.blockLimit else { return nil }
      return blocks.map { masked(($0.low, UInt8($0.freeBits))) }
    }
    guard let pattern = AddressPattern(text), pattern.address.family == family,
      let prefix = pattern.prefix
    else { return nil }
    return [masked((prefix.address.bits, UInt8(family.width - prefix.length)))]
  }

  private func masked(_ block: Block) -> Block {
    let holes = ~mask & family.maximum
    guard holes != 0 else { return block }
    // A mask with holes is no block; the packet's address is looked up under it.
    guard holes & (holes &+ 1) == 0 else { return (block.low & mask, block.free) }
    return (block.low & mask, max(block.free, UInt8(128 - holes.leadingZeroBitCount)))
  }

  /// The common spelling, without making a copy.
  private static func plainIPv4(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt32? {
    var value: UInt32 = 0
    var octet: UInt32 = 0
    var digits = 0
    var dots = 0
    for index in range {
      let byte = bytes[index]
      if byte == UInt8(ascii: "."), digits > 0, dots < 3 {
        value = value << 8 | octet
        octet = 0
        digits = 0
        dots += 1
      } else if byte >= 48, byte <= 57, digits < 3 {
        octet = octet * 10 + UInt32(byte - 48)
        digits += 1
        if octet > 255 { return nil }
      } else {
        return nil
      }
    }
    return dots == 3 && digits > 0 ? value << 8 | octet : nil
  }

  /// `tcp:80`, `udp:53-60`, `icmp:8/0`, `icmp:echo-request`, `gre:0`; without a protocol tcp is
  /// meant (ipset(8), hash:ip,port). A bitmap:port has ports alone.
  private func port(_ bytes: Span<UInt8>, _ range: Range<Int>) -> (UInt8, PortRange)? {
    let text = Self.copy(bytes, range)
    if kind == .bitmapPort {
      return PortRange(text, separator: UInt8(ascii: "-")).flatMap {
        $0.first <= $0.last ? (0, $0) : nil
      }
    }
    let colon = text.firstIndex(of: UInt8(ascii: ":"))
    guard let ipProtocol = colon.map({ IPProtocol(name: text[..<$0]) }) ?? .tcp else { return nil }
    let rest = Array(text[(colon.map { $0 + 1 } ?? 0)...])
    let ports: PortRange?
    if ipProtocol == .icmp || ipProtocol == .icmpv6 {
      ports = ICMPNames.range(rest, ipProtocol).map {
        // A name of several codes stands for the first: a set holds one type with one code.
        PortRange($0.lowerBound, $0.lowerBound)
      }
    } else {
      ports = PortRange(rest, separator: UInt8(ascii: "-"), ipProtocol: ipProtocol)
    }
    guard let ports, ports.first <= ports.last else { return nil }
    return (ipProtocol.number, ports)
  }

  /// `00:11:22:33:44:55`.
  private static func hardware(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt128? {
    var value: UInt128 = 0
    var digits = 0
    var octets = 1
    for index in range {
      if bytes[index] == UInt8(ascii: ":") {
        guard digits > 0 else { return nil }
        digits = 0
        octets += 1
        value <<= 8
        continue
      }
      guard let digit = bytes[index].hexDigitValue, digits < 2, octets <= 6 else { return nil }
      let octet = (value & 0xff) << 4 | UInt128(digit)
      value = value & ~0xff | octet & 0xff
      digits += 1
    }
    return octets == 6 && digits > 0 ? value : nil
  }

  private static func copy(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(range.count)
    for index in range { result.append(bytes[index]) }
    return result
  }

  private static func word(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
    String(decoding: copy(bytes, range), as: UTF8.self)
  }
}
