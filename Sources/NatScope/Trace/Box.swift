/// The packets that a state stands for: for each field, the values it may have had on arrival.
struct Box: Sendable {
  private var sets: [IntervalSet]

  typealias Field = Condition.Field

  init(_ sets: [Field: IntervalSet]) {
    self.sets = Field.allCases.map { sets[$0] ?? IntervalSet(0...UInt128.max) }
  }

  subscript(_ field: Field) -> IntervalSet {
    get { sets[field.index] }
    set { sets[field.index] = newValue }
  }
}

extension Condition.Field {
  var index: Int {
    switch self {
    case .source: 0
    case .destination: 1
    case .sourcePort: 2
    case .destinationPort: 3
    case .inInterface: 4
    case .outInterface: 5
    case .outInterfaceAfterTranslation: 6
    case .ipProtocol: 7
    case .icmpType: 8
    }
  }
}
