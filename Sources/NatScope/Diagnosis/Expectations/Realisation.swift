/// Whether the rules and sockets of the input realise a port that is declared.
public struct Realisation: Sendable {
  public enum Verdict: String, Sendable, Hashable, CaseIterable {
    /// What is declared answers.
    case realised
    /// Nothing is there for it.
    case missing
    /// A rule is there, and leads to something else.
    case elsewhere
    /// It is there, and something takes or stops the packet before or behind it.
    case shadowed
    /// The input does not decide it.
    case undecided
    /// It belongs to other nodes, and nothing has to be there for it.
    case notHere
  }

  public let expected: ExpectedPort
  public internal(set) var verdict: Verdict
  /// What it should look like.
  public internal(set) var expectation: String
  /// What the input shows, in one sentence; nil if nothing was asked.
  public internal(set) var found: String?
  /// Why that makes the verdict, in sentences.
  public internal(set) var reasons: [String] = []
  public internal(set) var assumptions: [AssumptionWording] = []
  /// Commands that decide or confirm it, none of which changes anything.
  public internal(set) var run: [String] = []
  /// Index into ``ManifestCheck/answer``'s views; nil if nothing was traced.
  public internal(set) var view: Int?

  init(_ expected: ExpectedPort, _ verdict: Verdict = .undecided, expectation: String) {
    self.expected = expected
    self.verdict = verdict
    self.expectation = expectation
  }

  /// Whether something is wrong with it.
  public var isBroken: Bool { [.missing, .elsewhere, .shadowed].contains(verdict) }
}

extension ExpectedPort {
  /// What it should look like, in one sentence.
  func expectation(_ declaration: Declaration) -> String {
    switch answer {
    case .process:
      return "a process of its pod listens on \(text) of this node, and no rule takes the port"
    case .controller:
      return "the controller of its class is exposed on \(port.map { "\($0)" } ?? "?")"
    case .pods(let targets):
      let target = targets.service == nil ? "its pod" : "its pods"
      switch kind {
      case .clusterIP where address == nil:
        return
          "a rule sends what comes to its ClusterIP on \(text) to \(targets.portText) of \(target)"
      case .loadBalancer where address == nil:
        return
          "a rule sends what its load balancer brings on \(text) to \(targets.portText) of \(target)"
      default:
        let place = address == nil ? "\(text) of this node" : text
        return "a rule sends what comes to \(place) to \(targets.portText) of \(target)"
      }
    }
  }
}
