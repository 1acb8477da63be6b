import TestSupport

/// Matches on what the packet's headers and its way hold.
extension RulesetGenerator {
  mutating func negation(_ count: Int = 1, of total: Int = 5) -> [String] {
    random.chance(count, of: total) ? ["!"] : []
  }

  /// `-s`, `-d`, `-i`, `-o`, each of them seldom together.
  mutating func addresses(_ place: Place) -> [String] {
    var words: [String] = []
    if random.chance(of: 3) { words += negation() + ["-s", address(near: packet.source)] }
    if random.chance(of: 2) { words += negation() + ["-d", address(near: packet.destination)] }
    // A built-in chain refuses the interface that its hook does not have; its user chains do not.
    let (arrives, leaves) = (
      !place.isBuiltIn || RandomMatch.arriving.contains(place.chain),
      !place.isBuiltIn || RandomMatch.leaving.contains(place.chain)
    )
    if random.chance(of: 5), arrives {
      words += negation() + ["-i", interface(packet.inInterface ?? "lo")]
    }
    if random.chance(of: 5), leaves {
      words += negation() + ["-o", interface(random.pick(["sink0", "docker0", "eth0", "lo"]))]
    }
    return words
  }

  private mutating func interface(_ likely: String) -> String {
    let name = random.chance(2, of: 3) ? likely : random.pick(Pool.interfaces)
    switch random.number(0...3) {
    case 0: return "\(name)+"
    case 1: return "\(name.prefix(2))+"
    default: return name
    }
  }

  /// An address of the pool, mostly the given one, with a prefix or a mask.
  private mutating func address(near likely: String) -> String {
    let chosen = random.chance(2, of: 3) ? likely : random.pick(pool.all)
    // Seldom, because iptables-nft refuses it negated and the case must be sent again.
    if random.chance(of: 40) { return chosen + "/0" }
    if isIPv6 {
      return chosen + random.pick(["", "", "/128", "/127", "/64", "/32", "/48", "/ffff::ff"])
    }
    let last = chosen.split(separator: ".").last.map(String.init) ?? "0"
    let forms = ["", "", "/32", "/31", "/24", "/16", "/9", "/255.0.0.255", "/255.255.0.128"]
    return random.chance(of: 10) ? "0.0.0.\(last)/0.0.0.255" : chosen + random.pick(forms)
  }

  /// `-p` and, if it names a protocol that is not negated, which.
  mutating func protocolOptions() -> ([String], TestPacket.Kind?) {
    let kind = random.chance(3, of: 4) ? packet.kind : random.pick(TestPacket.Kind.allCases)
    let name = kind == .icmp && isIPv6 ? "ipv6-icmp" : kind.rawValue
    switch random.number(0...9) {
    case 0: return (["!", "-p", name], nil)
    case 1: return (["-p", random.pick(["all", "47", "gre", "50"])], nil)
    case 2:
      let numbers: [TestPacket.Kind: String] = [
        .tcp: "6", .udp: "17", .sctp: "132", .icmp: isIPv6 ? "58" : "1",
      ]
      return (["-p", numbers[kind] ?? name], kind)
    default: return (["-p", name], kind)
    }
  }

  /// Port options of a match that is called as its protocol.
  mutating func ports(_ name: String) -> [String] {
    let destination = packet.destinationPort
    switch random.number(0...5) {
    case 0: return ["-m", name] + negation() + ["--sport", portRange(packet.sourcePort)]
    case 1:
      return ["-m", name, "--sport", portRange(packet.sourcePort)] + negation() + [
        "--dport", portRange(destination),
      ]
    default: return ["-m", name] + negation() + ["--dport", portRange(destination)]
    }
  }

  mutating func multiport() -> [String] {
    ["-m", "multiport"] + negation() + [
      random.pick(["--dports", "--dports", "--sports", "--ports"]), portList(),
    ]
  }

  mutating func flags() -> [String] {
    let own = (packet.tcpFlags ?? .syn).description
    let flags = [
      "SYN,RST,ACK SYN", "ALL \(own)", "ALL SYN", "FIN,RST NONE", "SYN,ACK SYN,ACK", "ALL NONE",
    ]
    return ["-m", "tcp"] + negation()
      + (random.chance(of: 3)
        ? ["--syn"] : ["--tcp-flags"] + random.pick(flags).split(separator: " ").map(String.init))
  }

  private mutating func portRange(_ likely: UInt16) -> String {
    let port = random.chance(3, of: 4) ? likely : random.pick(Pool.ports)
    switch random.number(0...5) {
    case 0: return "\(port):\(port + 20)"
    case 1: return ":\(port)"
    case 2: return "\(port - 20):"
    case 3: return "\(port + 1):65535"
    default: return "\(port)"
    }
  }

  private mutating func portList() -> String {
    var entries = (0..<random.number(1...4)).map { _ in
      let port = random.pick(Pool.ports)
      return random.chance(of: 4) ? "\(port):\(port + 100)" : "\(port)"
    }
    if random.chance(of: 2) { entries.append("\(packet.destinationPort)") }
    if random.chance(of: 4) { entries.append("\(packet.sourcePort)") }
    return entries.joined(separator: ",")
  }
}
