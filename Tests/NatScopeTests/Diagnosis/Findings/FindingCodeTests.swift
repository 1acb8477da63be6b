import Testing

@testable import NatScope

/// The table of findings.
@Suite struct FindingCodeTests {
  @Test func everyCodeHasARow() {
    #expect(FindingCode.all.map(\.code) == (201...234).map { "NS\($0)" })
    #expect(Set(FindingCode.all.map(\.title)).count == FindingCode.all.count)
  }

  @Test(arguments: FindingCode.all) func rowsAreWhole(_ row: FindingCode) {
    for text in [row.meaning, row.cause] {
      #expect(text.hasSuffix(".") && !text.contains("  "), "\(row.code)")
    }
    #expect(row.title.first?.isUppercase == false && !row.title.hasSuffix("."))
    #expect(!row.confirm.isEmpty && !row.mend.isEmpty)
    #expect(!row.reported.isEmpty)
    for place in row.reported {
      // owner/repository#number
      let parts = place.split { $0 == "/" || $0 == "#" }
      #expect(parts.count == 3 && parts.last?.allSatisfy(\.isNumber) == true, "\(place)")
    }
    // What is said to confirm changes nothing.
    for case .command(let command) in row.confirm {
      let changing = [" -D ", " -I ", " -F", " -w ", " delete ", "restart", "reload"]
      #expect(!changing.contains { command.contains($0) }, "\(command)")
    }
  }

  @Test(arguments: ["NS201", "ns201", "201"]) func codesAsTheyAreTyped(_ code: String) {
    #expect(FindingCode.row(code)?.code == "NS201")
  }

  @Test(arguments: ["", "NS", "NS1", "NS999", "2010", "fragment"]) func noCodes(_ code: String) {
    #expect(FindingCode.row(code) == nil)
  }
}
