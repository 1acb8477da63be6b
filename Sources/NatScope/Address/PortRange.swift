/// Ports from `first` to `last`, both included, as netfilter takes them.
public struct PortRange: Sendable, Hashable {
  public let first: UInt16
  public let last: UInt16

  /// A range whose ends are in the wrong order is empty for the kernel, and here.
  public init(_ first: UInt16, _ last: UInt16) {
    self.first = first
    self.last = last
  }

  /// Reads `80`, `80:90`, `:90` or `80:` (iptables-extensions(8), tcp), or with `separator` another
  /// form such as `80-90`.
  public init?(_ text: some Collection<UInt8>, separator: UInt8 = UInt8(ascii: ":")) {
    guard let mark = text.firstIndex(of: separator) else {
      guard let port = Self.port(text) else { return nil }
      self.init(port, port)
      return
    }
    let head = text[..<mark]
    let tail = text[text.index(after: mark)...]
    guard let first = head.isEmpty ? 0 : Self.port(head),
      let last = tail.isEmpty ? 65535 : Self.port(tail)
    else { return nil }
    self.init(first, last)
  }

  private static func port(_ text: some Collection<UInt8>) -> UInt16? {
    if let number = Decimal.unsigned(text, below: 65536) { return UInt16(number) }
    return wellKnown[String(decoding: text, as: UTF8.self)]
  }

  /// Service names that appear in hand-written rules; iptables-save itself prints numbers.
  /// (IANA service names.)
  private static let wellKnown: [String: UInt16] = [
    "ftp": 21, "ssh": 22, "telnet": 23, "smtp": 25, "domain": 53, "bootps": 67, "bootpc": 68,
    "tftp": 69, "http": 80, "pop3": 110, "ntp": 123, "imap2": 143, "snmp": 161, "ldap": 389,
    "https": 443, "imaps": 993, "pop3s": 995, "mysql": 3306, "postgresql": 5432,
    "http-alt": 8080,
  ]

  public func contains(_ port: UInt16) -> Bool { first <= port && port <= last }
}

extension PortRange: CustomStringConvertible {
  /// `443`, or `8000-8010`.
  public var description: String { first == last ? "\(first)" : "\(first)-\(last)" }
}
