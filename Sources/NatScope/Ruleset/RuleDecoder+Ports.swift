extension RuleDecoder {
  /// A port by its number or by the name of a service of the rule's protocol.
  static func port(_ text: ArraySlice<UInt8>, _ ipProtocol: IPProtocol?) -> UInt16? {
    Decimal.unsigned(text, below: 65536).map { UInt16($0) } ?? ServiceNames.port(text, ipProtocol)
  }

  /// `80`, or with `separator` between them two ports. Either side of a `:` may be missing
  /// (iptables-extensions(8), tcp); names such as `ftp-data` hold the `-` of NAT's ranges.
  static func ports(
    _ text: ArraySlice<UInt8>, _ separator: UInt8, _ ipProtocol: IPProtocol?
  ) -> PortRange? {
    if let port = port(text, ipProtocol) { return PortRange(port, port) }
    guard let mark = text.firstIndex(of: separator) else { return nil }
    let (head, tail) = (text[..<mark], text[text.index(after: mark)...])
    let isOpen = separator == UInt8(ascii: ":")
    guard let first = head.isEmpty && isOpen ? 0 : port(head, ipProtocol),
      let last = tail.isEmpty && isOpen ? 65535 : port(tail, ipProtocol)
    else { return nil }
    return PortRange(first, last)
  }
}
