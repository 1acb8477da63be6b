extension PrintForm {
  /// What looks into the packet.
  static let payload: [PrintForm?] = [
    PrintForm(
      "-m string", ["STRING"],
      "STRING match (?<n>! ?)?\"(?<s>.*)\" ALGO name (?<a>\\S+)(?: FROM (?<f>\\d+))?"
        + "(?: TO (?<t>\\d+))?(?<i> ICASE)?",
      [
        .option("", "s", not: "n", .string), .option("--algo", "a"), .option("--from", "f"),
        .option("--to", "t"), .flag("--icase", "i"),
      ], isOpenEnded: true),
    PrintForm(
      "-m u32", ["u32"], "u32 (?<n>! ?)?(?<u>\"[^\"]*\"|0x[0-9a-fx&=<>@:,]+)",
      [.option("--u32", "u", not: "n", .inQuotes)]),
    // libxt_bpf prints the byte that ends its buffer, too.
    PrintForm(
      "-m bpf", ["match"],
      "match bpf (?:pinned (?<o>\\S+)|(?<b>\\d+ \\d+ \\d+ \\d+(?:,\\d+ \\d+ \\d+ \\d+)*)[,\\x00]*)",
      [.option("--object-pinned", "o"), .option("--bytecode", "b", .bytecode)]),
  ]

  /// Extension headers of IPv6.
  static let ipv6Headers: [PrintForm?] = [
    PrintForm(
      "-m dst", ["dst"], "dst\(options)",
      [.option("--dst-len", "l", not: "n"), .option("--dst-opts", "o")]),
    PrintForm(
      "-m hbh", ["hbh"], "hbh\(options)",
      [.option("--hbh-len", "l", not: "n"), .option("--hbh-opts", "o")]),
    PrintForm("-m eui64", ["eui64"], "eui64", []),
    PrintForm(
      "-m frag", ["frag"],
      "frag(?: ids?:(?<n>!)?(?<i>[\\d:]+))?(?: length:(?<nl>!)?(?<l>\\d+))?(?<r> reserved)?"
        + "(?<f> first)?(?<m> more)?(?<z> last)?",
      [
        .option("--fragid", "i", not: "n"), .option("--fraglen", "l", not: "nl"),
        .flag("--fragres", "r"), .flag("--fragfirst", "f"), .flag("--fragmore", "m"),
        .flag("--fraglast", "z"),
      ]),
    PrintForm(
      "-m ipv6header", ["ipv6header"],
      "ipv6header flags:(?<n>!)?(?<h>0x[0-9A-Fa-f]+|[a-z0-9,-]+)(?<s> soft)?",
      [.option("--header", "h", not: "n", .ipv6Headers), .flag("--soft", "s")]),
    PrintForm(
      "-m mh", ["mh"], "mh(?: (?<n>! ?)?(?<t>\(mobilityType)(?::\(mobilityType))?))?",
      [.option("--mh-type", "t", not: "n", .mobilityTypes)]),
    PrintForm(
      "-m rt", ["rt"],
      "rt(?: type:(?<n>!)?(?<t>\\d+))?(?: segslefts?:(?<ns>!)?(?<s>[\\d:]+))?"
        + "(?: length:(?<nl>!)?(?<l>\\d+))?(?<r> reserved)?(?: 0-addrs (?<a>[0-9a-f:.,]+))?"
        + "(?<k> 0-not-strict)?",
      [
        .option("--rt-type", "t", not: "n"), .option("--rt-segsleft", "s", not: "ns"),
        .option("--rt-len", "l", not: "nl"), .flag("--rt-0-res", "r"),
        .option("--rt-0-addrs", "a"), .flag("--rt-0-not-strict", "k"),
      ]),
    PrintForm(
      "-m srh", ["srh"],
      "srh(?<v>(?: (?:next-hdr|hdr-len-(?:eq|gt|lt)|segs-left-(?:eq|gt|lt)|last-entry-(?:eq|gt|lt)"
        + "|tag):!?\\d+)+)?(?: psid (?<np>! ?)?(?<p>[0-9a-f:./]+))?"
        + "(?: nsid (?<nn>! ?)?(?<s>[0-9a-f:./]+))?(?: lsid (?<nl>! ?)?(?<l>[0-9a-f:./]+))?",
      [
        .option("", "v", .words(segmentRoutingWord)), .option("--srh-psid", "p", not: "np"),
        .option("--srh-nsid", "s", not: "nn"), .option("--srh-lsid", "l", not: "nl"),
      ]),
  ]

  private static let options = "(?: length:(?<n>!)?(?<l>\\d+))?(?: opts (?<o>[\\d:,]+))?"
  private static let mobilityType =
    "(?:\\d+|binding-(?:refresh-request|update|acknowledgement|error)|home-test-init|home-test"
    + "|careof-test-init|careof-test)"

  /// `next-hdr:!6` is `! --srh-next-hdr 6`.
  private static func segmentRoutingWord(_ word: ArraySlice<UInt8>) -> String? {
    guard let colon = word.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let name = String(decoding: word[..<colon], as: UTF8.self)
    let value = word[(colon + 1)...]
    let isNegated = value.first == UInt8(ascii: "!")
    let number = String(decoding: value.drop { $0 == UInt8(ascii: "!") }, as: UTF8.self)
    return "\(isNegated ? "! " : "")--srh-\(name) \(number)"
  }
}
