/// A row of the table of findings: everything that is said about a code, wherever it is said.
///
/// `natscope explain`, natscope-findings(7) and what `natscope lint` says of codes it could not check
/// are made of it.
public struct FindingCode: Sendable, Hashable {
  /// `NS201`
  public let code: String
  /// What is the matter, in general.
  public let title: String
  /// What it means, in sentences.
  public let meaning: String
  /// How a node comes to it.
  public let cause: String
  public let confirm: [Advice]
  public let mend: [Advice]
  /// Where people met it: `kubernetes/kubernetes#28988`.
  public let reported: [String]
  /// What the input needs beside the rules of nat.
  public let needs: [Need]

  /// A sentence, or a command for a line of its own.
  public enum Advice: Sendable, Hashable, ExpressibleByStringLiteral {
    case text(String)
    case command(String)

    public init(stringLiteral value: String) { self = .text(value) }
  }

  /// A part of the input without which a finding cannot be decided.
  public enum Need: String, Sendable, Hashable, CaseIterable {
    case filter = "iptables-save -c"
    case rulesOfIPv6 = "ip6tables-save -c"
    case counters = "iptables-save -c -t nat"
    case bothBackends = "iptables-legacy-save -c; iptables-nft-save -c"
    case sockets = "ss -lntup"
    case addresses = "ip -o addr"
    case sysctls = "sysctl -a"
    case conntrack = "conntrack -L"
    case sandboxes = "crictl pods"
    case pods = "kubectl get pods -A -o json"
    case endpoints = "kubectl get endpointslices -A -o json"
    case virtualServices = "ipvsadm -Sn"
    case routes = "ip route show table all; ip rule"
  }

  /// All rows, by their codes.
  public static let all: [FindingCode] =
    (ofPublishedPorts + ofServices + ofTheWay + ofRules + ofTheNode).sorted { $0.code < $1.code }

  /// The row of a code, however it is typed: `NS201`, `ns201`, `201`.
  public static func row(_ code: String) -> FindingCode? {
    let name = code.uppercased()
    return all.first { $0.code == name || $0.code == "NS" + name }
  }
}
