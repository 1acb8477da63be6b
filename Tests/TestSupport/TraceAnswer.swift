import FoundationEssentials

/// `natscope trace -o json`, as far as the tests look at it: another reader of the contract than
/// the writer, on purpose.
public struct TraceAnswer: Decodable, Sendable {
  public var schema: String
  public var traces: [Trace]

  public struct Trace: Decodable, Sendable {
    public var family: String?
    public var packet: JSONTree?
    public var outcomes: [Outcome]
    public var omitted: Omitted?
  }

  /// What was too much to list.
  public struct Omitted: Decodable, Sendable {
    public var outcomes: Int
    public var probability: Double
  }

  public struct Outcome: Decodable, Sendable {
    public var verdict: String?
    public var translation: String?
    public var destination: Endpoint
    public var source: Endpoint?
    public var masquerade: Bool?
    public var delivery: String?
    public var probability: Double
    public var conditions: [Condition]
    public var primary: Bool
    public var path: [Item]
    public var pathOmitted: Int?
    /// Whether other paths led to the same result.
    public var pathMerged: Bool?
    public var decidedBy: Decision?
  }

  public struct Endpoint: Decodable, Sendable, Hashable {
    public var addresses: String?
    public var ports: String?
  }

  public struct Condition: Decodable, Sendable, Hashable {
    public var text: String
    public var negated: Bool
    public var all: [Field]
  }

  public struct Field: Decodable, Sendable, Hashable {
    public var field: String
    public var op: String
    public var value: String?
  }

  public struct Item: Decodable, Sendable, Hashable {
    public var hook: String
    public var table: String
    public var chain: String
    /// nil for rules that the text leaves out.
    public var rule: Int?
    public var text: String
    public var effect: String
    public var target: String?
  }

  /// The rule that ended the trace; without a number it is the policy of the chain.
  public struct Decision: Decodable, Sendable, Hashable {
    public var hook: String
    public var table: String
    public var chain: String
    public var rule: Int?
  }

  /// Reads one answer.
  public init(json: String) throws {
    self = try JSONDecoder().decode(TraceAnswer.self, from: Data(json.utf8))
  }
}
