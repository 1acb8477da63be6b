extension Outcome {
  /// What becomes of the packet, in a few words: `DNAT to 10.42.0.15:443`, `dropped`.
  func answer(_ family: IPFamily) -> String {
    let stop = verdict == nil ? "not decided" : stopText
    if verdict == .accept, let server = virtualService?.server, server.forwarding != .masquerade {
      return "IPVS to \(server.text)"
    }
    if let text = translationText(family) {
      return stop.map { "\(text), then \($0)" } ?? text
    }
    if let stop { return stop }
    switch delivery {
    case .local: return "not translated, to a local socket"
    case .forward: return "not translated, forwarded"
    case .some(.none), nil: return "not translated"
    }
  }

  /// What a rule or a policy does that ends the packet's way; nil if nothing does.
  var stopText: String? {
    switch verdict {
    case .drop: "dropped"
    case .reject: "rejected"
    case .queue: "handed to a user program (QUEUE)"
    case .accept, nil: nil
    }
  }

  /// What happens to the destination: `DNAT to 10.42.0.15:443`; nil if nothing does.
  func translationText(_ family: IPFamily) -> String? {
    let target = destination.text(family)
    return switch translation {
    case .destinationNAT where virtualService?.server != nil: "IPVS to \(target)"
    case .destinationNAT: "DNAT to \(target)"
    case .netmap: "NETMAP to \(target)"
    case .redirect: "REDIRECT to \(target)"
    case .transparentProxy:
      "TPROXY to the socket on " + (proxyPort.map { "port \($0)" } ?? target)
    case nil: nil
    }
  }

  /// Whether the destination becomes another one.
  var isTranslated: Bool { verdict == .accept && translation != nil }

  /// The tables of the input that the walk left out and that may stop the packet.
  var uncheckedTablesOfInput: [String] {
    var names: [String] = []
    for table in notChecked where table.isInInput && !names.contains(table.table.rawValue) {
      names.append(table.table.rawValue)
    }
    return names
  }
}

/// Where the outcomes of a trace lead, those with the same answer taken together.
struct Answers {
  struct Answer {
    let text: String
    let outcome: Outcome
    /// Of the packets for which no special condition holds; 0 for an answer that needs one.
    var share: Double
  }

  /// The one that is spoken of first, the others in rule order.
  let all: [Answer]
  /// Whether the shares add up to everything, so that they can be spoken of.
  let isWhole: Bool
  /// For each outcome of the trace whether its probability is part of a share.
  let isCounted: [Bool]

  init(_ main: Outcome, _ trace: Trace, _ family: IPFamily) {
    var counts: [Bool] = []
    var answers = [Answer(text: main.answer(family), outcome: main, share: 0)]
    var indices = [answers[0].text: 0]
    // Shares are told of packets that take the same route.
    let route = main.routeConditions
    for outcome in trace.outcomes {
      let text = outcome.answer(family)
      let isCounted =
        outcome.isOrdinary(family) && outcome.routeConditions.allSatisfy(route.contains)
      counts.append(isCounted)
      let share = isCounted ? outcome.probability : 0
      if let index = indices[text] {
        answers[index].share += share
      } else {
        indices[text] = answers.count
        answers.append(Answer(text: text, outcome: outcome, share: share))
      }
    }
    all = answers
    isCounted = counts
    isWhole = Share.isClose(answers.reduce(0) { $0 + $1.share }, 1)
  }

  /// The answers that an ordinary packet can get.
  var ordinary: [Answer] { isWhole ? all.filter { $0.share > 0 } : all }
}

extension Trace {
  /// The outcome that the explanation speaks of: the primary one, unless that needs something
  /// special while there is one that ordinary packets get.
  ///
  /// Docker's rules spare what comes from its own bridge, which makes that the case with the
  /// fewest conditions, and the one that nobody asks about. kube-proxy's first case is the
  /// endpoint that calls itself.
  func spokenOf(_ family: IPFamily) -> Outcome {
    let primary = primary
    if primary.isOrdinary(family), primary.isTranslated || primary.routeConditions.isEmpty {
      return primary
    }
    let ordinary = outcomes.filter { $0.isOrdinary(family) }
    let translated = ordinary.filter(\.isTranslated)
    if translated.isEmpty, primary.isTranslated { return primary }
    return (translated.isEmpty ? ordinary : translated).enumerated().max {
      ($0.element.probability, -$0.offset) < ($1.element.probability, -$1.offset)
    }?.element ?? primary
  }
}

extension Condition.Field {
  /// Whether the node's routes settle the field, and not the packet.
  var isOfRoute: Bool { self == .outInterface || self == .outInterfaceAfterTranslation }
}

extension Condition {
  /// Whether no packet fits both, for conditions about one and the same field.
  func excludes(_ other: Condition) -> Bool {
    guard all.count == 1, other.all.count == 1, case .field(let field, let ranges) = all[0],
      case .field(field, let others) = other.all[0]
    else { return false }
    let (mine, theirs) = (IntervalSet(ranges), IntervalSet(others))
    return switch (isNegated, other.isNegated) {
    case (false, false): mine.intersection(theirs).isEmpty
    case (false, true): mine.isSubset(of: theirs)
    case (true, false): theirs.isSubset(of: mine)
    case (true, true): false
    }
  }

  /// Whether it speaks of the route alone.
  var isOfRoute: Bool {
    all.allSatisfy { fact in
      if case .field(let field, _) = fact { field.isOfRoute } else { false }
    }
  }
}

extension Outcome {
  fileprivate var routeConditions: [Condition] { conditions.filter(\.isOfRoute) }

  /// Whether the outcome is what packets get for which nothing special holds: an opaque match does
  /// not, and a field lies outside of what the rules single out.
  ///
  /// Which way the route leads is a fact of the node and nothing special of a packet.
  fileprivate func isOrdinary(_ family: IPFamily) -> Bool {
    conditions.allSatisfy { condition in
      if condition.isOfRoute { return true }
      let isNarrow = condition.all.contains { fact in
        guard case .field(let field, let ranges) = fact else { return true }
        if field.isOfRoute { return false }
        return FieldRanges(field, ranges, family).shorterComplement == nil
      }
      return isNarrow == condition.isNegated
    }
  }
}
