/// The pods, slices of endpoints and Services of an input by what they are asked for by: clusters have
/// thousands of each, and every declared port asks.
struct WorkloadIndex {
  private let all: [Workload]
  /// Pods that have not ended, by each of their labels.
  private var byLabel: [String: [Int]] = [:]
  /// The same by each beginning of their names that a workload may have for its name.
  private var byStem: [String: [Int]] = [:]
  /// By the Service that they are of.
  private var slices: [String: [Int]] = [:]
  private var services: [String: [Int]] = [:]
  /// How many pods there are in each namespace, and where it is not told.
  private var counts: [String?: Int] = [:]
  private(set) var podCount = 0

  init(_ workloads: Workloads) {
    all = workloads.all
    for index in all.indices {
      switch all[index].kind {
      case .pod: if !all[index].hasEnded { addPod(index) }
      case .endpointSlice: addSlice(index)
      case .service: services[all[index].name, default: []].append(index)
      case .container: break
      }
    }
  }

  private mutating func addPod(_ index: Int) {
    let pod = all[index]
    podCount += 1
    counts[pod.namespace, default: 0] += 1
    for label in pod.labels { byLabel[label, default: []].append(index) }
    var stem = pod.name
    byStem[stem, default: []].append(index)
    // CronJob has the most parts behind its name: three.
    for _ in 0..<3 {
      guard let hyphen = stem.utf8.lastIndex(of: UInt8(ascii: "-")) else { break }
      // What generateName is given ends in the hyphen.
      byStem[String(stem[...hyphen]), default: []].append(index)
      stem = String(stem[..<hyphen])
      byStem[stem, default: []].append(index)
    }
  }

  private mutating func addSlice(_ index: Int) {
    let slice = all[index]
    let head = "kubernetes.io/service-name="
    if let label = slice.labels.first(where: { $0.hasPrefix(head) }) {
      slices[String(label.dropFirst(head.count)), default: []].append(index)
    } else if slice.labels.isEmpty, slice.name.utf8.count > 6, slice.name.dropLast(5).last == "-" {
      // Tables show no labels; the API server ends the Service's name by five random letters.
      slices[String(slice.name.dropLast(6)), default: []].append(index)
    }
  }

  // MARK: questions

  /// The pods whose names are those of a workload's.
  func pods(of declaration: Declaration) -> [Workload] {
    (byStem[declaration.name] ?? []).map { all[$0] }
      .filter { PodPlacement.isOf(declaration, $0) }
  }

  /// The pods that a Service's selector selects.
  func pods(selectedBy selector: [String], beside declaration: Declaration) -> [Workload] {
    guard let first = selector.first else { return [] }
    return (byLabel[first] ?? []).map { all[$0] }.filter { pod in
      declaration.isBeside(pod.namespace) && selector.allSatisfy(pod.labels.contains)
    }
  }

  func slices(of declaration: Declaration) -> [Workload] {
    (slices[declaration.name] ?? []).map { all[$0] }
      .filter { declaration.isBeside($0.namespace) }
  }

  func service(_ declaration: Declaration) -> Workload? {
    (services[declaration.name] ?? []).lazy.map { all[$0] }
      .first { declaration.isBeside($0.namespace) }
  }

  /// How many pods the input has in the namespace of an object, or without one.
  func podCount(beside declaration: Declaration) -> Int {
    guard let namespace = declaration.namespace else { return podCount }
    return (counts[namespace] ?? 0) + (counts[nil] ?? 0)
  }
}
