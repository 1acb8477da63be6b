/// Which columns the rules of an `iptables -L` have, as the line of their titles shows.
public struct ListingColumns: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  /// `--line-numbers`: `num` stands first.
  public static let numbers = ListingColumns(rawValue: 1)
  /// `-v`: `pkts` and `bytes` before the target, `in` and `out` before the addresses.
  public static let verbose = ListingColumns(rawValue: 2)

  /// Reads the line of titles, `num   pkts bytes target     prot opt in     out     source …`.
  ///
  /// - Returns: nil if the line is something else.
  init?(titles line: ArraySlice<UInt8>) {
    let words = line.split { $0 == 0x20 || $0 == 0x09 }.map { String(decoding: $0, as: UTF8.self) }
    guard words.count <= 12, let target = words.firstIndex(of: "target"), target <= 3,
      words.contains("prot"), let source = words.firstIndex(of: "source"),
      words.count <= source + 2
    else { return nil }
    // The last title is the one that eighty columns cut.
    if words.count == source + 2, !"destination".hasPrefix(words[source + 1]) { return nil }
    self = []
    if words.first == "num" { insert(.numbers) }
    if words.contains("pkts"), words.contains("bytes") { insert(.verbose) }
  }
}
