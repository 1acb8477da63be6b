/// A line of /proc/net/nf_conntrack, which `conntrack -L -o extended` prints alike but for the zeros
/// of IPv6 addresses.
///
/// The reply tuple tells the translation: what answers is the new destination, and what it answers
/// to is the new source.
struct Connection: Sendable, Hashable {
  struct Endpoint: Sendable, Hashable {
    var address: String
    /// nil for a protocol without ports.
    var port: Int?

    init(address: String, port: Int?) {
      self.address = IPBytes.canonical(address)
      self.port = port
    }
  }

  var originalSource: Endpoint
  var originalDestination: Endpoint
  var newSource: Endpoint
  var newDestination: Endpoint
  var mark: UInt32

  init?(line: Substring) {
    var values: [Substring: [Substring]] = [:]
    for word in line.split(separator: " ") {
      let parts = word.split(separator: "=", maxSplits: 1)
      if parts.count == 2 { values[parts[0], default: []].append(parts[1]) }
    }
    guard let source = values["src"], let destination = values["dst"], source.count == 2,
      destination.count == 2
    else { return nil }
    let from = values["sport", default: []].map { Int($0) }
    let to = values["dport", default: []].map { Int($0) }
    let ports = from.count == 2 && to.count == 2
    originalSource = Endpoint(address: String(source[0]), port: ports ? from[0] : nil)
    originalDestination = Endpoint(address: String(destination[0]), port: ports ? to[0] : nil)
    newDestination = Endpoint(address: String(source[1]), port: ports ? from[1] : nil)
    newSource = Endpoint(address: String(destination[1]), port: ports ? to[1] : nil)
    mark = values["mark"]?.first.flatMap { UInt32($0) } ?? 0
  }
}
