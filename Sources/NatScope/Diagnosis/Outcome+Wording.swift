extension Outcome {
  /// What becomes of the packet, in a few words: `DNAT to 10.42.0.15:443`, `dropped`.
  func answer(_ family: IPFamily) -> String {
    switch verdict {
    case .drop: return "dropped"
    case .reject: return "rejected"
    case .queue: return "handed to a user program (QUEUE)"
    case .accept, nil: break
    }
    if let text = translationText(family) {
      return verdict == nil ? "\(text), then not decided" : text
    }
    if verdict == nil { return "not decided" }
    switch delivery {
    case .local: return "not translated, to a local socket"
    case .forward: return "not translated, forwarded"
    case .some(.none), nil: return "not translated"
    }
  }

  /// What happens to the destination: `DNAT to 10.42.0.15:443`; nil if nothing does.
  func translationText(_ family: IPFamily) -> String? {
    let target = destination.text(family)
    return switch translation {
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

  init(_ main: Outcome, _ trace: Trace, _ family: IPFamily) {
    var answers = [Answer(text: main.answer(family), outcome: main, share: 0)]
    var indices = [answers[0].text: 0]
    for outcome in trace.outcomes {
      let text = outcome.answer(family)
      let share = outcome.isOrdinary(family) ? outcome.probability : 0
      if let index = indices[text] {
        answers[index].share += share
      } else {
        indices[text] = answers.count
        answers.append(Answer(text: text, outcome: outcome, share: share))
      }
    }
    all = answers
    isWhole = Share.isClose(answers.reduce(0) { $0 + $1.share }, 1)
  }

  /// The answers that an ordinary packet can get.
  var ordinary: [Answer] { isWhole ? all.filter { $0.share > 0 } : all }
}

extension Trace {
  /// The outcome that the explanation speaks of: the primary one, unless that needs something
  /// special while ordinary packets are translated.
  ///
  /// Docker's rules spare what comes from its own bridge, which makes that the case with the
  /// fewest conditions, and the one that nobody asks about. kube-proxy's first case is the
  /// endpoint that calls itself.
  func spokenOf(_ family: IPFamily) -> Outcome {
    let primary = primary
    guard primary.verdict == .accept || primary.verdict == nil, !primary.isOrdinary(family) else {
      return primary
    }
    return outcomes.filter { $0.isTranslated && $0.isOrdinary(family) }
      .enumerated().max {
        ($0.element.probability, -$0.offset) < ($1.element.probability, -$1.offset)
      }?.element ?? primary
  }
}

extension Outcome {
  /// Whether the outcome is what packets get for which nothing special holds: an opaque match does
  /// not, and a field lies outside of what the rules single out.
  fileprivate func isOrdinary(_ family: IPFamily) -> Bool {
    conditions.allSatisfy { condition in
      let isNarrow = condition.all.contains { fact in
        guard case .field(let field, let ranges) = fact else { return true }
        return FieldRanges(field, ranges, family).shorterComplement == nil
      }
      return isNarrow == condition.isNegated
    }
  }
}
