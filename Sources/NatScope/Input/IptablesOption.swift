/// The options of iptables and iptables-save themselves, without those of matches and targets
/// (iptables(8), iptables-save(8)).
enum IptablesOption {
  /// Whether an option takes a value; an optional one has to be joined to it.
  enum Value { case none, required, optional }

  /// The options of one program by their short letter.
  struct Table: Sendable {
    /// The short letter of each long name. Those without one have a sign of their own here.
    let letters: [String: Character]
    let values: [Character: Value]

    fileprivate init(_ rows: [(letter: Character, value: Value, names: [String])]) {
      values = Dictionary(uniqueKeysWithValues: rows.map { ($0.letter, $0.value) })
      letters = Dictionary(
        uniqueKeysWithValues: rows.flatMap { row in row.names.map { ($0, row.letter) } })
    }

    /// The option that a word such as `--dest=10.0.0.1` stands for: one of that name, or the only
    /// one that begins so, as getopt_long(3) has it.
    func short(abbreviated word: String) -> Character? {
      let name = String(word.dropFirst(2).prefix { $0 != "=" })
      if let exact = letters[name] { return exact }
      let possible = Set(letters.filter { $0.key.hasPrefix(name) }.values)
      return name.isEmpty || possible.count > 1 ? nil : possible.first
    }
  }

  static let options = Table([
    ("A", .required, ["append"]), ("C", .required, ["check"]), ("D", .required, ["delete"]),
    ("I", .required, ["insert"]), ("R", .required, ["replace"]),
    ("N", .required, ["new-chain", "new"]), ("E", .required, ["rename-chain", "rename"]),
    ("P", .required, ["policy"]), ("L", .optional, ["list"]), ("S", .optional, ["list-rules"]),
    ("F", .optional, ["flush"]), ("Z", .optional, ["zero"]), ("X", .optional, ["delete-chain"]),
    ("s", .required, ["source", "src"]), ("d", .required, ["destination", "dst"]),
    ("p", .required, ["protocol", "proto"]), ("i", .required, ["in-interface"]),
    ("o", .required, ["out-interface"]), ("j", .required, ["jump"]), ("g", .required, ["goto"]),
    ("m", .required, ["match"]), ("t", .required, ["table"]), ("M", .required, ["modprobe"]),
    ("c", .required, ["set-counters"]), ("w", .optional, ["wait"]),
    ("W", .optional, ["wait-interval"]), ("f", .none, ["fragments", "fragment"]),
    ("n", .none, ["numeric"]), ("v", .none, ["verbose"]), ("x", .none, ["exact"]),
    ("4", .none, ["ipv4"]), ("6", .none, ["ipv6"]), ("0", .none, ["line-numbers"]),
  ])

  /// Those that say what to do with a chain.
  static let commands = Set("ADIRNEPCFXZLS")

  static let saveOptions = Table([
    ("c", .none, ["counters"]), ("d", .none, ["dump"]), ("t", .required, ["table"]),
    ("M", .required, ["modprobe"]), ("f", .required, ["file"]), ("4", .none, ["ipv4"]),
    ("6", .none, ["ipv6"]),
  ])
}
