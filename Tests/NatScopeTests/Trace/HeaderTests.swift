import Testing

@testable import NatScope

/// Matches on headers, frames, sockets and connections: what is given or implied decides, what is
/// open becomes a condition on the field.
@Suite struct HeaderTests {
  private static let hit = "-j DNAT --to-destination 10.1.0.1"
  private static let yes = "DNAT 10.1.0.1:443"

  /// A match of PREROUTING that decides about a translation, and what is known of the packet.
  private static func row(
    _ match: String, _ known: String, _ outcomes: String..., to: String = "10.0.0.5:443"
  ) -> TraceRow {
    row(match, known, outcomes, to: to)
  }

  private static func row(
    _ match: String, _ known: String, _ outcomes: [String], to: String
  ) -> TraceRow {
    var row = TraceRow(
      ["PREROUTING \(match) \(hit)"], known.isEmpty ? to : "\(to) \(known)",
      nodes: ["10.0.0.5"])
    row = TraceRow(row, outcomes: outcomes)
    return row
  }

  static let given: [TraceRow] = [
    row("-m length --length 0:100", "length 100", yes),
    row("-m length --length 0:99", "length 100", "ACCEPT"),
    row("-m length ! --length 0:99", "length 100", yes),
    row("-m length --length 0:39", "", "ACCEPT"),  // no TCP segment is so short
    row("-m ttl --ttl-lt 65", "ttl 64", yes), row("-m ttl --ttl-gt 64", "ttl 64", "ACCEPT"),
    row("-m dscp --dscp-class EF", "tos EF", yes), row("-m dscp ! --dscp 46", "tos 0xb9", "ACCEPT"),
    row("-m tos --tos 0x10/0x3f", "tos 0xd0", yes),
    row("-m tos --tos 0x10/0x0f", "tos 0x10", "ACCEPT"),
    row("-m tos ! --tos 0x10/0x0f", "tos 0x10", yes),
    row("-m ecn --ecn-ip-ect 1", "tos 0xb9", yes),
    row("-p tcp -m ecn --ecn-tcp-ece", "", "ACCEPT"),
    row("-p tcp -m ecn --ecn-tcp-ece ! --ecn-tcp-cwr", "tcpFlags SYN,ECE", yes),
    row("-p tcp -m tcp --syn", "tcpFlags SYN,ACK", "ACCEPT"),
    row("-p tcp -m tcp ! --syn", "tcpFlags ACK", yes),
    row("-p tcp -m tcp --syn", "", yes),
    row("-p tcp -m tcp --tcp-option 4", "options 2,4", yes),
    row("-p tcp -m tcp --tcp-option 8", "options 2,4", "ACCEPT"),
    row("-p tcp -m tcp --tcp-option 2", "options 4", "ACCEPT"),
    row("-p tcp -m tcp --tcp-option 2", "mss 1460", yes),
    row("-p tcp -m tcpmss --mss 1000:1500", "mss 1460", yes),
    row("-p tcp -m tcpmss ! --mss 1000:1500", "mss none", yes),
    row("-p tcp -m tcpmss --mss 0:65535", "options 4", "ACCEPT"),
    row("-m mac --mac-source 02:00:5e:10:00:01", "mac 02:00:5e:10:00:01", yes),
    row("-m mac ! --mac-source 02:00:5e:10:00:01", "mac 02:00:5e:10:00:02", yes),
    row("-m mac ! --mac-source 02:00:5e:10:00:01", "mac none", "ACCEPT"),
    row("-m pkttype --pkt-type broadcast", "packetType broadcast", yes),
    row("-m pkttype --pkt-type broadcast", "", "ACCEPT"),
    row("-m pkttype ! --pkt-type multicast", "", yes),
    row("-p esp -m esp --espspi 5:9", "spi 7", "DNAT 10.1.0.1:?", to: "10.0.0.5/esp"),
    row("-p esp -m esp ! --espspi 5:9", "spi 7", "ACCEPT", to: "10.0.0.5/esp"),
    row("-p ah -m ah --ahspi 7", "spi 7", "DNAT 10.1.0.1:?", to: "10.0.0.5/ah"),
    row("-p icmp -m icmp --icmp-type 8", "icmp 8/0", "DNAT 10.1.0.1:?", to: "10.0.0.5/icmp"),
    row("-p icmp -m icmp --icmp-type 3", "", "ACCEPT", to: "10.0.0.5/icmp"),
    row("-p sctp -m sctp --chunk-types any INIT", "", yes, to: "10.0.0.5:443/sctp"),
    row("-p sctp -m sctp --chunk-types all INIT,DATA", "", "ACCEPT", to: "10.0.0.5:443/sctp"),
    row("-p sctp -m sctp ! --chunk-types any DATA", "", yes, to: "10.0.0.5:443/sctp"),
    row("-p dccp -m dccp --dccp-types REQUEST,DATA", "", yes, to: "10.0.0.5:443/dccp"),
    row("-p dccp -m dccp --dccp-types DATA", "", "ACCEPT", to: "10.0.0.5:443/dccp"),
    row("-m helper --helper ftp", "", "ACCEPT"), row("-m helper ! --helper ftp", "", yes),
    row(
      "-m connbytes --connbytes 2:9 --connbytes-mode packets --connbytes-dir both", "", "ACCEPT"),
    row(
      "-m connbytes ! --connbytes 2:9 --connbytes-mode packets --connbytes-dir original", "", yes),
    row(
      "-m connbytes --connbytes 60:60 --connbytes-mode bytes --connbytes-dir original",
      "length 60", yes),
    row("-m connlabel --label 3", "", "ACCEPT"), row("-m connlabel ! --label 3", "", yes),
    row("-m cgroup ! --cgroup 1", "", "ACCEPT"),
    row("-m addrtype --dst-type LOCAL --limit-iface-in", "in lo", "ACCEPT", to: "10.0.0.5:443"),
    row("-m u32 --u32 \"6&0xFF=6&&0>>22&0x3C@0&0xFFFF=443\"", "", yes),
    row("-m u32 --u32 \"6&0xFF=17\"", "", "ACCEPT"),
    row("-m u32 --u32 \"0&0xFFFF=0x100:0xFFFF\"", "length 256", yes),
    row("-m u32 --u32 \"70=0\"", "length 60", "ACCEPT"),
    row("-m u32 ! --u32 \"8>>24=64\"", "ttl 63", yes),
  ]

  @Test(arguments: given) func decided(_ row: TraceRow) {
    let tracing = Tracing(
      row.text, row.question, nodes: ["10.0.0.5/24%eth0"])
    #expect(tracing.outcomes == row.outcomes, "\(row.testDescription)")
  }

  static let left: [TraceRow] = [
    row(
      "-m length --length 100:200", "", yes + " if length 100-200", "ACCEPT if not length 100-200"),
    row("-m ttl --ttl-lt 2", "", yes + " if ttl 0-1", "ACCEPT if ttl 2-255"),
    row("-m dscp --dscp 46", "", yes + " if tos 184-187", "ACCEPT if tos 0-183+188-255"),
    row("-m ecn --ecn-ip-ect 3", "tos EF", "ACCEPT"),
    row(
      "-m mac --mac-source 00:00:00:00:00:01", "", yes + " if mac 1", "ACCEPT if not mac 1"),
    row(
      "-p tcp -m tcp --tcp-option 8", "", yes + " if `--tcp-option 8`",
      "ACCEPT if not `--tcp-option 8`"),
    row("-m cpu --cpu 1", "", yes + " if `-m cpu --cpu 1`", "ACCEPT if not `-m cpu --cpu 1`"),
  ]

  @Test(arguments: left) func open(_ row: TraceRow) { row.check() }
}

extension TraceRow {
  /// The same question with other outcomes.
  fileprivate init(_ row: TraceRow, outcomes: [String]) {
    text = row.text
    question = row.question
    self.outcomes = outcomes
    nodes = row.nodes
  }
}
