// The text of ipvsadm: `ipvsadm -S` makes services, `ipvsadm -L` lists them.
extension CaptureReader {
  /// A line that ``ForeignRecogniser`` knows as ipvsadm's.
  ///
  /// - Returns: false if it names a service or server that cannot be read.
  mutating func readServiceLine(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    let words = text[range].split { $0 <= 0x20 }.map { String(decoding: $0, as: UTF8.self) }
    guard let first = words.first else { return true }
    switch first {
    case "IP":
      ipvs.isWhole = true
      ipvsReader = IPVSReader()
    case "Prot": ipvsReader.columns = .other
    case "IPVS", "pro": ipvsReader = IPVSReader()
    case "->" where words.count > 1 && words[1] == "RemoteAddress:Port":
      if words.dropFirst(2).starts(with: ["Forward", "Weight"]) { ipvsReader.columns = .weights }
    case "->": return listed(server: words)
    case "-A", "--add-service", "-a", "--add-server": return saved(words)
    case "FWM", "TCP", "UDP", "SCTP":
      // Above statistics stand no servers' weights, and `-Lc` lists connections.
      guard ipvsReader.columns == .weights else { return true }
      guard let service = IPVSReader.listed(words) else {
        ipvsReader.service = nil
        return false
      }
      ipvsReader.service = ipvs.add(service)
    default: break
    }
    return true
  }

  private mutating func listed(server words: [String]) -> Bool {
    guard ipvsReader.columns == .weights else { return true }
    guard let service = ipvsReader.service, let server = IPVSReader.listed(server: words) else {
      return false
    }
    ipvs.services[service].servers.append(server)
    return true
  }

  private mutating func saved(_ words: [String]) -> Bool {
    ipvs.isWhole = true
    guard let command = IPVSReader.Command(words) else { return false }
    if command.isService {
      _ = ipvs.add(
        IPVS.Service(
          key: command.key, scheduler: command.scheduler, persistence: command.persistence))
      return true
    }
    guard let service = ipvs[command.key], let server = command.server else { return false }
    ipvs.services[service].servers.append(server)
    return true
  }

  /// What other programs show of IPVS: kube-proxy's interface, and the one sysctl that decides
  /// whether POSTROUTING sees its connections.
  mutating func readServiceSigns(_ kind: ForeignRecogniser.Kind, _ text: ArraySlice<UInt8>) {
    switch kind {
    case .ipAddress where !ipvs.hasInterface:
      ipvs.hasInterface = LineWords(text).words.contains {
        $0.starts(with: "kube-ipvs0".utf8)
      }
    case .sysctl:
      let line = text.drop { $0 <= 0x20 }
      for name in ["net.ipv4.vs.conntrack", "/proc/sys/net/ipv4/vs/conntrack"]
      where line.starts(with: name.utf8) {
        let value = line.dropFirst(name.utf8.count).filter { $0 >= 0x30 && $0 <= 0x39 }
        if !value.isEmpty { ipvs.keepsConntrack = value != [0x30] }
      }
    default: break
    }
  }
}
