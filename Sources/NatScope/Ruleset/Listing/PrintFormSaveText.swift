/// Words as iptables-save writes them.
enum SaveText {
  /// Appends a value, in quotes where it has any byte but letters, digits, `_` and `-`, with a
  /// backslash before quotes and backslashes (libxtables/xtables.c, xtables_save_string).
  static func appendQuoted(_ value: ArraySlice<UInt8>, to out: inout [UInt8]) {
    guard value.isEmpty || !value.allSatisfy(isPlain) else {
      out += value
      return
    }
    out.append(UInt8(ascii: "\""))
    for byte in value {
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "'") {
        out.append(UInt8(ascii: "\\"))
      }
      out.append(byte)
    }
    out.append(UInt8(ascii: "\""))
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
