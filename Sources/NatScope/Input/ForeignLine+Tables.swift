/// kubectl, crictl and docker: tables with headings in capitals.
extension ForeignRecogniser {
  private static let resourceColumns: Set<String> = [
    "READY", "STATUS", "RESTARTS", "AGE", "TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)",
    "ENDPOINTS", "ADDRESSTYPE", "PORTS", "NODE", "ROLES", "VERSION", "SELECTOR", "IP", "DATA",
    "UP-TO-DATE", "AVAILABLE", "DESIRED", "CURRENT", "CLASS", "HOSTS", "ADDRESS",
  ]

  static func tableRow(_ words: LineWords) -> Kind? {
    if words.word(0, is: "NAME") || words.word(0, is: "NAMESPACE") {
      let columns = words.words.dropFirst().filter {
        resourceColumns.contains(String(decoding: $0.prefix(24), as: UTF8.self))
      }
      return columns.count >= 2 ? .kubectl : nil
    }
    if words.word(0, is: "POD"), words.word(1, is: "ID"), words.word(2, is: "CREATED") {
      return .crictl
    }
    if words.word(0, is: "CONTAINER"), words.word(1, is: "IMAGE") { return .crictl }
    if words.word(0, in: ["CONTAINER", "NETWORK"]), words.word(1, is: "ID") { return .docker }
    if words.word(0, is: "REPOSITORY"), words.word(1, is: "TAG") { return .docker }
    if words.word(0, is: "No"), words.word(1, is: "resources"), words.word(2, is: "found") {
      return .kubectl
    }
    return isResource(words) ? .kubectl : nil
  }

  private static let podStates: Set<String> = [
    "Running", "Completed", "Pending", "Succeeded", "Failed", "Unknown", "Error", "Evicted",
    "CrashLoopBackOff", "ImagePullBackOff", "ErrImagePull", "ContainerCreating", "Terminating",
    "OOMKilled", "PodInitializing", "CreateContainerConfigError", "NodeLost",
    "ContainerStatusUnknown",
  ]

  private static let serviceTypes: Set<String> = [
    "ClusterIP", "NodePort", "LoadBalancer", "ExternalName",
  ]

  /// A pod (`name 1/1 Running 0 5d`) or a service (`name ClusterIP 10.96.0.1 <none> 443/TCP 5d`), with
  /// or without its namespace before it.
  private static func isResource(_ words: LineWords) -> Bool {
    guard words.indent == 0, words.count >= 5, isObjectName(words[0]) else { return false }
    for index in 1...2 {
      if words.word(index, in: serviceTypes) {
        return words[index + 1].looksLikeAddress || words.word(index + 1, in: ["None", "<none>"])
      }
      let ready = words[index].split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      if ready.count == 2, ready[0].isDecimal, ready[1].isDecimal,
        words.word(index + 1, in: podStates) || words.word(index + 1, starts: "Init:")
      {
        return words.isDecimal(index + 2)
      }
    }
    return false
  }

  /// Whether a word can be the name of a Kubernetes object, perhaps with its kind: RFC 1123 names
  /// are lower case.
  private static func isObjectName(_ word: ArraySlice<UInt8>) -> Bool {
    word.allSatisfy {
      $0 >= 0x61 && $0 <= 0x7a || $0 >= 0x30 && $0 <= 0x39 || $0 == UInt8(ascii: "-")
        || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "/")
    }
  }

  /// Rows that are known by their identifier: 13 digits of crictl, 12 of docker; and below a heading
  /// the rows of kubectl.
  func containerRow(_ words: LineWords) -> Kind? {
    if words.count >= 3, words[0].allSatisfy({ $0.hexDigitValue != nil }) {
      if words[0].count == 13, section == .crictl || words.contains("ago", from: 2) {
        return .crictl
      }
      if words[0].count == 12, section == .docker || words.contains("ago", from: 2) {
        return .docker
      }
    }
    // `docker port`.
    if words.count == 3, words.word(1, is: "->"), words[2].looksLikeSocketAddress,
      words[0].suffix(4).elementsEqual("/tcp".utf8) || words[0].suffix(4).elementsEqual("/udp".utf8)
    {
      return .docker
    }
    guard section == .kubectl, words.indent == 0, words.count >= 2, Self.isObjectName(words[0])
    else { return section == .docker && words.contains("ago", from: 2) ? .docker : nil }
    return words.words.dropFirst().contains { Self.isAge($0) || $0.elementsEqual("<none>".utf8) }
      ? .kubectl : nil
  }

  /// `5d`, `3h12m`, `<unknown>`.
  private static func isAge(_ word: ArraySlice<UInt8>) -> Bool {
    guard let first = word.first, let last = word.last, word.count <= 10 else { return false }
    if word.elementsEqual("<unknown>".utf8) { return true }
    let units = Array("smhdy".utf8)
    return first >= 0x30 && first <= 0x39 && units.contains(last)
      && word.allSatisfy { $0 >= 0x30 && $0 <= 0x39 || units.contains($0) }
  }
}
