/// One of the packets, or sets of packets, that a walk follows.
struct TraceState: Sendable {
  typealias Slot = Slots.Slot

  /// A chain that is being walked.
  struct Frame: Sendable, Hashable {
    let chain: Chain.ID
    /// The rule that comes next, counted from 0 in the chain.
    var next: UInt32
    /// Entered by `-g`: at its end the caller's caller goes on.
    let isGoto: Bool
    /// Index of what is being remembered of this visit, -1 for nothing.
    var visit: Int32
  }

  /// Mark bits: those in `unknown` have no known value.
  struct Mark: Sendable, Hashable {
    var value: UInt32 = 0
    var unknown: UInt32 = 0

    mutating func apply(_ operation: MarkOperation) {
      value = operation(value)
      unknown &= ~operation.clear
    }
  }

  var box: Box
  /// Changes whenever the box does: equal versions mean equal boxes.
  var boxVersion = 0
  var mark = Mark()
  var ctmark = Mark()

  var leg: Traversal.Leg
  var stage = 0
  var frames: [Frame] = []

  /// The fields as they are now.
  var slots = Slots()
  /// Whether the rewritten destination is an address of this node; nil if not rewritten.
  var isTargetLocal: Bool?
  var translation: Outcome.Translation?
  /// Whether conntrack's DNAT bit is set: nil if it depends on whether the address changed.
  var hasDestinationNAT: Bool? = false
  var isMasqueraded: Bool?
  /// Whether conntrack's SNAT bit is set: nil if it depends on whether the source changed.
  var hasSourceNAT: Bool? = false
  /// Whether the text lacks the rules that would decide about the source.
  var isSourceUndecided = false
  /// mangle OUTPUT changed something that a route may depend on, so the kernel looked the route up
  /// again (net/ipv4/netfilter/iptable_mangle.c, ipt_mangle_out).
  var isRerouted = false
  /// As the packet came into the table.
  var markOnEntry = Mark()
  var slotsOnEntry = Slots()
  /// What tells answers to the same words apart.
  var versions = PartVersions()
  /// TCP options that were overwritten on the way.
  var strippedOptions: Set<UInt8> = []
  var decision: Outcome.Decision?
  /// Index of the state before its translation, -1 for none.
  var untranslated: Int32 = -1

  /// The virtual service of IPVS that took the packet, and its server; -1 for none.
  var service: Int32 = -1
  var server: Int32 = -1
  /// How many rules had matched when it did.
  var servicePathCount = 0
  /// Whether IPVS sent the packet out once more.
  var isResent = false

  /// TPROXY gave the packet to a socket, whatever nat does with it afterwards.
  var isIntercepted = false
  var isUntracked = false
  /// A CT target has run: later ones do nothing.
  var hasConntrackTemplate = false
  /// Lists of `-m recent` that hold the packet's address since this walk; bit per list.
  var recentlySet: Set<String> = []

  /// Heads of lists in the tracer's arenas, -1 for empty.
  var opaque: Int32 = -1
  var exclusion: Int32 = -1
  var path: Int32 = -1
  var pathCount = 0
  var weight = 1.0
  var isMerged = false
  /// Where the state stands in the tree of splits, for the order of the outcomes.
  var branch: Int32 = -1
  /// How often the lineage was split, so that a visit knows whether it was.
  var splits = 0

  /// Begins the next leg of the way.
  mutating func enter(_ next: Traversal.Leg) {
    // Forwarding takes one from the TTL before FORWARD (net/ipv4/ip_forward.c), and behind OUTPUT
    // the device is another.
    if leg != .forwarding, next != .receiving { versions.routes += 1 }
    leg = next
    stage = 0
  }

  /// Whether this state's place on the way comes before the other's.
  func isBefore(_ other: TraceState) -> Bool {
    if leg != other.leg { return leg < other.leg }
    if stage != other.stage { return stage < other.stage }
    for (a, b) in zip(frames, other.frames) where a.next != b.next { return a.next < b.next }
    // Inside a jump comes before what stands behind it.
    return frames.count > other.frames.count
  }

  /// Whether both stand at the same rule.
  func isAtSamePlace(_ other: TraceState) -> Bool {
    leg == other.leg && stage == other.stage && frames.count == other.frames.count
      && zip(frames, other.frames).allSatisfy { $0.next == $1.next && $0.chain == $1.chain }
  }

  /// Whether both are equal but for their path, weight and opaque conditions.
  func isSimilar(_ other: TraceState) -> Bool {
    boxVersion == other.boxVersion && mark == other.mark && ctmark == other.ctmark
      && slots == other.slots && strippedOptions == other.strippedOptions
      && translation == other.translation && isMasqueraded == other.isMasqueraded
      && isUntracked == other.isUntracked && exclusion == other.exclusion
      && hasConntrackTemplate == other.hasConntrackTemplate && recentlySet == other.recentlySet
      && decision == other.decision && isIntercepted == other.isIntercepted
      && service == other.service && server == other.server && isResent == other.isResent
      && versions == other.versions && isTargetLocal == other.isTargetLocal
      && isRerouted == other.isRerouted && isSourceUndecided == other.isSourceUndecided
  }
}

extension TraceState {
  var source: Slot {
    get { slots[.source] }
    set { slots[.source] = newValue }
  }
  var sourcePort: Slot {
    get { slots[.sourcePort] }
    set { slots[.sourcePort] = newValue }
  }
  var destination: Slot {
    get { slots[.destination] }
    set { slots[.destination] = newValue }
  }
  var destinationPort: Slot {
    get { slots[.destinationPort] }
    set { slots[.destinationPort] = newValue }
  }
}
