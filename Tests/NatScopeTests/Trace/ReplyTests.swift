import Testing

@testable import NatScope

/// Who answers to whom, and whether the answer comes back.
@Suite struct ReplyTests {
  static let dnat = "PREROUTING -p tcp -j DNAT --to-destination 10.1.0.1:8443"

  static let rows: [(rules: [String], question: String, reply: String?)] = [
    ([dnat], "10.0.0.5:443 from 1.2.3.4:5", "10.1.0.1:8443 -> 1.2.3.4:5 past nil"),
    (
      [dnat, "POSTROUTING -j MASQUERADE"], "10.0.0.5:443 from 1.2.3.4:5",
      "10.1.0.1:8443 -> ?:5 toHere true"
    ),
    (
      [dnat, "POSTROUTING -j SNAT --to-source 10.0.0.5"], "10.0.0.5:443 from 1.2.3.4:5",
      "10.1.0.1:8443 -> 10.0.0.5:5 toHere true"
    ),
    (
      [dnat, "POSTROUTING -j SNAT --to-source 10.9.9.9"], "10.0.0.5:443 from 1.2.3.4:5",
      "10.1.0.1:8443 -> 10.9.9.9:5 toNewSource nil"
    ),
    // A pod that calls itself by the node's address.
    ([dnat], "10.0.0.5:443 from 10.1.0.1:5", "10.1.0.1:8443 -> 10.1.0.1:5 toItself false"),
    (
      ["PREROUTING -j LOG"], "10.7.7.7:443 from 1.2.3.4:5",
      "10.7.7.7:443 -> 1.2.3.4:5 unchanged nil"
    ),
    (
      ["PREROUTING -j LOG"], "10.0.0.5:443 from 1.2.3.4:5",
      "10.0.0.5:443 -> 1.2.3.4:5 fromHere true"
    ),
    (
      ["PREROUTING -p tcp -j REDIRECT --to-ports 8080"], "10.7.7.7:443 from 1.2.3.4:5",
      "?:8080 -> 1.2.3.4:5 fromHere true"
    ),
    (
      ["OUTPUT -p tcp -j DNAT --to-destination 10.1.0.1:8443"],
      "10.7.7.7:443 local from 10.0.0.5:5",
      "10.1.0.1:8443 -> 10.0.0.5:5 toHere true"
    ),
    (
      ["OUTPUT -p tcp -j DNAT --to-destination 10.1.0.1:8443"],
      "127.0.0.1:443 local from 127.0.0.1:5", "10.1.0.1:8443 -> 127.0.0.1:5 toLoopback false"
    ),
    ([dnat, "*filter", ":FORWARD DROP"], "10.0.0.5:443 from 1.2.3.4:5", nil),
    (
      ["*raw", "PREROUTING -j CT --notrack", "*nat", dnat], "10.7.7.7:443 from 1.2.3.4:5",
      "10.7.7.7:443 -> 1.2.3.4:5 unchanged nil"
    ),
  ]

  @Test(arguments: rows)
  func reply(_ row: (rules: [String], question: String, reply: String?)) {
    let tracing = Tracing(TraceRow.save(row.rules), row.question, nodes: ["10.0.0.5"])
    #expect(tracing.trace.outcomes.count == 1)
    let reply = tracing.trace.primary.reply.map { reply in
      "\(tracing.endpoint(reply.source)) -> \(tracing.endpoint(reply.destination)) \(reply.way) "
        + (reply.returns.map { "\($0)" } ?? "nil")
    }
    #expect(reply == row.reply)
  }
}
