/// What the commands of a line print: the calls of iptables among them.
struct CommandReading {
  private(set) var calls: [IptablesCall] = []
  /// Whether one of the commands is of a program that is known here, called as one calls it.
  private(set) var isKnown = false
  /// Whether a program of the family is called in a way that is not understood.
  private var isUnclear = false

  /// Keywords behind which commands run more than once, or perhaps not at all.
  private static let keywords: Set<String> = [
    "for", "while", "until", "if", "case", "select", "function", "xargs",
  ]

  /// Programs that show all that they are given.
  private static let pagers: Set<String> = ["less", "more", "most", "pg", "cat", "tee", "bat"]

  init(_ words: ShellWords) {
    read(words, depth: 0, isFiltered: false)
    if isUnclear { calls = [] }
    // Before `do` and `then` nothing is known of what runs.
    let first = words.pipelines.first?.first?.first?.text ?? ""
    if Self.keywords.contains(first) { calls = [] }
  }

  private mutating func read(_ words: ShellWords, depth: Int, isFiltered: Bool) {
    for pipeline in words.pipelines {
      for (index, command) in pipeline.enumerated() {
        let behind = pipeline.dropFirst(index + 1)
        let isPart = isFiltered || !behind.allSatisfy(Self.isPager)
        switch CommandWrapper.strip(command) {
        case .text(let text):
          guard depth < 3, let inner = ShellWords(Array(text.utf8)[...]) else { continue }
          read(inner, depth: depth + 1, isFiltered: isPart)
        case .words(let words): read(words, isFiltered: isPart)
        }
      }
    }
  }

  private mutating func read(_ command: ShellWords.Command, isFiltered: Bool) {
    guard IptablesCall.isProgram(command) else {
      isKnown = isKnown || KnownCommand.isCall(command.map(\.text))
      return
    }
    guard var call = IptablesCall(command) else {
      isUnclear = true
      return
    }
    call.isFiltered = isFiltered
    calls.append(call)
    isKnown = true
  }

  static func isPager(_ command: ShellWords.Command) -> Bool {
    guard case .words(let words) = CommandWrapper.strip(command), let first = words.first else {
      return false
    }
    return pagers.contains(first.text.split(separator: "/").last.map { String($0) } ?? "")
  }
}

/// Programs beside iptables whose output people paste, and how one calls them.
enum KnownCommand {
  /// The first words that may follow; options always may.
  private static let programs: [String: Set<String>] = [
    "ss": [], "netstat": [], "lsof": [], "ifconfig": ["lo", "eth0"], "route": [],
    "ip": [
      "a", "addr", "address", "r", "ro", "route", "ru", "rule", "l", "link", "n", "neigh", "netns",
    ],
    "nft": ["list"], "ipset": ["list", "save", "test"], "ipvsadm": [], "ipvsadm-save": [],
    "conntrack": [], "sysctl": ["net.ipv4.ip_forward"],
    "kubectl": ["get", "describe", "version", "cluster-info", "logs"],
    "crictl": ["pods", "ps", "inspectp", "inspect", "images"],
    "docker": ["ps", "network", "inspect", "port", "info", "version", "images", "container"],
    "podman": ["ps", "network", "inspect", "port"], "nerdctl": ["ps", "network", "inspect"],
    "uname": [], "hostname": [], "date": [], "lsmod": [], "ebtables": [], "arptables": [],
    "ebtables-save": [], "arptables-save": [],
  ]

  /// Whether the words are a call and not a sentence that begins with the program's name.
  static func isCall(_ words: [String]) -> Bool {
    guard let first = words.first else { return false }
    // Files of /proc hold what other programs print.
    if ["cat", "head", "tail"].contains(first) {
      return words.dropFirst().contains { $0.hasPrefix("/proc/") }
    }
    guard
      let following = programs[first.split(separator: "/").last.map { String($0) } ?? ""]
    else { return false }
    guard words.count > 1 else { return true }
    return words[1].hasPrefix("-") && words[1].utf8.count > 1 || following.contains(words[1])
      || words[1].hasPrefix("net.")
  }
}
