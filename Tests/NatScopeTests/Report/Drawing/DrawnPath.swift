@testable import NatScope

/// A trace, its answer and its picture.
struct DrawnPath {
  let answer: Answer
  let drawing: PathDrawing
  var figure: Figure { PathLayout(drawing, linkPrefix: "r0-").figure }

  init?(
    _ capture: Capture, _ destination: String?, _ port: UInt16?, ruleset: Int = 0,
    from origin: Packet.Origin = .outside, source: String? = nil
  ) {
    guard capture.rulesets.indices.contains(ruleset) else { return nil }
    var packet = Packet(family: capture.rulesets[ruleset].family, destinationPort: port)
    packet.destination = destination.flatMap { IPAddress($0) }
    packet.source = source.flatMap { IPAddress($0) }
    packet.origin = origin
    var options = TraceOptions()
    options.localAddresses = capture.node.addresses
    let trace = Trace.run(
      packet, through: capture.rulesets[ruleset], sets: capture.sets, options: options)
    answer = Answer(capture, [Answer.Traced(ruleset: ruleset, trace: trace)])
    drawing = PathDrawing(answer.views[0], in: capture.rulesets[ruleset])
  }

  var visits: [PathDrawing.Visit] { drawing.bands.flatMap(\.visits).flatMap(Self.all) }
  var rows: [PathDrawing.Row] { visits.flatMap(\.rows) }

  private static func all(_ visit: PathDrawing.Visit) -> [PathDrawing.Visit] {
    [visit] + visit.children.flatMap(all)
  }

  /// `nat PREROUTING #1 -> CNI-HOSTPORT-DNAT`, indented by the depth of the chain.
  var outline: [String] {
    drawing.bands.flatMap { band in
      [band.title] + band.visits.flatMap { Self.outline($0, "  ") }
    }
  }

  private static func outline(_ visit: PathDrawing.Visit, _ margin: String) -> [String] {
    let entry = visit.entry.map { entry in
      [entry.text, entry.share, entry.condition].compactMap { $0 }.joined(separator: ", ")
    }
    let head = margin + "\(visit.table) \(visit.chain)" + (visit.isAgain ? " (as above)" : "")
    return [head + (entry.map { ": \($0)" } ?? "")]
      + visit.rows.map { row in
        let mark = row.mark == .decides ? "* " : row.mark == .leavesOpen ? "? " : ""
        let words = [row.number, row.asks, row.arrow, row.target].filter { !$0.isEmpty }
        return margin + "  \(mark)\(words.joined(separator: " "))"
          + (row.condition.map { ", \($0)" } ?? "")
      } + visit.children.flatMap { outline($0, margin + "    ") }
  }
}
