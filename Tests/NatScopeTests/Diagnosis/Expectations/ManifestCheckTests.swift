import Testing

@testable import NatScope

/// Manifests held against states of a node that have what they declare, and against broken ones.
@Suite struct ManifestCheckTests {
  @Test(arguments: ManifestRows.hostPorts + ManifestRows.placements)
  func hostPorts(_ row: ManifestRow) { row.check() }
  @Test(arguments: ManifestRows.processes) func processes(_ row: ManifestRow) { row.check() }
  @Test(arguments: ManifestRows.services) func services(_ row: ManifestRow) { row.check() }
  @Test(arguments: ManifestRows.ingresses) func ingresses(_ row: ManifestRow) { row.check() }

  /// Objects of the cluster are facts beside what somebody wrote, and declare where nobody did.
  @Test func objectsOfTheCluster() {
    let live =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: web-x7k2p, namespace: default, uid: u}\n"
      + "spec: {containers: [{ports: [{containerPort: 80, hostPort: 8000}]}]}\n"
      + "status: {podIP: 10.55.3.5, hostIP: 192.0.2.10, phase: Running}\n"
    let rules = ManifestRows.sample("hostport")
    let alone = ManifestCheck(Reading(files: [live, rules]).capture)
    #expect(alone.realisations.map(ManifestRow.text) == ["realised hostPort 8000/tcp"])
    #expect(alone.realisations.map(\.assumptions) == [[]])
    let beside = ManifestCheck(Reading(files: [live, rules, Manifests.hostPorts]).capture)
    #expect(
      beside.realisations.map(ManifestRow.text)
        == ["realised hostPort 8000/tcp", "realised hostPort 44300/tcp"])
    #expect(beside.realisations.map(\.assumptions) == [[], []])
    // Its node is another one by the node's own addresses.
    let other = Manifests.addresses.replacing("192.0.2.10/24", with: "192.0.2.11/24")
    let away = ManifestCheck(Reading(files: [live, rules, other]).capture)
    #expect(away.realisations.map(ManifestRow.text) == ["notHere hostPort 8000/tcp"])
  }

  /// Names of pods as the controllers make them.
  @Test(arguments: [
    ("Pod", "web", true), ("Pod", "web-x7k2p", false), ("Deployment", "web-6b5c7d8f9b-x7k2p", true),
    ("Deployment", "web-api-6b5c7d8f9b-x7k2p", false), ("Deployment", "web-x7k2p", false),
    ("DaemonSet", "web-x7k2p", true), ("DaemonSet", "web-api-x7k2p", false),
    ("DaemonSet", "web-aeiou", false), ("ReplicaSet", "web-x7k2p", true),
    ("StatefulSet", "web-0", true), ("StatefulSet", "web-x7k2p", false), ("Job", "web-x7k2p", true),
    ("Job", "web-3-x7k2p", true), ("CronJob", "web-29012345-x7k2p", true), ("Pod", "webs", false),
  ]) func podNames(_ kind: String, _ pod: String, _ isOne: Bool) throws {
    let files = [
      Manifests.pods(kind == "CronJob" ? "Job" : kind, "{containerPort: 80}"),
      Manifests.podTable("\(pod) 10.55.3.5 n1"),
    ]
    let node = Reading(files: files).capture.node
    let declared = try #require(node.declarations.first)
    let declaration = Declaration(
      kind: kind, namespace: declared.namespace, name: declared.name, isLive: false, labels: [],
      body: declared.body, place: declared.place)
    #expect(PodPlacement.isOf(declaration, try #require(node.workloads.all.first)) == isOne)
  }

  /// A manifest may declare more than anybody waits for.
  @Test func manyPorts() {
    let ports = (1...30).map { "{containerPort: 80, hostPort: \($0)}" }.joined(separator: ",")
    let capture = Reading(files: [Manifests.pods("Pod", ports), Manifests.none]).capture
    let check = ManifestCheck(capture, limit: 20)
    #expect(check.realisations.count == 20)
    #expect(check.omitted == 10)
    var report = ExpectReport()
    (report.isQuiet, report.width) = (true, 200)
    #expect(report.render(check).contains("10 more were not looked at."))
    #expect(ManifestCheck.limit == 10_000)
  }
}
