extension ExplanationFacts {
  /// What leaves the last table that was walked.
  var result: String {
    switch primary.verdict {
    case .drop, .reject, .queue:
      let place = primary.decidedBy.map { " by \(RulePlace(ruleset, $0).text)" } ?? ""
      return primary.answer(family) + place
    case nil: return "not decided: \(obstacle)"
    case .accept: break
    }
    let sender = packet.source.map { "\($0)" } ?? "any"
    let unchecked = primary.uncheckedTablesOfInput
    let passes =
      unchecked.isEmpty
      ? "passes every table in the input"
      : "passes every table that was walked; \(unchecked.joined(separator: ", ")) not checked"
    let target =
      primary.translation == nil
      ? packet.destinationText : "\(primary.destination.text(family))/\(packet.ipProtocol)"
    return "\(sender) -> \(target), \(passes)"
  }

  /// Whether the source is kept, with the conditions of the outcomes that decide otherwise.
  var source: String? {
    guard primary.verdict == .accept, let isMasqueraded = primary.isMasqueraded else { return nil }
    let plain = isMasqueraded ? "masqueraded\(newSource)" : "kept"
    let other = isMasqueraded ? "kept" : "masqueraded"
    var places: [String] = []
    var conditions: [String] = []
    for outcome in trace.outcomes
    where outcome.isMasqueraded == !isMasqueraded
      && outcome.answer(family) == primary.answer(family)
    {
      let words = outcome.conditions.map { ConditionWording($0, in: ruleset) }
        .filter { !$0.isNegated }
      if words.count == 1, let fact = words.first?.all.first, fact.field == "source",
        words.first?.all.count == 1
      {
        if !places.contains(fact.value) { places.append(fact.value) }
      } else {
        let text = outcome.conditions.map { ConditionWording($0, in: ruleset).text }
          .joined(separator: " and ")
        if !conditions.contains(text) { conditions.append(text) }
      }
    }
    var parts = [plain]
    if !places.isEmpty { parts.append("from \(Self.list(places)) \(other)") }
    if let first = conditions.first {
      let more = conditions.count > 1 ? ", or \(conditions.count - 1) more cases" : ""
      parts.append("\(other) if \(first)\(more)")
    }
    return parts.joined(separator: "; ")
  }

  private var newSource: String {
    guard let source = primary.source, source.addresses != nil else { return "" }
    return " as \(source.text(family))"
  }

  private static func list(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }
}

extension ExplanationFacts {
  /// What else is worth knowing, one remark each.
  var notes: [String] {
    var notes: [String] = []
    if primary.isTranslated {
      notes.append("existing connections keep their old target until they end")
    }
    if let note = laterRules { notes.append(note) }
    if owner.nameCheck == .differs {
      notes.append("the chain's name does not fit its comment: one of them was changed or cut")
    }
    if let note = loopback { notes.append(note) }
    if hasCilium {
      notes.append("Cilium is on this node: its eBPF programs may take the packet before any rule")
    }
    if !trace.namedAddresses.isEmpty { notes.append(namedAddresses) }
    if primary.isMerged { notes.append("other paths to the same result are not listed") }
    if trace.omitted.outcomes > 0 {
      let share = Decimals.text(trace.omitted.probability * 100, places: 1)
      notes.append("\(trace.omitted.outcomes) further outcomes (\(share) %) are left out")
    }
    for problem in trace.problems.prefix(5) {
      let word = ruleset.source.string(problem.problem.text)
      notes.append("\(RulePlace(ruleset, problem.rule).text): not understood: \(word)")
    }
    if trace.problems.count > 5 {
      notes.append("\(trace.problems.count - 5) more rules were not understood wholly")
    }
    return notes
  }

  private var laterRules: String? {
    guard let first = primary.alsoMatch.first else { return nil }
    let place = RulePlace(ruleset, first).text
    let count = primary.alsoMatch.count
    return count == 1
      ? "1 later rule matches the same packet and is never reached: \(place)"
      : "\(count) later rules match the same packet and are never reached, the first: \(place)"
  }

  /// A packet to 127.0.0.1 may leave the node only where route_localnet says so
  /// (Documentation/networking/ip-sysctl.rst).
  private var loopback: String? {
    guard primary.isTranslated, primary.delivery != .local, let address = packet.destination,
      address.isLoopback
    else { return nil }
    return family == .ipv4
      ? "127.0.0.1 needs route_localnet=1 on the interface towards the target"
      : "connections to ::1 do not leave the node: they hang even where the rule translates"
  }

  private var hasCilium: Bool {
    [("CILIUM_PRE_nat", TableName.nat), ("CILIUM_POST_nat", .nat), ("CILIUM_PRE_mangle", .mangle)]
      .contains { name, table in
        ruleset.table(table)
          .flatMap { ruleset.chain(named: Array(name.utf8)[...], in: $0) } != nil
      }
  }

  private var namedAddresses: String {
    let destinations = trace.namedAddresses.prefix(3).map { address in
      let host = address.family == .ipv6 ? "[\(address)]" : "\(address)"
      return packet.destinationPort.map { "\(host):\($0)" } ?? host
    }
    let more = trace.namedAddresses.count > 3 ? " and \(trace.namedAddresses.count - 3) more" : ""
    return "rules of their own name some addresses: natscope trace "
      + destinations.joined(separator: " ") + more
  }
}
