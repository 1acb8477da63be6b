/// What a value of an option is, and with it how iptables-save prints it.
///
/// Reading the words of a rule needs only to know that there is a value; `saved(_:_:)` prints it.
enum ValueForm: Sendable {
  // MARK: words

  /// Printed as it stands; quoted only if it would not be one word otherwise.
  case word
  /// Quoted if it has any byte but letters, digits, `-` and `_` (libxtables, xtables_save_string).
  case string
  /// The same, cut to so many bytes.
  case cutString(Int)
  /// Always quoted.
  case quoted
  /// One of several words, compared without case and printed as it stands here.
  case choice([String])
  /// One of several words that are printed as another one: `["bcast": "broadcast"]`.
  case renamed([String: String])
  /// A list of words, compared without case, that is printed in the order given here.
  case list([String])

  // MARK: numbers

  /// A number as strtoul(3) takes it, with `0x` or a leading `0` for other bases, printed in decimal.
  case number(UInt64)
  /// `A`, `A:B`, `:B`, `A:`; two equal ends are printed as one number.
  case numbers(UInt64)
  /// `A:B`, of which a missing or greatest end is not printed (connbytes).
  case openNumbers
  /// A number printed in hexadecimal with at least so many digits.
  case hexadecimal(digits: Int)
  /// `VALUE[/MASK]` in hexadecimal; a mask of all bits is not printed.
  case maskedHexadecimal
  /// `VALUE[/MASK]` in hexadecimal with its mask.
  case mark
  /// A probability as the kernel keeps it, in 31 bits, printed with 11 decimals.
  case probability
  /// `N/second` and the like, in units of which a second has so many.
  case rate(UInt64)
  /// `N/second` or bytes, `512kb/s`.
  case packetOrByteRate
  /// `8bit`, `5kbit`.
  case bitRate
  case logLevel
  /// `VALUE[/MASK]` or the name of a type of service.
  case typeOfService
  case userID
  /// The tests of u32: numbers in hexadecimal, no blanks.
  case u32

  // MARK: addresses, protocols and ports

  /// `-s` and `-d`: masked, with its length.
  case address
  /// Without the length if it is the full one; bits beyond the mask stay.
  case plainAddress
  /// A single address.
  case host
  /// `A-B`, also of a single address.
  case addressRange
  /// `A[-B][:P[-Q[/BASE]]]`.
  case natRange
  /// The name that iptables prints, or the number if it has none; `all` for any.
  case ipProtocolName
  case ipProtocolNumber
  /// A port or a service's name.
  case port
  /// `P`, `P:Q`, `:Q`, `P:`.
  case ports
  case portList
  /// `P` or `P-Q`.
  case natPorts
  case tcpFlags
  case icmpType
  case icmpv6Type
  /// A list of TCP options by name or number, printed as numbers.
  case tcpOptions
  /// A type of REJECT; its beginning is enough.
  case rejection
  case mac

  // MARK: time

  /// `hh:mm[:ss]`.
  case timeOfDay
  /// `YYYY[-MM[-DD[Thh[:mm[:ss]]]]]`.
  case date
  case weekdays
  case monthDays
}
