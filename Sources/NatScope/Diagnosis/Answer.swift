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
  }

  /// A trace that was made, before anything is said about it.
  public struct Traced: Sendable {
    public let ruleset: Int
    public let trace: Trace
    public let also: Trace?

    public init(ruleset: Int, trace: Trace, also: Trace? = nil) {
      self.ruleset = ruleset
      self.trace = trace
      self.also = also
    }
  }

  public init(_ capture: Capture, _ traces: [Traced]) {
    self.capture = capture
    views = traces.map { traced in
      let ruleset = capture.rulesets[traced.ruleset]
      return View(
        ruleset: traced.ruleset, trace: traced.trace,
        diagnosis: Diagnosis(traced.trace, in: ruleset),
        also: traced.also.map { Diagnosis($0, in: ruleset) })
    }
    comparisons = RulesetComparison.all(views, in: capture)
  }
}
