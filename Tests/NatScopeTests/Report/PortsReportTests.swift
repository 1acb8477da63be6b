import FoundationEssentials
import TestSupport
import Testing

@testable import NatScope

/// The inventory of the samples and of real captures.
@Suite struct PortsReportTests {
  static let samples = [
    "docker", "host-process", "hostport", "hostport-legacy", "hostport-stale", "hostport6", "istio",
    "kube-proxy", "podman", "redirect",
  ]

  @Test(arguments: samples)
  func sample(_ name: String) throws {
    let example = try Example(sample: name + ".save")
    var report = PortsReport()
    report.isVerbose = true
    try expectSnapshot(report.render(PortsAnswer(example.capture)), "ports/\(name).txt")
  }

  /// The listing of the same rules, with interfaces and without, has the same rows.
  @Test(arguments: ["legacy.4", "nft.4"])
  func listings(_ dump: String) throws {
    func rows(_ file: String) throws -> [String] {
      let path = Example.root + "/Tests/NatScopeTests/Fixtures/node/" + file
      return Listed(try String(contentsOfFile: path, encoding: .utf8)).rows
    }
    let save = try rows(dump + ".save")
    #expect(!save.isEmpty)
    #expect(try rows(dump + ".nvxL.txt") == save)
  }

  /// Each service of the kube-proxy sample once per address, with the shares of its endpoints.
  @Test func services() throws {
    let answer = PortsAnswer(try Example(sample: "kube-proxy.save").capture)
    var seen: Set<String> = []
    for port in answer.rows where port.conditions.isEmpty && port.row.hooks == .both {
      let place = "\(port.protocolText) \(port.addressText):\(port.portText)"
      #expect(seen.insert(place).inserted, "\(place)")
      #expect(port.name?.contains("/") == true)
      guard port.refusal == nil else { continue }
      let sum = port.row.targets.reduce(0) { $0 + $1.share }
      #expect(abs(sum - 1) < 1e-12, "\(place)")
      for target in port.row.targets {
        #expect(abs(target.share - 1 / Double(port.row.targets.count)) < 1e-9, "\(place)")
      }
    }
    #expect(seen.count == 13)
  }

  /// Whoever reaches an address is a row of the whole.
  @Test(arguments: samples)
  func inverse(_ name: String) throws {
    let answer = PortsAnswer(try Example(sample: name + ".save").capture)
    let all = answer.rows.map(Listed.describe)
    var targets: Set<UInt128> = []
    for row in answer.rows {
      for case .some(let range) in row.row.targets.map(\.addresses) {
        targets.insert(range.lowerBound)
      }
    }
    for target in targets {
      for family in IPFamily.allCases where target <= family.maximum {
        let address = IPAddress(family: family, bits: target)
        let found = answer.filtered { $0.reaches(address, port: nil) }
        #expect(found.rows.map(Listed.describe).allSatisfy(all.contains))
        #expect(found.total == answer.rows.count)
      }
    }
    let shown = answer.rows.filter { row in row.row.targets.contains { $0.addresses != nil } }
    #expect(targets.isEmpty == shown.isEmpty)
  }

  /// Every input of the corpus passes through, and each table fits the terminal.
  @Test func corpus() throws {
    guard let folder = environment("NATSCOPE_CORPUS") else {
      print("skipped: no corpus (NATSCOPE_CORPUS is not set)")
      return
    }
    var (files, rows, bounds) = (0, 0, 0)
    for name in CorpusTests.files(folder) {
      guard let bytes = PrintingTests.bytes(folder + "/" + name), bytes.count < 4_000_000 else {
        continue
      }
      let capture = Capture.read(name: name, bytes: bytes)
      let answer = PortsAnswer(capture)
      files += 1
      rows += answer.rows.count
      if answer.notes.contains(where: { $0.contains("left out") }) { bounds += 1 }
      _ = PortsJSON().render(answer)
      _ = PortsTable().render(answer)
      let text = PortsReport().render(answer)
      #expect(!text.unicodeScalars.contains { $0 != "\n" && TerminalText.isUnsafe($0) }, "\(name)")
    }
    print("ports: \(files) inputs of the corpus, \(rows) rows, \(bounds) with a bound reached")
    #expect(files > 0)
  }
}
