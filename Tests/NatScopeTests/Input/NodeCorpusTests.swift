import TestSupport
import Testing

@testable import NatScope

/// Sockets and addresses in real captures from elsewhere, where NATSCOPE_CORPUS names a folder of them:
/// the rows are counted once more by nothing but their words.
@Suite struct NodeCorpusTests {
  private struct File {
    let name: String
    let text: String
    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
  }

  private static func files(_ folder: String) -> [File] {
    guard let index = PrintingTests.bytes(folder + "/INDEX.tsv") else { return [] }
    return index.split(separator: 10).dropFirst().compactMap { row in
      let name = String(
        decoding: row.split(separator: 9, omittingEmptySubsequences: false)[0], as: UTF8.self)
      guard let bytes = PrintingTests.bytes(folder + "/" + name), bytes.count < 1_000_000 else {
        return nil
      }
      return File(name: name, text: String(decoding: bytes, as: UTF8.self))
    }
  }

  private static let types: Set<Substring> = ["tcp", "tcp6", "udp", "udp6"]
  private static let states: Set<Substring> = ["LISTEN", "UNCONN", "ESTAB", "TIME-WAIT"]

  /// `tcp 0 0 …`, `tcp LISTEN 0 128 …`, `LISTEN 0 128 …`.
  private static func isSocket(_ line: Substring) -> Bool {
    let words = line.split { $0 == " " || $0 == "\t" || $0 == "\r" }
    guard words.count >= 5 else { return false }
    let isNumber = { (index: Int) in words[index].allSatisfy(\.isNumber) }
    if types.contains(words[0]) {
      if isNumber(1), isNumber(2) { return words[3].contains(":") }
      return states.contains(words[1]) && isNumber(2) && isNumber(3)
    }
    return states.contains(words[0]) && isNumber(1) && isNumber(2) && words[3].contains(":")
  }

  private static func isAddress(_ line: Substring) -> Bool {
    let words = line.split { $0 == " " || $0 == "\t" || $0 == "\r" }
    guard let place = words.prefix(3).firstIndex(where: { $0 == "inet" || $0 == "inet6" }),
      place + 1 < words.count
    else { return false }
    // Of rules and nft chains an address is the third word, or none follows.
    let next = words[place + 1]
    return next.hasPrefix("addr:")
      || next.hasPrefix("::")
      || next.first?.isHexDigit == true && next.contains(where: { ".:".contains($0) })
  }

  @Test func rows() {
    guard let folder = environment("NATSCOPE_CORPUS") else {
      print("skipped: no corpus (NATSCOPE_CORPUS is not set)")
      return
    }
    var (sockets, addresses, unread, files) = (0, 0, 0, 0)
    for file in Self.files(folder) {
      let reading = Reading(file.text)
      let socketRows = file.lines.filter(Self.isSocket).count
      let addressRows = file.lines.filter(Self.isAddress).count
      guard socketRows + addressRows + reading.factLines.count > 0 else { continue }
      files += 1
      sockets += socketRows
      addresses += addressRows
      unread += reading.unreadRows.count
      #expect(reading.capture.node.sockets.all.count == socketRows, "\(file.name)")
      #expect(reading.capture.node.addresses.all.count == addressRows, "\(file.name)")
      #expect(reading.unreadRows == [], "\(file.name)")
    }
    print(
      "corpus: \(files) files, \(sockets) sockets, \(addresses) addresses, \(unread) unread rows")
    #expect(sockets > 100)
  }
}
