import Glibc

/// The sockets of one sender, opened when a job first needs them and kept: opening a packet socket
/// waits for the kernel's other processors, which would cost more than the packet.
struct Sockets {
  /// Marks what the tests send: everything else that leaves the node is noise and is dropped
  /// before the first table (see `KernelNode`). `SO_MARK` would be seen by the rules; this is not.
  static let priority: Int32 = 0x1357

  private var link: Int32?
  private var raw: [Owner: Int32] = [:]
  private var netlink: Int32?

  /// Does what one line of standard input asks for.
  mutating func run(_ job: [String]) throws {
    switch (job.first, job.count) {
    case ("frame", 3):
      guard let frame = bytes(hex: job[2]) else { throw UnknownJob() }
      try send(frame: frame, interface: job[1])
    case ("ip4", 4):
      guard let packet = bytes(hex: job[3]), packet.count >= 20 else { throw UnknownJob() }
      let descriptor = try rawSocket(AF_INET, of: job)
      try send(packet, through: descriptor, to: SocketAddress.ipv4(packet[16..<20], port: 0))
      Self.wait()
    case ("ip6", 4):
      guard let packet = bytes(hex: job[3]), packet.count >= 40 else { throw UnknownJob() }
      let descriptor = try rawSocket(AF_INET6, of: job)
      try send(packet, through: descriptor, to: SocketAddress.ipv6(packet[24..<40], port: 0))
      Self.wait()
    case ("listen4", 2):
      guard let port = UInt16(job[1]) else { throw UnknownJob() }
      try listen(family: AF_INET, port: port)
    case ("listen6", 2):
      guard let port = UInt16(job[1]) else { throw UnknownJob() }
      try listen(family: AF_INET6, port: port)
    case ("forget", 1):
      try forgetConnections()
    default:
      throw UnknownJob()
    }
  }

  private mutating func send(frame: [UInt8], interface: String) throws {
    let descriptor = try link ?? open(AF_PACKET, type: Int32(SOCK_RAW.rawValue), protocol: 0)
    link = descriptor
    let index = unsafe if_nametoindex(interface)
    guard index != 0 else { throw SystemFailure("if_nametoindex \(interface)") }
    try send(frame, through: descriptor, to: SocketAddress.link(index: index))
    Self.wait()
  }

  /// The peer of a veth receives in a softirq, and so does lo: mostly at once, but not if ksoftirqd
  /// has it.
  private static func wait() { usleep(500) }

  private mutating func rawSocket(_ family: Int32, of job: [String]) throws -> Int32 {
    guard let user = UInt32(job[1]), let group = UInt32(job[2]) else { throw UnknownJob() }
    let owner = Owner(family: family, user: user, group: group)
    if let descriptor = raw[owner] { return descriptor }
    let descriptor = try owner.whileActing {
      try open(family, type: Int32(SOCK_RAW.rawValue), protocol: Int32(IPPROTO_RAW))
    }
    raw[owner] = descriptor
    try set(descriptor, SOL_SOCKET, SO_BROADCAST, 1)
    try set(descriptor, SOL_SOCKET, SO_PRIORITY, Self.priority)
    return descriptor
  }

  /// Asks for the removal of all entries (nf_conntrack_netlink.c) and waits until it is done: a
  /// program that did it would take longer than everything else between two packets.
  private mutating func forgetConnections() throws {
    let descriptor = try netlink ?? open(AF_NETLINK, type: Int32(SOCK_RAW.rawValue), protocol: 12)
    netlink = descriptor
    // The subsystem of connection tracking and its "delete"; a request that asks for an answer.
    let header = SocketAddress.native(UInt16(1 << 8 | 2)) + SocketAddress.native(UInt16(1 | 4))
    // Sequence and sender, then the family: all of them.
    let rest = [UInt8](repeating: 0, count: 12)
    let message = SocketAddress.native(UInt32(8 + rest.count)) + header + rest
    try send(message, through: descriptor, to: SocketAddress.kernel)
    var answer = [UInt8](repeating: 0, count: 64)
    let count = unsafe answer.withUnsafeMutableBytes {
      unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
    }
    guard count >= 20, answer[16..<20].allSatisfy({ $0 == 0 }) else {
      throw SystemFailure("conntrack")
    }
  }

  /// TPROXY hands a packet to a socket only if that one may answer for foreign addresses.
  private func listen(family: Int32, port: UInt16) throws {
    for type in [SOCK_STREAM, SOCK_DGRAM] {
      let descriptor = try open(family, type: Int32(type.rawValue), protocol: 0)
      try set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
      let address: [UInt8]
      if family == AF_INET {
        try set(descriptor, Int32(IPPROTO_IP), IP_TRANSPARENT, 1)
        address = SocketAddress.ipv4(Array(repeating: 0, count: 4), port: port)
      } else {
        try set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 1)
        try set(descriptor, Int32(IPPROTO_IPV6), IPV6_TRANSPARENT, 1)
        address = SocketAddress.ipv6(Array(repeating: 0, count: 16), port: port)
      }
      try bind(descriptor, to: address)
      if type == SOCK_STREAM, Glibc.listen(descriptor, 16) != 0 { throw SystemFailure("listen") }
    }
  }

  private func open(_ family: Int32, type: Int32, protocol number: Int32) throws -> Int32 {
    let descriptor = socket(family, type, number)
    guard descriptor >= 0 else { throw SystemFailure("socket") }
    return descriptor
  }

  private func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) throws {
    var value = value
    let length = socklen_t(MemoryLayout<Int32>.size)
    guard unsafe setsockopt(descriptor, level, option, &value, length) == 0 else {
      throw SystemFailure("setsockopt \(option)")
    }
  }

  private func bind(_ descriptor: Int32, to address: [UInt8]) throws {
    let status = unsafe address.withUnsafeBytes {
      unsafe Glibc.bind(
        descriptor, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self),
        socklen_t(address.count))
    }
    guard status == 0 else { throw SystemFailure("bind") }
  }

  private func send(_ packet: [UInt8], through descriptor: Int32, to address: [UInt8]) throws {
    let sent = unsafe packet.withUnsafeBytes { bytes in
      unsafe address.withUnsafeBytes {
        unsafe sendto(
          descriptor, bytes.baseAddress, bytes.count, 0,
          $0.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(address.count))
      }
    }
    guard sent == packet.count else { throw SystemFailure("sendto") }
  }
}
