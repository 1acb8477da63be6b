/// Chain names that software derives from what the chain serves, so that the text itself tells
/// whether a comment belongs to its chain.
enum ChainHash {
  /// The 16 characters behind `KUBE-SVC-`, `KUBE-SVL-`, `KUBE-EXT-`, `KUBE-FW-` and `KUBE-XLB-`
  /// (kubernetes pkg/proxy/iptables/proxier.go, portProtoHash).
  ///
  /// - Parameter servicePort: `namespace/name:port`, or `namespace/name` for an unnamed port.
  static func service(_ servicePort: String, _ ipProtocol: String) -> String {
    kube(servicePort + ipProtocol)
  }

  /// The 16 characters behind `KUBE-SEP-`; `endpoint` is `ip:port`.
  static func endpoint(_ servicePort: String, _ ipProtocol: String, _ endpoint: String) -> String {
    kube(servicePort + ipProtocol + endpoint)
  }

  private static func kube(_ text: String) -> String {
    String(Base32.encode(SHA256.digest(text.utf8)).prefix(16))
  }

  /// portmap's chain of one container: 28 characters in all (containernetworking/plugins
  /// pkg/utils/utils.go, MustFormatChainNameWithPrefix).
  static func portmap(network: String, container: String) -> String {
    let digest = Base32.hexadecimal(SHA512.digest((network + container).utf8))
    return String(("CNI-DN-" + digest).prefix(28))
  }
}
