/// What a command that somebody showed says of the output behind it, for programs that tell of the
/// node.
struct NodeCommand: Sendable {
  enum Output: Sendable {
    case sockets(SocketQuestion)
    /// /proc/net/tcp and its like, which do not name their protocol.
    case socketFile(IPProtocol, IPFamily)
    /// A file of /proc/net whose rows look like that and are of no use.
    case otherSocketFile
    case addresses(Set<IPFamily>)
    /// `hostname -I`
    case hostAddresses
    case localRoutes(Set<IPFamily>)
    case otherRoutes
    /// Values without names, in that order.
    case setting([String])
    case connections
    /// Rules of iptables: whose namespace the facts have to be of.
    case rules
  }

  var output: Output
  /// Whether nothing stood behind the command that takes lines away.
  let isWhole: Bool
  let place: SourcePlace
  /// What ran the command in a network namespace of its own: `ip netns exec web`, `docker exec c1`;
  /// empty for the one where it was typed.
  let scope: String

  /// The commands of a line, in the order in which they print.
  static func commands(_ text: ArraySlice<UInt8>, _ place: SourcePlace) -> [NodeCommand] {
    guard let words = ShellWords(text) else { return [] }
    var result: [NodeCommand] = []
    read(words, depth: 0, isFiltered: false, scope: "", place, into: &result)
    return result
  }

  private static func read(
    _ words: ShellWords, depth: Int, isFiltered: Bool, scope: String, _ place: SourcePlace,
    into result: inout [NodeCommand]
  ) {
    for pipeline in words.pipelines {
      for (index, command) in pipeline.enumerated() {
        var isWhole = !isFiltered
        for behind in pipeline.dropFirst(index + 1) {
          isWhole = isWhole && CommandReading.isPager(behind)
        }
        switch CommandWrapper.strip(command) {
        case .text(let text):
          guard depth < 3, let inner = ShellWords(Array(text.utf8)[...]) else { continue }
          // `kubectl exec POD -- sh -c '…'` has its words before the last.
          let outer = self.scope(command.dropLast().map(\.text))
          read(
            inner, depth: depth + 1, isFiltered: !isWhole, scope: outer.isEmpty ? scope : outer,
            place, into: &result)
        case .words(let words):
          guard let output = output(of: words.map(\.text)) else { continue }
          let outer = self.scope(command.dropLast(words.count).map(\.text))
          result.append(
            NodeCommand(
              output: output, isWhole: isWhole, place: place,
              scope: outer.isEmpty ? scope : outer))
        }
      }
    }
  }

  /// The words before a command that lead into another network namespace; that of process 1 is the
  /// node's own.
  private static func scope(_ words: [String]) -> String {
    guard words.contains("exec") || words.contains("run") || words.contains("nsenter") else {
      return ""
    }
    if let index = words.firstIndex(of: "nsenter") {
      let rest = words[index...]
      let isOfNode =
        rest.contains("-t1") || rest.contains("--target=1")
        || zip(rest, rest.dropFirst()).contains { ["-t", "--target"].contains($0) && $1 == "1" }
      if isOfNode { return "" }
    }
    return words.drop { $0 == "sudo" }.joined(separator: " ")
  }

  private static func output(of words: [String]) -> Output? {
    guard let path = words.first, let program = path.split(separator: "/").last else { return nil }
    let arguments = Array(words.dropFirst())
    // `==> /proc/net/tcp <==`, as tail(1) writes it.
    if arguments.isEmpty, path.hasPrefix("/proc/") { return file([path]) }
    switch program {
    case "ss", "netstat": return SocketQuestion(String(program), arguments).map { .sockets($0) }
    case "cat", "head", "tail", "more", "less": return file(arguments)
    case "ip": return ip(arguments)
    case "hostname": return arguments == ["-I"] ? .hostAddresses : nil
    case "sysctl":
      let names = arguments.filter { !$0.hasPrefix("-") }
      return arguments.contains("-n") && !names.isEmpty ? .setting(names) : nil
    case "conntrack": return .connections
    case _ where program.contains("tables"): return .rules
    default: return nil
    }
  }

  private static let socketFiles: [String: (IPProtocol, IPFamily)] = [
    "tcp": (.tcp, .ipv4), "tcp6": (.tcp, .ipv6), "udp": (.udp, .ipv4), "udp6": (.udp, .ipv6),
    "udplite": (.udplite, .ipv4), "udplite6": (.udplite, .ipv6),
  ]

  private static func file(_ arguments: [String]) -> Output? {
    let files = arguments.filter { !$0.hasPrefix("-") }
    guard let first = files.first else { return nil }
    let settings = files.compactMap(settingName)
    if settings.count == files.count { return .setting(settings) }
    guard files.count == 1, first.hasPrefix("/proc/") else { return nil }
    let parts = first.split(separator: "/").map { String($0) }
    guard parts.count >= 3, parts[parts.count - 2] == "net", let name = parts.last else {
      return nil
    }
    if name.hasSuffix("nf_conntrack") { return .connections }
    return socketFiles[name].map { .socketFile($0.0, $0.1) } ?? .otherSocketFile
  }

  /// `/proc/sys/net/ipv4/ip_forward` as sysctl(8) names it; a dot in a name becomes a slash.
  static func settingName(_ path: String) -> String? {
    let head = "/proc/sys/"
    guard path.hasPrefix(head), path.utf8.count > head.utf8.count, !path.contains("*") else {
      return nil
    }
    let swapped = path.utf8.dropFirst(head.utf8.count).map { byte in
      byte == UInt8(ascii: "/")
        ? UInt8(ascii: ".") : byte == UInt8(ascii: ".") ? UInt8(ascii: "/") : byte
    }
    return String(decoding: swapped, as: UTF8.self)
  }

  private static func ip(_ arguments: [String]) -> Output? {
    var families: Set<IPFamily> = [.ipv4, .ipv6]
    var isRouteFamilyGiven = false
    var words = arguments[...]
    while let option = words.first, option.hasPrefix("-") {
      words = words.dropFirst()
      switch option {
      case "-4": (families, isRouteFamilyGiven) = ([.ipv4], true)
      case "-6": (families, isRouteFamilyGiven) = ([.ipv6], true)
      case "-f", "-family", "-n", "-netns", "-b", "-batch", "-rc", "-rcvbuf", "-l", "-loops":
        return nil
      default: break
      }
    }
    guard let object = words.first else { return nil }
    let rest = words.dropFirst().filter { !["show", "sh", "s", "list", "ls", "l"].contains($0) }
    if "address".hasPrefix(object) { return rest.isEmpty ? .addresses(families) : nil }
    guard object == "r" || object == "ro" || "route".hasPrefix(object) else { return nil }
    if !isRouteFamilyGiven { families = [.ipv4] }
    if rest == ["table", "local"] { return .localRoutes(families) }
    // `table all` shows both families unless one is asked for.
    if rest == ["table", "all"] {
      return .localRoutes(isRouteFamilyGiven ? families : [.ipv4, .ipv6])
    }
    return .otherRoutes
  }
}
