import FoundationEssentials
import TestSupport
import Testing

/// `--redact`.
@Suite struct RedactCommandTests {
  private static let folder = FileManager.default.temporaryDirectory.path

  private static func newName(_ name: String = #function) -> String {
    "\(folder)/natscope-map-\(UUID().uuidString)"
  }

  /// The map's originals by their aliases.
  private static func map(_ path: String) throws -> [String: String] {
    var result: [String: String] = [:]
    for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
      let words = line.split(separator: "\t", maxSplits: 1).map { String($0) }
      #expect(words.count == 2, "\(line)")
      if words.count == 2 { result[words[0]] = words[1] }
    }
    return result
  }

  @Test func theMapIsTheOwnersAndNew() async throws {
    let path = Self.newName()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let text = try Natscope.text("samples/hostport.save")
    // Whatever the umask is.
    let script =
      "umask 0777; $natscope rules $samples/hostport.save --redact \(path) && stat -c %a \(path)"
    let run = try await Natscope.shell(script)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.hasSuffix("\n600\n"))
    #expect(run.errors.hasPrefix("note: what natscope reads is hidden; look through the answer"))
    let before = try String(contentsOfFile: path, encoding: .utf8)
    #expect(
      before.split(separator: "\n").map { String($0) }
        == before.split(separator: "\n").map { String($0) }.sorted {
          Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8))
        })
    let again = try await Natscope.run("rules", "--redact", path, input: text)
    #expect(again.status == 2)
    #expect(again.output == "")
    #expect(again.errors.contains("exists: name a new file"))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == before)
    // A link is no new file either.
    let link = Self.newName()
    defer { try? FileManager.default.removeItem(atPath: link) }
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path + "-other")
    #expect(try await Natscope.run("rules", "--redact", link, input: text).status == 2)
    let nowhere = try await Natscope.run("rules", "--redact", "/nowhere/map", input: text)
    #expect(nowhere.status == 2)
    #expect(nowhere.output == "")
  }

  /// No command tells an original, in any format, and every alias is in the map.
  @Test(arguments: Natscope.samples) func nothingIsTold(_ name: String) async throws {
    let sample = Natscope.sample(name)
    let commands = [
      ["trace", "10.88.0.5:80", sample, "-v"], ["trace", ":8080", sample, "-o", "json"],
      ["ports", sample, "-o", "json"], ["ports", sample], ["lint", sample, "-o", "json"],
      ["lint", sample, "-v"], ["graph", sample], ["graph", sample, "-o", "mermaid"],
      ["rules", sample], ["rules", sample, "-o", "json"], ["graph", sample, "-o", "svg"],
      ["report", ":8080", sample, "-o", "html"], ["report", sample, "-o", "markdown"],
    ]
    for command in commands {
      let path = Self.newName()
      defer { try? FileManager.default.removeItem(atPath: path) }
      let plain = try await Natscope.run(command)
      let run = try await Natscope.run(command + ["--redact", path])
      #expect(run.status == plain.status, "\(command) \(run.errors)")
      let map = try Self.map(path)
      let all = run.output + run.errors.replacing(path, with: "")
      #expect(!all.contains(name + ".save"))
      let words = Set(
        all.split { !$0.isLetter && !$0.isNumber && !".-_:".contains($0) }.map { String($0) })
      for (alias, original) in map
      where original.contains(where: \.isNumber) && original.contains(where: { ".-:".contains($0) })
        && original.count > 8 && original.contains(where: { $0.isLetter || $0 == "." })
        && map[original] == nil && !original.hasPrefix("KUBE-PROXY")
      {
        #expect(!words.contains(original), "\(command): \(original) is \(alias)")
      }
      // The same input has the same aliases.
      let other = Self.newName()
      defer { try? FileManager.default.removeItem(atPath: other) }
      let twice = try await Natscope.run(command + ["--redact", other])
      #expect(twice.output == run.output)
      #expect(try Self.map(other) == map)
    }
  }

  @Test func whatIsTypedIsAskedByItsAlias() async throws {
    let path = Self.newName()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let text = """
      *nat
      :PREROUTING ACCEPT [0:0]
      :acme-web - [0:0]
      -A PREROUTING -d 10.20.30.40/32 -i acme0 -p tcp -m tcp --dport 80 -j acme-web
      -A acme-web -p tcp -j DNAT --to-destination 10.99.88.77:8080
      COMMIT

      """
    let run = try await Natscope.run(
      "trace", "10.20.30.40:80", "--from", "10.7.7.7", "--in", "acme0", "--chain", "^acme-",
      "--redact", path, "-o", "json", input: text)
    #expect(run.status == 0, "\(run.errors)")
    for secret in ["10.20.30.40", "10.99.88.77", "10.7.7.7", "acme"] {
      #expect(!run.output.contains(secret), "\(secret)")
      #expect(!run.errors.contains(secret), "\(secret)")
    }
    #expect(run.output.contains("\"DNAT\""))
    let map = try Self.map(path)
    #expect(map.values.contains("10.7.7.7"))
    #expect(map.values.contains("10.20.30.40"))
    #expect(map.values.contains("acme-web"))
  }
}
