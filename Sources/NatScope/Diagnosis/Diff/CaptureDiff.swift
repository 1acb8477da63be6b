/// What changed in meaning between two captures of a node.
public struct CaptureDiff: Sendable {
  public let before: PortsAnswer
  public let after: PortsAnswer
  public let ports: PortsDiff
  public let rules: RulesDiff
  /// Findings of the second capture that the first one has not, and the other way round.
  public let appeared: [Finding]
  public let vanished: [Finding]

  /// - Parameters:
  ///   - nodeAddresses: all addresses of the node; nil takes those that the inputs tell.
  ///   - covers: the families that are compared.
  public init(
    _ before: Capture, _ after: Capture, nodeAddresses: [NodeAddresses.Entry]? = nil,
    covers: (IPFamily) -> Bool = { _ in true }
  ) {
    var options = TraceOptions()
    options.nodeAddresses = nodeAddresses
    self.before = PortsAnswer(before, options: options, covers: covers)
    self.after = PortsAnswer(after, options: options, covers: covers)
    ports = PortsDiff(self.before, self.after)
    rules = RulesDiff(before, after, covers: covers)
    let old = Lint(before, nodeAddresses: nodeAddresses, covers: covers).findings
    let new = Lint(after, nodeAddresses: nodeAddresses, covers: covers).findings
    appeared = Self.lacking(new, old)
    vanished = Self.lacking(old, new)
  }

  /// Whether nothing changed but the order of rules and what they counted.
  public var isSame: Bool {
    ports.changes.isEmpty && rules.chains.isEmpty && appeared.isEmpty && vanished.isEmpty
  }

  /// Findings of one list that the other has not: the lines that show them may have moved.
  private static func lacking(_ findings: [Finding], _ others: [Finding]) -> [Finding] {
    let known = Set(others.map { [$0.code, $0.subject] })
    return findings.filter { !known.contains([$0.code, $0.subject]) }
  }
}
