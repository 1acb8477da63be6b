/// What the Kubernetes objects of an input declare, held against the rules and sockets of the node.
public struct ManifestCheck: Sendable {
  /// The traces that were asked for, with their words.
  public let answer: Answer
  /// In the order of the input.
  public private(set) var realisations: [Realisation] = []
  /// What is declared and needs nothing.
  public let notes: [String]
  /// Declared ports beyond the bound, which were not looked at.
  public let omitted: Int

  public var node: NodeFacts { answer.capture.node }
  public var isBroken: Bool { realisations.contains(where: \.isBroken) }
  public var isUndecided: Bool { realisations.contains { $0.verdict == .undecided } }

  /// Each port costs a trace or two; an input may declare any number of them.
  static var limit: Int { 10_000 }

  /// Checks what an input declares: what somebody wrote, or where nobody did, the objects of the
  /// cluster that are in it.
  ///
  /// - Parameters:
  ///   - capture: the input.
  ///   - nodeAddresses: the addresses of the node, where the user gave them.
  ///   - covers: the families that are asked about.
  public init(
    _ capture: Capture, nodeAddresses: [NodeAddresses.Entry]? = nil,
    covers: (IPFamily) -> Bool = { _ in true }
  ) {
    self.init(capture, nodeAddresses, covers, limit: Self.limit)
  }

  init(
    _ capture: Capture, _ nodeAddresses: [NodeAddresses.Entry]? = nil,
    _ covers: (IPFamily) -> Bool = { _ in true }, limit: Int
  ) {
    let all = capture.node.declarations
    let written = all.indices.filter { !all[$0].isLive }
    let index = WorkloadIndex(capture.node.workloads)
    let placement = PodPlacement(capture.node, index)
    let expected = ExpectedPorts(
      capture.node, index, placement, capture.rulesets.map { ServiceRules($0) },
      of: written.isEmpty ? Array(all.indices) : written)
    notes = expected.notes
    omitted = max(0, expected.all.count - limit)
    let shown = expected.all.prefix(limit)
    var questions = Questions(capture, nodeAddresses, covers)
    let asked = shown.map { questions.ask($0) }
    answer = Answer(questions.capture, questions.traced)
    var judge = Judging(
      answer: answer, placement: placement,
      hasUserAddresses: nodeAddresses != nil)
    for (port, views) in zip(shown, asked) { realisations += judge.judge(port, views) }
    let ingresses = IngressJudge(node: capture.node, realisations: realisations)
    for index in realisations.indices where realisations[index].expected.kind == .ingress {
      realisations[index] = ingresses.judge(realisations[index])
    }
  }
}

/// The traces that answer for declared ports, each packet once.
private struct Questions {
  var capture: Capture
  var traced: [Answer.Traced] = []
  private var known: [Packet: [Int]] = [:]
  private let options: TraceOptions
  private let present: [IPFamily]
  private let covers: Set<IPFamily>

  init(
    _ capture: Capture, _ nodeAddresses: [NodeAddresses.Entry]?, _ covers: (IPFamily) -> Bool
  ) {
    self.capture = capture
    self.covers = Set(IPFamily.allCases.filter(covers))
    let families = self.covers
    present = IPFamily.allCases.filter { family in
      families.contains(family) && capture.rulesets.contains { $0.family == family }
    }
    var options = TraceOptions()
    options.nodeAddresses = nodeAddresses
    options.localAddresses = capture.node.addresses
    options.mentionsOtherBackend = capture.mentionsOtherBackend
    options.ipvs = capture.ipvs
    self.options = options
  }

  /// - Returns: the traces of each family, as indices into ``traced``.
  mutating func ask(_ port: ExpectedPort) -> [[Int]] {
    guard port.isWhole, port.kind != .ingress else { return [] }
    let families =
      port.address.map { [$0.family] } ?? (port.families.isEmpty ? present : port.families)
    return families.filter(covers.contains).map { ask(port, $0) }
  }

  private mutating func ask(_ port: ExpectedPort, _ family: IPFamily) -> [Int] {
    let packet = Packet(
      family: family, ipProtocol: port.ipProtocol, destination: port.address,
      destinationPort: port.port)
    if let views = known[packet] { return views }
    capture.ensureRuleset(for: family)
    let all = capture.rulesets.indices.filter { capture.rulesets[$0].family == family }
    // A capture of other tables says nothing where another one has nat.
    let translating = all.filter { capture.rulesets[$0].table(.nat) != nil }
    var views: [Int] = []
    for index in translating.isEmpty ? all : translating {
      let trace = Trace.run(
        packet, through: capture.rulesets[index], sets: capture.sets, options: options)
      views.append(traced.count)
      traced.append(
        Answer.Traced(
          ruleset: index, trace: trace, hasUserAddresses: options.nodeAddresses != nil))
    }
    known[packet] = views
    return views
  }
}

/// Puts together what the traces of a port say.
private struct Judging {
  let answer: Answer
  let placement: PodPlacement
  let hasUserAddresses: Bool
  private var places: [Int: PodPlacement.Place] = [:]

  init(answer: Answer, placement: PodPlacement, hasUserAddresses: Bool) {
    self.answer = answer
    self.placement = placement
    self.hasUserAddresses = hasUserAddresses
  }

  mutating func judge(_ port: ExpectedPort, _ families: [[Int]]) -> [Realisation] {
    let declaration = answer.capture.node.declarations[port.declaration]
    var place = places[port.declaration]
    if place == nil, case .pods(let template) = declaration.body {
      place = placement.place(declaration, template)
      places[port.declaration] = place
    }
    let results = families.filter { !$0.isEmpty }.map { judge(port, $0, place) }
    guard let first = results.first else { return [unasked(port, declaration, place)] }
    // Where the text does not tell the family, one that has it is enough.
    guard port.families.isEmpty, results.count > 1 else { return results }
    let told = results.filter {
      [.realised, .elsewhere, .shadowed].contains($0.verdict)
    }
    return told.isEmpty ? [first] : told
  }

  /// One family: a trace, or those of several rulesets.
  private func judge(
    _ port: ExpectedPort, _ views: [Int], _ place: PodPlacement.Place?
  ) -> Realisation {
    let results = views.map { index in
      var result = PortJudge(
        port, answer.views[index], answer.capture, hasUserAddresses: hasUserAddresses,
        place: place
      ).judge()
      result.view = index
      return result
    }
    var first = results[0]
    guard results.count > 1 else { return first }
    let together = answer.comparisons.first { $0.views == views }
    if let decided = together?.decidedBy,
      let result = results.first(where: { $0.view.map { answer.views[$0].ruleset } == decided })
    {
      return result
    }
    guard results.contains(where: { $0.verdict != first.verdict }) else { return first }
    first.verdict = .undecided
    first.assumptions = []
    first.reasons = [together?.text ?? "Several rulesets of the input say different things."]
    first.run = [together?.settledBy ?? "sudo iptables-save -c"].compactMap { $0 }
    return first
  }

  /// Nothing could be asked: something is not told.
  private func unasked(
    _ port: ExpectedPort, _ declaration: Declaration, _ place: PodPlacement.Place?
  ) -> Realisation {
    var result = Realisation(port, expectation: port.expectation(declaration))
    if case .elsewhere(let reason) = place {
      result.verdict = .notHere
      result.reasons = ["Nothing is needed here: \(reason)."]
      return result
    }
    switch port.kind {
    case .nodePort where port.port == nil:
      result.reasons = [
        "The cluster chooses the NodePort, and neither its objects nor kube-proxy's rules in the "
          + "input tell it."
      ]
    case .clusterIP:
      result.reasons = [
        "The cluster chooses the ClusterIP, and neither its objects nor kube-proxy's rules in the "
          + "input tell it."
      ]
    default: result.reasons = ["The input has no rules of the family that is asked about."]
    }
    let isTold = port.kind != .nodePort && port.kind != .clusterIP
    result.run =
      isTold
      ? ["sudo iptables-save -c", "sudo ip6tables-save -c"]
      : ["kubectl get services -A -o yaml"]
    return result
  }
}
