/// A JSON value, for writing only.
enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSONValue])
  /// Written with its keys sorted.
  case object([String: JSONValue])

  /// null for nil.
  static func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }

  /// null for nil.
  static func integer(_ value: Int?) -> JSONValue { value.map { .integer($0) } ?? .null }

  /// null for nil.
  static func bool(_ value: Bool?) -> JSONValue { value.map { .bool($0) } ?? .null }

  static func strings(_ values: [String]) -> JSONValue { .array(values.map { .string($0) }) }
}

extension JSONValue: ExpressibleByStringLiteral {
  init(stringLiteral value: String) { self = .string(value) }
}

extension JSONValue {
  /// The value as text over several lines, indented by two blanks, without a newline at the end.
  var prettyPrinted: String {
    var out = ""
    write(to: &out, indent: 0)
    return out
  }

  private func write(to out: inout String, indent: Int) {
    switch self {
    case .null: out += "null"
    case .bool(let value): out += value ? "true" : "false"
    case .integer(let value): out += String(value)
    case .number(let value): Self.write(value, to: &out)
    case .string(let value): Self.write(value, to: &out)
    case .array(let values):
      Self.writeList(values, "[", "]", to: &out, indent) { value, out in
        value.write(to: &out, indent: indent + 2)
      }
    case .object(let members):
      Self.writeList(members.keys.sorted(), "{", "}", to: &out, indent) { key, out in
        Self.write(key, to: &out)
        out += ": "
        members[key]?.write(to: &out, indent: indent + 2)
      }
    }
  }

  private static func writeList<Element>(
    _ elements: [Element], _ open: String, _ close: String, to out: inout String, _ indent: Int,
    _ write: (Element, inout String) -> Void
  ) {
    out += open
    if elements.isEmpty {
      out += close
      return
    }
    let margin = "\n" + String(repeating: " ", count: indent + 2)
    for (index, element) in elements.enumerated() {
      if index > 0 { out += "," }
      out += margin
      write(element, &out)
    }
    out += "\n" + String(repeating: " ", count: indent) + close
  }

  /// The shortest digits that read back as the same number; JSON has no infinity (RFC 8259, 6).
  private static func write(_ value: Double, to out: inout String) {
    if let whole = Int(exactly: value) {
      out += String(whole)
    } else {
      out += value.isFinite ? "\(value)" : "null"
    }
  }

  /// RFC 8259 section 7; what a terminal would act on is escaped too.
  private static func write(_ text: String, to out: inout String) {
    out += "\""
    // Nearly every text is plain and can be taken over as it is.
    let isPlain = text.utf8.allSatisfy {
      $0 >= 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    if isPlain {
      out += text
      out += "\""
      return
    }
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      default:
        if TerminalText.isUnsafe(scalar) {
          for unit in String(scalar).utf16 { escape(unit, to: &out) }
        } else {
          out.unicodeScalars.append(scalar)
        }
      }
    }
    out += "\""
  }

  private static func escape(_ unit: UInt16, to out: inout String) {
    let digits = String(unit, radix: 16)
    out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
