/// The packet that answers an accepted one, as who answers sends it.
///
/// conntrack turns addresses and ports of a reply back by itself, without a rule, but only for what
/// comes through this node (net/netfilter/nf_nat_core.c, nf_nat_packet).
public struct Reply: Sendable, Hashable {
  /// What makes the reply come back to the sender, or not.
  public enum Way: Sendable, Hashable {
    /// A socket of this node answers.
    case fromHere
    /// It goes to an address of this node, whose connection it belongs to.
    case toHere
    /// The source was rewritten to an address that may be another node's.
    case toNewSource
    /// It goes straight to the sender, whose address was kept, and has to come through this node to
    /// be turned back. The route of who answers decides.
    case past
    /// As `past`, but nothing was translated: any way will do.
    case unchanged
    /// The packet was sent to where it came from, with its source kept: the answer never leaves.
    case toItself
    /// The source is a loopback address, which no other machine answers to (RFC 1122, 3.2.1.3).
    case toLoopback
    /// The text lacks the rules that decide about the source.
    case undecided
  }

  /// Who answers: the destination after translation.
  public let source: Outcome.Endpoint
  /// To whom: the source as POSTROUTING or INPUT left it.
  public let destination: Outcome.Endpoint
  public let way: Way

  /// Whether the sender gets it as an answer; nil if that depends on routes.
  public var returns: Bool? {
    switch way {
    case .fromHere, .toHere: true
    case .toItself, .toLoopback: false
    case .toNewSource, .past, .unchanged, .undecided: nil
    }
  }
}
