/// Reads what other programs print of the node: sockets, addresses, kernel parameters, connections
/// and workloads.
///
/// It is given the lines that ``ForeignRecogniser`` knows, one by one, and keeps what the rows of one
/// table share: the heading's columns, the interface that addresses belong to, a row that goes on in
/// the next line. A row that it cannot read is told, and the table then counts as not whole.
struct NodeReader {
  /// What came of a line.
  enum Reading: Sendable, Hashable {
    /// A fact, or a line that holds none: a heading, a socket of another kind.
    case read
    /// A row of a known table that does not fit it.
    case unread
  }

  /// A line with its place in the input.
  struct Line {
    let bytes: ArraySlice<UInt8>
    let place: SourcePlace

    var words: [ArraySlice<UInt8>] { bytes.split(whereSeparator: { $0 <= 0x20 }) }
    var isIndented: Bool { bytes.first.map { $0 <= 0x20 } ?? false }
  }

  /// Longer rows are no program's.
  private static let longestRow = 65_536

  var facts = NodeFacts()
  /// What the newest command line said of the output behind it, as far as it did not come yet.
  private var commands: [NodeCommand] = []
  /// Facts of other namespaces than the current one.
  private var stored: [String: Scoped] = [:]
  private var scope = ""
  /// The namespaces in which rules were listed by a command that is shown.
  private var ruleScopes: Set<String> = []
  /// The kind of the newest line.
  private var kind: ForeignRecogniser.Kind?

  /// Facts of a namespace, and the first command that was run in it.
  private struct Scoped {
    var facts = NodeFacts()
    var place: SourcePlace?
  }

  /// The most namespaces that are told apart.
  private static let scopeLimit = 64

  var socketTable: SocketTable?
  var addressTable: AddressTable?
  var columns: ColumnTable?

  /// Reads a line of a program's output.
  mutating func read(_ line: Line, of kind: ForeignRecogniser.Kind) -> Reading {
    if kind != self.kind {
      endTables()
      self.kind = kind
    }
    guard line.bytes.count <= Self.longestRow else {
      meetStranger()
      return .unread
    }
    return switch kind {
    case .ss: readSS(line)
    case .netstat: readNetstat(line)
    case .lsof: readOpenFile(line)
    case .procNet: readProcNet(line)
    case .ipAddress: readAddress(line)
    case .ifconfig: readIfconfig(line)
    case .ipRoute: readRoute(line)
    case .sysctl: readSetting(line)
    case .conntrack: readConnection(line)
    case .kubectl: readKubernetes(line)
    case .crictl: readSandbox(line)
    case .docker: readContainer(line)
    case .ipRule, .ipset, .ipsetList, .ipsetXML, .ipvs, .nft, .banner, .fence: .read
    }
  }

  /// A line of no known kind. If the table goes on behind it, a row of it may be lost.
  mutating func meetStranger() {
    socketTable?.hasStranger = true
    addressTable?.hasStranger = true
  }

  /// Takes what a command line says of the output behind it.
  mutating func show(_ shown: [NodeCommand]) {
    endTables()
    for command in commands { finish(command) }
    for command in shown {
      if case .rules = command.output { ruleScopes.insert(command.scope) }
    }
    commands = shown.filter { if case .rules = $0.output { false } else { true } }
    enter(shown.first?.scope ?? "", at: shown.first?.place)
  }

  /// Goes on with the facts of a namespace.
  private mutating func enter(_ next: String, at place: SourcePlace?) {
    guard next != scope else { return }
    stored[scope, default: Scoped()].facts = facts
    // Beyond the limit one place takes all that is not used anyway.
    scope = stored[next] == nil && stored.count >= Self.scopeLimit ? "…" : next
    var entered = stored[scope] ?? Scoped()
    if entered.place == nil { entered.place = place }
    stored[scope] = entered
    facts = entered.facts
  }

  /// The facts of the namespace whose rules the input has, and where those of others begin.
  ///
  /// Rules without a command are taken for those of the node itself. Workloads are the same from
  /// everywhere.
  func finished() -> (facts: NodeFacts, others: [SourcePlace]) {
    var all = stored
    all[scope, default: Scoped()].facts = facts
    let chosen = ruleScopes.count == 1 ? ruleScopes.first ?? "" : ""
    var result = all[chosen]?.facts ?? NodeFacts()
    var others: [SourcePlace] = []
    for (name, scoped) in all.sorted(by: { $0.key < $1.key }) where name != chosen {
      result.workloads.all += scoped.facts.workloads.all
      result.workloads.isGiven = result.workloads.isGiven || scoped.facts.workloads.isGiven
      result.declarations += scoped.facts.declarations
      let isUnused = scoped.facts.given.contains { $0 != "workloads" && $0 != "manifests" }
      if isUnused, let place = scoped.place { others.append(place) }
    }
    return (result, others)
  }

  /// Ends the table that is open.
  mutating func endTables() {
    kind = nil
    finishSockets()
    finishAddresses()
    columns = nil
  }

  /// Ends a file.
  mutating func endFile() { show([]) }

  /// The command whose output begins here, if the newest command line has one of the kind.
  mutating func takeCommand(_ fits: (NodeCommand.Output) -> Bool) -> NodeCommand? {
    guard let index = commands.firstIndex(where: { fits($0.output) }) else { return nil }
    let command = commands.remove(at: index)
    enter(command.scope, at: command.place)
    return command
  }

  /// A command that ran and printed nothing: a list that is given and empty, if it would have printed
  /// no heading either.
  private mutating func finish(_ command: NodeCommand) {
    guard command.isWhole else { return }
    enter(command.scope, at: command.place)
    switch command.output {
    case .sockets(let question) where question.printsNoHeading && !question.isFiltered:
      var table = SocketTable(program: question.program, place: command.place)
      table.take(command)
      socketTable = table
      finishSockets()
    default: break
    }
  }

  // MARK: bare values

  /// Reads a line that has no form of its own, behind the command that prints it: the value of a
  /// kernel parameter, the addresses of `hostname -I`.
  ///
  /// - Returns: nil if no such line is awaited; the kind that it belongs to otherwise.
  mutating func readBare(_ line: Line) -> ForeignRecogniser.Kind? {
    guard let command = commands.first else { return nil }
    enter(command.scope, at: command.place)
    switch command.output {
    case .setting(let names):
      guard let name = names.first, line.bytes.allSatisfy({ $0 < 0x7f }), line.bytes.count <= 256
      else { return nil }
      let words = line.words.map { String(decoding: $0, as: UTF8.self) }
      guard !words.isEmpty, words.count <= 4, words.allSatisfy({ Int($0) != nil }) else {
        return nil
      }
      commands[0].output = .setting(Array(names.dropFirst()))
      if names.count == 1 { commands.removeFirst() }
      facts.sysctls.add(
        Sysctl(name: name, value: words.joined(separator: " "), place: line.place))
      return .sysctl
    case .hostAddresses:
      let addresses = line.words.map { IPAddress($0) }
      guard !addresses.isEmpty, addresses.allSatisfy({ $0 != nil }) else { return nil }
      commands.removeFirst()
      facts.addresses.lists.append(AddressList(place: line.place, isRoutes: false))
      for address in addresses.compactMap(\.self) {
        facts.addresses.all.append(
          LocalAddress(
            address: address, length: nil, interface: nil, scope: nil, isTentative: false,
            place: line.place))
      }
      return .ipAddress
    default: return nil
    }
  }
}
