/// A part of a line that may say something of somebody; what is between two is copied.
struct LinePiece: Hashable {
  enum Kind: Hashable {
    /// A name, an id, a number or a word that everybody uses.
    case word
    /// A word of a text that nobody but people read: nothing of it stays.
    case freeWord
    /// What `+` stands behind: the beginning of interface names.
    case beginning
    /// An address, with the length of the prefix that it begins.
    case address(IPAddress, length: Int?)
    /// An address with a mask that has holes.
    case masked(IPAddress, mask: UInt128)
    /// Four numbers of a host's name, `10-0-3-4`, with what stands between them.
    case dashed(IPAddress, UInt8)
    /// An address as /proc/net writes it: words of four bytes, the lowest first.
    case procNet(IPAddress)
    /// An address as one number, in octets of a u32 test or of a BPF program.
    case number(IPAddress, isHexadecimal: Bool)
    /// Six bytes with what stands between them.
    case hardware(UInt64, UInt8)
    /// Hexadecimal digits of a string that packets are searched for.
    case digits
  }

  let kind: Kind
  let range: Range<Int>
}

/// What the lines around tell of how a line is to be read.
struct LineContext: Hashable {
  /// Nothing of it is meant for natscope.
  var isFree = false
  /// A row of `iptables -L`: comments stand between `/*` and `*/`.
  var isListing = false
  /// Addresses stand before a colon and a port, without brackets in IPv6: netstat and old ss.
  var isSocketList = false
  var isProcNet = false
  /// A kernel parameter with its value.
  var isParameter = false
  /// JSON, where a backslash and a letter are one character.
  var isDocument = false
  /// Columns stand below each other.
  var isAligned = false
  /// The last word may have been cut.
  var isCut = false
}
