/// Which rules the packet came to, as far as the counters tell.
extension KernelResult {
  /// A table at a hook.
  struct Stage: Hashable, Sendable {
    var hook: String
    var table: String
  }

  private static let order = ["raw", "mangle", "nat", "filter", "security"]

  /// The tables that the packet passed, up to the one in which it was taken.
  func stages(of packet: TestPacket) -> [Stage] {
    let hasLooped = ends["back", default: 0] > 0
    let hooks: [String]
    if packet.inInterface == nil {
      hooks = ["OUTPUT", "POSTROUTING"] + (hasLooped ? ["PREROUTING", "INPUT"] : [])
    } else if outInterface != nil {
      hooks = ["PREROUTING", "FORWARD", "POSTROUTING"]
    } else {
      hooks = ["PREROUTING"] + (survived || wasTaken ? ["INPUT"] : [])
    }
    let stages = hooks.flatMap { hook in
      Self.order.filter { table in
        // What loops was translated on its way out.
        let isSecond = hasLooped && table == "nat" && ["PREROUTING", "INPUT"].contains(hook)
        let isThere = ChainGroup.tables.contains { $0.name == table && $0.hooks.contains(hook) }
        return isThere && !isSecond
      }.map { Stage(hook: hook, table: $0) }
    }
    guard let taker = dropper ?? rejecter ?? queuer else { return stages }
    let last =
      stages.firstIndex { $0.table == taker.table && $0.hook == taker.chain }
      ?? stages.lastIndex { $0.table == taker.table }
    return Array(stages.prefix((last ?? stages.count - 1) + 1))
  }

  /// The rules that were asked in `stages`: those of each chain that was entered, up to the one
  /// that ended it, where it was entered once.
  func reached(_ stages: [Stage]) -> [RulePlace] {
    var entered: [RulePlace: Int] = [:]
    for stage in stages {
      entered[RulePlace(table: stage.table, chain: stage.hook, number: 0), default: 0] += 1
    }
    for (place, count) in matched {
      guard let target = rules[place]?.target else { continue }
      entered[RulePlace(table: place.table, chain: target, number: 0), default: 0] += count
    }
    return entered.flatMap { chain, count -> [RulePlace] in
      var places: [RulePlace] = []
      var place = chain
      place.number = 1
      while let rule = rules[place] {
        places.append(place)
        if count == 1, rule.packets > 0, rule.endsChain { break }
        place.number += 1
      }
      return places
    }.sorted()
  }
}

extension KernelResult.Rule {
  private static let ending: Set = [
    "ACCEPT", "DROP", "REJECT", "RETURN", "DNAT", "SNAT", "REDIRECT", "MASQUERADE", "NETMAP",
    "NFQUEUE", "TPROXY",
  ]

  /// Whether the rules behind it are not asked of what it matches.
  var endsChain: Bool {
    target.map(Self.ending.contains) ?? false || QuotedWords.split(text).contains("-g")
  }

  /// Its matches and its target.
  var features: [Feature] {
    let words = QuotedWords.split(text)
    var found: Set<Feature> = []
    for (word, next) in zip(words.dropFirst(2), words.dropFirst(3)) {
      switch word {
      case "-m": found.insert(Feature(group: "match", name: next))
      case "-s", "-d", "-i", "-o", "-p", "-f": found.insert(Feature(group: "match", name: word))
      default: break
      }
    }
    switch target {
    case nil: found.insert(Feature(group: "target", name: "(none)"))
    case let name? where name.allSatisfy(\.isUppercase):
      found.insert(Feature(group: "target", name: name))
    default:
      found.insert(Feature(group: "target", name: words.contains("-g") ? "goto" : "jump"))
    }
    return found.sorted()
  }
}
