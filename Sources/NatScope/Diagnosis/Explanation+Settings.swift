// What kernel parameters of the input say about the way of a packet.
extension ExplanationFacts {
  /// A parameter that decides about a packet.
  enum Setting {
    /// Nothing is told.
    case open
    case lets(Told)
    /// The condition that is left, if one is: an interface whose own value is not told.
    case stops(Told, unless: String?)
  }

  /// Whether what is translated may cross an interface to or from 127/8: the larger of `all` and the
  /// interface decides (include/linux/inetdevice.h, IN_DEV_ROUTE_LOCALNET).
  var routeLocalnet: Setting {
    guard trace.assumptions.contains(.routeLocalnet) else { return .open }
    let key = "route_localnet"
    let whole = node.sysctls["net.ipv4.conf.all.\(key)"]
    if let whole, whole.number == 1 { return .lets(told(whole)) }
    let interface =
      packet.origin == .local
      ? targetAddresses.first.flatMap { node.addresses.interface(towards: $0) }
      : packet.inInterface
    if let interface {
      // A dot in a name stands as a slash in sysctl's.
      let name = String(interface.map { $0 == "." ? "/" : $0 })
      guard let own = node.sysctls["net.ipv4.conf.\(name).\(key)"] else { return .open }
      if own.number == 1 { return .lets(told(own)) }
      return whole?.number == 0 && own.number == 0 ? .stops(told(own), unless: nil) : .open
    }
    let all = node.sysctls.perInterface(key, .ipv4)
    // `default` shows that sysctl listed all that there is.
    guard let whole, whole.number == 0, node.sysctls["net.ipv4.conf.default.\(key)"] != nil,
      !all.isEmpty, all.allSatisfy({ $0.value.number == 0 })
    else { return .open }
    return .stops(told(whole), unless: nil)
  }

  /// Whether the node forwards what comes in: for IPv4 the incoming interface decides
  /// (net/ipv4/route.c, ip_route_input_slow), for IPv6 `all` (net/ipv6/ip6_output.c, ip6_forward).
  var forwarding: Setting {
    guard main.verdict == .accept, main.delivery == .forward, packet.origin == .outside else {
      return .open
    }
    if family == .ipv6 {
      guard let all = node.sysctls["net.ipv6.conf.all.forwarding"] else { return .open }
      guard all.number == 0 else { return .lets(told(all)) }
      // Since Linux 6.17 an interface can be told to forward all the same.
      let forced = node.sysctls.perInterface("force_forwarding", .ipv6)
      guard !forced.contains(where: { $0.value.number == 1 }) else { return .open }
      return .stops(
        told(all),
        unless: forced.isEmpty
          ? "net.ipv6.conf.INTERFACE.force_forwarding of the incoming one is 1" : nil)
    }
    let perInterface = node.sysctls.perInterface("forwarding", .ipv4)
    if let interface = packet.inInterface {
      let name = String(interface.map { $0 == "." ? "/" : $0 })
      if let own = perInterface.first(where: { $0.name == name }) {
        return own.value.number == 0
          ? .stops(told(own.value), unless: nil) : .lets(told(own.value))
      }
    }
    guard
      let whole = node.sysctls["net.ipv4.ip_forward"]
        ?? node.sysctls["net.ipv4.conf.all.forwarding"]
    else { return .open }
    if whole.number == 1 {
      return perInterface.contains { $0.value.number == 0 } ? .open : .lets(told(whole))
    }
    guard whole.number == 0, !perInterface.contains(where: { $0.value.number == 1 }) else {
      return .open
    }
    return .stops(
      told(whole),
      unless: perInterface.isEmpty
        ? "net.ipv4.conf.INTERFACE.forwarding of the incoming one is 1" : nil)
  }

  private func told(_ sysctl: Sysctl) -> Told {
    told("\(sysctl.name) is \(sysctl.value)", sysctl.place)
  }

  /// The parameters that stop the packet.
  var stops: [(told: Told, unless: String?)] {
    [routeLocalnet, forwarding].compactMap { setting in
      if case .stops(let told, let unless) = setting { (told, unless) } else { nil }
    }
  }

  /// The remark of the headline about them.
  var stopRemark: String? {
    guard let stop = stops.first else { return nil }
    let unless = stop.unless.map { ", unless \($0)" } ?? ""
    return "But \(stop.told.text) (\(stop.told.placeText)), so the kernel drops it\(unless)."
  }

  /// What the input settles that would be an assumption else.
  var settled: [Told] {
    var result: [Told] = []
    if case .lets(let told) = routeLocalnet { result.append(told) }
    if case .lets(let told) = forwarding { result.append(told) }
    if isAddressTold {
      for address in [packet.destination].compactMap(\.self) + localTargets {
        if let told = toldAddress(address), !result.contains(told) { result.append(told) }
      }
    }
    return result
  }

  /// Whether the input's list of addresses counted: the user's counts more.
  private var isAddressTold: Bool { node.addresses.isGiven && !hasUserAddresses }

  /// That an address is the node's, or that the list has it not.
  private func toldAddress(_ address: IPAddress) -> Told? {
    guard !address.isLoopback else { return nil }
    if let place = node.addresses.place(of: address) {
      return told("\(address) is an address of this node", place)
    }
    guard let list = node.addresses.whole(family),
      !node.addresses.all.contains(where: { $0.address == address })
    else { return nil }
    return told("\(address) is not an address of this node", list.place)
  }

  /// The targets that somebody may ask about: few.
  private var localTargets: [IPAddress] {
    guard main.translation != nil else { return [] }
    return Array(targetAddresses.prefix(1))
  }

  /// The single addresses that ordinary packets are sent to.
  var targetAddresses: [IPAddress] {
    let outcomes = main.isTranslated ? answers.ordinary.map(\.outcome) : [main]
    var result: [IPAddress] = []
    for outcome in outcomes where outcome.isTranslated {
      guard let range = outcome.destination.addresses, range.lowerBound == range.upperBound else {
        continue
      }
      let address = IPAddress(family: family, bits: range.lowerBound)
      if !result.contains(address) { result.append(address) }
    }
    return result
  }
}
