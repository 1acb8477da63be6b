/// What ss or netstat was asked for, as far as its options tell.
struct SocketQuestion: Sendable, Hashable {
  let program: String
  /// Those asked for by name; empty: all that the program knows.
  private(set) var ipProtocols: Set<IPProtocol> = []
  /// Types beside IP's transports, or all of a kind that is not listed here.
  private(set) var hasOtherTypes = false
  private(set) var families: Set<IPFamily> = [.ipv4, .ipv6]
  /// Whether sockets that wait for packets are shown.
  private(set) var showsListeners = false
  /// Whether an address, a port or a state was asked for, or something that is not known here.
  private(set) var isFiltered = false
  private(set) var printsNoHeading = false
  /// netstat's `-W`: addresses are not cut.
  private(set) var isWide = false

  /// - Returns: nil if the call prints no list of sockets.
  init?(_ program: String, _ arguments: [String]) {
    self.program = program
    for argument in arguments {
      if argument.hasPrefix("--") {
        readLong(String(argument.dropFirst(2)))
      } else if argument.hasPrefix("-"), argument.utf8.count > 1 {
        for letter in argument.dropFirst() {
          if program == "netstat", "rigsM".contains(letter) || letter == "s" { return nil }
          if program == "ss", letter == "s" || letter == "K" { return nil }
          readShort(letter)
        }
      } else {
        isFiltered = true
      }
    }
  }

  private mutating func readShort(_ letter: Character) {
    switch letter {
    case "t": ipProtocols.insert(.tcp)
    case "u": ipProtocols.insert(.udp)
    case "S": ipProtocols.insert(.sctp)
    case "U" where program == "netstat": ipProtocols.insert(.udplite)
    case "d" where program == "ss": ipProtocols.insert(.dccp)
    case "w", "x": hasOtherTypes = true
    case "0", "M": if program == "ss" { hasOtherTypes = true } else { isFiltered = true }
    case "4": families = [.ipv4]
    case "6": families = [.ipv6]
    case "l", "a": showsListeners = true
    case "H" where program == "ss": printsNoHeading = true
    case "n", "p", "e", "o", "v": break
    case "r", "m", "i", "b", "Z", "z", "O", "E", "T":
      if program != "ss" || letter == "E" { isFiltered = true }
    case "W" where program == "netstat": isWide = true
    case "N", "F", "C": if program == "ss" { isFiltered = true }
    default: isFiltered = true
    }
  }

  private mutating func readLong(_ option: String) {
    switch option {
    case "tcp": ipProtocols.insert(.tcp)
    case "udp": ipProtocols.insert(.udp)
    case "sctp": ipProtocols.insert(.sctp)
    case "udplite": ipProtocols.insert(.udplite)
    case "dccp": ipProtocols.insert(.dccp)
    case "raw", "unix", "packet", "vsock", "xdp", "mptcp", "tipc": hasOtherTypes = true
    case "ipv4": families = [.ipv4]
    case "ipv6": families = [.ipv6]
    case "inet" where program == "netstat": families = [.ipv4]
    case "inet6" where program == "netstat": families = [.ipv6]
    case "listening", "all": showsListeners = true
    case "no-header": printsNoHeading = true
    case "wide": isWide = true
    case "numeric", "processes", "program", "programs", "extended", "extend", "options", "timers",
      "memory", "info", "oneline", "resolve", "numeric-ports", "numeric-hosts",
      "numeric-users", "context", "contexts", "cgroup", "tos", "verbose", "threads":
      break
    default: isFiltered = true
    }
  }

  /// All that is asked for, of the protocols that natscope keeps.
  var parts: Set<SocketList.Part> {
    guard showsListeners, !isFiltered else { return [] }
    let all: Set<IPProtocol> = program == "ss" ? [.tcp, .udp, .sctp, .dccp] : [.tcp, .udp]
    let asked = ipProtocols.isEmpty ? (hasOtherTypes ? [] : all) : ipProtocols
    var parts: Set<SocketList.Part> = []
    for ipProtocol in asked {
      for family in families { parts.insert(SocketList.Part(ipProtocol, family)) }
    }
    return parts
  }

  /// The protocol of rows that do not name it.
  var onlyProtocol: IPProtocol? {
    ipProtocols.count == 1 && !hasOtherTypes ? ipProtocols.first : nil
  }
}
