/// The ipsets of the input, by name.
public struct IPSets: Sendable {
  public internal(set) var byName: [String: IPSet] = [:]

  public init() {}

  public subscript(_ name: String) -> IPSet? { byName[name] }
}
