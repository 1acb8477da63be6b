/// Words as iptables-save writes them.
enum SaveText {
  /// Appends a value that iptables prints as a string: in quotes where it has any byte but letters,
  /// digits, `_` and `-` (libxtables/xtables.c, xtables_save_string).
  static func appendString(_ value: some Collection<UInt8>, to out: inout [UInt8]) {
    if !value.isEmpty, value.allSatisfy(isPlain) {
      out += value
    } else {
      appendQuoted(value, to: &out)
    }
  }

  /// Appends a word, in quotes only where iptables-restore would not take it as the same word
  /// without them.
  ///
  /// - Parameter isValue: whether the word is no option, whatever it begins with.
  static func appendWord(
    _ word: some Collection<UInt8>, isValue: Bool, to out: inout [UInt8]
  ) {
    let isNegation = word.elementsEqual([UInt8(ascii: "!")])
    let looksLikeOption = word.first == UInt8(ascii: "-") || isNegation
    if word.isEmpty || word.contains(where: cutsWords) || isValue && looksLikeOption {
      appendQuoted(word, to: &out)
    } else {
      out += word
    }
  }

  /// Appends a text in quotes, with a backslash before quotes and backslashes.
  ///
  /// - Parameter escapesApostrophes: whether they get a backslash, too, as xtables_save_string gives
  ///   them one and the extensions that print quotes of their own do not.
  static func appendQuoted(
    _ text: some Collection<UInt8>, escapesApostrophes: Bool = true, to out: inout [UInt8]
  ) {
    out.append(UInt8(ascii: "\""))
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): out.append(UInt8(ascii: "\\"))
      case UInt8(ascii: "'"): if escapesApostrophes { out.append(UInt8(ascii: "\\")) }
      default: break
      }
      out.append(byte)
    }
    out.append(UInt8(ascii: "\""))
  }

  /// Whether a byte ends a word, or is one that only stands inside quotes as itself.
  static func cutsWords(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
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
