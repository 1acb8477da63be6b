import TestSupport
import Testing

@testable import NatScope

/// What a picture of a path shows.
struct PathDrawingTests {
  private func drawn(
    _ sample: String, _ destination: String?, _ port: UInt16?, from origin: Packet.Origin = .outside
  ) throws -> DrawnPath {
    try #require(
      DrawnPath(Example(sample: sample).capture, destination, port, from: origin))
  }

  @Test func hostPort() throws {
    let path = try drawn("hostport.save", nil, 8000)
    #expect(
      path.outline == [
        "PREROUTING",
        "  nat PREROUTING",
        "    #1 to a LOCAL address -> CNI-HOSTPORT-DNAT",
        "      nat CNI-HOSTPORT-DNAT: jump from #1",
        "        #1 dports 8000,44300 -> CNI-DN-87ff5ebdf1cb995a16a60",
        "          nat CNI-DN-87ff5ebdf1cb995a16a60: jump from #1",
        "            #1 from 10.55.3.0/24, dport 8000 -> CNI-HOSTPORT-SETMARK",
        "            * #3 dport 8000 => DNAT 10.55.3.5:80",
        "              nat CNI-HOSTPORT-SETMARK: jump from #1, if source in 10.55.3.0/24",
        "                #1 always MARK 0x2000",
        "routing decision",
        "FORWARD",
        "POSTROUTING",
        "  nat POSTROUTING",
        "    #1 always -> CNI-HOSTPORT-MASQ",
        "      nat CNI-HOSTPORT-MASQ: jump from #1",
        "        #1 mark 0x2000/0x2000 => MASQUERADE, if source in 10.55.3.0/24",
      ])
    #expect(path.drawing.title == "Path of a packet to *:8000/tcp")
    #expect(path.drawing.ends.map(\.text) == ["DNAT to 10.55.3.5:80"])
    #expect(path.drawing.bands[0].remarks == ["not in the input: raw, mangle"])
    // The other pod's chain is beside the path.
    #expect(
      path.visits[1].neighbours.map(\.chain) == ["CNI-DN-c27191f031cc507143007"])
    #expect(path.drawing.summary.contains("nat CNI-DN-87ff5ebdf1cb995a16a60 #3"))
  }

  /// One tree for all endpoints, with their shares; what is in it already is not drawn again.
  @Test func shares() throws {
    let path = try drawn("kube-proxy.save", "192.168.0.7", 30080)
    let endpoints = path.visits.filter { $0.chain.hasPrefix("KUBE-SEP-") }
    #expect(endpoints.compactMap(\.entry?.share) == ["1/3", "1/3", "1/3"])
    #expect(
      endpoints.flatMap(\.rows).filter { $0.mark == .decides }.map(\.target) == [
        "DNAT 10.244.1.7:8080", "DNAT 10.244.2.8:8080", "DNAT 10.244.3.9:8080",
      ])
    let masks = path.visits.filter { $0.chain == "KUBE-MARK-MASQ" }
    #expect(masks.map(\.isAgain) == [false, true, true, true])
    #expect(
      masks.dropFirst().compactMap(\.entry?.condition) == [
        "if source is 10.244.1.7", "if source is 10.244.2.8", "if source is 10.244.3.9",
      ])
    #expect(path.drawing.ends.map(\.share) == ["1/3", "1/3", "1/3"])
    #expect(path.drawing.bands.map(\.title).contains("FORWARD"))
  }

  @Test func stopped() throws {
    let path = try drawn("kube-proxy.save", "10.96.60.60", 80)
    let decisive = path.rows.filter { $0.mark == .decides }
    #expect(decisive.map(\.target) == ["REJECT"])
    #expect(path.drawing.ends.map(\.kind) == [.stopped])
    // What would come behind it does not.
    #expect(path.drawing.bands.map(\.title) == ["PREROUTING", "routing decision", "FORWARD"])
  }

  /// A policy stands in its chain like a rule.
  @Test func policies() throws {
    let path = try #require(
      DrawnPath(
        Reading(
          """
          *filter
          :FORWARD DROP [0:0]
          -A FORWARD -i eth9 -j ACCEPT
          COMMIT
          *nat
          :PREROUTING ACCEPT [0:0]
          -A PREROUTING -p tcp --dport 80 -j DNAT --to-destination 10.0.0.9:80
          COMMIT

          """
        ).capture, "192.0.2.1", 80))
    #expect(path.outline.contains("    * policy => DROP, if in interface is not eth9"))
    #expect(path.outline.contains("    #1 in eth9 => ACCEPT, if in interface is eth9"))
    #expect(path.drawing.ends.map(\.kind) == [.passes, .stopped])
    #expect(path.drawing.ends[1].detail == "by filter FORWARD policy (line 2)")
  }

  @Test func undecided() throws {
    let path = try #require(
      DrawnPath(
        Reading(
          """
          *nat
          :PREROUTING ACCEPT [0:0]
          -A PREROUTING -p tcp -g GONE
          COMMIT

          """
        ).capture, "192.0.2.1", 80))
    #expect(path.outline == ["PREROUTING", "  nat PREROUTING", "    ? #1 tcp -> GONE"])
    #expect(path.drawing.ends.map(\.kind) == [.undecided])
    #expect(path.drawing.ends[0].detail.contains("GONE, which is not in the input"))
  }

  /// A packet of the node to itself: out, and in again over lo.
  @Test func ofTheNode() throws {
    let path = try drawn("istio.save", "203.0.113.9", 8080, from: .local)
    #expect(path.drawing.bands.map(\.title) == ["OUTPUT", "POSTROUTING", "PREROUTING", "INPUT"])
    #expect(path.drawing.ends.count == 5)
  }

  private static func service(endpoints: Int) -> String {
    var chains = ":KUBE-SVC - [0:0]\n"
    var rules = "-A PREROUTING -d 10.96.0.1/32 -p tcp -m tcp --dport 80 -j KUBE-SVC\n"
    for index in 0..<endpoints {
      chains += ":SEP\(index) - [0:0]\n"
      let left = endpoints - index
      let chance =
        left == 1
        ? "" : " -m statistic --mode random --probability \(1.0 / Double(left))"
      rules += "-A KUBE-SVC\(chance) -j SEP\(index)\n"
      rules +=
        "-A SEP\(index) -p tcp -j DNAT --to-destination 10.1.\(index / 250).\(index % 250):80\n"
    }
    return "*nat\n:PREROUTING ACCEPT [0:0]\n\(chains)\(rules)COMMIT\n"
  }

  /// More ends than anybody reads are counted, in the chain where they part and below the others.
  @Test(arguments: [12, 13, 100, 600]) func manyEnds(_ count: Int) throws {
    let capture = Reading(Self.service(endpoints: count)).capture
    let path = try #require(DrawnPath(capture, "10.96.0.1", 80))
    #expect(path.drawing.ends.count == (count == 12 ? 12 : 3))
    let service = try #require(path.visits.first { $0.chain == "KUBE-SVC" })
    #expect(service.children.count == path.drawing.ends.count)
    if count == 12 {
      #expect(service.others == nil && path.drawing.moreEnds == nil)
    } else {
      let more = count - 3
      let others = try #require(service.others)
      #expect(others.hasPrefix("\(more) more ways lead on from here, together "))
      #expect(path.drawing.moreEnds == "\(more) more ends are not drawn")
      // They are entered by packets that are not drawn.
      #expect(service.neighbours.isEmpty)
    }
    FigureCheck.expect(path.figure, "\(count) endpoints")
  }

  /// Shares count the packets whose ways are not drawn, too.
  @Test func sharesOfWaysThatAreNotDrawn() throws {
    var text = "*nat\n:PREROUTING ACCEPT [0:0]\n:MANY - [0:0]\n:ONE - [0:0]\n"
    text += "-A PREROUTING -m statistic --mode random --probability 0.5 -j MANY\n"
    text += "-A PREROUTING -j ONE\n-A ONE -p tcp -j DNAT --to-destination 10.0.0.1:80\n"
    for index in 0..<20 {
      text += "-A MANY -p tcp -m statistic --mode random --probability \(1.0 / Double(20 - index))"
      text += " -j DNAT --to-destination 10.1.0.\(index):80\n"
    }
    let path = try #require(DrawnPath(Reading(text + "COMMIT\n").capture, "192.0.2.1", 80))
    #expect(path.visits.compactMap(\.entry?.share) == ["1/2", "1/2"])
    let many = try #require(path.visits.first { $0.chain == "MANY" })
    #expect(many.rows.map(\.share) == ["1/40", "1/40"])
    #expect(many.others == "18 more ways lead on from here, together 45.0 %")
    #expect(path.drawing.ends.count == 3 && path.drawing.endCount == 21)
  }

  /// A parameter of the kernel stops what no rule stops.
  @Test func settings() throws {
    let text = """
      *nat
      :PREROUTING ACCEPT [0:0]
      -A PREROUTING -p tcp --dport 80 -j DNAT --to-destination 10.0.0.9:80
      COMMIT
      net.ipv4.ip_forward = 0

      """
    let path = try #require(DrawnPath(Reading(text).capture, "192.0.2.1", 80))
    #expect(path.drawing.ends.map(\.kind) == [.stopped])
    #expect(path.drawing.ends[0].detail.contains("ip_forward"))
  }

  /// Of a long way the end is drawn, and what is left out is counted.
  @Test func deepChains() throws {
    var text = "*nat\n:PREROUTING ACCEPT [0:0]\n"
    for index in 0..<300 { text += ":C\(index) - [0:0]\n" }
    text += "-A PREROUTING -j C0\n"
    for index in 0..<299 { text += "-A C\(index) -j C\(index + 1)\n" }
    text += "-A C299 -p tcp -j DNAT --to-destination 10.0.0.1:80\nCOMMIT\n"
    let path = try #require(DrawnPath(Reading(text).capture, "192.0.2.1", 80))
    #expect(path.visits.count <= 26)
    #expect(path.rows.filter { $0.mark == .decides }.map(\.target) == ["DNAT 10.0.0.1:80"])
    let skipped = path.visits.compactMap(\.entry?.text).filter { $0.contains("not drawn") }
    #expect(skipped.count == 1)
    FigureCheck.expect(path.figure, "deep")
  }

  @Test func manyRules() throws {
    var text = "*mangle\n:PREROUTING ACCEPT [0:0]\n"
    for index in 0..<500 { text += "-A PREROUTING -p tcp -j MARK --set-xmark 0x\(index)/0xffff\n" }
    text += "COMMIT\n*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp -j DNAT --to 10.0.0.1\n"
    let path = try #require(DrawnPath(Reading(text + "COMMIT\n").capture, "192.0.2.1", 80))
    #expect(path.visits[0].rows.count == 12)
    #expect(path.visits[0].rowsOmitted == 488)
    #expect(path.rows.filter { $0.mark == .decides }.map(\.target) == ["DNAT 10.0.0.1"])
    FigureCheck.expect(path.figure, "many rules")
  }
}
