import FoundationEssentials
import TestSupport
import Testing

/// Debian's chromium, without a screen and without network.
enum Chromium {
  private static let path = "/usr/bin/chromium"
  private static let isInstalled = FileManager.default.isExecutableFile(atPath: path)
  /// With CI=true a browser that is not there is a failure and not a silence.
  static let runs = isInstalled || environment("CI") == "true"
  static let comment =
    isInstalled ? "" : "the tests in a browser are skipped: chromium is not installed"

  static func require() throws {
    try #require(isInstalled, "chromium is not installed: apt-get install chromium")
  }

  /// What was seen of a page.
  struct Sight {
    /// In the order of the widths that were asked for.
    var views: [View]
    /// What stands on the console.
    var console: [String]
    /// The hosts that the browser looked for, but for its maker's.
    var hosts: [String]
  }

  /// A page in a window of some width.
  struct View: Decodable {
    /// Of the page and of its window, in pixels of CSS.
    let contentWidth: Int
    let windowWidth: Int
    /// Files that the page loaded, by its own account.
    let resources: Int
    let background: String
    let headline: String
    /// The size of the smallest text, in pixels.
    let smallest: Double
    /// Elements by a selector.
    let counts: [String: Int]
  }

  /// Shows a page in frames of some widths and measures it from outside: the page has no script.
  static func look(
    _ page: String, widths: [Int], isDark: Bool = false
  ) async throws -> Sight {
    let folder =
      FileManager.default.temporaryDirectory.path
      + "/nst-browser-\(ProcessInfo.processInfo.processIdentifier)-\(isDark)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try page.write(toFile: folder + "/report.html", atomically: false, encoding: .utf8)
    try frame(widths).write(toFile: folder + "/frame.html", atomically: false, encoding: .utf8)
    let run = try await CommandRun.run(
      path,
      [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--hide-scrollbars", "--allow-file-access-from-files",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        "--blink-settings=preferredColorScheme=\(isDark ? 0 : 1)", "--enable-logging=stderr",
        "--v=0", "--virtual-time-budget=10000", "--window-size=1400,1000",
        "--user-data-dir=\(folder)/profile", "--log-net-log=\(folder)/net.json",
        "--dump-dom", "file://\(folder)/frame.html",
      ])
    #expect(run.status == 0, "\(run.errors)")
    let title = try #require(run.output.firstRange(of: "<title>"))
    let json = run.output[title.upperBound...].prefix { $0 != "<" }
    let views = try JSONDecoder().decode(
      [View].self, from: Data(json.replacing("&amp;", with: "&").utf8))
    let log = try String(contentsOfFile: folder + "/net.json", encoding: .utf8)
    return Sight(
      views: views,
      console: run.errors.split(separator: "\n").filter { $0.contains("CONSOLE") }
        .map { String($0) }, hosts: hosts(log))
  }

  /// The hosts of the addresses in a log of the network, but for what the browser asks by itself.
  private static func hosts(_ log: String) -> [String] {
    var hosts: Set<String> = []
    for range in log.ranges(of: "\"url\":\"http") {
      let rest = log[range.upperBound...].prefix { $0 != "\"" }
      guard let start = rest.firstRange(of: "://") else { continue }
      hosts.insert(String(rest[start.upperBound...].prefix { $0 != "/" && $0 != ":" }))
    }
    let own = ["google.com", "googleapis.com", "gvt1.com", "gstatic.com"]
    return hosts.filter { host in !own.contains { host == $0 || host.hasSuffix("." + $0) } }
      .sorted()
  }

  private static func frame(_ widths: [Int]) -> String {
    let frames = widths.map {
      "<iframe width=\"\($0)\" height=\"900\" src=\"report.html\" style=\"border:0\"></iframe>"
    }
    return """
      <!doctype html><meta charset="utf-8"><title></title>
      \(frames.joined(separator: "\n"))
      <script>
      function look(view) {
        const page = view.document, counts = {}
        for (const name of ["h1", "main", "script", "img", "link", "svg", "pre.lines span"])
          counts[name] = page.querySelectorAll(name).length
        let smallest = 99
        for (const element of page.querySelectorAll("body *:not(svg, svg *)"))
          if ([...element.childNodes].some(node => node.nodeType == 3 && node.data.trim()))
            smallest = Math.min(smallest, parseFloat(view.getComputedStyle(element).fontSize))
        return {
          contentWidth: page.documentElement.scrollWidth, windowWidth: view.innerWidth,
          resources: view.performance.getEntriesByType("resource").length,
          background: view.getComputedStyle(page.body).backgroundColor,
          headline: page.querySelector("h1").textContent.replace(/[<>]/g, ""), smallest, counts
        }
      }
      onload = () => {
        const frames = [...document.querySelectorAll("iframe")]
        document.title = JSON.stringify(frames.map(frame => look(frame.contentWindow)))
      }
      </script>
      """
  }
}
