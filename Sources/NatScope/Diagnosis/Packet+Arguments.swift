extension Packet {
  /// The destination as natscope takes it on the command line: `10.0.0.5:443`, `[fd00::1]:53/udp`,
  /// `:443`.
  var argument: String {
    // The protocol may be left out where it is TCP.
    let ending = ipProtocol == .tcp && destinationPort != nil ? "" : "/\(ipProtocol)"
    guard let port = destinationPort else {
      return (destination.map { "\($0)" } ?? "") + ending
    }
    let host = destination.map { $0.family == .ipv6 ? "[\($0)]" : "\($0)" } ?? ""
    return "\(host):\(port)" + ending
  }

  /// The options that say the rest of it, as words of a shell.
  var options: [String] {
    var words: [String] = []
    if origin == .local { words.append("--local") }
    if let source {
      let host = source.family == .ipv6 && sourcePort != nil ? "[\(source)]" : "\(source)"
      words += ["--from", sourcePort.map { "\(host):\($0)" } ?? host]
    }
    if let inInterface { words += ["--in", inInterface] }
    if let outInterface { words += ["--out", outInterface] }
    if mark != 0 { words += ["--mark", "0x" + String(mark, radix: 16)] }
    if state != .new { words += ["--state", state.rawValue] }
    for field in HeaderField.allCases {
      guard let number = header[field] else { continue }
      words += option(Condition.Field(field), UInt128(number)...UInt128(number))
    }
    if let icmpType {
      words += option(.icmpType, UInt128(icmpType.lowerBound)...UInt128(icmpType.upperBound))
    }
    if let tcpOptions {
      let numbers = tcpOptions.sorted().map { "\($0)" }.joined(separator: ",")
      words += ["--tcp-option", numbers.isEmpty ? "none" : numbers]
    }
    return words.map { ShellWord.quoted($0) }
  }

  private func option(_ field: Condition.Field, _ range: ClosedRange<UInt128>) -> [String] {
    guard let name = field.settledBy, let value = FieldRanges(field, [range], family).pieces.first
    else { return [] }
    return [name, value]
  }
}

extension NodeAddresses.Entry {
  /// `10.0.0.5/24%eth0`, as ``init(_:)`` takes it.
  var text: String {
    "\(address)" + (length.map { "/\($0)" } ?? "") + (interface.map { "%\($0)" } ?? "")
  }
}
