/// One ipset with its members, as `ipset save` or `ipset list` prints it.
public struct IPSet: Sendable {
  /// An entry: what its two parts beside the port compare, in blocks of numbers whose low bits are
  /// free.
  ///
  /// `first` and `second` are the parts of ``IPSetKind/parts`` without the port, in their order:
  /// addresses, the name of an interface as ``InterfacePattern`` orders it, a hardware address or a
  /// mark. 0 where the set has no such part.
  public struct Entry: Sendable, Hashable {
    public var first: UInt128 = 0
    public var second: UInt128 = 0
    public var firstFree: UInt8 = 0
    public var secondFree: UInt8 = 0
    /// 0 in sets that do not look at it.
    public var ipProtocol: UInt8 = 0
    /// `nomatch`: a hole in a network of the set.
    public var isException = false
    /// Ports, or `type << 8 | code` of ICMP; 0 in sets without ports.
    public var ports = PortRange(0, 0)

    func holds(first value: UInt128) -> Bool { value & ~IPSet.span(firstFree) == first }
    func holds(second value: UInt128) -> Bool { value & ~IPSet.span(secondFree) == second }
  }

  /// Entries of one shape, sorted by protocol, port and addresses.
  struct Shape: Sendable, Hashable {
    let firstFree: UInt8
    let secondFree: UInt8
    /// Whether its entries have ranges of ports, which binary search cannot find.
    let hasPortRanges: Bool
    let entries: Range<Int>
  }

  public let name: String
  /// As the text names it.
  public let type: String
  /// nil: a type, or an option of it, that natscope cannot look up.
  public internal(set) var kind: IPSetKind?
  public let family: IPFamily
  /// `netmask` or `bitmask`: addresses are looked up under it.
  public internal(set) var mask: UInt128
  /// Of hash:ip,mark.
  public internal(set) var markMask: UInt32 = .max
  /// By shape, those first that the kernel tries first; see ``sort()``.
  public internal(set) var entries: [Entry] = []
  var shapes: [Shape] = []
  /// Of list:set.
  public internal(set) var members: [String] = []
  /// Whether some entry is missing or could not be read, so that membership is not decided.
  public internal(set) var isIncomplete = false
  /// Whether entries have a timeout and may be gone by now.
  public internal(set) var isAging = false

  init(name: String, type: String, kind: IPSetKind?, family: IPFamily) {
    self.name = name
    self.type = type
    self.kind = kind
    self.family = family
    mask = family.maximum
  }

  /// The largest value that `free` bits hold.
  static func span(_ free: UInt8) -> UInt128 { IntervalSet.span(Int(free)) }

  /// Whether both hold the same, however their entries are ordered.
  func isEqual(to other: IPSet) -> Bool {
    kind == other.kind && type == other.type && family == other.family && mask == other.mask
      && markMask == other.markMask && entries == other.entries && members == other.members
      && isIncomplete == other.isIncomplete
  }
}

extension IPSet {
  /// Brings the entries into the order of lookup.
  ///
  /// The kernel tries networks from the longest prefix on, all of the second for each of the first
  /// (net/netfilter/ipset/ip_set_hash_gen.h, mtype_test_cidrs).
  mutating func sort() {
    let order = Order(kind)
    var isSorted = true
    for index in entries.indices.dropFirst()
    where order.precedes(entries[index], entries[index - 1]) {
      isSorted = false
      break
    }
    if !isSorted { entries.sort { order.precedes($0, $1) } }
    var unique: [Entry] = []
    unique.reserveCapacity(entries.count)
    for entry in entries where unique.last != entry { unique.append(entry) }
    entries = unique
    shapes = []
    var start = 0
    for index in entries.indices {
      let next = index + 1
      if next < entries.count, Order.haveSameShape(entries[index], entries[next]) { continue }
      shapes.append(
        Shape(
          firstFree: entries[index].firstFree, secondFree: entries[index].secondFree,
          hasPortRanges: entries[index].hasPortRange, entries: start..<next))
      start = next
    }
  }

  private struct Order {
    let isFirstNetwork: Bool
    let isSecondNetwork: Bool

    init(_ kind: IPSetKind?) {
      let parts = kind?.parts.filter { $0 != .port } ?? []
      isFirstNetwork = parts.first == .network
      isSecondNetwork = parts.count > 1 && parts[1] == .network
    }

    static func haveSameShape(_ a: Entry, _ b: Entry) -> Bool {
      a.firstFree == b.firstFree && a.secondFree == b.secondFree
        && a.hasPortRange == b.hasPortRange
    }

    func precedes(_ a: Entry, _ b: Entry) -> Bool {
      if isFirstNetwork, a.firstFree != b.firstFree { return a.firstFree < b.firstFree }
      if isSecondNetwork, a.secondFree != b.secondFree { return a.secondFree < b.secondFree }
      if a.firstFree != b.firstFree { return a.firstFree < b.firstFree }
      if a.secondFree != b.secondFree { return a.secondFree < b.secondFree }
      if a.hasPortRange != b.hasPortRange { return b.hasPortRange }
      if a.ipProtocol != b.ipProtocol { return a.ipProtocol < b.ipProtocol }
      if a.ports.first != b.ports.first { return a.ports.first < b.ports.first }
      if a.first != b.first { return a.first < b.first }
      if a.second != b.second { return a.second < b.second }
      if a.ports.last != b.ports.last { return a.ports.last < b.ports.last }
      return a.isException && !b.isException
    }
  }
}

extension IPSet.Entry {
  var hasPortRange: Bool { ports.first != ports.last }
}
