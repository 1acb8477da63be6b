/// Headings that scripts print above the output of a command.
extension ShownCommand {
  private static let labels = [
    "cmd:", "command:", "command line:", "output of:", "output of", "output from", "output for",
    "running:", "running command:", "running", "executing:", "executing", "exec:", "run:",
  ]

  /// `### cmd: COMMAND`, `*** Output of COMMAND`, `==== COMMAND ====`, `+ COMMAND`, `Command: COMMAND`,
  /// `==> FILE <==`.
  static func heading(_ line: ArraySlice<UInt8>) -> Self? {
    guard let sign = line.first else { return nil }
    var text = line
    var isMarked = false
    if line.starts(with: "==> ".utf8) {
      let name = trimmed(
        line.suffix(4).elementsEqual(" <==".utf8) ? line.dropFirst(4).dropLast(4) : [])
      if name.starts(with: "/proc/".utf8), !name.contains(where: { $0 <= 0x20 }) {
        return Self(text: name.startIndex..<name.endIndex, calls: [])
      }
      return fileName(name)
    }
    if [UInt8]("=*#+>-_~".utf8).contains(sign) {
      let run = line.prefix { $0 == sign }.count
      // `set -x` prints `+ `, once for each level.
      guard run >= 2 || sign == UInt8(ascii: "+") && line.dropFirst().first == 0x20 else {
        return nil
      }
      isMarked = true
      text = line.dropFirst(run)
      let tail = text.reversed().prefix { $0 == sign }.count
      if tail >= 2 { text = text.dropLast(tail) }
      text = trimmed(text)
    }
    if let label = labels.first(where: { startsIgnoringCase(text, $0) }) {
      isMarked = true
      text = trimmed(text.dropFirst(label.utf8.count))
    }
    guard isMarked, !text.isEmpty else { return nil }
    return inside(text)
  }

  /// What stands in a heading: perhaps quoted, perhaps with `:` behind, perhaps behind a prompt's sign.
  private static func inside(_ heading: ArraySlice<UInt8>) -> Self? {
    var text = heading
    if text.last == UInt8(ascii: ":") { text = trimmed(text.dropLast()) }
    if let first = text.first, let last = text.last, text.count > 2 {
      let quotes: [(UInt8, UInt8)] = [
        (UInt8(ascii: "`"), UInt8(ascii: "`")), (UInt8(ascii: "'"), UInt8(ascii: "'")),
        (UInt8(ascii: "\""), UInt8(ascii: "\"")), (UInt8(ascii: "["), UInt8(ascii: "]")),
        (UInt8(ascii: "("), UInt8(ascii: ")")),
      ]
      if quotes.contains(where: { $0 == (first, last) }) {
        text = trimmed(text.dropFirst().dropLast())
      }
    }
    if text.starts(with: "$ ".utf8) || text.starts(with: "# ".utf8) {
      text = trimmed(text.dropFirst(2))
    }
    return fileName(text) ?? read(text, isSure: false)
  }

  private static func startsIgnoringCase(_ text: ArraySlice<UInt8>, _ label: String) -> Bool {
    let head = text.prefix(label.utf8.count)
    guard head.count == label.utf8.count else { return false }
    let isSame = zip(head, label.utf8).allSatisfy { byte, wanted in
      byte == wanted || byte >= 0x41 && byte <= 0x5a && byte | 0x20 == wanted
    }
    guard isSame else { return false }
    let next = text.dropFirst(head.count).first
    return label.utf8.last == UInt8(ascii: ":") || next == 0x20 || next == UInt8(ascii: ":")
  }

  // MARK: names of files

  /// The name of a file that collectors write a command's output to: sos puts `_` in place of blanks
  /// (`iptables_-t_nat_-nvL`), others shorten (`networking/iptables-save.txt`).
  static func fileName(_ text: ArraySlice<UInt8>) -> Self? {
    var name = text.last == UInt8(ascii: ":") ? text.dropLast() : text
    guard !name.contains(where: { $0 <= 0x20 }), mentionsTables(name) else { return nil }
    let place = name.startIndex..<name.endIndex
    if let slash = name.lastIndex(of: UInt8(ascii: "/")) { name = name[(slash + 1)...] }
    for ending in [".txt", ".log", ".out"] where name.suffix(4).elementsEqual(ending.utf8) {
      name = name.dropLast(4)
    }
    let words = name.map { $0 == UInt8(ascii: "_") ? 0x20 : $0 }
    if let shown = read(words[...], isSure: false), !shown.calls.isEmpty {
      return Self(text: place, calls: shown.calls)
    }
    guard let call = collected[String(decoding: name, as: UTF8.self)],
      let shown = read(Array(call.utf8)[...], isSure: false)
    else { return nil }
    return Self(text: place, calls: shown.calls)
  }

  /// Files of the log collectors of Rancher and EKS, and the calls that fill them.
  private static let collected: [String: String] = [
    "iptablessave": "iptables-save", "ip6tablessave": "ip6tables-save",
    "iptables-nat": "iptables -nvL -t nat", "iptablesnat": "iptables -nvL -t nat",
  ]
}
