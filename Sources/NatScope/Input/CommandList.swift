/// The rules that a list of iptables commands makes of one table: `iptables -t nat -A …`, as in
/// scripts, documentation and shell histories.
///
/// The commands are taken in order, on a table that is empty before; only the built-in chains'
/// policies are not known until a command sets them.
struct CommandList {
  let family: IPFamily
  let backend: Backend?
  let table: TableName
  let file: Int
  let firstLine: UInt32
  private(set) var chains: [Chain] = []

  struct Chain {
    var name: String
    var line: UInt32
    var policy: NatScope.Chain.Policy?
    var rules: [Rule] = []
  }

  struct Rule {
    /// The words behind the chain's name, quoted as iptables-save quotes them.
    let words: [String]
    let line: UInt32
    /// Whether the shell would put something else in place of a word: `$PORT`.
    let isOpen: Bool
  }

  /// What a command did to the list.
  enum Effect {
    case done
    /// The command is none that makes or removes rules.
    case foreign
    /// It removes or replaces something that no command before it made.
    case unmatched
  }

  init(
    family: IPFamily, backend: Backend?, table: TableName, file: Int, firstLine: UInt32
  ) {
    self.family = family
    self.backend = backend
    self.table = table
    self.file = file
    self.firstLine = firstLine
  }

  /// Carries out a command.
  ///
  /// - Parameter words: those behind the program's name, without `-t TABLE`, `-w` and the like.
  mutating func run(_ words: [ShellWords.Word], line: UInt32) -> Effect {
    guard let operation = words.first?.text else { return .foreign }
    let name = words.count > 1 ? words[1].text : nil
    var rest = Array(words.dropFirst(2))
    func rule() -> Rule {
      Rule(
        words: rest.map { SaveWord.quoted($0.text) }, line: line,
        isOpen: rest.contains { $0.isOpen })
    }
    switch (operation, name) {
    case ("-N", .some(let name)), ("--new-chain", .some(let name)), ("--new", .some(let name)):
      if chains.contains(where: { $0.name == name }) { return .unmatched }
      chains.append(Chain(name: name, line: line, policy: NatScope.Chain.Policy.none))
    case ("-P", .some(let name)), ("--policy", .some(let name)):
      let policies: [String: NatScope.Chain.Policy] = ["ACCEPT": .accept, "DROP": .drop]
      guard let policy = rest.first.flatMap({ policies[$0.text] }) else { return .foreign }
      chains[chain(name, line)].policy = policy
    case ("-A", .some(let name)), ("--append", .some(let name)):
      chains[chain(name, line)].rules.append(rule())
    case ("-I", .some(let name)), ("--insert", .some(let name)):
      let index = chain(name, line)
      var place = 0
      if let number = rest.first.flatMap({ Int($0.text) }) {
        rest.removeFirst()
        place = number - 1
      }
      guard chains[index].rules.indices.contains(place) || place == chains[index].rules.count else {
        return .unmatched
      }
      chains[index].rules.insert(rule(), at: place)
    case ("-R", .some(let name)), ("--replace", .some(let name)):
      guard let index = chains.firstIndex(where: { $0.name == name }),
        let place = rest.first.flatMap({ Int($0.text) }),
        chains[index].rules.indices.contains(place - 1)
      else { return .unmatched }
      rest.removeFirst()
      chains[index].rules[place - 1] = rule()
    case ("-E", .some(let name)), ("--rename-chain", .some(let name)):
      guard let index = chains.firstIndex(where: { $0.name == name }),
        let new = rest.first?.text, !chains.contains(where: { $0.name == new })
      else { return .unmatched }
      chains[index].name = new
    case ("-D", .some(let name)), ("--delete", .some(let name)):
      return remove(rest.map(\.text), rule().words, from: name)
    case ("-F", .some(let name)), ("--flush", .some(let name)):
      guard let index = chains.firstIndex(where: { $0.name == name }) else { return .unmatched }
      chains[index].rules = []
    case ("-F", nil), ("--flush", nil):
      for index in chains.indices { chains[index].rules = [] }
    case ("-X", .some(let name)), ("--delete-chain", .some(let name)):
      guard let index = chains.firstIndex(where: { $0.name == name }) else { return .unmatched }
      chains.remove(at: index)
    case ("-X", nil), ("--delete-chain", nil):
      chains.removeAll { $0.rules.isEmpty && Hook(rawValue: $0.name) == nil }
    default: return .foreign
    }
    return .done
  }

  private mutating func remove(_ plain: [String], _ words: [String], from name: String) -> Effect {
    guard let index = chains.firstIndex(where: { $0.name == name }) else { return .unmatched }
    let place =
      plain.count == 1
      ? Int(plain[0]).map { $0 - 1 }
      : chains[index].rules.firstIndex { $0.words == words }
    guard let place, chains[index].rules.indices.contains(place) else { return .unmatched }
    chains[index].rules.remove(at: place)
    return .done
  }

  /// The index of a chain, which is made if no command did: it was there before.
  private mutating func chain(_ name: String, _ line: UInt32) -> Int {
    if let known = chains.firstIndex(where: { $0.name == name }) { return known }
    let isBuiltIn = Hook(rawValue: name) != nil
    chains.append(
      Chain(
        name: name, line: isBuiltIn ? 0 : line,
        policy: isBuiltIn ? nil : NatScope.Chain.Policy.none))
    return chains.count - 1
  }
}

/// Words as iptables-save writes them (libxtables, xtables_save_string).
enum SaveWord {
  /// The word in quotes, with `"`, `\` and `'` behind a backslash, if it needs any.
  static func quoted(_ word: String) -> String {
    let plain = word.utf8.allSatisfy { byte in
      switch byte {
      case 48...57, 65...90, 97...122: true
      default: "_-./:,+=[]!@%&*<>{}|~^#;?$()/".utf8.contains(byte)
      }
    }
    if plain, !word.isEmpty { return word }
    var out = "\""
    for character in word.unicodeScalars {
      if character == "\"" || character == "\\" || character == "'" { out += "\\" }
      out.unicodeScalars.append(character)
    }
    return out + "\""
  }
}
