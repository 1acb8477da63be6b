import FoundationEssentials

/// Any JSON, for tests that look at its shape.
enum JSONTree: Decodable, Equatable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONTree])
  case object([String: JSONTree])

  init(_ text: String) throws {
    self = try JSONDecoder().decode(JSONTree.self, from: Data(text.utf8))
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONTree].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONTree].self))
    }
  }

  /// What stands under a key; null if there is no such thing.
  subscript(_ key: String) -> JSONTree {
    if case .object(let members) = self { members[key] ?? .null } else { .null }
  }

  subscript(_ index: Int) -> JSONTree {
    items.indices.contains(index) ? items[index] : .null
  }

  var items: [JSONTree] {
    if case .array(let items) = self { items } else { [] }
  }

  var keys: Set<String> {
    if case .object(let members) = self { Set(members.keys) } else { [] }
  }

  var text: String? {
    if case .string(let text) = self { text } else { nil }
  }

  var number: Double? {
    if case .number(let number) = self { number } else { nil }
  }

  /// Keys that stand before a smaller one of the same object, in pretty-printed text.
  static func unsortedKeys(_ text: String) -> [String] {
    var last: [Int: Substring] = [:]
    var result: [String] = []
    for line in text.split(separator: "\n") {
      let indent = line.prefix { $0 == " " }.count
      last = last.filter { $0.key <= indent }
      let content = line.dropFirst(indent)
      guard content.first == "\"" else {
        // A bracket begins or ends an object whose keys stand further right.
        continue
      }
      let key = content.dropFirst().prefix { $0 != "\"" }
      guard content.dropFirst(key.count + 2).first == ":" else { continue }
      if let before = last[indent], before >= key { result.append("\(before), \(key)") }
      last[indent] = key
    }
    return result
  }
}
