/// One bit for each node of a binary trie, by SHA-256 of a key and the bits that lead to the node.
///
/// Bit i of an alias is bit i of the original, flipped or not by the bit of the node that the i bits
/// before it lead to: two values have as many leading bits in common as their aliases have, and no two
/// values have the same alias (Xu, Fan, Ammar and Moon, "Prefix-Preserving IP Address Anonymization",
/// 2002).
struct PrefixCipher {
  private let key: [UInt8]
  private var blocks: [Block: [UInt8]] = [:]

  /// Eight levels of the trie below a node, whose 255 bits are one digest.
  private struct Block: Hashable {
    let domain: UInt8
    let depth: UInt8
    let head: UInt128
  }

  init(key: [UInt8]) { self.key = key }

  /// Whether the bit behind a prefix is flipped.
  ///
  /// - Parameters:
  ///   - domain: tries of different domains have nothing in common.
  ///   - prefix: the bits that lead to the node, as a number of `depth` bits.
  mutating func flips(_ domain: UInt8, _ prefix: UInt128, depth: Int) -> Bool {
    let level = depth % 8
    let head = prefix >> UInt128(level)
    let inside = Int(truncatingIfNeeded: prefix & ((1 << UInt128(level)) - 1))
    let bits = block(Block(domain: domain, depth: UInt8(depth / 8), head: head))
    let index = 1 << level | inside
    return bits[index / 8] >> UInt8(index % 8) & 1 == 1
  }

  private mutating func block(_ block: Block) -> [UInt8] {
    if let known = blocks[block] { return known }
    let head = (0..<16).map { UInt8(truncatingIfNeeded: block.head >> UInt128(8 * (15 - $0))) }
    let digest = SHA256.digest(key + [block.domain, block.depth] + head)
    blocks[block] = digest
    return digest
  }

  /// The same for text: each letter is another one of the alphabet, by the letters before it.
  ///
  /// - Returns: nil if a letter is none of the alphabet.
  func letters(_ text: some Sequence<UInt8>, of alphabet: [UInt8]) -> [UInt8]? {
    var result: [UInt8] = []
    var before: [UInt8] = []
    let size = UInt8(truncatingIfNeeded: alphabet.count)
    for letter in text {
      guard let place = alphabet.firstIndex(of: letter) else { return nil }
      // One digest for each letter: the names are short, and each is asked for once.
      let digest = SHA256.digest(key + [size] + before)
      let shift = (Int(digest[0]) << 16 | Int(digest[1]) << 8 | Int(digest[2])) % alphabet.count
      result.append(alphabet[(place + shift) % alphabet.count])
      before.append(letter)
    }
    return result
  }
}
