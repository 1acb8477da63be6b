/// Kernel parameters of the input, by their names with dots.
public struct Sysctls: Sendable {
  /// In the order of the input.
  public internal(set) var all: [Sysctl] = []
  private var indices: [String: Int] = [:]

  public init() {}

  public var isGiven: Bool { !all.isEmpty }

  /// The parameter of that name; of several the last one in the input.
  public subscript(_ name: String) -> Sysctl? { indices[name].map { all[$0] } }

  mutating func add(_ sysctl: Sysctl) {
    indices[sysctl.name] = all.count
    all.append(sysctl)
  }

  /// `net.ipv4.conf.INTERFACE.KEY` of each interface that is told; `all` and `default` are none.
  public func perInterface(_ key: String, _ family: IPFamily) -> [(name: String, value: Sysctl)] {
    let head = "net.\(family.rawValue).conf."
    let tail = "." + key
    var result: [(name: String, value: Sysctl)] = []
    for (index, sysctl) in all.enumerated() where indices[sysctl.name] == index {
      guard sysctl.name.hasPrefix(head), sysctl.name.hasSuffix(tail),
        sysctl.name.utf8.count > head.utf8.count + tail.utf8.count
      else { continue }
      let name = String(sysctl.name.dropFirst(head.count).dropLast(tail.count))
      if name != "all", name != "default" { result.append((name, sysctl)) }
    }
    return result
  }
}

/// A kernel parameter (sysctl(8)).
public struct Sysctl: Sendable, Hashable {
  /// `net.ipv4.ip_forward`; a dot in the name of an interface is a slash.
  public let name: String
  /// Without the blanks around it; several numbers have blanks between.
  public let value: String
  public let place: SourcePlace

  /// The value as a number.
  public var number: Int? { Int(value) }
}
