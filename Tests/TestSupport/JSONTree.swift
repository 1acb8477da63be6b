import FoundationEssentials

/// Any JSON, for tests that look at its shape.
public enum JSONTree: Decodable, Equatable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONTree])
  case object([String: JSONTree])

  public init(_ text: String) throws {
    self = try JSONDecoder().decode(JSONTree.self, from: Data(text.utf8))
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([String: JSONTree].self) {
      self = .object(value)
    } else if let value = try? container.decode([JSONTree].self) {
      self = .array(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else {
      self = .bool(try container.decode(Bool.self))
    }
  }

  /// What stands under a key; null if there is no such thing.
  public subscript(_ key: String) -> JSONTree {
    if case .object(let members) = self { members[key] ?? .null } else { .null }
  }

  public subscript(_ index: Int) -> JSONTree {
    items.indices.contains(index) ? items[index] : .null
  }

  public var items: [JSONTree] {
    if case .array(let items) = self { items } else { [] }
  }

  public var keys: Set<String> {
    if case .object(let members) = self { Set(members.keys) } else { [] }
  }

  public var text: String? {
    if case .string(let text) = self { text } else { nil }
  }

  public var number: Double? {
    if case .number(let number) = self { number } else { nil }
  }
}

extension JSONTree {
  /// Sees a member, or an element of an array, by the keys that lead to it from the root (an array
  /// adds none): what is compared in its place, or nil if it is left out.
  public typealias View = (_ keys: [String], _ member: JSONTree) -> JSONTree?

  /// The places at which two trees differ, each with what stands there in this one and the other.
  public func differences(
    from other: JSONTree, view: View = { _, member in member }
  ) -> [String] {
    var found: [String] = []
    compare(other, keys: [], at: "", view, &found)
    return found
  }

  private func compare(
    _ other: JSONTree, keys: [String], at place: String, _ view: View, _ found: inout [String]
  ) {
    switch (self, other) {
    case (.object(let mine), .object(let others)):
      for key in Set(mine.keys).union(others.keys).sorted() {
        let inner = keys + [key]
        let (first, second) = (
          mine[key].flatMap { view(inner, $0) }, others[key].flatMap { view(inner, $0) }
        )
        if let first, let second {
          first.compare(second, keys: inner, at: "\(place).\(key)", view, &found)
        } else if first != nil || second != nil {
          // A key that only one of them has is a difference even if its value is null.
          found.append("\(place).\(key) is only in the \(first == nil ? "other" : "first")")
        }
      }
    case (.array(let mine), .array(let others)):
      if mine.count != others.count {
        found.append("\(place) has \(mine.count) elements, the other \(others.count)")
      }
      for (index, (first, second)) in zip(mine, others).enumerated() {
        guard let first = view(keys, first), let second = view(keys, second) else { continue }
        first.compare(second, keys: keys, at: "\(place)[\(index)]", view, &found)
      }
    default:
      if self != other { found.append("\(place) is \(self), the other \(other)") }
    }
  }
}

extension JSONTree: CustomStringConvertible {
  public var description: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .number(let value): "\(value)"
    case .string(let value): "\"\(value)\""
    case .array(let items): "\(items)"
    case .object(let members): "{\(members.keys.sorted().joined(separator: ", "))}"
    }
  }
}
