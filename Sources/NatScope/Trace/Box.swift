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
  /// The place in `allCases`.
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
    case .length: 9
    case .ttl: 10
    case .tos: 11
    case .tcpFlags: 12
    case .mss: 13
    case .mac: 14
    case .packetType: 15
    case .uid: 16
    case .gid: 17
    case .spi: 18
    }
  }

  init(_ field: HeaderField) {
    self =
      switch field {
      case .length: .length
      case .timeToLive: .ttl
      case .typeOfService: .tos
      case .tcpFlags: .tcpFlags
      case .segmentSize: .mss
      case .sourceHardware: .mac
      case .packetType: .packetType
      case .user: .uid
      case .group: .gid
      case .securityIndex: .spi
      }
  }

  /// The field of the header that this one is, if any.
  var header: HeaderField? { HeaderField(rawValue: rawValue) }
}
