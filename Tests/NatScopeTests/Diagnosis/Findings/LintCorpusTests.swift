import TestSupport
import Testing

@testable import NatScope

/// Real captures from elsewhere, where NATSCOPE_CORPUS names a folder of them.
@Suite struct LintCorpusTests {
  /// Each error that lint reports there was looked at by hand, file and code; none is left.
  private static let reviewed: [String] = []

  @Test func noFalseAlarms() {
    guard let folder = environment("NATSCOPE_CORPUS"),
      let index = PrintingTests.bytes(folder + "/INDEX.tsv")
    else {
      print("skipped: no corpus (NATSCOPE_CORPUS is not set)")
      return
    }
    var errors: [String] = []
    var files = 0
    for row in index.split(separator: 10).dropFirst() {
      let name = String(
        decoding: row.split(separator: 9, omittingEmptySubsequences: false)[0], as: UTF8.self)
      // Larger ones say nothing new, and take long in a build for debugging.
      guard let bytes = PrintingTests.bytes(folder + "/" + name), bytes.count < 300_000 else {
        continue
      }
      let capture = Capture.read(name: name, bytes: bytes)
      guard !capture.hasErrors else { continue }
      files += 1
      let lint = Lint(capture)
      errors += lint.findings.filter { $0.severity == .error }.map { "\(name) \($0.code)" }
      // Every report takes every finding.
      let reports = [
        LintReport().render(lint), LintJSON().render(lint), LintMarkdown().render(lint),
      ]
      #expect(reports.allSatisfy { $0.hasSuffix("\n") && !$0.contains("\u{1b}") })
    }
    #expect(files > 300)
    #expect(errors == Self.reviewed)
  }
}
