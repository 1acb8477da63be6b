/// Addresses that mean something to everybody: an alias is of the same range as its original, and an
/// original of none of them has no alias in one.
enum SpecialRanges {
  /// Ranges whose addresses are their own aliases, since they name no host of anybody: "this network",
  /// loopback, documentation, multicast, and the upper end, where masks are (RFC 6890, RFC 5771,
  /// RFC 4291).
  static let kept: [IPPrefix] = prefixes([
    ("0.0.0.0", 8), ("127.0.0.0", 8), ("192.0.2.0", 24), ("198.51.100.0", 24),
    ("203.0.113.0", 24), ("224.0.0.0", 3),
    ("::", 128), ("::1", 128), ("2001:db8::", 32), ("ff00::", 8),
  ])

  /// Ranges that keep their addresses among themselves.
  static let closed: [IPPrefix] =
    kept
    + prefixes([
      // RFC 1918 and RFC 6598: private networks, and those of carriers.
      ("10.0.0.0", 8), ("172.16.0.0", 12), ("192.168.0.0", 16), ("100.64.0.0", 10),
      // RFC 3927: link-local.
      ("169.254.0.0", 16),
      // RFC 6890: IETF protocol assignments; RFC 2544: benchmarks.
      ("192.0.0.0", 24), ("198.18.0.0", 15),
      // The metadata services of clouds, and the resolvers that node-local-dns and Calico have on
      // every node.
      ("169.254.169.254", 32), ("169.254.169.253", 32), ("169.254.169.123", 32),
      ("169.254.20.10", 32), ("169.254.25.10", 32), ("169.254.1.1", 32),
      // RFC 4291: mapped, link-local and global unicast; all interfaces have the prefix fe80::/64.
      ("::ffff:0:0", 96), ("fe80::", 10), ("fe80::", 64), ("2000::", 3),
      // RFC 6052: NAT64; RFC 6666: discard; RFC 4193: unique local; RFC 3056: 6to4.
      ("64:ff9b::", 96), ("100::", 64), ("fc00::", 7), ("fd00::", 8), ("2002::", 16),
    ])

  private static func prefixes(_ rows: [(String, Int)]) -> [IPPrefix] {
    rows.compactMap { text, length in IPAddress(text).map { IPPrefix($0, length: length) } }
  }
}
