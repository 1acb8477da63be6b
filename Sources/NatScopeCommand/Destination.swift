import NatScope

/// Where the packet goes, as the user types it: `IP:PORT`, `[IPv6]:PORT`, `:PORT`, `PORT`,
/// `localhost:PORT`, each with `/PROTOCOL`, or `IP/PROTOCOL`.
struct Destination {
  var address: IPAddress?
  var port: UInt16?
  var ipProtocol = IPProtocol.tcp
  /// The interface behind the `%` of a link-local address (RFC 4007).
  var zone: String?
  /// The IPv4-mapped IPv6 address that stands for this IPv4 address (RFC 4291, section 2.5.5.2).
  var mapped: IPAddress?
  /// `localhost` is the node itself: the packet begins in OUTPUT.
  var isLocalhost = false

  /// What an answer about another address than the typed one begins with.
  var note: String? {
    guard let mapped, let address else { return nil }
    return "note: \(mapped) is the IPv4 address \(address), and walks the IPv4 rules"
  }

  /// Tells destinations from files.
  static func sort(_ arguments: [String]) -> (destinations: [Destination], files: [String]) {
    var destinations: [Destination] = []
    var files: [String] = []
    for argument in arguments {
      if let destination = Destination(argument) {
        destinations.append(destination)
      } else {
        files.append(argument)
      }
    }
    return (destinations, files)
  }

  /// What an argument is: a destination, something else, or a destination with a mistake.
  enum Reading {
    case destination(Destination)
    case other
    case mistaken(String)
  }

  init?(_ text: String) {
    guard case .destination(let destination) = Self.read(text) else { return nil }
    self = destination
  }

  private init() {}

  /// Why a text that looks like a destination is none; nil if it does not look like one.
  static func reason(_ text: String) -> String? {
    if case .mistaken(let reason) = read(text) { reason } else { nil }
  }

  static func read(_ text: String) -> Reading {
    var result = Destination()
    var rest = Substring(text)
    var hasProtocol = false
    var named: Substring = ""
    var zone: Substring?
    let whole = cutZone(text)
    if let whole { (rest, zone) = (Substring(whole.rest), whole.zone) }
    if let slash = rest.lastIndex(of: "/") {
      let name = rest[rest.index(after: slash)...]
      let head = rest[..<slash]
      guard looksLikeEndpoint(head) else { return .other }
      guard let known = IPProtocol(name: Array(name.utf8)) else {
        return .mistaken("'\(name)' is no protocol")
      }
      result.ipProtocol = known
      named = name
      hasProtocol = true
      rest = head
    }
    guard looksLikeEndpoint(rest) else { return .other }
    if let whole = IPAddress(String(rest)), hasProtocol || whole.family == .ipv6 {
      guard hasProtocol else { return .mistaken("a port is missing: [\(rest)]:PORT") }
      if result.ipProtocol.hasPorts {
        return .mistaken("a port is missing: \(whole)" + ":PORT/\(result.ipProtocol)")
      }
      result.address = whole
      return finish(result, zone, named)
    }
    let port: Substring
    if let colon = rest.lastIndex(of: ":") {
      var host = rest[..<colon]
      port = rest[rest.index(after: colon)...]
      if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
      if host == "localhost" {
        result.isLocalhost = true
      } else if !host.isEmpty {
        guard let address = IPAddress(String(host)) else {
          return .mistaken("'\(host)' is no IP address")
        }
        result.address = address
      }
    } else if IPAddress(String(rest)) != nil {
      return .mistaken("a port is missing: \(rest):PORT")
    } else {
      port = rest
    }
    guard let number = UInt16(port), number > 0 else {
      return .mistaken("'\(port)' is no port from 1 to 65535")
    }
    guard result.ipProtocol.hasPorts else {
      return .mistaken("\(result.ipProtocol) has no ports")
    }
    result.port = number
    return finish(result, zone, named)
  }

  /// Takes `%eth0` out of `[fe80::1%eth0]:80`.
  static func cutZone(_ text: String) -> (rest: String, zone: Substring)? {
    guard let percent = text.firstIndex(of: "%") else { return nil }
    let behind = text[text.index(after: percent)...]
    // Names of interfaces may hold dots and colons, but neither of these.
    let end = behind.firstIndex { $0 == "]" || $0 == "/" } ?? text.endIndex
    return (String(text[..<percent]) + String(text[end...]), behind[..<end])
  }

  /// Puts right what depends on the family of the address.
  private static func finish(
    _ read: Destination, _ zone: Substring?, _ protocolName: Substring
  ) -> Reading {
    var result = read
    if let address = result.address, address.family == .ipv6, address.bits >> 32 == 0xffff {
      result.mapped = address
      result.address = IPAddress(family: .ipv4, bits: address.bits & 0xffff_ffff)
    }
    if let zone {
      guard let address = result.address, address.family == .ipv6, address.isLinkLocal else {
        return .mistaken("a zone (%\(zone)) belongs to a link-local IPv6 address")
      }
      guard Question.isInterface(String(zone)) else {
        return .mistaken("'\(zone)' is no interface name")
      }
      result.zone = String(zone)
    }
    // By its name ICMP is that of the address's family; a number is what it is.
    switch (result.ipProtocol, result.address?.family) {
    case (.icmp, .ipv6) where protocolName.lowercased() == "icmp": result.ipProtocol = .icmpv6
    case (.icmpv6, .ipv4) where UInt8(protocolName) == nil:
      return .mistaken("\(protocolName) belongs to IPv6")
    default: break
    }
    return .destination(result)
  }

  private static func looksLikeEndpoint(_ text: Substring) -> Bool {
    guard !text.isEmpty else { return false }
    if text.hasPrefix("localhost:") { return text.dropFirst(10).allSatisfy(\.isNumber) }
    let allowed = Set("0123456789abcdefABCDEF:.[]")
    guard text.allSatisfy({ allowed.contains($0) }) else { return false }
    return text.allSatisfy(\.isNumber) || text.contains(":")
      || text.filter { $0 == "." }.count == 3 && text.first?.isNumber == true
  }
}

/// `IP`, `IP:PORT` or `[IPv6]:PORT`, a link-local address with its interface.
struct Endpoint {
  private(set) var address: IPAddress
  let port: UInt16?
  private(set) var zone: String?

  init?(_ text: String) {
    let cut = Destination.cutZone(text)
    self.init(plain: cut?.rest ?? text)
    if let cut {
      guard address.isLinkLocal, Question.isInterface(String(cut.zone)) else { return nil }
      zone = String(cut.zone)
    }
    if address.family == .ipv6, address.bits >> 32 == 0xffff {
      address = IPAddress(family: .ipv4, bits: address.bits & 0xffff_ffff)
    }
  }

  private init?(plain text: String) {
    if let address = IPAddress(text) {
      self.address = address
      port = nil
      return
    }
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...])
    else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    guard let address = IPAddress(String(host)) else { return nil }
    self.address = address
    self.port = port
  }
}

extension IPAddress {
  /// fe80::/10, and multicast addresses whose scope is a link (RFC 4291, sections 2.5.6 and 2.7).
  fileprivate var isLinkLocal: Bool {
    IPPrefix.linkLocal.contains(self) || family == .ipv6 && bits >> 112 & 0xff0f == 0xff02
  }
}
