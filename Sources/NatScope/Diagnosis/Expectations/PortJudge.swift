/// Judges by one trace whether a declared port is realised.
struct PortJudge {
  let expected: ExpectedPort
  let declaration: Declaration
  let ruleset: Ruleset
  let node: NodeFacts
  let facts: ExplanationFacts
  let diagnosis: Diagnosis
  let place: PodPlacement.Place?

  init(
    _ expected: ExpectedPort, _ view: Answer.View, _ capture: Capture,
    hasUserAddresses: Bool, place: PodPlacement.Place?
  ) {
    self.expected = expected
    self.place = place
    declaration = capture.node.declarations[expected.declaration]
    ruleset = capture.rulesets[view.ruleset]
    node = capture.node
    diagnosis = view.diagnosis
    let shown = view.trace.asShown
    facts = ExplanationFacts(
      shown?.trace ?? view.trace, ruleset, passedOver: shown?.passedOver ?? [], node: node,
      hasUserAddresses: hasUserAddresses)
  }

  var main: Outcome { facts.main }

  func judge() -> Realisation {
    var result = Realisation(expected, expectation: expected.expectation(declaration))
    result.found = diagnosis.explanation.headline
    result.run = diagnosis.explanation.confirm
    switch expected.answer {
    case .process: judgeProcess(&result)
    case .pods(let targets): judgePods(targets, &result)
    case .controller: break
    }
    if case .elsewhere(let reason) = place {
      // What is here all the same is told, and is no fault of the declaration.
      if result.verdict == .missing || result.verdict == .undecided { result.run = [] }
      result.verdict = .notHere
      result.reasons = ["Nothing is needed here: \(reason)."]
      result.assumptions = []
    } else if case .unknown(let pods) = place, result.verdict == .missing {
      result.assumptions.append(
        AssumptionWording(
          pods.isEmpty
            ? (declaration.kind == "Pod" ? "" : "a pod of ")
              + "\(declaration.title) is to run on this node"
            : "pod \(pods[0].qualifiedName) runs on this node",
          settledBy: "kubectl get pods -A -o wide"))
    }
    return result
  }

  // MARK: a process of the node's own

  private func judgeProcess(_ result: inout Realisation) {
    guard main.verdict != nil else { return }
    if facts.main.isStopped {
      result.verdict = .shadowed
      result.reasons = ["The packet is stopped before it comes to a socket."]
      return
    }
    let port = expected.port ?? 0
    let staysHere =
      !main.isTranslated
      || facts.isDeliveredHere && main.destination.ports == PortRange(port, port)
    guard staysHere else {
      result.verdict = .shadowed
      result.reasons = [
        "The port belongs to the process, and a rule takes it: no process on \(expected.text) gets "
          + "the packet."
      ]
      return
    }
    judgeSockets(&result)
  }

  private func judgeSockets(_ result: inout Realisation) {
    result.run = [facts.listeners]
    guard let sockets = facts.sockets else {
      result.reasons = ["No rule takes the port. The input does not show the node's sockets."]
      return
    }
    let found = sockets.target ?? sockets.asked
    let reachable = found.filter { !$0.isOnLoopback }
    if let first = reachable.first {
      result.verdict = .realised
      let words = first.processes.first.map { "\($0.name)\($0.pid.map { " (pid \($0))" } ?? "")" }
      result.assumptions.append(
        AssumptionWording(
          "\(words ?? "what listens there") is a process of \(declaration.title)",
          settledBy: first.processes.first?.pid.map { "cat /proc/\($0)/cgroup" }
            ?? facts.listeners))
      if expected.address == nil, case .address = first.local {
        result.reasons = ["It takes only what is sent to \(first.addressText)."]
      }
    } else if let first = found.first {
      result.verdict = .elsewhere
      result.reasons = ["It listens on \(first.addressText) only, which nobody outside reaches."]
    } else if sockets.isWhole {
      result.verdict = .missing
      result.reasons = ["No rule takes the port, and nothing listens on it."]
    } else {
      result.reasons = ["No rule takes the port. The list of sockets need not have all of them."]
    }
  }

  // MARK: rules that lead to pods

  private func judgePods(_ targets: PodTargets, _ result: inout Realisation) {
    guard main.verdict != nil else { return }
    guard main.translation != nil else {
      judgeUntranslated(targets, &result)
      return
    }
    if isPublishedOtherwise {
      if let address = expected.address,
        facts.trace.assumptions.contains(.destinationIsLocal(address))
      {
        // The address of a Service is none of the node's: the rules that publish ports of the node
        // do not see it.
        result.found = nil
        judgeUntranslated(targets, &result)
        return
      }
      result.verdict = .elsewhere
      result.reasons = ["A rule that publishes a port of the node takes it, and not the Service's."]
      return
    }
    let outcomes = facts.answers.ordinary.map(\.outcome).filter { $0.translation != nil }
    let all = outcomes.isEmpty ? [main] : outcomes
    var guesses: [Guess] = []
    var wrong: [String] = []
    var unknown: [String] = []
    for outcome in all {
      switch fit(outcome, targets) {
      case .fits(let guess): if let guess, !guesses.contains(guess) { guesses.append(guess) }
      case .differs(let reason): if !wrong.contains(reason) { wrong.append(reason) }
      case .unknown(let reason): if !unknown.contains(reason) { unknown.append(reason) }
      }
    }
    if !wrong.isEmpty {
      let later = main.alsoMatch.first { fitsLater($0, targets) }
      result.verdict = later == nil ? .elsewhere : .shadowed
      let count = wrong.count < all.count ? "\(wrong.count) of \(all.count) targets: " : ""
      result.reasons = [count + Self.list(wrong)]
      if let later {
        result.reasons.append(
          "The rule that would lead there comes later and is never reached: "
            + "\(RulePlace(ruleset, later).text).")
      }
    } else if !unknown.isEmpty {
      result.reasons = [Self.list(unknown)]
      result.run = ["kubectl get endpointslices -A -o yaml"]
    } else if main.isStopped {
      result.verdict = .shadowed
      result.reasons = ["The rule is there, but the packet is stopped behind it."]
    } else if let stop = facts.stops.first {
      result.verdict = .shadowed
      result.reasons = ["The rule is there, but \(stop.told.text) (\(stop.told.placeText))."]
    } else {
      result.verdict = .realised
      result.assumptions = Guess.together(guesses)
      if all.contains(where: \.isStopped) {
        result.reasons = [
          "But for some packets only, others are stopped: "
            + "natscope trace \(expected.question) shows the conditions."
        ]
      }
    }
  }

  /// Few of many reasons of a kind.
  private static func list(_ reasons: [String]) -> String {
    reasons.prefix(3).joined(separator: " ")
      + (reasons.count > 3 ? " And \(reasons.count - 3) more." : "")
  }
}

extension ExplanationFacts {
  /// The command that shows what listens on the port that was asked about.
  var listeners: String {
    let port = packet.destinationPort.map { " 'sport = :\($0)'" } ?? ""
    let letter = packet.ipProtocol == .udp ? "u" : packet.ipProtocol == .sctp ? "S" : "t"
    return "ss -ln\(letter)p\(port)"
  }
}

extension Socket {
  /// Whether only this node itself reaches it.
  fileprivate var isOnLoopback: Bool {
    if case .address(let address) = local { address.isLoopback } else { false }
  }
}
