import Testing

@testable import NatScope

/// A manifest, a state, and what becomes of each declared port.
struct ManifestRow: Sendable, CustomTestStringConvertible {
  let name: String
  let manifest: String
  let state: String
  let verdicts: [String]
  /// Words that the answer has to hold.
  var words: [String] = []

  init(
    _ name: String, _ manifest: String, _ state: String, _ verdicts: [String],
    _ words: String...
  ) {
    self.name = name
    self.manifest = manifest
    self.state = state
    self.verdicts = verdicts
    self.words = words
  }

  var testDescription: String { name }

  func check() {
    // The same in one stream and in files of their own, in any order.
    for files in [[manifest, state], [state, manifest], [state + manifest]] {
      let check = ManifestCheck(Reading(files: files).capture)
      #expect(check.realisations.map(Self.text) == verdicts, "\(name)")
      var report = ExpectReport()
      report.width = 10_000
      let text = report.render(check)
      for words in words { #expect(text.contains(words), "\(name): \(text)") }
      var quiet = ExpectReport()
      quiet.isQuiet = true
      #expect(quiet.render(check).split(separator: "\n").count == verdicts.count + 1)
    }
  }

  static func text(_ realisation: Realisation) -> String {
    "\(realisation.verdict.rawValue) \(realisation.expected.kind.rawValue) "
      + realisation.expected.text
  }
}
