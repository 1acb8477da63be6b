extension FigureSVG {
  /// Colours are the page's, by custom properties; without any they are those of a light page.
  ///
  /// Text has a contrast of at least 4.5 and lines one of 3 to what is behind them (WCAG 2.2, 1.4.3
  /// and 1.4.11), in both schemes. What a colour says is said by a word, a border or dashes, too.
  var style: String {
    (isAlone ? Self.schemes : "") + rules.map { "#\(id) \($0)" }.joined()
  }

  private static let schemes = """
    :root{color-scheme:light dark;--ns-page:#fff}\
    @media(prefers-color-scheme:dark){:root{--ns-page:#0d1117;--ns-surface:#161b22;\
    --ns-text:#e6edf3;--ns-dim:#9da7b3;--ns-line:#768390;--ns-accent:#79c0ff;--ns-good:#56d364;\
    --ns-bad:#ff8e86}}
    """

  private var rules: [String] {
    let text = "var(--ns-text,#1f2328)"
    let dim = "var(--ns-dim,#57606a)"
    // Lines that say something need more contrast than those that only part.
    let line = dim
    let part = "var(--ns-line,#8c959f)"
    let accent = "var(--ns-accent,#0550ae)"
    let good = "var(--ns-good,#116329)"
    let bad = "var(--ns-bad,#a40e26)"
    let surface = "var(--ns-surface,#fff)"
    return [
      "text{font:\(Figure.Metrics.font)px ui-monospace,'DejaVu Sans Mono','Liberation Mono',Menlo,"
        + "Consolas,monospace;fill:\(text);white-space:pre}",
      ".strong{font-weight:700}", ".dim{fill:\(dim)}", ".accent{fill:\(accent);font-weight:700}",
      ".good{fill:\(good);font-weight:700}", ".bad{fill:\(bad);font-weight:700}",
      ".page{fill:var(--ns-page,#fff)}",
      ".band,.ends{fill:\(text);fill-opacity:.05;stroke:\(part)}",
      ".bandAside{fill:none;stroke:\(line);stroke-dasharray:5 4}",
      ".start,.decision,.chain,.builtIn,.grouped,.passes,.stopped,.undecided{fill:\(surface);"
        + "stroke:\(line)}",
      ".builtIn{stroke:\(text);stroke-width:2}",
      ".grouped,.sheet{fill:\(surface);stroke:\(text)}",
      ".missing{fill:\(surface);stroke:\(bad);stroke-dasharray:6 3}",
      ".neighbour{fill:none;stroke:\(dim);stroke-dasharray:3 3}",
      ".decisive,.open{fill:none;stroke:\(accent);stroke-width:3}",
      ".open{stroke-dasharray:8 4}",
      ".passes{stroke:\(good);stroke-width:2}", ".stopped{stroke:\(bad);stroke-width:2}",
      ".undecided{stroke:\(accent);stroke-width:2;stroke-dasharray:8 4}",
      ".way,.jump,.goto,.aside{fill:none;stroke:\(line);stroke-width:1.5}",
      ".way{stroke:\(text);stroke-width:2}", ".goto{stroke-dasharray:6 3}",
      ".aside{stroke-dasharray:3 3}", ".head{fill:\(text)}",
      ".head.aside{stroke:none;fill:\(line)}",
      ".mark{fill:\(accent)}",
      "a:hover text,a:focus text{text-decoration:underline}",
    ]
  }
}
