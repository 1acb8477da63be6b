import TestSupport

/// The few addresses and ports that packets and rules of one family share, so that rules match.
struct Pool {
  var node: [String]
  var remote: [String]
  var pods: [String]
  var other: [String]
  var loopback: String
  var suffix: String

  static let ipv4 = Pool(
    node: ["192.0.2.10", "198.51.100.10", "10.244.0.1"],
    remote: ["203.0.113.9", "203.0.113.77", "198.51.100.7"],
    pods: ["10.244.1.5", "10.244.2.6"], other: ["10.96.0.10", "198.18.0.5"],
    loopback: "127.0.0.1", suffix: "4")
  static let ipv6 = Pool(
    node: ["2001:db8:1::10", "2001:db8:2::10", "fd00:10:244::1"],
    remote: ["2001:db8:9::9", "2001:db8:9::77", "2001:db8:2::7"],
    pods: ["fd00:10:244::5", "fd00:10:244::6"], other: ["fd00:10:96::10", "2001:db8:99::5"],
    loopback: "::1", suffix: "6")

  static let ports: [UInt16] = [53, 80, 443, 8000, 30080]
  static let sourcePorts: [UInt16] = [40000, 50001, 1023]
  static let interfaces = ["eth0", "eth1", "docker0", "sink0", "lo"]

  var all: [String] { node + remote + pods + other + [loopback] }
}
