import FoundationEssentials
import TestSupport
import Testing

/// The report's page in a real browser: Debian's chromium, without a screen.
///
/// It is skipped where chromium is not installed, and fails there with CI=true.
@Suite(.enabled(if: Chromium.runs, Comment(rawValue: Chromium.comment)), .serialized)
struct BrowserTests {
  /// What the names and comments of a hostile capture try.
  private static let hostile = """
    *nat
    :PREROUTING ACCEPT [0:0]
    :"><img src=http://nst-hostile.invalid/1> - [0:0]
    -A PREROUTING -p tcp -m comment --comment "<script>console.log('run')</script><img src=http://nst-hostile.invalid/2 onerror=alert(1)>" -m tcp --dport 80 -j DNAT --to-destination 10.0.0.1:80
    -A PREROUTING -p tcp -m comment --comment "</style><link rel=stylesheet href=http://nst-hostile.invalid/3> 端口映射" -m tcp --dport 81 -j DNAT --to-destination 10.0.0.2:80
    COMMIT

    """

  private static func page(_ arguments: String..., input: String = "") async throws -> String {
    let run = try await Natscope.run(["report", "-o", "html"] + arguments, input: input)
    #expect(run.status == 0, "\(run.errors)")
    return run.output
  }

  /// The page says nothing on the console, asks nobody for anything, is as wide as its window, and
  /// follows the reader's colour scheme.
  @Test(
    arguments: [
      ["192.0.2.10:8000", "hostport"], [":30080", "kube-proxy"], [":8000", "hostport-stale"],
      ["hostport-stale"], ["kube-proxy"], [":80", "-"],
    ])
  func looks(_ arguments: [String]) async throws {
    try Chromium.require()
    let isHostile = arguments.last == "-"
    let files = isHostile ? ["-"] : arguments.suffix(1).map { Natscope.sample($0) }
    let run = try await Natscope.run(
      ["report", "-o", "html"] + arguments.dropLast() + files, input: Self.hostile)
    #expect(run.status == 0, "\(run.errors)")
    let light = try await Chromium.look(run.output, widths: [320, 390, 1_280])
    let dark = try await Chromium.look(run.output, widths: [390], isDark: true)
    for sight in [light, dark] {
      #expect(sight.console == [], "\(sight.console)")
      #expect(sight.hosts == [], "\(sight.hosts)")
    }
    #expect(light.views.map(\.windowWidth) == [320, 390, 1_280])
    #expect(light.views.allSatisfy { $0.background == "rgb(246, 247, 249)" })
    #expect(dark.views.allSatisfy { $0.background == "rgb(15, 19, 25)" })
    for view in light.views + dark.views {
      #expect(view.resources == 0)
      // WCAG 2.2, 1.4.10: no scrolling in two directions, at 320 pixels either.
      #expect(view.contentWidth <= view.windowWidth, "\(view.windowWidth)")
      #expect(view.counts["h1"] == 1 && view.counts["main"] == 1 && view.counts["script"] == 0)
      #expect(view.counts["img"] == 0 && view.counts["link"] == 0)
      #expect(view.headline.count > 10)
      #expect(view.smallest >= 11.5, "\(view.smallest)")
    }
  }

  /// What is measured above is measured: a page that does all of it is found out.
  @Test func whatItWouldFind() async throws {
    try Chromium.require()
    let page = """
      <!doctype html><html><body><h1>A page that is not in order</h1><main></main>
      <div style="width:900px;font-size:5px">x</div>
      <img src="http://nst-hostile.invalid/4"><script>console.error("here")</script></body></html>
      """
    let seen = try await Chromium.look(page, widths: [390])
    let view = try #require(seen.views.first)
    #expect(view.contentWidth >= 900 && view.counts["script"] == 1 && view.smallest == 5)
    #expect(seen.hosts == ["nst-hostile.invalid"])
    #expect(seen.console.contains { $0.contains("here") })
  }

  /// Ten thousand rules are read, shown and laid out in a few seconds.
  @Test(arguments: [500, 10_000]) func large(_ count: Int) async throws {
    try Chromium.require()
    var text = "*nat\n:PREROUTING ACCEPT [0:0]\n:CNI-HOSTPORT-DNAT - [0:0]\n"
    text += "-A PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT\n"
    for number in 0..<count {
      text += "-A CNI-HOSTPORT-DNAT -p tcp -m tcp --dport \(1_000 + number) -j DNAT "
      text += "--to-destination 10.0.\(number / 256).\(number % 256):80\n"
    }
    let page = try await Self.page(":1234", input: text + "COMMIT\n")
    let clock = ContinuousClock()
    var seen: Chromium.Sight?
    let time = try await clock.measure {
      seen = try await Chromium.look(page, widths: [390])
    }
    let view = try #require(seen?.views.first)
    #expect(seen?.console == [] && view.contentWidth <= view.windowWidth)
    #expect(view.counts["pre.lines span"] == count + 5)
    #expect(time < .seconds(60), "\(time)")
  }
}
