extension RulePlace {
  /// The members that name a place, the same in every schema; the line is null where the text has
  /// none for it.
  var members: [String: JSONValue] {
    [
      "table": .string(table),
      "chain": .string(chain),
      "rule": .integer(number),
      "source": .string(source),
      "line": line == 0 ? .null : .integer(line),
    ]
  }

  /// The place with more about what stands there.
  func object(with more: [String: JSONValue] = [:]) -> JSONValue {
    .object(members.merging(more) { _, new in new })
  }
}
