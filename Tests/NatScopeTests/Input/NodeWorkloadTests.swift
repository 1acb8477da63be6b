import Testing

@testable import NatScope

/// Pods, containers and Services: what kubectl 1.32, docker 28 and podman 4.3 really print, here of
/// objects that a stand-in for their servers serves, and tables as people paste them.
@Suite struct NodeWorkloadTests {
  private static let runs = NodeFixtureTests.runs("kubectl") + NodeFixtureTests.runs("docker")

  private static func run(_ command: String) throws -> NodeFixtureTests.Run {
    try #require(runs.first { $0.command == command }, "\(command)")
  }

  @Test(arguments: [
    (
      "kubectl get pods -A -o wide",
      [
        "pod default/web-0, 10.55.3.5, on n1, Running",
        "pod default/job-1, 10.55.3.5, on n1, Completed",
        "pod kube-system/proxy-x, 192.0.2.10, on n1, Running", "pod kube-system/pending-y, Pending",
      ]
    ),
    ("kubectl get pods", ["pod web-0, Running", "pod job-1, Completed"]),
    (
      "kubectl get svc -A",
      [
        "service default/kubernetes, 10.96.0.1, ClusterIP, 443/tcp",
        "service default/web, 10.96.7.7, NodePort, 30001->30080/tcp, 30053->53/udp",
        "service prod/lb, 10.96.8.8, +203.0.113.7, LoadBalancer, 30051->8086/tcp",
        "service prod/headless, ClusterIP, 80/tcp",
      ]
    ),
    (
      "kubectl get svc -A -o json",
      [
        "service default/kubernetes, id=s-kubernetes, 10.96.0.1, ClusterIP, https 443=>6443/tcp",
        "service default/web, id=s-web, 10.96.7.7, NodePort, "
          + "http 30001->30080=>http/tcp, dns 30053->53=>53/udp",
        "service prod/lb, id=s-lb, 10.96.8.8, +203.0.113.7, LoadBalancer, 30051->8086=>80/tcp",
        "service prod/headless, id=s-headless, ClusterIP, 80=>80/tcp",
      ]
    ),
    (
      "kubectl get endpointslices -A -o wide",
      [
        "endpointSlice default/web-abcde, 10.55.3.5, IPv4",
        "endpointSlice prod/lb-fghij, 10.55.4.1, 10.55.4.2, 10.55.4.3, IPv4",
      ]
    ),
    (
      "kubectl get endpointslices -A -o json",
      [
        "endpointSlice default/web-abcde, id=e, 10.55.3.5, IPv4, http 80/tcp",
        "endpointSlice prod/lb-fghij, id=e, 10.55.4.1, 10.55.4.2, 10.55.4.3, 10.55.4.4, IPv4, "
          + "http 80/tcp",
      ]
    ),
    (
      "docker ps",
      [
        "container web, id=fb7cdb0a4f8d, Up 3 hours, 443/tcp, 8080->80/tcp, 8080->80/tcp",
        "container dns, id=fb7cdb0a4f8d, Up 2 days (healthy), 3000-3002->3000-3002/tcp, "
          + "127.0.0.1:5300->53/udp",
        "container none, id=fb7cdb0a4f8d, Up About an hour",
      ]
    ),
    (
      "docker inspect web",
      [
        "container web, id=fb7cdb0a4f8d1111222233334444555566667777888899990000111122223300, "
          + "172.17.0.2, own network, running, 443/tcp, 8080->80/tcp"
      ]
    ),
  ]) func workloads(_ command: String, _ expected: [String]) throws {
    let run = try Self.run(command)
    for text in ["$ \(command)\n" + run.text, run.text] {
      let reading = Reading(text)
      // The members of an object have no order that means anything.
      let found = reading.workloads.map { $0.split(separator: ", ").sorted() }
      #expect(found == expected.map { $0.split(separator: ", ").sorted() })
      #expect(reading.unreadRows == [])
    }
  }

  /// Every row is one, whatever the options.
  @Test(arguments: runs) func rows(_ run: NodeFixtureTests.Run) {
    let reading = Reading(run.text)
    let count: Int
    if run.command.hasSuffix("yaml") {
      count = run.lines.filter { $0.hasPrefix("  kind: ") }.count
      #expect(count > 0)
    } else if run.command.hasSuffix("json"), run.command.hasPrefix("kubectl") {
      count = run.lines.filter { $0.hasPrefix("            \"kind\": ") }.count
    } else if run.command == "docker inspect web" {
      count = 1
    } else {
      count =
        run.lines.filter { line in
          !line.isEmpty && !line.hasPrefix("NAME") && !line.hasPrefix("CONTAINER")
            && !line.hasPrefix("No ")
        }.count
    }
    #expect(reading.workloads.count == count)
    #expect(reading.unreadRows == [])
    #expect(reading.capture.node.workloads.isGiven)
    #expect(LineAccount(reading.capture).lost(Array(run.text.utf8)) == [])
  }

  /// YAML has the same objects as JSON, each in the line in which it begins.
  @Test func yamlOfPods() throws {
    let run = try Self.run("kubectl get pods -A -o yaml")
    let json = try Self.run("kubectl get pods -A -o json")
    let reading = Reading(run.text)
    #expect(reading.workloads == Reading(json.text).workloads)
    let places = reading.capture.node.workloads.all.map(\.place)
    for place in places { #expect(run.lines[Int(place.line) - 1].hasPrefix("- ")) }
    let declared = reading.capture.node.declarations
    #expect(declared.map(\.place) == places)
    #expect(!declared.contains { !$0.isLive })
  }

  @Test func jsonOfPods() throws {
    let reading = Reading(try Self.run("kubectl get pods -A -o json").text)
    #expect(
      reading.workloads == [
        "pod default/web-0, id=u-web-0, 10.55.3.5, on n1, own network, Running, "
          + "http 8000->80/tcp, 53/udp, app=web-0, tier=a\"b",
        "pod default/job-1, id=u-job-1, 10.55.3.5, on n1, own network, Succeeded, app=job-1, "
          + "tier=a\"b",
        "pod kube-system/proxy-x, id=u-proxy-x, 192.0.2.10, on n1, hostNetwork, Running, "
          + "10256->10256/tcp, app=proxy-x, tier=a\"b",
        "pod kube-system/pending-y, id=u-pending-y, own network, Pending, app=pending-y, "
          + "tier=a\"b",
      ])
    let workloads = reading.capture.node.workloads
    let address = try #require(IPAddress("10.55.3.5"))
    #expect(workloads.holders(of: address).map(\.name) == ["web-0"])
    let node = try #require(IPAddress("192.0.2.10"))
    #expect(workloads.holders(of: node).isEmpty)
    // Each stands in the line in which its object begins.
    let lines = try Self.run("kubectl get pods -A -o json").lines
    for workload in workloads.all { #expect(lines[Int(workload.place.line) - 1] == "        {") }
  }

  @Test(arguments: [
    // Columns lost by a chat.
    (
      "NAMESPACE NAME READY STATUS RESTARTS AGE IP NODE NOMINATED NODE READINESS GATES\n"
        + "default web-0 1/1 Running 0 5d 10.42.0.5 n1 <none> <none>\n",
      ["pod default/web-0, 10.42.0.5, on n1, Running"], [UInt32]()
    ),
    (
      "POD ID              CREATED             STATE    NAME      NAMESPACE     ATTEMPT   RUNTIME\n"
        + "fb7cdb0a4f8d1       2 days ago          Ready    web-0     default       0         (default)\n"
        + "0961bad2aaaaa       9 days ago          NotReady old-0     default       3         (default)\n",
      [
        "pod default/web-0, id=fb7cdb0a4f8d1, Ready",
        "pod default/old-0, id=0961bad2aaaaa, NotReady",
      ], []
    ),
    // Older docker: no blank before the next binding, :::80 for IPv6.
    (
      "CONTAINER ID        IMAGE     COMMAND    CREATED       STATUS       PORTS"
        + "                                   NAMES\n"
        + "fb7cdb0a4f8d        nginx     \"x\"        2 days ago    Up 2 days    "
        + "0.0.0.0:80->80/tcp, :::80->80/tcp       web\n",
      ["container web, id=fb7cdb0a4f8d, Up 2 days, 80->80/tcp, 80->80/tcp"], []
    ),
    (
      "CONTAINER ID  IMAGE       COMMAND     CREATED     STATUS      PORTS       NAMES\n"
        + "fb7cdb0a4f8d  x           top         2 days ago  Up 2 days   what's up   web\n",
      [], [2]
    ),
    (
      "{\"status\": {\"id\": \"fb7cdb0a4f8d1234\", \"metadata\": {\"name\": \"web-0\", \"namespace\": "
        + "\"default\", \"uid\": \"u\"}, \"state\": \"SANDBOX_READY\", \"network\": {\"ip\": "
        + "\"10.42.0.5\", \"additionalIps\": [{\"ip\": \"fd00::5\"}]}, \"linux\": {\"namespaces\": "
        + "{\"options\": {\"network\": \"POD\"}}}},\n \"info\": {\"config\": {\"port_mappings\": "
        + "[{\"container_port\": 80, \"host_port\": 8000}, {\"protocol\": 1, \"container_port\": 53}]}}}\n",
      [
        "pod default/web-0, id=fb7cdb0a4f8d1234, 10.42.0.5, fd00::5, own network, Ready, "
          + "8000->80/tcp, 53/udp"
      ], []
    ),
    (
      "{\"items\": [{\"id\": \"fb7cdb0a4f8d1234\", \"metadata\": {\"name\": \"web-0\", \"namespace\": "
        + "\"default\"}, \"state\": \"SANDBOX_NOTREADY\", \"labels\": {\"b\": \"2\", \"a\": \"1\"}}]}\n",
      ["pod default/web-0, id=fb7cdb0a4f8d1234, NotReady, a=1, b=2"], []
    ),
    // podman ps --format json
    (
      "[\n  {\n    \"Id\": \"0aa1\",\n    \"Names\": [\"c\"],\n    \"State\": \"running\",\n    \"Ports\": "
        + "[{\"host_ip\": \"\", \"container_port\": 80, \"host_port\": 8080, \"range\": 3, "
        + "\"protocol\": \"tcp\"}]\n  }\n]\n",
      ["container c, id=0aa1, running, 8080-8082->80-82/tcp"], []
    ),
    // A list that was cut: the pods that are whole are read.
    (
      "{\n\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [\n"
        + "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"a\"}, \"status\": {}},\n"
        + "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\"\n",
      ["pod a"], []
    ),
    ("{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {}}\n", [], [1]),
  ]) func pasted(_ text: String, _ expected: [String], _ unread: [UInt32]) {
    let reading = Reading(text)
    #expect(reading.workloads == expected)
    #expect(reading.unreadRows == unread)
    #expect(LineAccount(reading.capture).lost(Array(text.utf8)) == [])
  }

  /// podman prints its heading also where nothing runs.
  @Test func emptyTables() throws {
    let run = try #require(NodeFixtureTests.runs("podman").first)
    #expect(Reading(run.text).capture.node.workloads.isGiven)
    #expect(Reading(run.text).workloads == [])
    #expect(Reading("No resources found in default namespace.\n").capture.node.workloads.isGiven)
    #expect(!Reading("hello\n").capture.node.workloads.isGiven)
  }
}
