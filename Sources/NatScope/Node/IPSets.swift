/// The ipsets of the input, by name.
public struct IPSets: Sendable {
  public internal(set) var byName: [String: IPSet] = [:]

  public init() {}

  public subscript(_ name: String) -> IPSet? { byName[name] }
}

/// The members of one ipset, as `ipset save` prints them.
public struct IPSet: Sendable {
  /// The types whose members natscope can look up (ipset(8), "SET TYPES").
  public enum Kind: String, Sendable, Hashable {
    case hashIP = "hash:ip"
    case hashNet = "hash:net"
    case hashIPPort = "hash:ip,port"
    case hashNetPort = "hash:net,port"
    case bitmapPort = "bitmap:port"
  }

  /// Members that share a protocol: addresses with the ports that belong to them.
  public struct Entry: Sendable {
    /// Empty for bitmap:port.
    public let addresses: ClosedRange<UInt128>?
    /// nil for sets without ports.
    public let ipProtocol: IPProtocol?
    public let ports: PortRange?
    /// A hole in a hash:net set.
    public let isException: Bool
  }

  public let name: String
  public let type: String
  public let kind: Kind?
  public let family: IPFamily
  public internal(set) var entries: [Entry] = []
  /// Whether some entry could not be read, so that membership is not decided.
  public internal(set) var isIncomplete = false

  /// The number of dimensions that `--match-set` looks up.
  public var dimensions: Int { type.split(separator: ",").count }
}
