/// The service of IPVS that took a packet, in words for a line between the steps.
public struct VirtualServiceWording: Sendable, Hashable {
  /// `10.96.0.1:443/tcp`, `fwmark 7`.
  public let service: String
  /// `wrr, 1 of 3 servers, weight 5`.
  public let choice: String
  /// `IPVS 10.244.1.5:6443`; with direct routing or a tunnel it says so.
  public let target: String
  /// How many rules of the path stand before it.
  let pathItems: Int

  init(_ taken: VirtualService) {
    let service = taken.service
    self.service = service.key.description
    let live = service.servers.count { $0.weight > 0 }
    var parts = [service.scheduler]
    if let server = taken.server {
      parts.append("1 of \(live) server\(live == 1 ? "" : "s")")
      if live > 1 { parts.append("weight \(server.weight)") }
      target = "IPVS \(server.text)"
    } else {
      parts.append(
        service.servers.isEmpty ? "no servers" : "no server with a weight above 0")
      target = "IPVS"
    }
    choice = parts.joined(separator: ", ")
    pathItems = taken.pathItems
  }
}

extension IPVS.Server {
  /// `10.244.1.5:6443`, with how the packet gets there unless it is rewritten.
  var text: String {
    let host = address.family == .ipv6 ? "[\(address)]" : "\(address)"
    let end = port == 0 ? "\(address)" : "\(host):\(port)"
    return switch forwarding {
    case .masquerade: end
    case .route: "\(end) by direct routing"
    case .tunnel: "\(end) in a tunnel"
    }
  }
}

extension VirtualService {
  /// What the shares of the servers are, and what the text cannot tell about one client.
  var notes: [String] {
    var notes: [String] = []
    let name = service.scheduler
    switch service.choice {
    case .equal, .weight: break
    case .sourceHash:
      notes.append(
        "IPVS chooses by a hash of the source (\(name)): one client always gets the same server, "
          + "and the shares are those of many clients")
    case .destinationHash:
      notes.append(
        "IPVS chooses by a hash of the destination (\(name)): all clients of one address get the "
          + "same server, and the text does not tell which")
    case .highest:
      notes.append("IPVS takes the server with the highest weight (\(name))")
    case .unknown:
      notes.append("how the scheduler \(name) chooses is not known; the shares go by weight")
    }
    if let seconds = service.persistence {
      notes.append("a client keeps its server until \(seconds) seconds after its last connection")
    }
    switch server?.forwarding {
    case .route:
      notes.append("the packet keeps its destination: the server itself must own that address")
    case .tunnel:
      notes.append("rules for the packet around it, from this node to the server, were not asked")
    case .masquerade, nil: break
    }
    return notes
  }
}
