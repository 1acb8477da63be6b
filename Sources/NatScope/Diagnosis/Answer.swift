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
    let findings = Lint.findings(traces, in: capture)
    views = traces.enumerated().map { place, traced in
      let ruleset = capture.rulesets[traced.ruleset]
      func diagnosis(_ trace: Trace) -> Diagnosis {
        Diagnosis(
          trace, in: ruleset, node: capture.node, hasUserAddresses: traced.hasUserAddresses)
      }
      return View(
        ruleset: traced.ruleset, trace: traced.trace, diagnosis: diagnosis(traced.trace),
        also: traced.also.map(diagnosis), findings: findings[place])
    }
    comparisons = RulesetComparison.all(views, in: capture)
  }
}
