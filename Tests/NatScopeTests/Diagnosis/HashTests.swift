import Testing

@testable import NatScope

@Suite struct HashTests {
  // FIPS 180-4's own examples: empty, one block, more than one block.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func sha256(text: String, digest: String) {
    #expect(Base32.hexadecimal(SHA256.digest(text.utf8)) == digest)
  }

  @Test(arguments: [
    (
      "",
      "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
        + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
    ),
    (
      "abc",
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
    ),
    (
      String(repeating: "a", count: 200),
      "4b11459c33f52a22ee8236782714c150a3b2c60994e9acee17fe68947a3e6789"
        + "f31e7668394592da7bef827cddca88c4e6f86e4df7ed1ae6cba71f3e98faee9f"
    ),
  ])
  func sha512(text: String, digest: String) {
    #expect(Base32.hexadecimal(SHA512.digest(text.utf8)) == digest)
  }

  // RFC 4648 section 10.
  @Test(arguments: [
    ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foobar", "MZXW6YTBOI"),
  ])
  func base32(text: String, digits: String) {
    #expect(Base32.encode(Array(text.utf8)) == digits)
  }

  @Test func chainsOfKubeProxy() {
    #expect(ChainHash.service("kube-system/kube-dns:dns", "udp") == "TCOU7JCQXEZGVUNU")
    #expect(ChainHash.service("default/kubernetes:https", "tcp") == "NPX46M4PTMTKRN6Y")
    #expect(
      ChainHash.endpoint("default/web:http", "tcp", "10.244.1.7:8080") == "A4JCWMD6AMIS43DD")
  }

  /// samples/hostport.save, made by the real plugin.
  @Test func chainOfPortmap() {
    let container = "97651f34eccdfb491ad893d2f206cdc5e3f2423f472f27a64d80b341e6658f21"
    #expect(
      ChainHash.portmap(network: "cbr0", container: container) == "CNI-DN-87ff5ebdf1cb995a16a60")
  }
}
