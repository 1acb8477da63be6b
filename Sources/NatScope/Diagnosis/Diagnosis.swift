/// A trace in words: everything that a report says about it, before any layout.
///
/// Names out of the rules stand in it as they are; a report escapes them for its medium.
public struct Diagnosis: Sendable {
  public let explanation: Explanation
  /// The outcome that the explanation speaks of.
  public let outcome: Outcome
  public var verdict: Outcome.Verdict? { outcome.verdict }
  /// The title over the explanation's `why`.
  public let whyTitle: String
  /// The packet that was asked about, in one line.
  public let packet: String
  /// Of the outcome that the explanation speaks of.
  public let steps: [Step]
  /// The service of IPVS that took the packet between them; nil if none did.
  public let virtualService: VirtualServiceWording?
  /// Steps that the trace did not keep.
  public let stepsOmitted: Int
  /// What leaves the last table that was walked, in one line.
  public let result: String
  /// What becomes of the source address; nil where nothing is known of it.
  public let source: String?
  /// What has to be said of the way back; nil where nothing has to.
  public let reply: String?
  /// The owner with shortened ids; nil where nobody can be named.
  public let owner: String?
  /// Of the rule that decides.
  public let counters: RuleCounters?
  /// All outcomes, if there are several that differ in more than `source` tells.
  public let cases: [Case]
  public let casesOmitted: Int
  public let assumptions: [AssumptionWording]
  /// The assumptions with those about targets taken together.
  public let assumptionSummary: [AssumptionWording]
  public let notes: [String]
  /// Whose the targets are, as far as the input names pods and containers.
  public let workloads: [Told]
  /// What the input settles: addresses and kernel parameters.
  public let settled: [Told]
  /// Kernel parameters of the input that stop the packet, whatever the rules say.
  public let stops: [Told]
  /// The sockets of the input that have to do with the packet; nil if it has no list of them.
  public let sockets: SocketsBeside?

  /// The sockets on what was asked about, and where the packet ends if that is on this node.
  public struct SocketsBeside: Sendable {
    public let asked: [Socket]
    public let target: [Socket]?
    /// Whether the input has all sockets of the protocol and family, so that none is missing.
    public let isWhole: Bool
  }

  /// - Parameters:
  ///   - node: what the input tells beside the rules.
  ///   - hasUserAddresses: whether the user gave the node's addresses, so that the input's do not
  ///     count.
  public init(
    _ trace: Trace, in ruleset: Ruleset, node: NodeFacts = NodeFacts(),
    hasUserAddresses: Bool = false
  ) {
    self.init(
      ExplanationFacts(shown: trace, ruleset, node: node, hasUserAddresses: hasUserAddresses),
      hidesInterfaces: trace.dependsOnHiddenInterfaces)
  }

  /// - Parameter hidesInterfaces: whether the whole trace depends on interfaces that a listing hides.
  init(_ facts: ExplanationFacts, hidesInterfaces: Bool) {
    let (ruleset, trace, main) = (facts.ruleset, facts.trace, facts.main)
    explanation = Explanation(
      kind: facts.owner.kind, owner: facts.owner.text(isShort: false), headline: facts.headline,
      why: facts.why, confirm: facts.confirm)
    outcome = main
    whyTitle = facts.whyTitle
    packet = trace.packet.summary
    steps = Step.steps(main, in: ruleset)
    virtualService = main.virtualService.map { VirtualServiceWording($0) }
    result = facts.result
    source = facts.source?.text
    reply = facts.reply
    owner = facts.owner.text(isShort: true)
    stepsOmitted = main.pathOmitted
    counters = main.decisiveItem(in: ruleset)
      .flatMap { ruleset.counters(main.path[$0].rule) }
    let isTold = facts.answers.all.count == 1 && facts.source?.isComplete == true
    (cases, casesOmitted) =
      trace.outcomes.count == 1 || isTold ? ([], 0) : Case.cases(main, trace, in: ruleset)
    workloads = facts.workloads
    settled = facts.settled
    stops = facts.stops.map(\.told)
    sockets = facts.sockets.map {
      SocketsBeside(asked: $0.asked, target: $0.target, isWhole: $0.isWhole)
    }
    // A parameter that the input tells is no assumption.
    let open = trace.assumptions.filter { assumption in
      guard assumption == .routeLocalnet else { return true }
      if case .open = facts.routeLocalnet { return true }
      return false
    }
    assumptions = open.map { AssumptionWording($0, in: ruleset) }
    assumptionSummary =
      (hidesInterfaces
        ? [AssumptionWording(hiddenInterfacesOf: ruleset, except: facts.passedOver)] : [])
      + AssumptionWording.summary(open, in: ruleset)
    notes = facts.notes
  }
}

extension Diagnosis {
  /// What the rule that decides has counted, in words.
  public var counted: String? {
    guard let packets = counters?.packets else { return nil }
    let (low, high) = (packets.lowerBound, packets.upperBound)
    let count =
      low == high
      ? Decimals.grouped(low)
      : "\(Decimals.grouped(low)) to \(Decimals.grouped(high)) (rounded in the listing)"
    return "\(count) first packets since the counters were last reset"
  }
}
