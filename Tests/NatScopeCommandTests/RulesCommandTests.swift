import TestSupport
import Testing

/// `natscope rules`.
@Suite struct RulesCommandTests {
  private static func dump(_ name: String) -> String {
    "\(Natscope.root)/Tests/NatScopeTests/Fixtures/node/\(name)"
  }

  @Test func listingBecomesSave() async throws {
    let run = try await Natscope.run("rules", Self.dump("legacy.4.nvxL.txt"))
    #expect(run.status == 0)
    #expect(run.errors == "")
    let lines = run.output.split(separator: "\n").map { String($0) }
    let saved = try Natscope.text("Tests/NatScopeTests/Fixtures/node/legacy.4.save")
      .split(separator: "\n").map { String($0) }
    let begin = try #require(saved.firstIndex(of: "*nat"))
    #expect(lines == Array(saved[begin...].prefix { $0 != "COMMIT" }) + ["COMMIT"])
    // Standard input, and a dash for it.
    let text = try Natscope.text("Tests/NatScopeTests/Fixtures/node/legacy.4.nvxL.txt")
    #expect(try await Natscope.run("rules", input: text).output == run.output)
    #expect(try await Natscope.run("rules", "-", input: text).output == run.output)
  }

  @Test func families() async throws {
    let files = [Self.dump("nft.4.S.txt"), Self.dump("nft.6.S.txt")]
    let four = try await Natscope.run(["rules", "-4"] + files)
    let six = try await Natscope.run(["rules", "-6"] + files)
    #expect(four.output.contains("10.0.9.9") && !four.output.contains("fd00::2"))
    #expect(six.output.contains("fd00::2") && !six.output.contains("10.0.9.9"))
    let both = try JSONTree(try await Natscope.run(["rules", "-o", "json"] + files).output)
    #expect(both["rulesets"].items.map { $0["ruleset"].number } == [0, 1])
    let only = try JSONTree(try await Natscope.run(["rules", "-6", "-o", "json"] + files).output)
    #expect(only["rulesets"].items.map { $0["ruleset"].number } == [1])
  }

  @Test func json() async throws {
    let run = try await Natscope.run("rules", "-o", "json", Self.dump("nft.4.nvLlinenumbers.txt"))
    #expect(run.status == 0)
    #expect(JSONTree.unsortedKeys(run.output) == [])
    let json = try JSONTree(run.output)
    #expect(json["schema"] == .string("natscope.rules/1"))
    let table = json["rulesets"][0]["tables"][0]
    #expect(table["name"] == .string("nat"))
    #expect(table["inferred"] == .bool(false))
    let chains = table["chains"].items
    #expect(
      chains.map { $0["name"].text } == [
        "PREROUTING", "INPUT", "OUTPUT", "POSTROUTING", "A-CHAIN-WITH-A-NAME-OF-28-CH", "DOCKER",
        "EMPTY", "WEB",
      ])
    #expect(
      chains.map { $0["policy"].text } == Array(repeating: "ACCEPT", count: 4) + [
        nil, nil, nil, nil,
      ])
    #expect(chains.map { $0["line"].number } == [1, 8, 11, 16, 20, 24, 30, 33])
    #expect(chains.map { $0["rules"].items.count } == [4, 0, 2, 1, 1, 3, 0, 1])
    let rule = chains[0]["rules"][1]
    #expect(rule["rule"].number == 2)
    #expect(rule["line"].number == 4)
    #expect(rule["damaged"] == .bool(false))
    #expect(rule["comment"] == .null)
    #expect(
      rule["text"].text == "-A PREROUTING -d 10.0.0.0/24 ! -i eth0 -p tcp -m tcp --dport 80 -g WEB")
    #expect(rule["target"]["chain"] == .string("WEB"))
    #expect(rule["target"]["goto"] == .bool(true))
    #expect(rule["counters"]["packets"]["from"].number == 99_500)
    #expect(rule["counters"]["packets"]["to"].number == 100_499)
    let negated = rule["matches"].items.filter { $0["negated"] == .bool(true) }
    #expect(negated.map { $0["test"].text } == ["inInterface"])
    #expect(negated.map { $0["value"].text } == ["eth0"])
    #expect(chains[0]["rules"][0]["comment"].text == "it's \"x\" -j DNAT */")
    let target = chains[7]["rules"][0]["target"]
    #expect(target["addresses"].text == "10.0.9.9")
    #expect(target["ports"] == .null)
    #expect(json["input"]["files"].items.isEmpty == false || json["input"] != .null)
  }

  @Test func damagedRules() async throws {
    let run = try await Natscope.run(
      "rules", "-o", "json", input: "*nat\n:A - [0:0]\n-A A -p tcp --dport\nCOMMIT\n")
    let rule = try JSONTree(run.output)["rulesets"][0]["tables"][0]["chains"][0]["rules"][0]
    #expect(rule["damaged"] == .bool(true))
    #expect(rule["target"] == .null)
    #expect(rule["matches"] == .array([]))
    #expect(rule["remarks"].items == [.string("line 3 cannot be read:")])
    #expect(run.errors.contains("warning[cut-rule]"))
  }

  @Test(arguments: ["", "hello\n", " \n"]) func nothingToRead(_ input: String) async throws {
    let run = try await Natscope.run("rules", input: input)
    #expect(run.status != 0)
    #expect(run.output == "")
    #expect(run.errors.contains("error["))
  }
}
