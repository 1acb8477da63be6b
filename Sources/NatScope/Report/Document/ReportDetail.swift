/// How much a report says.
///
/// Where a format has a limit, the first level that keeps it is taken. Each leaves out more groups as
/// a whole, and the document says of each how many there are and what shows them; no text is cut.
struct ReportDetail: Sendable {
  enum RawRules: Sendable {
    /// All lines of rules and sets.
    case whole
    /// The chains through which the packets go.
    case chains
    case none
  }

  var rawRules = RawRules.whole
  /// Whether the format has drawings.
  var hasFigures = false
  /// More bytes of raw rules than these are left out.
  var rawBytes = 1 << 62
  /// How many of each kind are told in full.
  var destinations = 1_000
  var steps = 1_000
  var evidence = 1_000
  var cases = 100
  var findings = 1_000
  var misses = 100
  var diagnostics = 1_000
  var sections = 1_000
  var files = 1_000
  /// How many are rows of a table.
  var destinationRows = 10_000
  var findingRows = 10_000
  var inventoryRows = 10_000
  /// A text of more bytes than these is left out and counted.
  var longestText = 1 << 62

  /// Without the bulk of the input.
  private static let withoutRaw: ReportDetail = {
    var detail = ReportDetail()
    detail.rawRules = .none
    return detail
  }()

  private static func level(
    destinations: Int, items: Int, findings: Int, rows: Int, longestText: Int = 1 << 62
  ) -> ReportDetail {
    var detail = withoutRaw
    detail.destinations = destinations
    (detail.steps, detail.evidence, detail.misses) = (items, items, items)
    (detail.cases, detail.diagnostics, detail.sections) = (items, items, items)
    detail.findings = findings
    detail.files = max(1, items)
    (detail.destinationRows, detail.findingRows, detail.inventoryRows) = (rows, rows, rows)
    detail.longestText = longestText
    return detail
  }

  /// From the most to the least.
  static func levels(_ format: ReportFormat) -> [ReportDetail] {
    var whole = ReportDetail()
    whole.rawBytes = format.rawBytes
    whole.hasFigures = format == .html
    var chains = whole
    chains.rawRules = .chains
    return [
      whole, chains, withoutRaw,
      level(destinations: 50, items: 60, findings: 50, rows: 1_000),
      level(destinations: 20, items: 40, findings: 20, rows: 500),
      level(destinations: 10, items: 40, findings: 10, rows: 300),
      level(destinations: 5, items: 30, findings: 10, rows: 200),
      level(destinations: 2, items: 20, findings: 5, rows: 200),
      level(destinations: 1, items: 20, findings: 5, rows: 100),
      level(destinations: 1, items: 10, findings: 2, rows: 50),
      level(destinations: 1, items: 10, findings: 1, rows: 20, longestText: 1_000),
      level(destinations: 0, items: 5, findings: 0, rows: 100, longestText: 500),
      level(destinations: 0, items: 3, findings: 0, rows: 20, longestText: 250),
      level(destinations: 0, items: 1, findings: 0, rows: 0, longestText: 250),
    ]
  }
}
