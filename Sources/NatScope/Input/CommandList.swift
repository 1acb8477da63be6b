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
  /// Whether a command changed rules in a way that is not known here.
  private(set) var isIncomplete = false

  private var all: [Chain] = []
  private var byName: [String: Int] = [:]
  /// How many rules may still be moved or looked at to make room or to find one. Lists that people
  /// write need a few thousand; without a bound the time would grow with the square of the list.
  private var work = 20_000_000

  /// The chains that are left, in the order in which they were made.
  var chains: [Chain] { all.filter { !$0.isRemoved } }

  struct Chain {
    var name: String
    var line: UInt32
    var policy: NatScope.Chain.Policy?
    var rules: [Rule] = []
    fileprivate var isRemoved = false
  }

  struct Rule {
    /// The words behind the chain's name, quoted as iptables-save quotes them.
    var words: [String]
    let line: UInt32
    /// Whether the shell would put something else in place of a word: `$PORT`.
    let isOpen: Bool
  }

  /// What a command did to the list.
  enum Effect {
    case done
    /// The command is none that makes or removes rules.
    case foreign
    /// It removes or replaces something that no command before it made, or cannot be followed.
    case unmatched
  }

  init(
    family: IPFamily, backend: Backend?, table: TableName, file: Int
  ) {
    self.family = family
    self.backend = backend
    self.table = table
    self.file = file
  }

  /// Notes that some command changed the table, nobody knows how.
  mutating func loseTrack() -> Effect {
    isIncomplete = true
    return .unmatched
  }

  /// Carries out a command.
  mutating func run(_ command: CommandWords, line: UInt32) -> Effect {
    guard let operation = command.operation, !"CLSZ".contains(operation) else { return .foreign }
    if command.isUnclear { return loseTrack() }
    let rules = command.rules.map { Rule(words: $0, line: line, isOpen: command.isOpen) }
    guard let name = command.chain else {
      switch operation {
      case "F":
        for index in all.indices { all[index].rules = [] }
        return .done
      case "X":
        for index in all.indices where all[index].rules.isEmpty && !isBuiltIn(all[index].name) {
          remove(chain: index)
        }
        return .done
      default: return loseTrack()
      }
    }
    let known = byName[name]
    switch operation {
    case "N":
      if known != nil { return .unmatched }
      add(Chain(name: name, line: line, policy: NatScope.Chain.Policy.none))
    case "P":
      let policies: [String: NatScope.Chain.Policy] = ["ACCEPT": .accept, "DROP": .drop]
      let policy = command.operand.flatMap { policies[$0] }
      all[chain(name, line)].policy = policy ?? .unknown
      if policy == nil { return .unmatched }
    case "A": all[chain(name, line)].rules += rules
    case "I":
      let index = chain(name, line)
      let number = command.operand.map { Int($0) } ?? 1
      // What stands before a place behind the last rule is not in the text.
      guard let number, number >= 1, number <= all[index].rules.count + 1,
        spend(all[index].rules.count)
      else {
        all[index].rules += rules
        return loseTrack()
      }
      // Each rule of several takes the place of the one before it.
      all[index].rules.insert(contentsOf: rules.reversed(), at: number - 1)
    case "R":
      guard let known, let number = command.operand.flatMap({ Int($0) }), rules.count == 1,
        all[known].rules.indices.contains(number - 1)
      else { return loseTrack() }
      all[known].rules[number - 1] = rules[0]
    case "D": return delete(command, rules, from: known)
    case "F":
      guard let known else { return .unmatched }
      all[known].rules = []
    case "X":
      guard let known else { return .unmatched }
      remove(chain: known)
    case "E":
      guard let known, let new = command.operand, byName[new] == nil else { return loseTrack() }
      rename(known, to: new)
    default: return .foreign
    }
    return .done
  }

  private mutating func delete(
    _ command: CommandWords, _ rules: [Rule], from chain: Int?
  ) -> Effect {
    guard let chain else { return .unmatched }
    guard spend(all[chain].rules.count * max(1, rules.count)) else { return loseTrack() }
    if let operand = command.operand {
      guard let number = Int(operand), all[chain].rules.indices.contains(number - 1) else {
        return .unmatched
      }
      all[chain].rules.remove(at: number - 1)
      return .done
    }
    var effect = Effect.done
    for rule in rules {
      if let place = all[chain].rules.firstIndex(where: { $0.words == rule.words }) {
        all[chain].rules.remove(at: place)
      } else {
        effect = .unmatched
      }
    }
    return effect
  }

  /// The kernel's rules name chains by their place, so those that jump there go on to do it.
  private mutating func rename(_ chain: Int, to name: String) {
    let old = all[chain].name
    byName[old] = nil
    byName[name] = chain
    all[chain].name = name
    guard spend(all.reduce(0) { $0 + $1.rules.count }) else {
      isIncomplete = true
      return
    }
    for index in all.indices {
      for rule in all[index].rules.indices {
        let words = all[index].rules[rule].words
        for (place, word) in words.enumerated().dropFirst()
        where word == old && ["-j", "-g"].contains(words[place - 1]) {
          all[index].rules[rule].words[place] = name
        }
      }
    }
  }

  // MARK: chains

  private func isBuiltIn(_ name: String) -> Bool { Hook(rawValue: name) != nil }

  private mutating func spend(_ steps: Int) -> Bool {
    work -= steps
    return work > 0
  }

  private mutating func add(_ chain: Chain) {
    byName[chain.name] = all.count
    all.append(chain)
  }

  private mutating func remove(chain index: Int) {
    guard !all[index].isRemoved else { return }
    byName[all[index].name] = nil
    all[index].isRemoved = true
    all[index].rules = []
  }

  /// The index of a chain, which is made if no command did: it was there before.
  private mutating func chain(_ name: String, _ line: UInt32) -> Int {
    if let known = byName[name] { return known }
    let isBuiltIn = isBuiltIn(name)
    add(
      Chain(
        name: name, line: isBuiltIn ? 0 : line,
        policy: isBuiltIn ? nil : NatScope.Chain.Policy.none))
    return all.count - 1
  }
}
