import Testing

@testable import NatScope

/// Facts of the node in short text that rows can be compared with.
extension Reading {
  /// `tcp 127.0.0.1:8003 listening nginx/812/6`.
  var sockets: [String] { capture.node.sockets.all.map(\.text) }

  /// `ss 3 tcp4 tcp6`: the program, how many sockets it has, and what it has all of.
  var socketLists: [String] {
    let lists = capture.node.sockets.lists
    return lists.map { list in
      let parts = list.isWhole ? list.parts.map(\.text).sorted() : ["part"]
      return (["\(list.program) \(list.count)"] + parts).joined(separator: " ")
    }
  }

  /// `10.0.0.5/24 br0 global`.
  var addresses: [String] {
    capture.node.addresses.all.map { own in
      let length = own.length.map { "/\($0)" } ?? ""
      let parts = [own.interface, own.scope, own.isTentative ? "tentative" : nil]
      return (["\(own.address)\(length)"] + parts.compactMap(\.self)).joined(separator: " ")
    }
  }

  /// `local 10.0.0.5 br0`.
  var localRoutes: [String] {
    capture.node.addresses.routes.map { "\($0.type.rawValue) \($0.prefix) \($0.interface ?? "-")" }
  }

  /// `addresses ipv4 ipv6`, `routes`.
  var addressLists: [String] {
    capture.node.addresses.lists.map { list in
      ([list.isRoutes ? "routes" : "addresses"] + list.families.map(\.rawValue).sorted())
        .joined(separator: " ")
    }
  }

  /// `net.ipv4.ip_forward=1`.
  var sysctls: [String] { capture.node.sysctls.all.map { "\($0.name)=\($0.value)" } }

  /// `tcp ESTABLISHED 10.0.0.1:5->10.0.0.6:8443 10.0.0.5:8000->10.0.0.1:5 assured mark=1 zone=2`.
  var connections: [String] { capture.node.conntrack.entries.map(\.text) }

  /// `pod default/web-0 10.42.0.5 on n1 Running`.
  var workloads: [String] { capture.node.workloads.all.map(\.text) }

  /// The lines with facts, in order.
  var factLines: [UInt32] {
    let node = capture.node
    let places: [SourcePlace] =
      node.sockets.all.map(\.place) + node.addresses.all.map(\.place)
      + node.addresses.routes.map(\.place) + node.sysctls.all.map(\.place)
      + node.conntrack.entries.map(\.place) + node.workloads.all.map(\.place)
    return places.map(\.line).sorted()
  }

  /// The lines that a diagnostic says were not read, as rows of a program.
  var unreadRows: [UInt32] {
    capture.diagnostics.filter {
      if case .unreadRow = $0.problem { true } else { false }
    }.map(\.line)
  }
}

extension Socket {
  var text: String {
    let host =
      switch local {
      case .address(let address): address.family == .ipv6 ? "[\(address)]" : "\(address)"
      case .any(.ipv4): "0.0.0.0"
      case .any(.ipv6): "[::]only"
      case .anyOfBoth: "*"
      case .anyIPv6: "[::]"
      case .anyIPv4OrBoth: "*?"
      case .named(let name): "<\(name)>"
      }
    let zone = interface.map { "%\($0)" } ?? ""
    let processes = processes.map { process in
      let cut = process.isCut ? "~" : ""
      return ([process.name + cut] + [process.pid, process.fd].compactMap { $0.map { "\($0)" } })
        .joined(separator: "/")
    }
    let more = [inode.map { "ino=\($0)" }, uid.map { "uid=\($0)" }].compactMap(\.self)
    return
      (["\(ipProtocol) \(host)\(zone):\(port.map { "\($0)" } ?? "?")", "\(state)"] + processes
      + more).joined(separator: " ")
  }
}

extension SocketList.Part {
  var text: String { "\(ipProtocol)\(family == .ipv4 ? 4 : 6)" }
}

extension ConntrackEntry {
  var text: String {
    func ends(_ tuple: Tuple) -> String {
      let source = "\(tuple.source)" + (tuple.sourcePort.map { ":\($0)" } ?? "")
      let destination = "\(tuple.destination)" + (tuple.destinationPort.map { ":\($0)" } ?? "")
      return "\(source)->\(destination)"
    }
    let words = [
      "\(ipProtocol)", state, ends(original), ends(reply), isUnreplied ? "unreplied" : nil,
      isAssured ? "assured" : nil, mark.flatMap { $0 == 0 ? nil : "mark=\($0)" },
      zone.map { "zone=\($0)" },
    ]
    return words.compactMap(\.self).joined(separator: " ")
  }
}

extension Workload {
  var text: String {
    var words = ["\(kind.rawValue) \(qualifiedName)"]
    if let id { words.append("id=\(id)") }
    words += addresses.map { "\($0)" } + externalAddresses.map { "+\($0)" }
    if let node { words.append("on \(node)") }
    if let isHostNetwork { words.append(isHostNetwork ? "hostNetwork" : "own network") }
    if let state { words.append(state) }
    words += ports.map { port in
      let node = port.nodePorts.map { ports in
        (port.nodeAddress.map { "\($0):" } ?? "") + "\(ports)->"
      }
      let target = port.target.map { "=>\($0)" } ?? ""
      return (port.name.map { "\($0) " } ?? "") + (node ?? "") + "\(port.ports)\(target)/"
        + "\(port.ipProtocol)"
    }
    words += labels
    return words.joined(separator: ", ")
  }
}
