@testable import NatScope

/// The rows of an inventory in words that rows of a test can be compared with.
struct Listed {
  let answer: PortsAnswer

  init(_ text: String, nodes: [String]? = nil) {
    let capture = Capture.read(name: "rows", bytes: Array(text.utf8))
    var options = TraceOptions()
    options.nodeAddresses = nodes.map { $0.compactMap { NodeAddresses.Entry($0) } }
    answer = PortsAnswer(capture, options: options)
  }

  var rows: [String] { answer.rows.map(Self.describe) }

  /// `tcp local:8000 -> 10.0.0.1:80 0.5, 10.0.0.2:80 0.5 both hostPort not 127.0.0.0/8 if … hides 1`
  static func describe(_ port: PortRow) -> String {
    var text = "\(port.protocolText) \(port.addressText):\(port.portText) -> "
    if let refusal = port.refusal {
      text += refusal
    } else if let obstacle = port.obstacle {
      text += "? \(obstacle)"
    } else {
      text += port.row.targets.map { target in
        port.text(of: target) + (target.share == 1 ? "" : " \(target.share)")
      }.joined(separator: ", ")
    }
    text += " \(port.row.hooks.rawValue) \(port.kind.rawValue)"
    let except =
      port.exceptAddresses + port.exceptPorts.map { ":\($0)" } + port.exceptProtocols
    if !except.isEmpty { text += " not \(except.joined(separator: ","))" }
    if port.row.addresses != nil, let isLocal = port.row.isLocal {
      text += isLocal ? " own" : " foreign"
    }
    if !port.conditions.isEmpty {
      text += " if " + port.conditions.map(\.text).joined(separator: ", ")
    }
    if port.row.isAffine { text += " affine" }
    return text + (port.hidden.isEmpty ? "" : " hides \(port.hidden.count)")
  }
}
