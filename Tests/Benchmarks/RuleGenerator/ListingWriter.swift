/// Writes tables in the form of `iptables -nvL`: titles, columns, and what the extensions print at
/// the right.
///
/// Knows the options that the generated rules have, and no others.
struct ListingWriter {
  private(set) var bytes: [UInt8] = []

  mutating func table(_ name: String, builtIn: [SaveChain], chains: [SaveChain]) {
    line("$ iptables -t \(name) -nvL")
    for chain in builtIn { write(chain, "policy ACCEPT 0 packets, 0 bytes") }
    for chain in chains.sorted(by: { $0.name < $1.name }) { write(chain, "1 references") }
  }

  private mutating func write(_ chain: SaveChain, _ title: String) {
    line("Chain \(chain.name) (\(title))")
    line(" pkts bytes target     prot opt in     out     source               destination         ")
    for rule in chain.rules { line(Self.columns(rule)) }
    line("")
  }

  private mutating func line(_ text: String) {
    bytes += text.utf8
    bytes.append(UInt8(ascii: "\n"))
  }

  /// A rule without `-A NAME` as a line of the listing.
  private static func columns(_ rule: String) -> String {
    var words = split(rule)[...]
    var (source, destination, transport) = (" 0.0.0.0/0", " 0.0.0.0/0", "0")
    var (target, details, end) = ("", [String](), [String]())
    var isNegated = false
    var statistic: [String] = []
    func value() -> String { words.removeFirst() }
    func address(_ text: String) -> String {
      (isNegated ? "!" : " ") + (text.hasSuffix("/32") ? String(text.dropLast(3)) : text)
    }
    while let option = words.popFirst() {
      switch option {
      case "!":
        isNegated = true
        continue
      case "-s": source = address(value())
      case "-d": destination = address(value())
      case "-p": transport = value() == "tcp" ? "6" : "17"
      case "-m": _ = value()
      case "--comment": details.append("/* \(value()) */")
      case "--dport": details.append("\(transport == "6" ? "tcp" : "udp") dpt:\(value())")
      case "--dst-type": details.append("ADDRTYPE match dst-type \(value())")
      case "--ctstate": details.append("\(isNegated ? "! " : "")ctstate \(value())")
      case "--mark": details.append("mark match \(isNegated ? "! " : "")\(value())")
      case "--mode": statistic = ["statistic mode \(value())"]
      case "--probability": details.append(statistic.joined() + " probability \(value())")
      case "-j": target = value()
      case "--set-xmark": end.append("MARK xset \(value())")
      case "--to-destination": end.append("to:\(value())")
      case "--reject-with": end.append("reject-with \(value())")
      default: end.append(option == "--random-fully" ? "random-fully" : option)
      }
      isNegated = false
    }
    func column(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.utf8.count)) + " "
    }
    return "    0     0 " + column(target, 9) + " " + column(transport, 4) + "--  *      *      "
      + column(source, 20) + column(destination, 20) + " "
      + (details + end).joined(separator: " ")
  }

  /// The words of a rule; quotes hold words together.
  private static func split(_ rule: String) -> [String] {
    var words: [String] = []
    var isQuoted = false
    var word = ""
    for character in rule {
      switch character {
      case "\"": isQuoted.toggle()
      case " " where !isQuoted:
        words.append(word)
        word = ""
      default: word.append(character)
      }
    }
    return words + [word]
  }
}
