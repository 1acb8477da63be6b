import FoundationEssentials
import Testing

/// Compares a text with a file of Tests/NatScopeTests/Snapshots.
///
/// A missing file is written and fails the run, so that nobody takes a recording for a test.
func expectSnapshot(
  _ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let path = Example.root + "/Tests/NatScopeTests/Snapshots/\(name)"
  guard let expected = try? String(contentsOfFile: path, encoding: .utf8) else {
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    Issue.record("recorded \(name); look at it and run again", sourceLocation: sourceLocation)
    return
  }
  #expect(text == expected, "differs from \(path)", sourceLocation: sourceLocation)
}
