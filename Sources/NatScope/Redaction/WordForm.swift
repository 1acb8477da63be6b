/// What a word is by its letters alone.
enum WordForm {
  static let lowerHex = Array("0123456789abcdef".utf8)
  static let upperHex = Array("0123456789ABCDEF".utf8)
  /// RFC 4648 section 6, as kube-proxy's hashes are written.
  static let base32 = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
  /// The ends that Kubernetes gives to names (k8s.io/apimachinery/pkg/util/rand).
  static let random = Array("bcdfghjklmnpqrstvwxz2456789".utf8)

  static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
  static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 0x20) }

  /// Whether a byte belongs to a word: letters, digits, and whatever is not ASCII.
  static func isOfWord(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) || byte >= 0x80 }

  /// What parts of a name stand between.
  static func isJoint(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
  }

  /// Numbers, with what programs write at them: `1.25`, `0x4000`, `12K`, `3m20s`, `v1`, and the parts of
  /// a date.
  static func isNumber(_ word: some BidirectionalCollection<UInt8>) -> Bool {
    guard let first = word.first else { return false }
    if word.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: ".") || isJoint($0) }) { return true }
    let rest = word.dropFirst()
    if first == UInt8(ascii: "v") || first == UInt8(ascii: "V") {
      return rest.allSatisfy { isDigit($0) || $0 == UInt8(ascii: ".") }
    }
    guard isDigit(first) else { return false }
    if first == UInt8(ascii: "0"),
      rest.first == UInt8(ascii: "x") || rest.first == UInt8(ascii: "X")
    {
      return rest.dropFirst().allSatisfy { $0.hexDigitValue != nil }
    }
    // States of /proc/net, `0A`.
    if word.count == 2, rest.allSatisfy({ $0.hexDigitValue != nil }) { return true }
    // `585d74d9` is no time but the beginning of an id.
    return !(word.count >= 8 && word.allSatisfy { $0.hexDigitValue != nil }) && isMeasure(word)
  }

  private static let units: Set<String> = [
    "s", "m", "h", "d", "w", "y", "ms", "us", "ns", "sec", "min", "K", "M", "G", "T", "P", "k", "g",
    "b", "B", "KB", "MB", "GB", "TB", "kB", "Ki", "Mi", "Gi", "Ti", "KiB", "MiB", "GiB", "TiB",
    "kbit", "mbit", "gbit", "Kbit", "Mbit", "Gbit", "bit", "bps", "kbps", "mbps", "Kb", "Mb", "kb",
    "mb", "Z", "flags", "st", "nd", "rd", "th", "u", "r", "w", "rw", "uW", "x", "i",
  ]

  /// Digits and units by turns: `3m20s`, `10.5MiB`, `02T03`, `05Z`.
  private static func isMeasure(_ word: some BidirectionalCollection<UInt8>) -> Bool {
    var unit: [UInt8] = []
    func isUnit() -> Bool { unit.isEmpty || units.contains(String(decoding: unit, as: UTF8.self)) }
    for byte in word {
      if isDigit(byte) || byte == UInt8(ascii: ".") || isJoint(byte) {
        guard isUnit() else { return false }
        unit = []
      } else {
        unit.append(byte)
        guard unit.count <= 5 else { return false }
      }
    }
    return isUnit()
  }

  // MARK: interfaces

  /// Kinds of interfaces whose names say what they are and nothing else
  /// (systemd.net-naming-scheme(7) and the programs' own).
  private static let kinds: Set<String> = [
    "eth", "ens", "eno", "em", "wlan", "wlp", "wwan", "ib", "usb", "bond", "team", "tun", "tap",
    "wg",
    "vxlan", "vlan", "br", "docker", "cni", "cbr", "podman", "virbr", "vnet", "lxcbr", "lxdbr",
    "dummy", "ifb", "lo", "ppp", "sit", "gre", "gretap", "erspan", "tunl", "ipip", "macvlan",
    "ipvlan", "geneve", "nerdctl", "flannel", "bridge", "macvtap", "veth", "net", "host", "if",
    "utun", "ipsec", "vti", "l2tp", "mvlan", "vmbr", "fwbr", "fwpr", "fwln", "incusbr", "isatap",
  ]

  /// `eth0`, `enp0s31f6`, `ens192`, `bond0`; behind a dot or a hyphen a number may follow.
  static func isInterface(_ word: [UInt8]) -> Bool {
    guard word.count <= 15, word.contains(where: isDigit) else { return false }
    let head = word.prefix { isLetter($0) }
    let tail = word[head.count...]
    let name = String(decoding: head, as: UTF8.self)
    if kinds.contains(name), tail.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: ".") }) {
      return tail.count <= 7
    }
    // en, wl or ww, then P domain, p bus, s slot, f function, d device, n port.
    guard
      ["enp", "ens", "eno", "wlp", "wls", "wlo", "wwp", "enP", "wlP", "ibp", "ibs"].contains(name)
    else { return false }
    return tail.allSatisfy { isDigit($0) || "Ppsfdnu".utf8.contains($0) }
  }

  /// `eth` of `eth+`.
  static func isInterfaceHead(_ text: some Collection<UInt8>) -> Bool {
    let name = String(decoding: text, as: UTF8.self)
    return kinds.contains(name) || heads.contains(name) || ["en", "wl", "br-"].contains(name)
  }

  /// Beginnings of interface names behind which something random stands.
  private static let heads = [
    "veth", "cali", "lxc", "tap", "qvo", "qvb", "qbr", "qr", "eni", "gke", "azv", "vethwepl", "enx",
    "nic", "lxdbr", "cilium", "tunl",
  ]

  /// How long the beginning of an interface's name is, if the rest is hexadecimal.
  static func interfaceHead(_ text: [UInt8]) -> Int? {
    guard text.count <= 15, text.count >= 6 else { return nil }
    for head in heads where text.starts(with: head.utf8) {
      let tail = text[head.utf8.count...]
      if tail.count >= 3, tail.contains(where: isDigit),
        tail.allSatisfy({ lowerHex.contains($0) })
      {
        return head.utf8.count
      }
    }
    return nil
  }

  // MARK: ids

  static func isUUID(_ text: [UInt8]) -> Bool {
    guard text.count == 36 else { return false }
    for (index, byte) in text.enumerated() {
      let isHyphen = [8, 13, 18, 23].contains(index)
      guard isHyphen ? byte == UInt8(ascii: "-") : byte.hexDigitValue != nil else { return false }
    }
    return true
  }

  /// Whether a part of a name may be what Kubernetes made up: five letters at the end of a name, and up
  /// to ten for the hash of a template.
  static func isRandomEnd(_ text: [UInt8]) -> Bool {
    guard text.count == 5 || (8...10).contains(text.count) || text.contains(where: isDigit),
      (4...10).contains(text.count)
    else { return false }
    return text.allSatisfy { random.contains($0) }
  }
}
