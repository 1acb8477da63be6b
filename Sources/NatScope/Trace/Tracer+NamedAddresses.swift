/// `:PORT` asks about an address of the node that no rule names. Those that rules name are told apart,
/// and belong to what is open no longer.
struct NamedAddresses {
  /// Of rules that match but for the address: each is worth a trace of its own.
  private(set) var worthTracing: [IPAddress] = []
  private var seen: Set<UInt128> = []
  /// Of all rules that ask for one, as far as they are still part of what is open.
  private var apart: Set<UInt128> = []

  /// The most that are told.
  static var limit: Int { 1_000 }

  mutating func add(_ address: IPAddress) {
    guard worthTracing.count < Self.limit, seen.insert(address.bits).inserted else { return }
    worthTracing.append(address)
  }

  mutating func setApart(_ address: UInt128) { apart.insert(address) }

  /// What is left of a set without those that were set apart since it was asked last. A node has
  /// thousands of Services, so this is done once for all of them.
  mutating func leftOut(of set: IntervalSet) -> IntervalSet {
    guard !apart.isEmpty else { return set }
    defer { apart = [] }
    return set.subtracting(points: apart.sorted())
  }
}

extension Tracer {
  mutating func leaveOutNamed() {
    universe[.destination] = named.leftOut(of: universe[.destination])
  }
}
