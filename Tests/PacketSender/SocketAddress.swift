import Glibc

/// Socket addresses as the bytes of the C structures: Swift does not see all of these, and bytes
/// need no unsafe code until they reach the system call.
enum SocketAddress {
  /// `struct sockaddr_ll`: an interface of this namespace.
  static func link(index: UInt32) -> [UInt8] {
    native(UInt16(AF_PACKET)) + [0, 0] + native(index) + Array(repeating: 0, count: 12)
  }

  /// `struct sockaddr_in`.
  static func ipv4(_ address: some Collection<UInt8>, port: UInt16) -> [UInt8] {
    native(UInt16(AF_INET)) + native(port.bigEndian) + address + Array(repeating: 0, count: 8)
  }

  /// `struct sockaddr_in6`.
  static func ipv6(_ address: some Collection<UInt8>, port: UInt16) -> [UInt8] {
    native(UInt16(AF_INET6)) + native(port.bigEndian) + [0, 0, 0, 0] + address + [0, 0, 0, 0]
  }

  /// `struct sockaddr_nl`: the kernel itself.
  static let kernel = native(UInt16(AF_NETLINK)) + Array(repeating: 0, count: 10)

  static func native<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    stride(from: 0, to: Value.bitWidth, by: 8).map {
      UInt8(truncatingIfNeeded: value.littleEndian >> $0)
    }
  }
}
