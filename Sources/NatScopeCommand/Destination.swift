import NatScope

/// Where the packet goes, as the user types it: `IP:PORT`, `[IPv6]:PORT`, `:PORT`, `PORT`,
/// `localhost:PORT`, each with `/PROTOCOL`, or `IP/PROTOCOL`.
struct Destination {
  var address: IPAddress?
  var port: UInt16?
  var ipProtocol = IPProtocol.tcp
  /// `localhost` is the node itself: the packet begins in OUTPUT.
  var isLocalhost = false

  /// Tells destinations from files.
  static func sort(_ arguments: [String]) -> ([Destination], files: [String]) {
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
    if let slash = rest.lastIndex(of: "/") {
      let name = rest[rest.index(after: slash)...]
      let head = rest[..<slash]
      guard looksLikeEndpoint(head) else { return .other }
      guard let known = IPProtocol(name: Array(name.utf8)) else {
        return .mistaken("'\(name)' is no protocol")
      }
      result.ipProtocol = known
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
      return .destination(result)
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

/// `IP`, `IP:PORT` or `[IPv6]:PORT`.
struct Endpoint {
  let address: IPAddress
  let port: UInt16?

  init?(_ text: String) {
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
