// NS201, NS202, NS208, NS225, NS228, and NS207 where a Service's address is taken.
extension Detectors {
  /// The rule that takes a destination, and those behind it that would take it too.
  private struct Contest {
    let view: Probe.View
    let facts: ExplanationFacts
    let winner: Publisher
    let losers: [Publisher]

    init?(_ view: Probe.View) {
      guard let facts = view.facts, let rule = facts.translatingRule else { return nil }
      self.view = view
      self.facts = facts
      let winner = Publisher(rule, in: facts.ruleset)
      self.winner = winner
      var seen: Set<String> = [winner.target(facts.family)]
      losers = facts.main.alsoMatch.map { Publisher($0, in: facts.ruleset) }.filter {
        seen.insert($0.target(facts.family)).inserted
      }
    }
  }

  /// NS201: several pods or containers publish the port.
  @Sendable static func duplicatePublishers(_ probe: Probe, _ scope: LintScope) -> [Finding] {
    guard probe.address?.isLoopback != true else { return [] }
    return probe.views.compactMap { view in
      guard let contest = Contest(view), contest.winner.kind == .published else { return nil }
      let losers = contest.losers.filter {
        $0.kind == .published
          && (contest.winner.containerID == nil || $0.containerID != contest.winner.containerID)
      }
      guard !losers.isEmpty else { return nil }
      return duplicate(contest.winner, losers, contest, probe, scope)
    }
  }

  private static func duplicate(
    _ winner: Publisher, _ losers: [Publisher], _ contest: Contest, _ probe: Probe,
    _ scope: LintScope
  ) -> Finding {
    let family = probe.family
    let all = [winner] + losers
    let states = Publisher.states(all, scope.node, family)
    let index = contest.view.ruleset
    let ruleset = contest.facts.ruleset
    let noun = contest.facts.owner.kind == .hostPort ? "hostPort rules" : "rules"
    let count = "\(numeral(all.count)) \(noun) for \(probe.subject)"
    let evidence = zip(all, states).enumerated().map { place, item in
      let (publisher, state) = item
      let head = place == 0 ? "first match" : "never reached"
      return Finding.Evidence(
        ruleset, publisher.dispatch.first ?? publisher.rule,
        "\(head): DNAT \(publisher.target(family))" + words(publisher, state))
    }
    let target = winner.target(family)
    let address = winner.address(family).map { "\($0)" } ?? target
    let confirm = confirmation(all, probe)
    switch states[0] {
    case .living(let name):
      let gone = zip(losers, states.dropFirst()).filter { $0.1 == .gone }.map(\.0)
      return Finding(
        "NS201", .warning, "\(count); the first one leads to \(name), the others are left over",
        probe.subject, evidence: evidence,
        effect: "none while \(name) lives; the rules of \(gone.count == 1 ? "one" : "others") that "
          + "is gone take the port as soon as its own are removed",
        confirm: confirm,
        mend: gone.flatMap { scope.removal($0, index, "removes a rule that is left over") },
        ruleset: index)
    case .gone:
      let holder = winner.address(family).flatMap { scope.node.workloads.holders(of: $0).first }
      let answer =
        holder.map { "\($0.kind.rawValue) \($0.qualifiedName), which has the address now, answers" }
        ?? "no route to host or a time-out; another pod answers if the address was given to one"
      return Finding(
        "NS201", .error, "\(count); the stale one wins", probe.subject, evidence: evidence,
        effect: "clients of \(probe.subject) are sent to \(address): \(answer)", confirm: confirm,
        mend: scope.removal(winner, index, "removes the rule of the pod that is gone"),
        ruleset: index)
    case .unknown:
      let whose = winner.containerID.map { "sandbox \(Owner.short($0))" } ?? target
      return Finding(
        "NS201", .error, "\(count); the first one wins", probe.subject, evidence: evidence,
        effect:
          "clients of \(probe.subject) are sent to \(address) only; if that is gone, they get no "
          + "route to host or a time-out, or another pod that has the address now",
        confirm: confirm,
        mend: scope.removal(winner, index, "if \(whose) is gone: removes its rule"),
        ruleset: index)
    }
  }

  static func numeral(_ count: Int) -> String {
    let names = [2: "two", 3: "three", 4: "four", 5: "five", 6: "six"]
    return names[count] ?? "\(count)"
  }

  private static func words(_ publisher: Publisher, _ state: Publisher.State) -> String {
    var text = ""
    if let id = publisher.container?.container { text += ", sandbox \(Owner.short(id))" }
    switch state {
    case .living(let name): text += ", \(name)"
    case .gone: text += ", gone"
    case .unknown: break
    }
    if let packets = publisher.packets, packets.lowerBound == packets.upperBound {
      text += ", \(packets.lowerBound) packets"
    }
    return text
  }

  private static func confirmation(_ all: [Publisher], _ probe: Probe) -> [String] {
    let ids = all.compactMap(\.containerID)
    return ids.map { "crictl pods --id \(Owner.short($0))" }
      + ["conntrack -L -p \(probe.ipProtocol) --orig-port-dst \(probe.port)"]
  }

  /// NS208, NS228, and NS207 as an error: a hostPort and a Service, or two Services.
  @Sendable static func clashingKinds(_ probe: Probe, _ scope: LintScope) -> [Finding] {
    guard probe.address?.isLoopback != true else { return [] }
    return probe.views.compactMap { view in
      guard let contest = Contest(view), contest.winner.kind != .other else { return nil }
      let (winner, ruleset) = (contest.winner, contest.facts.ruleset)
      let loser = contest.losers.first { other in
        other.kind != .other
          && (other.kind != winner.kind || winner.kind == .service && differs(winner, other))
      }
      guard let loser else { return nil }
      let evidence = [
        Finding.Evidence(ruleset, winner.rule, "first match: \(name(winner, probe.family))"),
        Finding.Evidence(ruleset, loser.rule, "never reached: \(name(loser, probe.family))"),
      ]
      let effect =
        "all connections to \(probe.subject) go to \(name(winner, probe.family)), none to "
        + name(loser, probe.family)
      let confirm = ["kubectl get services -A", "kubectl get pods -A -o wide"]
      if winner.kind == .service, loser.kind == .service {
        guard probe.address == nil else { return nil }
        return Finding(
          "NS228", .error, "two Services have the NodePort \(probe.subject)", probe.subject,
          evidence: evidence, effect: effect, confirm: confirm, ruleset: view.ruleset)
      }
      if probe.address == nil || winner.kind == .service {
        return Finding(
          "NS208", .error, "a hostPort and a NodePort use \(probe.subject)", probe.subject,
          evidence: evidence, effect: effect, confirm: confirm, ruleset: view.ruleset)
      }
      return Finding(
        "NS207", .error, "a hostPort takes \(probe.subject), the address of a Service",
        probe.subject, evidence: evidence, effect: effect, confirm: confirm, ruleset: view.ruleset)
    }
  }

  private static func differs(_ a: Publisher, _ b: Publisher) -> Bool {
    guard let one = a.service, let other = b.service else { return false }
    return one != other
  }

  private static func name(_ publisher: Publisher, _ family: IPFamily) -> String {
    if let service = publisher.service { return "Service \(service.text)" }
    return "hostPort's target \(publisher.target(family))"
  }

  /// NS202: the only rule leads to a pod that is gone.
  @Sendable static func deadTarget(_ probe: Probe, _ scope: LintScope) -> [Finding] {
    guard probe.address?.isLoopback != true, scope.node.workloads.isGiven else { return [] }
    return probe.views.compactMap { view in
      guard let contest = Contest(view), contest.winner.kind == .published,
        !contest.losers.contains(where: { $0.kind == .published }),
        contest.facts.owner.kind != .docker
      else { return nil }
      let ruleset = contest.facts.ruleset
      let winner = contest.winner
      guard
        Publisher.states(
          [winner], scope.node, probe.family, known: scope.listsSandboxes(of: ruleset)) == [.gone]
      else { return nil }
      let holder = winner.address(probe.family)
        .flatMap { scope.node.workloads.holders(of: $0).first }
      let target = winner.target(probe.family)
      let answer =
        holder.map { "\($0.kind.rawValue) \($0.qualifiedName), which has the address now, answers" }
        ?? "clients get no route to host or a time-out"
      return Finding(
        "NS202", .error, "\(probe.subject) is published for a pod that is gone", probe.subject,
        evidence: [
          Finding.Evidence(
            ruleset, winner.dispatch.first ?? winner.rule,
            "DNAT \(target)" + words(winner, .gone))
        ], effect: "\(probe.subject) is sent to \(target): \(answer)",
        confirm: confirmation([winner], probe),
        mend: scope.removal(winner, view.ruleset, "removes the rule of the pod that is gone"),
        ruleset: view.ruleset)
    }
  }

  /// NS225: the rule that takes the port never counted, one behind it did.
  @Sendable static func contradictingCounters(_ probe: Probe, _ scope: LintScope) -> [Finding] {
    guard probe.address?.isLoopback != true else { return [] }
    return probe.views.compactMap { view in
      guard let contest = Contest(view), contest.winner.packets?.upperBound == 0,
        let counting = contest.losers.first(where: { $0.packets.map { $0.lowerBound > 0 } ?? false }
        )
      else { return nil }
      let ruleset = contest.facts.ruleset
      return Finding(
        "NS225", .note, "the counters of \(probe.subject) contradict the order of the rules",
        probe.subject,
        evidence: [
          Finding.Evidence(ruleset, contest.winner.rule, "takes the port, and never counted"),
          Finding.Evidence(ruleset, counting.rule, "is never reached, and did count"),
        ],
        effect: "the order changed since, or something that the text does not show takes packets "
          + "first", confirm: ["\(ruleset.saveCommand) -c -t nat"], ruleset: view.ruleset)
    }
  }
}

extension LintScope {
  /// Whether the list of workloads has sandboxes that rules for published ports name.
  func listsSandboxes(of ruleset: Ruleset) -> Bool {
    guard let table = ruleset.table(.nat) else { return false }
    for name in Publisher.dispatchChains {
      guard let chain = ruleset.chain(named: Array(name.utf8)[...], in: table) else { continue }
      for index in ruleset[chain].rules.prefix(1_000) {
        guard let comment = ruleset.comment(Rule.ID(index)).flatMap(ContainerComment.init),
          let id = comment.container?.split(separator: "-").last
        else { continue }
        if let found = node.workloads.workload(id: String(id)), !found.hasEnded { return true }
      }
    }
    return false
  }
}
