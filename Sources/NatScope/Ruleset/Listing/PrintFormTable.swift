/// All print forms, found by the word that they begin with.
enum PrintFormTable {
  /// A target's forms.
  struct Target: Sendable {
    /// An option that the target always has, so that its form cannot be missing; nil if the target
    /// may print nothing.
    let required: String?
    let forms: [PrintForm]
    /// The keys of the words that the forms begin with.
    let keys: [UInt64]
  }

  /// The matches' forms that begin with a word.
  static func matches(_ key: UInt64) -> [PrintForm] { formsByKey[key] ?? [] }

  /// The forms of a target; nil for a chain, for no target and for targets without options.
  static func target(named name: ArraySlice<UInt8>) -> Target? {
    name.isEmpty ? nil : targetsByKey[key(name)]
  }

  /// The word at the beginning of a text, as a number (FNV-1a). Different words may have the same
  /// one: the patterns decide.
  static func key(_ text: some Collection<UInt8>) -> UInt64 {
    var key: UInt64 = 0xcbf2_9ce4_8422_2325
    var isBegun = false
    for byte in text {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "#"):
        isBegun = true
        key = (key ^ UInt64(byte)) &* 0x100_0000_01b3
      case UInt8(ascii: "!"), 0x20:
        if isBegun { return key }
      default: return key
      }
    }
    return key
  }

  private static let formsByKey: [UInt64: [PrintForm]] = {
    var result: [UInt64: [PrintForm]] = [:]
    for form in allMatches.compactMap(\.self) {
      for word in form.words { result[key(word.utf8), default: []].append(form) }
    }
    return result
  }()

  private static let targetsByKey: [UInt64: Target] = {
    var result: [UInt64: Target] = [:]
    for (names, required, forms) in allTargets {
      let forms = forms.compactMap(\.self)
      let keys = forms.flatMap { $0.words.map { key($0.utf8) } }
      for name in names {
        result[key(name.utf8)] = Target(required: required, forms: forms, keys: keys)
      }
    }
    return result
  }()

  /// A row is nil if its pattern is wrong; the tests hold that none is.
  static let allMatches: [PrintForm?] =
    PrintForm.transport + PrintForm.state + PrintForm.addresses + PrintForm.rates
    + PrintForm.packet + PrintForm.payload + PrintForm.ipv6Headers + PrintForm.rateEstimates

  typealias TargetRow = (names: [String], required: String?, forms: [PrintForm?])

  static let allTargets: [TargetRow] =
    PrintForm.natTargets + PrintForm.markTargets + PrintForm.reportTargets
    + PrintForm.packetTargets + PrintForm.labelTargets
}
