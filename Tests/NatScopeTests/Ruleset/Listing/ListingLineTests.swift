import Testing

@testable import NatScope

/// The columns of a listing's line.
@Suite struct ListingLineTests {
  /// A line, its columns, and its fields with `|` between: number, packets, bytes, target, protocol,
  /// opt, in, out, source, destination, details.
  struct Row: Sendable, CustomTestStringConvertible {
    let line: String
    let columns: ListingColumns
    let fields: String?
    init(_ line: String, _ columns: ListingColumns, _ fields: String?) {
      self.line = line
      self.columns = columns
      self.fields = fields
    }
    var testDescription: String { line }
  }

  private static func fields(_ line: String, _ columns: ListingColumns) -> String? {
    let bytes = Array(line.utf8)
    guard let found = ListingLine(bytes.span, 0..<bytes.count, columns) else { return nil }
    return [
      found.number, found.packets, found.byteCount, found.target, found.ipProtocol, found.option,
      found.inInterface, found.outInterface, found.source, found.destination, found.details,
    ].map { String(decoding: bytes[$0], as: UTF8.self) }.joined(separator: "|")
  }

  static let rows: [Row] = [
    Row(
      "DNAT       tcp  --  anywhere             anywhere             tcp dpt:http to:10.0.0.1:80",
      [], "|||DNAT|tcp|--|||anywhere|anywhere|tcp dpt:http to:10.0.0.1:80"),
    Row(
      "DNAT       6    --  0.0.0.0/0            0.0.0.0/0            tcp dpt:80", [],
      "|||DNAT|6|--|||0.0.0.0/0|0.0.0.0/0|tcp dpt:80"),
    Row(
      "    0     0 RETURN     all  --  docker0 *       0.0.0.0/0            0.0.0.0/0           ",
      .verbose, "|0|0|RETURN|all|--|docker0|*|0.0.0.0/0|0.0.0.0/0|"),
    Row(
      "12     7   420            tcp  --  *      *       0.0.0.0/0            0.0.0.0/0            tcp dpt:80",
      [.numbers, .verbose], "12|7|420||tcp|--|*|*|0.0.0.0/0|0.0.0.0/0|tcp dpt:80"),
    Row(
      "           icmp --  anywhere             anywhere", [], "||||icmp|--|||anywhere|anywhere|"),
    Row(
      "  10M  600M A-CHAIN-WITH-A-NAME-OF-28-CH  0    --  *      lo      0.0.0.0/0            0.0.0.0/0",
      .verbose, "|10M|600M|A-CHAIN-WITH-A-NAME-OF-28-CH|0|--|*|lo|0.0.0.0/0|0.0.0.0/0|"),
    Row(
      "    0     0 DOCKER     all  --  *      *      !10.0.0.0/8          !127.0.0.0/8          x",
      .verbose, "|0|0|DOCKER|all|--|*|*|!10.0.0.0/8|!127.0.0.0/8|x"),
    Row(
      "    0     0 ACCEPT     all  -f  !eth0  *       0.0.0.0/0            0.0.0.0/0", .verbose,
      "|0|0|ACCEPT|all|-f|!eth0|*|0.0.0.0/0|0.0.0.0/0|"),
    Row(
      "    0     0 ACCEPT    !tcp  !f  *      *       0.0.0.0/0            0.0.0.0/0", .verbose,
      "|0|0|ACCEPT|!tcp|!f|*|*|0.0.0.0/0|0.0.0.0/0|"),
    Row(
      "    0     0 DNAT       tcp      *      *       ::/0                 ::/0                 tcp dpt:80",
      .verbose, "|0|0|DNAT|tcp||*|*|::/0|::/0|tcp dpt:80"),
    Row(
      "    0     0            tcp      *      *       ::/0                 ::/0", .verbose,
      "|0|0||tcp||*|*|::/0|::/0|"),
    Row(
      "DNAT       tcp      anywhere             anywhere             to:[::1]:80", [],
      "|||DNAT|tcp||||anywhere|anywhere|to:[::1]:80"),
    Row("           tcp      anywhere             anywhere", [], "||||tcp||||anywhere|anywhere|"),
    Row(
      "tcp        tcp      anywhere             anywhere", [], "|||tcp|tcp||||anywhere|anywhere|"),
    Row("tcp tcp -- anywhere anywhere", [], "|||tcp|tcp|--|||anywhere|anywhere|"),
    Row("\ttcp\ttcp\t--\tanywhere\tanywhere\tx\t", [], "|||tcp|tcp|--|||anywhere|anywhere|x"),
    Row(
      "DNAT tcp -- a.example.com server-7 to:1.2.3.4", [],
      "|||DNAT|tcp|--|||a.example.com|server-7|to:1.2.3.4"),
    Row("Chain A (1 references)", [], nil), Row("", [], nil), Row("   ", .verbose, nil),
    Row("DNAT       tcp  --  anywhere", [], nil),
    Row("x     0 DNAT       tcp  --  *  *  0.0.0.0/0  0.0.0.0/0", .verbose, nil),
    Row("DNAT       tcp  --  0.0.0.0/0            0.0.0.0/0", .verbose, nil),
    Row("DNAT       tcp  --  0.0.0.0/0            0.0.0.0/0", .numbers, nil),
    Row("DNAT       nosuch  --  0.0.0.0/0            0.0.0.0/0", [], nil),
  ]

  @Test(arguments: rows) func split(_ row: Row) {
    #expect(Self.fields(row.line, row.columns) == row.fields)
  }

  @Test(
    arguments: [
      (
        "DNAT       tcp  --  anywhere             anywhere             to:1.2.3.4", ListingColumns()
      ),
      ("1    DNAT       tcp  --  anywhere             anywhere", .numbers),
      ("    0     0 DNAT       tcp  --  *      *       0.0.0.0/0            0.0.0.0/0", .verbose),
      ("1        0     0 DNAT  tcp  --  *  *  0.0.0.0/0  0.0.0.0/0", [.numbers, .verbose]),
      ("DNAT       tcp      ::/0                 ::/0", []),
    ] as [(String, ListingColumns)])
  func guesses(_ line: String, _ columns: ListingColumns) {
    let bytes = Array(line.utf8)
    #expect(ListingLine.guess(bytes.span, 0..<bytes.count) == columns)
  }

  /// What no listing is.
  @Test(arguments: [
    "6 hello world", "tcp connections fail", "1 Chain PREROUTING (policy ACCEPT)",
    "sudo iptables -p tcp --dport 80 -j ACCEPT", "tcp   LISTEN 0      128          0.0.0.0:22",
    "tcp        0      0 0.0.0.0:22              0.0.0.0:*               LISTEN",
    "all is well", "-A A -p tcp -j DNAT",
  ])
  func guessesNothing(_ line: String) {
    let bytes = Array(line.utf8)
    #expect(ListingLine.guess(bytes.span, 0..<bytes.count) == nil)
  }

  @Test(
    arguments: [
      ("target     prot opt source               destination         ", ListingColumns()),
      (" pkts bytes target     prot opt in     out     source               destination", .verbose),
      (
        "num   pkts bytes target     prot opt in     out     source               destination",
        [.numbers, .verbose]
      ),
      ("num  target     prot opt source               destination", .numbers),
      ("num\ttarget\tprot\topt\tsource\tdestination", .numbers),
    ] as [(String, ListingColumns)])
  func titles(_ line: String, _ columns: ListingColumns) {
    #expect(ListingColumns(titles: Array(line.utf8)[...]) == columns)
  }

  @Test(arguments: [
    "the target has a prot and a source and a destination of its own now",
    "", "destination",
  ])
  func noTitles(_ line: String) { #expect(ListingColumns(titles: Array(line.utf8)[...]) == nil) }
}
