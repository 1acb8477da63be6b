/// Collects diagnostics, of each kind at most a hundred; what comes beyond is counted.
struct DiagnosticList {
  private(set) var all: [Diagnostic] = []
  private var counts: [String: Int] = [:]
  private var last: [String: Int] = [:]
  private static let limit = 100

  mutating func add(_ diagnostic: Diagnostic) {
    let kind = diagnostic.problem.kind
    let count = counts[kind, default: 0]
    counts[kind] = count + 1
    if count >= limit(kind), let index = last[kind] {
      all[index].repetitions += 1
    } else {
      last[kind] = all.count
      all.append(diagnostic)
    }
  }

  /// Line ends and prefixes are the same on every line: once says it all.
  private func limit(_ kind: String) -> Int {
    switch kind {
    case "carriageReturns", "prefixedLine": 1
    case "unrecognisedLine": 20
    default: Self.limit
    }
  }
}

extension InputProblem {
  /// The name of the case, without what it carries.
  var kind: String {
    let text = "\(self)"
    return String(text.prefix { $0 != "(" })
  }
}
