extension ExplanationFacts {
  /// What leaves the last table that was walked.
  var result: String {
    switch main.verdict {
    case .drop, .reject, .queue:
      let place = main.decidedBy.map { " by \(RulePlace(ruleset, $0).text)" } ?? ""
      return main.answer(family) + place
    case nil: return "not decided: \(obstacle)"
    case .accept: break
    }
    let sender = packet.source.map { "\($0)" } ?? "any"
    let unchecked = main.uncheckedTablesOfInput
    let passes =
      unchecked.isEmpty
      ? "passes every table in the input"
      : "passes every table that was walked; \(unchecked.joined(separator: ", ")) not checked"
    let target =
      main.translation == nil
      ? packet.destinationText : "\(main.destination.text(family))/\(packet.ipProtocol)"
    let stopped = stops.first.map { "; \($0.told.text), which stops it" } ?? ""
    return "\(sender) -> \(target), \(passes)\(stopped)"
  }

  /// Whether the source is kept, with the conditions of the outcomes that decide otherwise.
  ///
  /// - Returns: the text, and whether it tells all that sets the outcomes of one answer apart.
  var source: (text: String, isComplete: Bool)? {
    guard main.verdict == .accept, let isMasqueraded = main.isMasqueraded else { return nil }
    var isHairpin = false
    var hasLong = false
    let plain = isMasqueraded ? "masqueraded\(newSource)" : "kept"
    let other = isMasqueraded ? "kept" : "masqueraded"
    var places: [String] = []
    var conditions: [String] = []
    for outcome in trace.outcomes
    where outcome.isMasqueraded == !isMasqueraded
      && outcome.answer(family) == main.answer(family)
    {
      guard outcome.conditions.count <= 4 else {
        hasLong = true
        continue
      }
      let words = outcome.conditions.map { ConditionWording($0, in: ruleset) }
        .filter { !$0.isNegated }
      if words.count == 1, let fact = words.first?.all.first, fact.field == "source",
        words.first?.all.count == 1
      {
        if !places.contains(fact.value) { places.append(fact.value) }
        isHairpin = isHairpin || !isMasqueraded && comesFromTarget(outcome)
      } else {
        let text = outcome.conditions.map {
          RuleWords.short(ConditionWording($0, in: ruleset).text, to: 100)
        }
        .joined(separator: " and ")
        if !conditions.contains(text) { conditions.append(text) }
      }
    }
    var parts = [plain]
    if !places.isEmpty {
      parts.append("from \(Self.list(places)) \(other)" + (isHairpin ? " (hairpin)" : ""))
    }
    // Longer conditions are told in the table of cases.
    let isShort =
      !hasLong && conditions.count <= 1 && conditions.allSatisfy { $0.utf8.count <= 80 }
    if !isShort {
      parts.append("\(other) in some of the cases below")
    } else if let first = conditions.first {
      parts.append("\(other) if \(first)")
    }
    return (parts.joined(separator: "; "), isShort)
  }

  /// Whether the sender may be the target itself or its neighbour, whose replies would not come
  /// back through this node.
  private func comesFromTarget(_ outcome: Outcome) -> Bool {
    guard let target = outcome.destination.addresses else { return false }
    return outcome.conditions.contains { condition in
      condition.all.contains { fact in
        guard !condition.isNegated, case .field(.source, let ranges) = fact else { return false }
        return ranges.contains { $0.overlaps(target) }
      }
    }
  }

  private var newSource: String {
    guard let source = main.source, source.addresses != nil else { return "" }
    return " as \(source.text(family))"
  }

  private static func list(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }
}

extension ExplanationFacts {
  /// What has to be said of the way back; nil where nothing has to.
  var reply: String? {
    guard main.verdict == .accept, let reply = main.reply else { return nil }
    return switch reply.way {
    case .past, .toItself, .toLoopback: reply.text(packet, family)
    case .fromHere, .toHere, .toNewSource, .unchanged, .undecided: nil
    }
  }
}

extension ExplanationFacts {
  /// What else is worth knowing, one remark each.
  var notes: [String] {
    var notes: [String] = []
    if let told = pinnedNote {
      notes.append("\(told.text) (\(told.placeText))")
    } else if main.isTranslated {
      notes.append("existing connections keep their old target until they end")
    }
    if let taken = main.virtualService { notes += taken.notes }
    if let note = unknownTarget { notes.append(note) }
    if let note = laterRules { notes.append(note) }
    if owner.nameCheck == .differs {
      notes.append("the chain's name does not fit its comment: one of them was changed or cut")
    }
    if let note = loopback { notes.append(note) }
    if hasCilium {
      notes.append("Cilium is on this node: its eBPF programs may take the packet before any rule")
    }
    if !trace.namedAddresses.isEmpty { notes.append(namedAddresses) }
    if main.isMerged { notes.append("other paths to the same result are not listed") }
    if trace.omitted.outcomes > 0 {
      // With conditions the probabilities are no shares of one whole.
      let probability = trace.omitted.probability
      let share = probability <= 1 ? " (\(Decimals.text(probability * 100, places: 1)) %)" : ""
      notes.append("\(trace.omitted.outcomes) further outcomes\(share) are left out")
    }
    for problem in trace.problems.prefix(5) {
      let word = ruleset.string(problem.problem.text, of: problem.rule)
      notes.append("\(RulePlace(ruleset, problem.rule).text): not understood: \(word)")
    }
    if trace.problems.count > 5 {
      notes.append("\(trace.problems.count - 5) more rules were not understood wholly")
    }
    return notes
  }

  private var laterRules: String? {
    guard let first = main.alsoMatch.first else { return nil }
    let place = RulePlace(ruleset, first).text
    let count = main.alsoMatch.count
    return count == 1
      ? "1 later rule matches the same packet and is never reached: \(place)"
      : "\(count) later rules match the same packet and are never reached, the first: \(place)"
  }

  /// A packet to 127.0.0.1 may leave the node only where route_localnet says so
  /// (Documentation/networking/ip-sysctl.rst).
  private var loopback: String? {
    guard main.isTranslated, main.delivery != .local, let address = packet.destination,
      address.isLoopback, !trace.assumptions.contains(.routeLocalnet), stops.isEmpty
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
      let ipProtocol = packet.ipProtocol == .tcp ? "" : "/\(packet.ipProtocol)"
      return (packet.destinationPort.map { "\(host):\($0)" } ?? host) + ipProtocol
    }
    let more = trace.namedAddresses.count > 3 ? " and \(trace.namedAddresses.count - 3) more" : ""
    return "rules of their own name some addresses: natscope trace "
      + destinations.joined(separator: " ") + more
  }
}
