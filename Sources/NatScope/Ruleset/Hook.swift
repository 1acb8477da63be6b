/// A point of the packet's way through the kernel at which tables are consulted.
public enum Hook: String, Sendable, Hashable, CaseIterable {
  case prerouting = "PREROUTING"
  case input = "INPUT"
  case forward = "FORWARD"
  case output = "OUTPUT"
  case postrouting = "POSTROUTING"
}

/// The tables of iptables, in no particular order; `Traversal` holds the order at each hook.
public enum TableName: String, Sendable, Hashable, CaseIterable {
  case raw
  case mangle
  case nat
  case filter
  case security

  /// The hooks that have a built-in chain in the table (iptables(8), "TABLES").
  public var hooks: [Hook] {
    switch self {
    case .raw: [.prerouting, .output]
    case .mangle: [.prerouting, .input, .forward, .output, .postrouting]
    case .nat: [.prerouting, .input, .output, .postrouting]
    case .filter, .security: [.input, .forward, .output]
    }
  }
}

/// Which of the kernel's two rule engines the text came from, as far as its header tells.
public enum Backend: String, Sendable, Hashable {
  case nfTables = "nf_tables"
  case legacy
}
