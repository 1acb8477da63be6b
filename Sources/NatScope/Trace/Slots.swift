/// What each field of a packet is now, where the way has changed it.
struct Slots: Sendable, Hashable {
  /// What a field of the packet is now, after translation.
  enum Slot: Sendable, Hashable {
    /// As it arrived: see the box.
    case original
    /// Rewritten to something in the range.
    case range(ClosedRange<UInt128>)
    /// A field of one byte that was open when it was rewritten: the new value of each old one.
    case mapped([UInt8])
  }

  /// Empty while nothing was changed.
  private var slots: [Slot] = []

  subscript(_ field: Condition.Field) -> Slot {
    get { slots.isEmpty ? .original : slots[field.index] }
    set {
      if slots.isEmpty {
        if newValue == .original { return }
        slots = Array(repeating: .original, count: Condition.Field.allCases.count)
      }
      slots[field.index] = newValue
    }
  }
}

/// How often the parts of a packet and of its way changed.
struct PartVersions: Sendable, Hashable {
  /// Counts translations, for conditions that read translated fields.
  var addresses: Int32 = 0
  /// Counts decisions of the routing: with each the interfaces are others.
  var routes: Int32 = 0
  /// Counts rewritten header fields.
  var header: Int32 = 0

  /// The versions of some parts only.
  func of(_ parts: PacketParts) -> PartVersions {
    PartVersions(
      addresses: parts.contains(.addresses) ? addresses : 0,
      routes: parts.contains(.route) ? routes : 0, header: parts.contains(.header) ? header : 0)
  }
}
