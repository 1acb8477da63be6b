/// Outcomes with the same answer and share, and all that has to hold for one of them.
struct CaseGroup {
  let probability: Double
  let answer: String
  /// Whether it has the answer that the explanation speaks of.
  let isMain: Bool
  /// What single facts about a field leave of its values.
  private var fields: [Condition.Field: IntervalSet] = [:]
  private var others: [Condition] = []
  private let family: IPFamily

  init(_ outcome: Outcome, _ family: IPFamily, isMain: Bool) {
    self.family = family
    self.isMain = isMain
    probability = outcome.probability
    answer = outcome.answer(family) + (outcome.isMasqueraded == true ? ", masqueraded" : "")
    for condition in outcome.conditions {
      guard condition.all.count == 1, case .field(let field, let ranges)? = condition.all.first
      else {
        others.append(condition)
        continue
      }
      let domain = IntervalSet(FieldRanges(field, [], family).domain)
      let admitted = IntervalSet(ranges)
      let kept = condition.isNegated ? domain.subtracting(admitted) : admitted
      fields[field] = (fields[field] ?? domain).intersection(kept)
    }
  }

  /// The conditions again, fields first.
  var conditions: [Condition] {
    Condition.Field.allCases.compactMap { field in
      fields[field].map {
        Condition(isNegated: false, all: [.field(field, $0.intervals)])
      }
    } + others
  }

  /// Groups with the same answer that only one condition tells apart become one; the order is that
  /// of the first of each.
  static func merged(_ groups: [CaseGroup]) -> [CaseGroup] {
    var places: [String: Int] = [:]
    var buckets: [[CaseGroup]] = []
    for group in groups {
      if let place = places[group.answer] {
        buckets[place].append(group)
      } else {
        places[group.answer] = buckets.count
        buckets.append([group])
      }
    }
    return buckets.flatMap(mergedBucket)
  }

  private static func mergedBucket(_ bucket: [CaseGroup]) -> [CaseGroup] {
    // Beyond this nobody reads the table, and comparing all pairs would take long.
    guard bucket.count <= 100 else { return bucket }
    var groups = bucket
    var index = 0
    while index < groups.count {
      let partner = groups.indices.first { $0 > index && groups[index].union(groups[$0]) != nil }
      if let partner, let union = groups[index].union(groups[partner]) {
        groups.remove(at: partner)
        groups[index] = union
        // What was met before may fit now.
        index = 0
      } else {
        index += 1
      }
    }
    return groups
  }

  private func union(_ other: CaseGroup) -> CaseGroup? {
    guard Share.isClose(probability, other.probability) else { return nil }
    if others == other.others { return union(ofFields: other) }
    guard fields == other.fields, others.count == other.others.count else { return nil }
    let different = others.indices.filter { others[$0] != other.others[$0] }
    guard different.count == 1, let index = different.first,
      others[index].all == other.others[index].all
    else { return nil }
    var result = self
    result.others.remove(at: index)
    return result
  }

  private func union(ofFields other: CaseGroup) -> CaseGroup? {
    let different = Condition.Field.allCases.filter { fields[$0] != other.fields[$0] }
    guard different.count <= 1 else { return nil }
    var result = self
    guard let field = different.first else { return result }
    // A field without an entry is not restricted, so the union is not either.
    if let mine = fields[field], let others = other.fields[field] {
      let union = mine.union(others)
      let isAll = union == IntervalSet(FieldRanges(field, [], family).domain)
      result.fields[field] = isAll ? nil : union
    } else {
      result.fields[field] = nil
    }
    return result
  }
}
