import Testing

@testable import NatScope

/// Rules, and the rows that they are.
@Suite struct InventoryTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let rules: [String]
    let rows: [String]
    var nodes: [String]?

    init(_ rules: [String], _ rows: String..., nodes: [String]? = nil) {
      self.rules = rules
      self.rows = rows
      self.nodes = nodes
    }

    var testDescription: String { rules.joined(separator: " | ") }
  }

  private static let local = "-m addrtype --dst-type LOCAL"

  static let destinations = [
    Row(
      ["PREROUTING -d 203.0.113.9/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.0.0.1"],
      "tcp 203.0.113.9:80 -> 10.0.0.1:80 PREROUTING dnat"),
    Row(
      ["PREROUTING \(local) -p udp -m udp --dport 53 -j DNAT --to-destination 10.0.0.1:5353"],
      "udp local:53 -> 10.0.0.1:5353 PREROUTING dnat"),
    // Both hooks, and what OUTPUT leaves out.
    Row(
      [
        "PREROUTING \(local) -j D", "OUTPUT ! -d 127.0.0.0/8 \(local) -j D",
        "D ! -i br0 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.0.0.1:8080",
      ],
      "tcp local:80 -> 10.0.0.1:8080 both dnat not 127.0.0.0/8 if in interface is not br0"),
    // An address among others has its own row, and is none of the others'.
    Row(
      [
        "PREROUTING \(local) -j D",
        "D -d 10.0.0.5/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.1.0.1",
        "D -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.1.0.2",
      ],
      "tcp local:80 -> 10.1.0.2:80 PREROUTING dnat not 10.0.0.5",
      "tcp 10.0.0.5:80 -> 10.1.0.1:80 PREROUTING dnat"),
    // A prefix, and the hole in it.
    Row(
      [
        "PREROUTING -d 203.0.113.7/32 -j RETURN",
        "PREROUTING -d 203.0.113.0/24 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.0.0.1",
      ],
      "tcp 203.0.113.0/24:80 -> 10.0.0.1:80 PREROUTING dnat not 203.0.113.7"),
    Row(
      ["PREROUTING -p tcp -m tcp --dport 53 -j REDIRECT --to-ports 5353"],
      "tcp any:53 -> :5353 PREROUTING redirect"),
    Row(
      [
        "OUTPUT -d 127.0.0.1/32 -j RETURN", "OUTPUT -p tcp -j REDIRECT --to-ports 15001",
      ],
      "tcp any:any -> 127.0.0.1:15001 OUTPUT redirect not 127.0.0.1"),
    Row(
      [
        "PREROUTING -m addrtype ! --dst-type LOCAL -p tcp -m tcp --dport 80 -j REDIRECT "
          + "--to-ports 3128"
      ],
      "tcp any:80 -> :3128 PREROUTING redirect not local"),
    // Of known addresses a rule for one of them is a row of the node's own.
    Row(
      ["PREROUTING \(local) -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.1.0.1"],
      "tcp local:80 -> 10.1.0.1:80 PREROUTING dnat", nodes: ["10.0.0.5"]),
  ]

  static let ports = [
    Row(
      ["PREROUTING -d 10.0.0.5/32 -j DNAT --to-destination 10.1.0.1"],
      "any 10.0.0.5:any -> 10.1.0.1 PREROUTING dnat"),
    Row(
      [
        "PREROUTING -d 10.0.0.5/32 -p tcp -m tcp --dport 22 -j RETURN",
        "PREROUTING -d 10.0.0.5/32 -j DNAT --to-destination 10.1.0.1",
      ],
      "tcp 10.0.0.5:any -> 10.1.0.1 PREROUTING dnat not :22",
      "any 10.0.0.5:any -> 10.1.0.1 PREROUTING dnat not tcp"),
    Row(
      [
        "PREROUTING -d 10.0.0.5/32 -p tcp -m multiport --dports 80,443,8000:8010 -j DNAT "
          + "--to-destination 10.1.0.1"
      ],
      "tcp 10.0.0.5:80 -> 10.1.0.1:80 PREROUTING dnat",
      "tcp 10.0.0.5:443 -> 10.1.0.1:443 PREROUTING dnat",
      "tcp 10.0.0.5:8000-8010 -> 10.1.0.1:8000-8010 PREROUTING dnat"),
    // The port that is asked for if it is in the range, else the first.
    Row(
      [
        "PREROUTING -d 10.0.0.5/32 -p tcp -m tcp --dport 79:90 -j DNAT "
          + "--to-destination 10.1.0.1:80-100"
      ],
      "tcp 10.0.0.5:79 -> 10.1.0.1:80 PREROUTING dnat",
      "tcp 10.0.0.5:80-90 -> 10.1.0.1:80-90 PREROUTING dnat"),
    Row(
      [
        "PREROUTING -d 10.0.0.5/32 -p tcp -m tcp --dport 8000:8010 -j DNAT "
          + "--to-destination 10.1.0.1:100-110/8000"
      ],
      "tcp 10.0.0.5:8000-8010 -> 10.1.0.1:100-110 PREROUTING dnat"),
  ]

  static let shares = [
    Row(
      [
        "PREROUTING -d 10.96.0.1/32 -p tcp -m tcp --dport 80 -j S",
        "S -m statistic --mode random --probability 0.50000000000 -j A", "S -j B",
        "A -s 10.1.0.1/32 -j M", "A -p tcp -j DNAT --to-destination 10.1.0.1:8080",
        "B -s 10.1.0.2/32 -j M", "B -p tcp -j DNAT --to-destination 10.1.0.2:8080",
        "M -j MARK --set-xmark 0x4000/0x4000",
      ],
      "tcp 10.96.0.1:80 -> 10.1.0.1:8080 0.5, 10.1.0.2:8080 0.5 PREROUTING dnat"),
    // What is asked of the sender is a condition; what makes no difference is none.
    Row(
      [
        "PREROUTING -d 10.96.0.1/32 -p tcp -m tcp --dport 80 -j S", "S -s 10.0.0.0/8 -j A",
        "S -j A", "A -p tcp -j DNAT --to-destination 10.1.0.1:8080",
      ],
      "tcp 10.96.0.1:80 -> 10.1.0.1:8080 PREROUTING dnat"),
    Row(
      [
        "PREROUTING -d 10.96.0.1/32 -p tcp -m tcp --dport 80 -j S",
        "S -s 10.0.0.0/8 -p tcp -j DNAT --to-destination 10.1.0.1:8080",
      ],
      "tcp 10.96.0.1:80 -> 10.1.0.1:8080 PREROUTING dnat if source in 10.0.0.0/8"),
    // A client that a list remembers stays with its endpoint.
    Row(
      [
        "PREROUTING -d 10.96.0.1/32 -p tcp -m tcp --dport 80 -j S",
        "S -m recent --rcheck --seconds 10800 --reap --name A --mask 255.255.255.255 --rsource "
          + "-j A",
        "S -j A",
        "A -p tcp -m recent --set --name A --mask 255.255.255.255 --rsource -j DNAT "
          + "--to-destination 10.1.0.1:80",
      ],
      "tcp 10.96.0.1:80 -> 10.1.0.1:80 PREROUTING dnat affine"),
    // A list of another name is a condition.
    Row(
      [
        "PREROUTING -p tcp -m tcp --dport 22 -m recent --rcheck --name KNOCK --mask "
          + "255.255.255.255 --rsource -j DNAT --to-destination 10.1.0.1:22"
      ],
      "tcp any:22 -> 10.1.0.1:22 PREROUTING dnat if "
        + "-m recent --rcheck --name KNOCK --mask 255.255.255.255 --rsource at nat PREROUTING #1"),
    // Behind a goto nothing more of the chain is asked, even if its target does nothing.
    Row(
      [
        "PREROUTING -s 10.0.0.0/8 -g NOTHING",
        "PREROUTING -d 10.96.0.1/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.1.0.1",
        "NOTHING -j RETURN",
      ],
      "tcp 10.96.0.1:80 -> 10.1.0.1:80 PREROUTING dnat if source not in 10.0.0.0/8"),
  ]

  static let hidden = [
    Row(
      [
        "PREROUTING \(local) -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.1.0.1",
        "PREROUTING \(local) -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.1.0.2",
      ],
      "tcp local:80 -> 10.1.0.1:80 PREROUTING dnat hides 1"),
    // It answers at another port, so it is not hidden.
    Row(
      [
        "PREROUTING \(local) -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.1.0.1",
        "PREROUTING \(local) -p tcp -m multiport --dports 80,81 -j DNAT --to-destination 10.1.0.2",
      ],
      "tcp local:80 -> 10.1.0.1:80 PREROUTING dnat",
      "tcp local:81 -> 10.1.0.2:81 PREROUTING dnat"),
    Row(
      [
        "PREROUTING -d 10.0.0.5/32 -p tcp -m tcp --dport 80 -j ACCEPT",
        "PREROUTING -d 10.0.0.5/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.1.0.2",
      ]),
  ]

  @Test(arguments: destinations + ports + shares + hidden)
  func rows(_ row: Row) {
    #expect(Listed(TraceRow.save(row.rules), nodes: row.nodes).rows == row.rows)
  }

  @Test func multipleFamilies() {
    let rule = "PREROUTING -m addrtype --dst-type LOCAL -p tcp -m tcp --dport 80 -j DNAT "
    let both =
      TraceRow.save([rule + "--to-destination 10.1.0.1"])
      + "# Generated by ip6tables-save v1.8.9 on Sat Nov 21 12:00:00 2026\n"
      + TraceRow.save([rule + "--to-destination [2001:db8::1]:8080"])
    #expect(
      Listed(both).rows == [
        "tcp local:80 -> 10.1.0.1:80 PREROUTING dnat",
        "tcp local:80 -> [2001:db8::1]:8080 PREROUTING dnat",
      ])
  }
}
