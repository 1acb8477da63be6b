/// Reads the lines of `ipvsadm`, and remembers what the line before was about.
struct IPVSReader {
  enum Columns {
    case weights
    /// Statistics, rates, thresholds or connections, which do not tell weights.
    case other
  }

  var columns = Columns.other
  /// The service whose servers follow.
  var service: Int?

  /// `TCP  10.96.0.1:443 rr persistent 10800`, `FWM  7 IPv6 sh (sh-port)`.
  static func listed(_ words: [String]) -> IPVS.Service? {
    guard words.count >= 3 else { return nil }
    var rest = words.dropFirst(2)
    let key: IPVS.Key
    if words[0] == "FWM" {
      guard let mark = UInt32(words[1]) else { return nil }
      var family = IPFamily.ipv4
      if rest.first == "IPv6" {
        family = .ipv6
        rest = rest.dropFirst()
      }
      key = .mark(mark, family)
    } else {
      guard let ipProtocol = ipProtocol(words[0]), let end = endpoint(words[1], ipProtocol) else {
        return nil
      }
      key = .address(end.address, ipProtocol, port: end.port)
    }
    guard let scheduler = rest.first else { return nil }
    var persistence: UInt32?
    if let index = rest.firstIndex(of: "persistent") {
      guard index + 1 < rest.endIndex, let seconds = UInt32(rest[index + 1]) else { return nil }
      persistence = seconds
    }
    return IPVS.Service(key: key, scheduler: scheduler, persistence: persistence)
  }

  /// `-> 10.244.1.5:8080 Masq 1 0 0`.
  static func listed(server words: [String]) -> IPVS.Server? {
    guard words.count >= 4, let end = endpoint(words[1], nil), let weight = UInt32(words[3]) else {
      return nil
    }
    let forwarding: IPVS.Forwarding
    switch words[2] {
    // A server on the node itself is shown as Local by some versions; its packets are rewritten.
    case "Masq", "Local": forwarding = .masquerade
    case "Route": forwarding = .route
    case "Tunnel": forwarding = .tunnel
    default: return nil
    }
    return IPVS.Server(
      address: end.address, port: end.port, forwarding: forwarding, weight: weight)
  }

  private static func ipProtocol(_ word: String) -> IPProtocol? {
    switch word {
    case "TCP": .tcp
    case "UDP": .udp
    case "SCTP": .sctp
    default: nil
    }
  }

  /// `10.96.0.1:443`, `[fd00::1]:https`.
  static func endpoint(_ word: String, _ ipProtocol: IPProtocol?)
    -> (address: IPAddress, port: UInt16)?
  {
    let bytes = Array(word.utf8)
    guard let colon = bytes.lastIndex(of: UInt8(ascii: ":")) else { return nil }
    var text = bytes[..<colon]
    if text.first == UInt8(ascii: "["), text.last == UInt8(ascii: "]") {
      text = text.dropFirst().dropLast()
    }
    guard let address = IPAddress(text),
      let port = PortRange.port(bytes[(colon + 1)...], ipProtocol)
    else { return nil }
    return (address, port)
  }

  /// A line of `ipvsadm -S`: `-A -t 10.96.0.1:443 -s rr`, `-a -t 10.96.0.1:443 -r 10.0.0.1:6443 -m`.
  struct Command {
    let isService: Bool
    private(set) var key = IPVS.Key.mark(0, .ipv4)
    /// Without `-s` it is wlc (ipvsadm(8)).
    private(set) var scheduler = "wlc"
    private(set) var persistence: UInt32?
    private(set) var server: IPVS.Server?

    /// Options with a value that does not matter here.
    private static let valued: Set<String> = [
      "-M", "--netmask", "--pe", "-b", "--sched-flags", "-x", "--u-threshold", "-y",
      "--l-threshold", "--tun-type", "--tun-port",
    ]

    init?(_ words: [String]) {
      isService = words[0] == "-A" || words[0] == "--add-service"
      var key: IPVS.Key?
      var isIPv6 = false
      var target: String?
      var forwarding = IPVS.Forwarding.route
      var weight: UInt32 = 1
      var index = 1
      while index < words.count {
        let word = words[index]
        let value = index + 1 < words.count ? words[index + 1] : ""
        index += 1
        switch word {
        case "-t", "--tcp-service": key = Self.key(value, .tcp)
        case "-u", "--udp-service": key = Self.key(value, .udp)
        case "--sctp-service": key = Self.key(value, .sctp)
        case "-f", "--fwmark-service": key = UInt32(value).map { .mark($0, .ipv4) }
        case "-s", "--scheduler": scheduler = value
        case "-r", "--real-server": target = value
        case "-w", "--weight":
          guard let number = UInt32(value) else { return nil }
          weight = number
        case "-p", "--persistent":
          // Without a number it is 300 seconds.
          persistence = UInt32(value) ?? 300
          if UInt32(value) == nil { continue }
        case "-m", "--masquerading":
          forwarding = .masquerade
          continue
        case "-i", "--ipip":
          forwarding = .tunnel
          continue
        case "-g", "--gatewaying":
          forwarding = .route
          continue
        case "-6":
          isIPv6 = true
          continue
        case "-o", "--ops", "--tun-nocsum", "--tun-csum", "--tun-remcsum": continue
        case _ where Self.valued.contains(word): break
        default: return nil
        }
        index += 1
      }
      guard var key else { return nil }
      var wantsPort: IPProtocol?
      switch key {
      case .address(_, let ipProtocol, _): wantsPort = ipProtocol
      case .mark(let mark, _):
        // Only the service's line has `-6`; a server tells by its address.
        let isServer6 = target?.hasPrefix("[") ?? false
        key = .mark(mark, isIPv6 || isServer6 ? .ipv6 : .ipv4)
      }
      self.key = key
      guard !isService else { return }
      guard let target, let end = IPVSReader.endpoint(target, wantsPort) else { return nil }
      server = IPVS.Server(
        address: end.address, port: end.port, forwarding: forwarding, weight: weight)
    }

    private static func key(_ text: String, _ ipProtocol: IPProtocol) -> IPVS.Key? {
      IPVSReader.endpoint(text, ipProtocol).map {
        .address($0.address, ipProtocol, port: $0.port)
      }
    }
  }
}
