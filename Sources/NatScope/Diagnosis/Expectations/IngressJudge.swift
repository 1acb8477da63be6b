/// Follows an Ingress to what its controller is exposed by, as far as the input tells.
struct IngressJudge {
  let node: NodeFacts
  /// Of all that is declared, Ingresses too.
  let realisations: [Realisation]

  func judge(_ open: Realisation) -> Realisation {
    var result = open
    guard case .ingress(let ingress) = node.declarations[open.expected.declaration].body else {
      return result
    }
    let port = open.expected.port.map { "\($0)" } ?? "?"
    guard let name = ingress.className ?? defaultClass?.name else {
      result.reasons = ["It names no class, and the input has no default IngressClass."]
      result.run = ["kubectl get ingressclasses"]
      return result
    }
    let controllers = controllers(of: name)
    guard let first = controllers.first else {
      result.reasons = ["No workload of the input is known as the controller of class \(name)."]
      result.run = [
        "kubectl get ingressclass,deployments,daemonsets,services -A -o yaml"
      ]
      return result
    }
    let title = node.declarations[first].title
    let ways = realisations.filter { isExposure($0, of: controllers, open.expected) }
    guard
      let best = Self.order.lazy.compactMap({ verdict in
        ways.first { $0.verdict == verdict }
      }).first
    else {
      result.reasons = [
        "\(title) serves class \(name), and the input declares no way from \(port) to it."
      ]
      result.run = ["kubectl get services -A"]
      return result
    }
    let by = node.declarations[best.expected.declaration].title
    result.verdict = best.verdict
    result.found =
      "through \(best.expected.kind.rawValue) \(best.expected.text) of \(by): "
      + "\(best.verdict.words)"
    result.reasons =
      best.verdict == .realised ? [] : best.reasons
    result.run = best.run
    result.view = best.view
    result.assumptions =
      [
        AssumptionWording(
          "\(title) is the controller of class \(name)",
          settledBy: "kubectl get ingressclass -o yaml")
      ] + best.assumptions
    return result
  }

  private static let order: [Realisation.Verdict] = [
    .realised, .shadowed, .elsewhere, .missing, .undecided, .notHere,
  ]

  private var defaultClass: Declaration? {
    let classes = node.declarations.filter {
      if case .ingressClass = $0.body { true } else { false }
    }
    return classes.first {
      if case .ingressClass(_, let isDefault) = $0.body { isDefault } else { false }
    }
  }

  // MARK: the controller

  /// The workloads that say of themselves that they serve a class: by an argument that names it or
  /// its controller, or by the labels that a chart gives to all of its parts.
  private func controllers(of name: String) -> [Int] {
    let known = node.declarations.first { declaration in
      guard case .ingressClass = declaration.body else { return false }
      return declaration.name == name
    }
    var controller: String?
    if let known, case .ingressClass(let found, _) = known.body { controller = found }
    let labels = (known?.labels ?? []).filter {
      $0.hasPrefix("app.kubernetes.io/name=") || $0.hasPrefix("app.kubernetes.io/instance=")
    }
    return node.declarations.indices.filter { index in
      guard case .pods(let template) = node.declarations[index].body else { return false }
      if Self.serves(template.words, name, controller) { return true }
      return labels.count == 2 && labels.allSatisfy(template.labels.contains)
    }
  }

  /// Whether some argument is `--ingress-class=NAME`, `--controller-class=CONTROLLER` or the like,
  /// in one word or two.
  private static func serves(_ words: [String], _ name: String, _ controller: String?) -> Bool {
    let plain = words.map { word in
      String(word.lowercased().filter { $0 != "-" })
    }
    func says(_ option: String, _ value: String) -> Bool {
      let value = String(value.lowercased().filter { $0 != "-" })
      for (index, word) in plain.enumerated() {
        if word.hasSuffix("\(option)=\(value)") { return true }
        if word.hasSuffix(option), index + 1 < plain.count, plain[index + 1] == value {
          return true
        }
      }
      return false
    }
    if let controller, says("controllerclass", controller) { return true }
    return says("ingressclass", name)
  }

  /// Whether a declared port is a way from outside to one of the controllers, for clients that ask
  /// for the Ingress's port.
  private func isExposure(
    _ way: Realisation, of controllers: [Int], _ wanted: ExpectedPort
  ) -> Bool {
    let expected = way.expected
    guard expected.ipProtocol == .tcp else { return false }
    switch expected.kind {
    case .ingress, .clusterIP: return false
    case .hostPort, .hostNetwork:
      return controllers.contains(expected.declaration) && expected.port == wanted.port
    case .nodePort, .loadBalancer, .externalIP:
      guard expected.servicePort == wanted.port,
        case .service(let service) = node.declarations[expected.declaration].body,
        !service.selector.isEmpty
      else { return false }
      return controllers.contains { index in
        let controller = node.declarations[index]
        guard case .pods(let template) = controller.body,
          controller.isBeside(node.declarations[expected.declaration].namespace)
        else { return false }
        return service.selector.allSatisfy(template.labels.contains)
      }
    }
  }
}

extension Realisation.Verdict {
  /// As a person reads it.
  public var words: String {
    switch self {
    case .realised: "realised"
    case .missing: "missing"
    case .elsewhere: "pointing elsewhere"
    case .shadowed: "shadowed"
    case .undecided: "not decidable"
    case .notHere: "not here"
    }
  }
}
