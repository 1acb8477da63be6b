import FoundationEssentials
import Testing
import TestSupport

/// Every capture in samples/ is loaded, and everything that its rules answer is sent a packet, from
/// every side that its rules tell apart.
@Suite(.enabled(if: Prerequisites.runs, Comment(rawValue: Prerequisites.comment)))
struct SampleTests {
  @Test(arguments: Backend.allCases)
  func agree(backend: Backend) async throws {
    let start = ContinuousClock().now
    let cases = try Self.samples().flatMap { try Self.cases(sample: $0) }
    #expect(!cases.isEmpty)
    var conformance = Conformance()
    try await KernelNode.with(backend) { node in
      let refused = try await conformance.check(cases, in: node)
      #expect(refused.isEmpty, "\(refused)")
    }
    print(conformance.summary("samples", backend), ContinuousClock().now - start)
  }

  private static let folder =
    #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/samples"

  private static func samples() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".save") }
      .sorted()
  }

  private static func cases(sample: String) throws -> [KernelCase] {
    let data = try Data(contentsOf: URL(filePath: folder + "/" + sample))
    let reading = SampleReading(text: String(decoding: data, as: UTF8.self))
    return reading.packets.enumerated().map { number, packet in
      var sampleCase = KernelCase(
        name: "samples/\(sample), packet \(number)", isIPv6: reading.isIPv6,
        ruleset: reading.walked, packets: [packet],
        forms: .one(number))
      // Once in each form.
      sampleCase.comparesPorts = number < Form.allCases.count
      return sampleCase
    }
  }
}
