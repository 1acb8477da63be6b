import TestSupport
import Testing

@testable import NatScope

/// Interval sets against a model that keeps 64 neighbouring numbers as the bits of one word.
@Suite struct IntervalSetTests {
  /// Where the 64 numbers lie: at both ends, and across the middle of the 128 bits.
  static let bases: [UInt128] = [0, (1 << 64) - 32, .max - 63]

  /// A set and the bits that say the same.
  struct Pair {
    var set = IntervalSet.empty
    var model: UInt64 = 0
  }

  private static func bits(_ range: ClosedRange<Int>) -> UInt64 {
    (range.upperBound - range.lowerBound == 63 ? .max : (1 << UInt64(range.count)) - 1)
      << UInt64(range.lowerBound)
  }

  private static func intervals(_ model: UInt64, _ base: UInt128) -> [ClosedRange<UInt128>] {
    var result: [ClosedRange<UInt128>] = []
    var index = 0
    while index < 64 {
      guard model >> UInt64(index) & 1 == 1 else {
        index += 1
        continue
      }
      let first = index
      while index < 64, model >> UInt64(index) & 1 == 1 { index += 1 }
      result.append(base + UInt128(first)...base + UInt128(index - 1))
    }
    return result
  }

  /// Everything that can be asked of a set, compared with the model.
  private static func check(_ pair: Pair, _ base: UInt128, _ context: String) {
    let (set, model) = (pair.set, pair.model)
    let expected = intervals(model, base)
    #expect(set.intervals == expected, "\(context)")
    #expect(set.intervalCount == expected.count, "\(context)")
    #expect(set.isEmpty == (model == 0), "\(context)")
    #expect(set.hull?.lowerBound == expected.first?.lowerBound, "\(context)")
    #expect(set.hull?.upperBound == expected.last?.upperBound, "\(context)")
    #expect((set.single != nil) == (model.nonzeroBitCount == 1), "\(context)")
    let held = (0..<64).filter { set.contains(base + UInt128($0)) }
    #expect(held == (0..<64).filter { model >> UInt64($0) & 1 == 1 }, "\(context)")
  }

  @Test(arguments: 1...12)
  func randomOperations(_ seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let base = Self.bases[seed % Self.bases.count]
    var pool = (0..<6).map { _ in Pair() }
    for step in 0..<400 {
      let (a, b) = (random.number(0...5), random.number(0...5))
      let (x, y) = (random.number(0...63), random.number(0...63))
      let local = min(x, y)...max(x, y)
      let range = base + UInt128(local.lowerBound)...base + UInt128(local.upperBound)
      let (old, bits) = (pool[a], Self.bits(local))
      var new = old
      switch random.number(0...5) {
      case 0: new = Pair(set: old.set.union(range), model: old.model | bits)
      case 1: new = Pair(set: old.set.subtracting(range), model: old.model & ~bits)
      case 2: new = Pair(set: old.set.intersection(range), model: old.model & bits)
      case 3: new = Pair(set: old.set.union(pool[b].set), model: old.model | pool[b].model)
      case 4:
        new = Pair(set: old.set.subtracting(pool[b].set), model: old.model & ~pool[b].model)
      default:
        new = Pair(set: old.set.intersection(pool[b].set), model: old.model & pool[b].model)
      }
      let context = "seed \(seed) step \(step)"
      Self.check(new, base, context)
      Self.check(old, base, context)  // a copy stays as it was
      #expect(new.set.contains(range) == (new.model & bits == bits), "\(context)")
      #expect(new.set.overlaps(range) == (new.model & bits != 0), "\(context)")
      #expect(
        new.set.isSubset(of: pool[b].set) == (new.model & ~pool[b].model == 0), "\(context)")
      #expect((new.set == pool[b].set) == (new.model == pool[b].model), "\(context)")
      pool[a] = random.chance(of: 20) ? Pair() : new
    }
  }

  /// The order in which ranges are added leaves no trace.
  @Test func neighboursMerge() {
    let set = IntervalSet([5...6, 1...2, 9...9, 3...4, 7...8])
    #expect(set.intervals == [1...9])
    #expect(set == IntervalSet(1...9))
    #expect(IntervalSet([0...0, UInt128.max...UInt128.max]).intervalCount == 2)
    #expect(IntervalSet([0...4, 5...UInt128.max]) == IntervalSet(0...UInt128.max))
  }

  @Test(arguments: [
    (0, 2, 32, ["0/31", "2/32"]), (1, 6, 32, ["1/32", "2/31", "4/31", "6/32"]),
    (0, 255, 8, ["0/0"]), (255, 255, 8, ["255/8"]),
    (
      1, 255, 8,
      [
        "1/8", "2/7", "4/6", "8/5", "16/4", "32/3", "64/2", "128/1",
      ]
    ),
  ])
  func blocks(_ low: Int, _ high: Int, _ width: Int, _ expected: [String]) {
    let blocks = IntervalSet(UInt128(low)...UInt128(high)).blocks(width: width)
    #expect(blocks.map { "\($0.low)/\(width - $0.freeBits)" } == expected)
  }

  @Test func wholeSpaceIsOneBlock() {
    #expect(IntervalSet(0...UInt128.max).blocks(width: 128).map(\.freeBits) == [128])
    #expect(
      IntervalSet(1...UInt128.max).blocks(width: 128).map(\.freeBits) == Array(0..<128))
  }

  /// Blocks put together again are the set, none overlaps and each is aligned.
  @Test(arguments: 1...6)
  func blocksCover(_ seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    for _ in 0..<60 {
      let set = IntervalSet(
        (0..<5).map { _ -> ClosedRange<UInt128> in
          let low = UInt128(random.number(0...255))
          return low...min(255, low + UInt128(random.number(0...40)))
        })
      let blocks = set.blocks(width: 8)
      #expect(blocks.allSatisfy { $0.low & IntervalSet.span($0.freeBits) == 0 })
      let ranges = blocks.map { $0.low...$0.low + IntervalSet.span($0.freeBits) }
      #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
      #expect(IntervalSet(ranges) == set)
    }
  }

  /// Points taken out at once leave what is left when they are taken out one by one.
  @Test(arguments: 1...6)
  func pointsAtOnce(_ seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    for _ in 0..<60 {
      let set = IntervalSet(
        (0..<4).map { _ -> ClosedRange<UInt128> in
          let low = UInt128(random.number(0...60))
          return low...min(63, low + UInt128(random.number(0...20)))
        })
      let points = Set((0..<random.number(0...30)).map { _ in UInt128(random.number(0...64)) })
        .sorted()
      let left = set.subtracting(points: points)
      #expect(left == points.reduce(set) { $0.subtracting($1...$1) })
      #expect(left.intervalCount == left.intervals.count)
    }
    let whole = IntervalSet(0...UInt128.max).subtracting(points: [0, 1, UInt128.max])
    #expect(whole == IntervalSet(2...UInt128.max - 1))
  }

  /// Each subtraction shares the rest of the tree, else this would copy five thousand million
  /// intervals.
  @Test func manySubtractions() {
    var set = IntervalSet(0...UInt128(UInt32.max))
    let kept = set
    for index in 0..<100_000 {
      let value = UInt128(index &* 40_503 & 0xffff_ffff)
      set = set.subtracting(value...value)
    }
    #expect(set.intervalCount == 100_000)
    #expect(kept.intervalCount == 1)
    var backwards = set
    for index in (0..<100_000).reversed() {
      let value = UInt128(index &* 40_503 & 0xffff_ffff)
      backwards = backwards.union(value...value)
    }
    #expect(backwards == kept)
  }
}
