import Testing
import TestSupport

/// `natscope expect` as a user runs it: where manifests come from, formats, exit codes.
@Suite struct ExpectCommandTests {
  private static func pod(_ ports: String, spec: String = "") -> String {
    "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: default}\nspec:\n\(spec)"
      + "  containers: [{ports: [\(ports)]}]\n"
  }
  private static let realised = pod("{containerPort: 80, hostPort: 8000}")
  private static let elsewhere = pod("{containerPort: 81, hostPort: 8000}")
  private static let undecided = pod("{containerPort: 443}", spec: "  hostNetwork: true\n")
  private static let sample = Natscope.sample("hostport")

  private struct Ending: Sendable {
    let manifest: String
    var options: [String] = []
    let status: Int32
  }

  private static let endings: [Ending] = [
    Ending(manifest: realised, status: 0),
    Ending(manifest: elsewhere, status: 1),
    Ending(manifest: undecided, status: 0),
    Ending(manifest: undecided, options: ["--strict"], status: 3),
    Ending(manifest: elsewhere + "---\n" + undecided, options: ["--strict"], status: 1),
    Ending(manifest: realised, options: ["--strict"], status: 0),
    // No manifest at all, and one that cannot be read.
    Ending(manifest: "kind: of text\n", status: 2),
    Ending(manifest: "", status: 2),
    Ending(manifest: realised + "---\n" + realised + "status: {\n", status: 2),
    Ending(manifest: elsewhere + "---\n" + realised + "status: {\n", status: 2),
    // Wrong usage ends it before anything is read.
    Ending(manifest: "", options: ["--node-address", "x"], status: 2),
    Ending(manifest: "", options: ["-o", "yaml"], status: 2),
  ]

  /// The codes of EXIT STATUS, where several apply in their order.
  @Test(arguments: endings) private func exitStatus(_ ending: Ending) async throws {
    let (manifest, options, status) = (ending.manifest, ending.options, ending.status)
    let run = try await Natscope.run(
      ["expect", Self.sample, "-"] + options, input: manifest)
    #expect(run.status == status, "\(run.output)\(run.errors)")
    if status == 2 { #expect(!run.errors.isEmpty) }
  }

  /// What a broken document says of itself, with its place.
  @Test func unreadable() async throws {
    let run = try await Natscope.run(
      "expect", Self.sample, "-", input: Self.realised + "---\n" + Self.realised + "status: {\n")
    #expect(run.errors.hasPrefix("warning[unreadable-manifest]: "))
    #expect(run.errors.contains("--> <stdin>:"))
    #expect(run.output.contains("realised: hostPort 8000/tcp of Pod default/web (<stdin>:5)"))
    let quiet = try await Natscope.run(
      "expect", "-q", Self.sample, "-", input: Self.realised + "status: {\n")
    #expect(quiet.status == 2)
    #expect(quiet.errors.hasPrefix("error: the manifest at <stdin>:"))
  }

  @Test func noManifest() async throws {
    let run = try await Natscope.run("expect", Self.sample)
    #expect(run.errors.hasPrefix("error: no Kubernetes manifest in the input"))
    let rules = try await Natscope.run("expect", "-", input: Self.realised)
    #expect(rules.errors.hasPrefix("error[no-ruleset]"))
  }

  @Test func json() async throws {
    let run = try await Natscope.run(
      "expect", "-", Self.sample, "-o", "json", input: Self.elsewhere)
    #expect(run.status == 1)
    let tree = try JSONTree(run.output)
    #expect(
      tree.keys == [
        "schema", "input", "diagnostics", "ports", "notes", "omitted", "traces",
      ])
    #expect(tree["schema"].text == "natscope.expect/1")
    #expect(tree["input"]["nodeFacts"] == .array([.string("manifests")]))
    let port = tree["ports"][0]
    #expect(
      port.keys == [
        "object", "kind", "name", "protocol", "address", "port", "targets", "source", "line",
        "verdict", "expected", "found", "why", "assumptions", "run", "trace",
      ])
    #expect(port["object"].keys == ["kind", "namespace", "name", "source", "line"])
    #expect(port["targets"].keys == ["addresses", "ports", "portName"])
    #expect(port["verdict"].text == "elsewhere")
    #expect(port["port"].number == 8000 && port["line"].number == 5)
    #expect(port["address"] == .null && port["name"] == .null)
    #expect(tree["traces"][0]["explanation"]["kind"].text == "hostPort")
    #expect(port["trace"].number == 0)
    // Not sure what it is about: every value is there all the same.
    let open = try JSONTree(
      try await Natscope.run(
        "expect", "-", Self.sample, "-o", "json",
        input: "kind: Ingress\napiVersion: v1\nmetadata: {name: site}\n"
      ).output)["ports"][0]
    #expect(open.keys == port.keys)
    #expect(open["targets"] == .null && open["trace"] == .null && open["found"] == .null)
  }

  /// With the family turned off nothing is asked, and that is said.
  @Test func families() async throws {
    let run = try await Natscope.run(
      "expect", "-6", "-", Self.sample, input: Self.realised)
    #expect(run.status == 0)
    #expect(run.output.contains("not decidable: hostPort 8000/tcp"))
  }

  /// Names out of manifests reach no terminal as they are.
  @Test func hostileNames() async throws {
    let run = try await Natscope.run(
      "expect", "-", Self.sample,
      input: Self.realised.replacing("name: web", with: "name: \"we\\eb[31m\\u202e\""))
    #expect(!run.output.unicodeScalars.contains("\u{1b}"))
    #expect(run.output.contains("we\\x1bb[31m\\u{202e}"))
  }
}
