import TestSupport

@testable import NatScope

/// Random save text over the matches and targets that natscope evaluates, with ipsets.
///
/// Chains call only chains behind them, so that every walk ends. Matches whose truth a complete
/// packet settles although the open one leaves it as a condition are noted in `settled`.
struct RandomRuleset {
  var random: SplitMix64
  /// Which fields of the packet the symbolic trace leaves open.
  let openDestination: Bool
  let openPort: Bool
  let isLocal: Bool
  private(set) var settled: [String: @Sendable (Packet) -> Bool] = [:]

  init(
    seed: UInt64, openDestination: Bool = false, openPort: Bool = false, isLocal: Bool = false
  ) {
    random = SplitMix64(seed: seed)
    self.openDestination = openDestination
    self.openPort = openPort
    self.isLocal = isLocal
  }

  static let sets = """
    create ips hash:ip family inet hashsize 1024 maxelem 65536
    add ips 198.51.100.7
    add ips 10.0.0.5
    create nets hash:net family inet hashsize 1024 maxelem 65536
    add nets 198.51.100.0/24
    add nets 198.51.100.64/26 nomatch
    create ports bitmap:port range 0-65535
    add ports 80
    add ports 8000-8010
    create pairs hash:ip,port family inet hashsize 1024 maxelem 65536
    add pairs 198.51.100.7,tcp:80
    add pairs 198.51.100.8,tcp:5000
    add pairs 10.0.0.5,udp:80

    """

  private enum Part: String {
    case raw, mangle, nat, filter
  }

  mutating func text() -> String {
    let first = isLocal ? "OUTPUT" : "PREROUTING"
    var lines = [Self.sets]
    if random.chance(of: 3) {
      lines += table(.raw, [(first, ["R0"], false)])
    }
    if random.chance(2, of: 3) {
      lines += table(.mangle, [(first, ["M0", "M1"], false), ("POSTROUTING", ["T0"], true)])
    }
    if random.chance(of: 2) {
      lines += table(
        .filter,
        [("INPUT", ["I0"], true), ("FORWARD", ["F0"], true), ("OUTPUT", ["O0"], true)])
    }
    lines += table(
      .nat, [(first, ["P0", "P1", "P2"], false), ("POSTROUTING", ["S0", "S1"], true)])
    return lines.joined(separator: "\n") + "\n"
  }

  private mutating func table(_ part: Part, _ groups: [(String, [String], Bool)]) -> [String] {
    var declarations: [String] = []
    var rules: [String] = []
    for (hook, chains, isPost) in groups {
      let policy = part != .nat && random.chance(of: 8) ? "DROP" : "ACCEPT"
      declarations.insert(":\(hook) \(policy) [0:0]", at: 0)
      declarations += chains.map { ":\($0) - [0:0]" }
      for (index, chain) in ([hook] + chains).enumerated() {
        for _ in 0..<random.number(1...4) {
          let callable = Array(chains.dropFirst(index))
          rules.append("-A \(chain)" + matches(isPost, part) + target(part, isPost, callable))
        }
      }
    }
    let builtIn = declarations.filter { !$0.contains(" - ") }
    let others = declarations.filter { $0.contains(" - ") }.sorted()
    return ["*\(part.rawValue)"] + builtIn + others + rules + ["COMMIT"]
  }

  // MARK: matches

  private mutating func not() -> String { random.chance(of: 4) ? " !" : "" }

  private mutating func matches(_ isPost: Bool, _ part: Part) -> String {
    var text = ""
    if random.chance(of: 3) {
      text += not() + " -s "
      text += random.pick(["198.51.100.0/24", "198.51.100.7/32", "198.0.0.0/8", "203.0.113.0/25"])
    }
    if random.chance(of: 5) {
      text += not() + " -d "
      text += random.pick(
        openDestination
          ? ["10.0.0.0/8", "192.0.2.0/24", "10.9.0.0/16", "192.0.2.1/32"]
          : ["10.0.0.5/32", "10.0.0.0/24", "10.42.0.0/16", "192.0.2.1/32"])
    }
    if random.chance(of: 5) { text += not() + " -i " + random.pick(["eth0", "eth+", "docker0"]) }
    if isPost || isLocal, random.chance(of: 6) {
      text += not() + " -o " + random.pick(["eth0", "eth+", "lo", "docker0"])
    }
    switch random.number(0...5) {
    case 0: text += " -p tcp -m tcp" + not() + " --dport " + random.pick(["80", "79:8005", "443"])
    case 1: text += " -p tcp -m tcp" + not() + " --sport " + random.pick(["5000", "1024:65535"])
    case 2: text += not() + " -p udp"
    default: break
    }
    for _ in 0..<random.number(0...2) { text += module(isPost, part) }
    return text
  }

  private mutating func module(_ isPost: Bool, _ part: Part) -> String {
    switch random.number(0...15) {
    case 0: return " -m mark" + not() + " --mark " + random.pick(["0x1/0x1", "0x3", "0x0/0x2"])
    case 1: return " -m connmark" + not() + " --mark " + random.pick(["0x1/0x1", "0x0"])
    case 2:
      return " -m statistic --mode random" + not() + " --probability "
        + random.pick(["0.50000000000", "0.33333333349", "0.25000000000"])
    case 3: return " -m statistic --mode nth" + not() + " --every 3 --packet 0"
    case 4:
      return " -m conntrack" + not() + " --ctstate "
        + random.pick(
          isPost && !openPort && !openDestination ? ["DNAT", "NEW"] : ["NEW", "INVALID"])
    case 5:
      return " -m conntrack" + not()
        + random.pick([" --ctdir ORIGINAL", " --ctorigsrc 198.51.100.7", " --ctorigdstport 80"])
    case 6:
      return " -m addrtype" + not() + random.pick([" --dst-type LOCAL", " --src-type LOCAL"])
    case 7: return " -m iprange" + not() + " --src-range 198.51.100.5-198.51.100.70"
    case 8: return " -m multiport -p tcp" + not() + " --sports 5000,6000:7000"
    case 9: return not() == "" ? " -m limit --limit 5/min" : ""
    case 10:
      let name = isPost ? "08:00:00" : "09:00:00"
      return " -m time --timestart \(name)"
    case 11:
      return " -m set" + not() + random.pick([" --match-set ips", " --match-set nets"]) + " src"
    case 12: return " -m set" + not() + " --match-set ports " + random.pick(["src", "dst"])
    case 13:
      let list = isPost ? "b" : "a"
      return " -m recent"
        + random.pick([" --set", " --rcheck", " ! --rcheck", " --update"])
        + " --name \(list) --mask 255.255.255.255 --rsource"
    case 14: return isPost ? " -m set --match-set nowhere src" : settledModule()
    default: return isPost ? " -m socket --nowildcard" : settledModule()
    }
  }

  /// Matches that stay conditions until a field has a single value.
  private mutating func settledModule() -> String {
    let not = not()
    switch random.number(0...2) {
    case 0:
      settled["-s 0.0.0.7/0.0.0.255"] = { ($0.source?.bits ?? 0) & 255 == 7 }
      return not + " -s 0.0.0.7/0.0.0.255"
    case 1:
      settled["--ports 80,5000"] = {
        [80, 5000].contains($0.sourcePort ?? 0) || [80, 5000].contains($0.destinationPort ?? 0)
      }
      return " -p tcp -m multiport" + not + " --ports 80,5000"
    default:
      let truth: @Sendable (Packet) -> Bool = {
        let pairs = ["tcp 198.51.100.7 80", "tcp 198.51.100.8 5000", "udp 10.0.0.5 80"]
        guard let source = $0.source, let port = $0.sourcePort else { return false }
        return pairs.contains("\($0.ipProtocol) \(source) \(port)")
      }
      settled["--match-set pairs src,src"] = truth
      return " -m set" + not + " --match-set pairs src,src"
    }
  }

  // MARK: targets

  private mutating func target(_ part: Part, _ isPost: Bool, _ chains: [String]) -> String {
    if let chain = chains.first, random.chance(of: 3) {
      let pick = random.pick(chains)
      return random.chance(3, of: 4) ? " -j \(pick)" : " -g \(chain)"
    }
    var choices = ["", " -j LOG", " -j RETURN", " -j RETURN"]
    if part != .raw {
      choices += [
        " -j MARK --set-xmark 0x1/0x1", " -j MARK --set-xmark 0x2/0x0", " -j MARK --and-mark 0x2",
        " -j CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xffffffff",
        " -j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff",
        " -j CONNMARK --set-xmark 0x1/0x1",
      ]
    }
    switch part {
    case .raw: choices += [" -j CT --notrack", " -j CT --zone 5", " -j ACCEPT"]
    case .mangle:
      choices += [" -j ACCEPT", " -j DROP"]
      if !isPost, !isLocal { choices.append(" -p tcp -j TPROXY --on-port 15001 --on-ip 0.0.0.0") }
    case .filter: choices += [" -j ACCEPT", " -j ACCEPT", " -j DROP", " -j REJECT"]
    case .nat where isPost:
      choices += [
        " -j ACCEPT", " -j MASQUERADE", " -j SNAT --to-source 192.0.2.1", " -j MASQUERADE",
      ]
    case .nat:
      choices += [
        " -j ACCEPT", " -j DNAT --to-destination 10.42.0.15",
        " -p tcp -j DNAT --to-destination 10.42.0.15:8080",
        " -p tcp -j DNAT --to-destination 10.42.0.16:8443",
        " -j DNAT --to-destination 10.42.0.1-10.42.0.9", " -j REDIRECT",
        " -p tcp -j REDIRECT --to-ports 15001",
      ]
      if !openDestination { choices.append(" -j NETMAP --to 10.77.0.0/16") }
      if !openPort {
        choices += [
          " -p tcp -j DNAT --to-destination 10.42.0.15:8000-8010",
          " -p tcp -j DNAT --to-destination 10.42.0.15:100-110/80",
        ]
      }
    }
    return random.pick(choices)
  }
}
