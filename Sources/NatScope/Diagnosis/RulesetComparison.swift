/// What several rulesets of one family say together about one destination.
///
/// Where legacy and nf_tables rules are loaded, both walk: nat chains of equal priority in the order
/// in which they were registered, the last one first, and the first translation wins. The text does
/// not tell that order. A packet that one of them drops is gone.
public struct RulesetComparison: Sendable, Hashable {
  /// Indices into `Answer.views`.
  public let views: [Int]
  /// The ruleset, as an index into `Capture.rulesets`, whose rules settle where the packet goes; nil
  /// if the text does not tell.
  public let decidedBy: Int?
  public let text: String
  /// What would settle it; nil if nothing is left open.
  public let settledBy: String?

  /// One for each destination and family that several rulesets were asked about.
  static func all(_ views: [Answer.View], in capture: Capture) -> [RulesetComparison] {
    var groups: [(packet: Packet, views: [Int])] = []
    for (index, view) in views.enumerated() {
      if let known = groups.firstIndex(where: { $0.packet == view.trace.packet }) {
        groups[known].views.append(index)
      } else {
        groups.append((view.trace.packet, [index]))
      }
    }
    return groups.filter { $0.views.count > 1 }.map { group in
      RulesetComparison(group.views, views, capture)
    }
  }

  private init(_ indices: [Int], _ views: [Answer.View], _ capture: Capture) {
    self.views = indices
    let rulesets = indices.map { capture.rulesets[views[$0].ruleset] }
    let backends = Set(rulesets.compactMap(\.backend))
    let family = rulesets[0].family == .ipv4 ? "IPv4" : "IPv6"
    let mains = indices.map { view in
      let trace = views[view].trace
      return (trace.asShown?.trace ?? trace).spokenOf(rulesets[0].family)
    }
    let answers = Set(mains.map { $0.answer(rulesets[0].family) })
    guard backends.count == 2, rulesets.count == 2, rulesets.allSatisfy({ $0.backend != nil })
    else {
      decidedBy = nil
      settledBy = nil
      text =
        "the input holds \(indices.count) rulesets for \(family), each answered by itself; "
        + (answers.count == 1 ? "they agree" : "they differ")
      return
    }
    let names = rulesets.map { $0.backend?.rawValue ?? "" }
    let translated = mains.indices.filter { mains[$0].translation != nil }
    let conntrack = Self.conntrack(views[indices[0]].trace.packet)
    // What one backend's filter says of the old destination tells nothing once the other one has
    // translated it.
    let stopped = mains.indices.first {
      mains[$0].isStopped && mains[$0].translation == nil
        && (translated.isEmpty || mains[$0].isStoppedBeforeNAT)
    }
    let filtering = translated.count == 1 ? mains.indices.first { $0 != translated[0] } : nil
    if let stopped {
      decidedBy = views[indices[stopped]].ruleset
      settledBy = nil
      text = "both backends have rules and both are asked; \(names[stopped]) stops the packet"
    } else if translated.isEmpty {
      decidedBy = nil
      settledBy = nil
      text = "both backends have rules and both are asked; neither translates the packet"
    } else if translated.count == 1, let only = translated.first {
      decidedBy = views[indices[only]].ruleset
      let isFiltered = filtering.map { rulesets[$0].filtersBehindRouting } ?? false
      settledBy = isFiltered && !mains[only].isStopped ? conntrack : nil
      text =
        "both backends have rules and both are asked; \(names[only]) decides, since only its rules "
        + "translate the packet"
        + (mains[only].isStopped
          ? ", and they stop it behind that"
          : isFiltered
            ? "; the other's filter sees the new destination, which its trace of the old one does "
              + "not tell" : "")
    } else if answers.count == 1 {
      decidedBy = nil
      settledBy = nil
      text = "both backends translate the packet to the same target"
    } else if let counting = Self.counting(mains, rulesets) {
      decidedBy = views[indices[counting]].ruleset
      settledBy = nil
      text =
        "both backends translate the packet, and the first one wins; by its counters that is "
        + "\(names[counting]): the other's rule never matched"
    } else {
      decidedBy = nil
      settledBy = conntrack
      text =
        "both backends translate the packet, and the one whose nat chains were registered last "
        + "wins; the text does not tell which that is"
    }
  }

  /// A packet that is dropped leaves no entry, and one that passes tells its translation there.
  private static func conntrack(_ packet: Packet) -> String {
    let port = packet.destinationPort.map { " --orig-port-dst \($0)" } ?? ""
    return "sudo conntrack -L -p \(packet.ipProtocol)\(port)"
  }

  /// Of two rules that would both translate, the one that wins is the one that counts.
  private static func counting(_ mains: [Outcome], _ rulesets: [Ruleset]) -> Int? {
    let counts = zip(mains, rulesets).map { main, ruleset -> UInt64? in
      main.decisiveItem(in: ruleset)
        .flatMap { ruleset.counters(main.path[$0].rule) }
        .map(\.packets.lowerBound)
    }
    guard let first = counts[0], let second = counts[1], (first == 0) != (second == 0) else {
      return nil
    }
    return first == 0 ? 1 : 0
  }
}

extension Outcome {
  /// Whether what stops the packet stands before the translation of destinations.
  fileprivate var isStoppedBeforeNAT: Bool {
    guard let decidedBy else { return true }
    return decidedBy.hook == .prerouting
      || decidedBy.hook == .output && (decidedBy.table == .raw || decidedBy.table == .mangle)
  }
}

extension Ruleset {
  /// Whether INPUT or FORWARD may stop a packet.
  fileprivate var filtersBehindRouting: Bool {
    [TableName.mangle, .filter, .security].contains { table in
      [Hook.input, .forward].contains { hook in
        guard let chain = chain(hook, in: table) else { return false }
        return !self[chain].rules.isEmpty || self[chain].policy == .drop
      }
    }
  }
}
