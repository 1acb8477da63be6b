/// Everything that an invocation of trace found out, ready to be reported.
public struct Answer: Sendable {
  public let capture: Capture
  /// One for each destination and ruleset, in the order in which they were asked for.
  public let views: [View]
  /// What several rulesets of one family say together.
  public let comparisons: [RulesetComparison]

  /// One trace with its words.
  public struct View: Sendable {
    /// Index into `Capture.rulesets`.
    public let ruleset: Int
    public let trace: Trace
    public let diagnosis: Diagnosis
    /// The same destination from the other side (`--local` or not); its words only.
    public let also: Diagnosis?
    /// What is wrong with the NAT of this destination.
    public let findings: [Finding]
    /// The node's addresses as the user gave them; nil if not.
    public let nodeAddresses: [NodeAddresses.Entry]?
  }

  /// A trace that was made, before anything is said about it.
  public struct Traced: Sendable {
    public let ruleset: Int
    public let trace: Trace
    public let also: Trace?
    /// Whether the user gave the list of the node's addresses.
    public let hasUserAddresses: Bool
    /// That list, for what is traced beside.
    public let nodeAddresses: [NodeAddresses.Entry]?

    public init(
      ruleset: Int, trace: Trace, also: Trace? = nil, hasUserAddresses: Bool = false,
      nodeAddresses: [NodeAddresses.Entry]? = nil
    ) {
      self.nodeAddresses = nodeAddresses
      self.ruleset = ruleset
      self.trace = trace
      self.also = also
      self.hasUserAddresses = hasUserAddresses
    }
  }

  public init(_ capture: Capture, _ traces: [Traced]) {
    self.capture = capture
    let facts = traces.map { $0.facts(capture) }
    let findings = Lint.findings(traces, facts, in: capture)
    views = traces.indices.map { place in
      let traced = traces[place]
      return View(
        ruleset: traced.ruleset, trace: traced.trace,
        diagnosis: Diagnosis(
          facts[place].asked, hidesInterfaces: traced.trace.dependsOnHiddenInterfaces),
        also: facts[place].also.map {
          Diagnosis($0, hidesInterfaces: traced.also?.dependsOnHiddenInterfaces ?? false)
        },
        findings: findings[place], nodeAddresses: traced.nodeAddresses)
    }
    comparisons = RulesetComparison.all(views, in: capture)
  }
}

extension Answer.Traced {
  /// What the traces of both sides say to a person.
  struct Facts {
    let asked: ExplanationFacts
    let also: ExplanationFacts?

    /// The side from which a packet comes.
    subscript(_ origin: Packet.Origin) -> ExplanationFacts? {
      [asked, also].compactMap(\.self).first { $0.trace.packet.origin == origin }
    }
  }

  func facts(_ capture: Capture) -> Facts {
    func facts(_ trace: Trace) -> ExplanationFacts {
      ExplanationFacts(
        shown: trace, capture.rulesets[ruleset], node: capture.node,
        hasUserAddresses: hasUserAddresses)
    }
    return Facts(asked: facts(trace), also: also.map(facts))
  }
}

extension Answer.View {
  /// What happens on the other side, `from this node: the same`, and whether it is the same; nil where
  /// nobody asked it.
  public var otherSide: (text: String, isSame: Bool)? {
    guard let also else { return nil }
    let side = trace.packet.origin == .outside ? "from this node" : "from outside"
    let isSame = also.explanation.headline == diagnosis.explanation.headline
    return ("\(side): \(isSame ? "the same" : also.explanation.headline)", isSame)
  }
}
