/// Ports from `first` to `last`, both included, as netfilter takes them.
public struct PortRange: Sendable, Hashable {
  public let first: UInt16
  public let last: UInt16

  /// A range whose ends are in the wrong order is empty for the kernel, and here.
  public init(_ first: UInt16, _ last: UInt16) {
    self.first = first
    self.last = last
  }

  /// Reads `80`, `80:90`, `:90` or `80:` (iptables-extensions(8), tcp), or with `-` as separator both
  /// ends, as NAT's ranges have them. Names such as `ftp-data` hold that, too.
  public init?(_ text: some Collection<UInt8>, separator: UInt8 = UInt8(ascii: ":")) {
    self.init(text, separator: separator, ipProtocol: nil)
  }

  /// - Parameter ipProtocol: whose services the names of ports are; nil: only those that are the same
  ///   for all.
  init?(_ text: some Collection<UInt8>, separator: UInt8, ipProtocol: IPProtocol?) {
    if let port = Self.port(text, ipProtocol) {
      self.init(port, port)
      return
    }
    guard let mark = text.firstIndex(of: separator) else { return nil }
    let (head, tail) = (text[..<mark], text[text.index(after: mark)...])
    let isOpen = separator == UInt8(ascii: ":")
    guard let first = head.isEmpty && isOpen ? 0 : Self.port(head, ipProtocol),
      let last = tail.isEmpty && isOpen ? 65535 : Self.port(tail, ipProtocol)
    else { return nil }
    self.init(first, last)
  }

  /// A port by its number or by the name of a service.
  static func port(_ text: some Collection<UInt8>, _ ipProtocol: IPProtocol?) -> UInt16? {
    Decimal.unsigned(text, below: 65536).map { UInt16($0) } ?? ServiceNames.port(text, ipProtocol)
  }

  public func contains(_ port: UInt16) -> Bool { first <= port && port <= last }
}

extension PortRange: CustomStringConvertible {
  /// `443`, or `8000-8010`.
  public var description: String { first == last ? "\(first)" : "\(first)-\(last)" }
}
