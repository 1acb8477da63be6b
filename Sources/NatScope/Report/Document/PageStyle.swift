/// How the page looks: no picture, no font and no other file, so that nothing is ever loaded.
enum PageStyle {
  static var sheet: String {
    "\n:root{color-scheme:light dark;\(PagePalette.light)}\n"
      + "@media screen and (prefers-color-scheme:dark){:root{\(PagePalette.dark)}}\n"
      + page + parts + tables + code + narrow + paper
  }

  private static let page = """
    *,*::before,*::after{box-sizing:border-box}
    html{font:16px/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,\
    "Noto Sans",sans-serif;scroll-padding-top:1rem;-webkit-text-size-adjust:100%}
    body{margin:0;background:var(--page);color:var(--ns-text)}
    .frame{max-width:76rem;margin:0 auto;padding:0 2rem 4rem;display:grid;\
    grid-template-columns:minmax(0,1fr);gap:2rem}
    .skip{position:absolute;left:-999rem;top:0}
    .skip:focus{left:1rem;top:1rem;z-index:9;padding:.6rem 1rem;background:var(--ns-surface);\
    border-radius:.4rem}
    a{color:var(--ns-accent);text-underline-offset:.2em;text-decoration-thickness:.06em}
    :focus-visible{outline:3px solid var(--ns-accent);outline-offset:2px;border-radius:.25rem}
    header{padding:3.5rem 0 .5rem}
    .eyebrow{margin:0 0 .75rem;color:var(--ns-dim);font-size:.95rem;letter-spacing:.01em}
    h1{margin:0;font-size:clamp(1.5rem,1.1rem + 1.6vw,2.1rem);line-height:1.22;font-weight:650;\
    letter-spacing:-.015em;text-wrap:balance;overflow-wrap:anywhere;max-width:54rem}
    header>.badge{margin:0 0 1rem}
    .remarks{margin:1.5rem 0 0;padding:0;list-style:none;max-width:52rem;color:var(--ns-text)}
    .remarks li{margin:.45rem 0;overflow-wrap:anywhere}
    nav h2{font-size:.8rem;margin:0 0 .5rem;color:var(--ns-dim);font-weight:600}
    nav ul{list-style:none;margin:0;padding:0}
    nav li{margin:.15rem 0;overflow-wrap:anywhere}
    nav ul ul{padding-left:.9rem}
    nav ul ul a{color:var(--ns-dim)}
    nav a{text-decoration:none;font-size:.9rem;line-height:1.45;display:inline-block;padding:.1rem 0}
    nav a:hover{text-decoration:underline}
    main{min-width:0}
    main:focus{outline:none}
    footer{margin-top:1rem;padding-top:1.25rem;border-top:1px solid var(--ns-line);\
    color:var(--ns-dim);font-size:.85rem;grid-column:1/-1}
    @media (min-width:68rem){.frame{grid-template-columns:12.5rem minmax(0,1fr);column-gap:3.5rem}\
    header,main{grid-column:2}nav{grid-column:1;grid-row:1/span 2;margin-top:3.5rem;\
    position:sticky;top:2rem;align-self:start;max-height:calc(100vh - 4rem);\
    overflow:auto;padding-right:.5rem}}

    """

  private static let parts = """
    main>section{background:var(--ns-surface);border:1px solid var(--ns-line);border-radius:.75rem;\
    padding:1.75rem 2rem 2rem;margin:0 0 1.75rem}
    h2,h3,h4,h5,h6{line-height:1.3;overflow-wrap:anywhere;font-weight:650}
    main>section>h2{margin:0 0 1.25rem;font-size:1.3rem;letter-spacing:-.01em}
    h3{margin:2.25rem 0 .6rem;font-size:1.02rem}
    h4,h5,h6{margin:1.75rem 0 .5rem;font-size:.95rem}
    p,ul,dl{margin:.6rem 0;max-width:46rem;overflow-wrap:anywhere}
    li{margin:.2rem 0}
    .badge{display:inline-block;font-size:.78rem;font-weight:650;line-height:1.5;padding:.05rem .55rem;\
    border:1px solid currentColor;border-radius:1rem;white-space:nowrap}
    .good{color:var(--ns-good)}.bad{color:var(--ns-bad)}.warning{color:var(--ns-warning)}\
    .neutral{color:var(--ns-dim)}
    dl.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.35rem 1.5rem;\
    max-width:56rem;margin:1.25rem 0}
    dt{color:var(--ns-dim)}
    dd{margin:0;overflow-wrap:anywhere}
    figure{margin:1.25rem 0 1.75rem}
    figure .scroll{border:0;background:none}
    figure svg{display:block;max-width:100%;height:auto;margin:0 auto}
    figcaption{color:var(--ns-dim);font-size:.88rem;margin-top:.6rem}
    details{margin:.75rem 0;border:1px solid var(--ns-line);border-radius:.5rem}
    summary{cursor:pointer;padding:.55rem .9rem;overflow-wrap:anywhere}
    details[open]>summary{border-bottom:1px solid var(--ns-line)}
    details>.inside{padding:.25rem .9rem .75rem}
    .finding{border-left:4px solid var(--ns-line);padding:.1rem 0 .1rem 1.1rem;margin:1.5rem 0}
    .finding.error{border-color:var(--ns-bad)}.finding.caution{border-color:var(--ns-warning)}
    .finding h3,.finding h4,.finding h5{margin-top:0}
    .omission{color:var(--ns-dim);font-size:.92rem}

    """

  private static let tables = """
    .scroll{overflow-x:auto;border:1px solid var(--ns-line);border-radius:.5rem;margin:.9rem 0}
    table{border-collapse:collapse;width:100%;font-size:.9rem;line-height:1.45}
    caption{text-align:left;color:var(--ns-dim);font-size:.85rem;padding:.55rem .8rem}
    th,td{text-align:left;vertical-align:top;padding:.5rem .8rem;border-top:1px solid var(--ns-line)}
    thead th{color:var(--ns-dim);font-weight:600;font-size:.82rem;white-space:nowrap}
    tbody th{font-weight:400}
    td{min-width:5ch}
    td.long,th.long{min-width:22ch;max-width:44ch;overflow-wrap:anywhere}
    td.short,th.short{white-space:nowrap}

    """

  private static let code = """
    code,pre{font:.86em/1.55 ui-monospace,"SF Mono",SFMono-Regular,Menlo,Consolas,\
    "Liberation Mono","DejaVu Sans Mono",monospace;font-variant-ligatures:none}
    :not(pre)>code{background:var(--code);border-radius:.25rem;padding:.08em .32em;\
    overflow-wrap:anywhere}
    td code,th code{white-space:nowrap}
    td.long code,th.long code{white-space:normal}
    pre code{font-size:1em}
    pre{margin:0;padding:.75rem .9rem;background:var(--code);border-radius:.5rem;tab-size:8}
    .scroll>pre{border-radius:0;width:max-content;min-width:100%}
    pre.commands{white-space:pre-wrap;overflow-wrap:anywhere;margin:.6rem 0}
    ol.rules{list-style:none;margin:.75rem 0;padding:0;border:1px solid var(--ns-line);\
    border-radius:.5rem;overflow:hidden}
    ol.rules li{margin:0;padding:.6rem .9rem;border-top:1px solid var(--ns-line)}
    ol.rules li:first-child{border-top:0}
    ol.rules .place{display:block;color:var(--ns-dim);font-size:.82rem}
    ol.rules code{background:none;padding:0;white-space:pre-wrap;overflow-wrap:anywhere}
    ol.rules .remark{display:block;font-size:.88rem}
    pre.lines span{display:block;white-space:pre;content-visibility:auto;\
    contain-intrinsic-height:1.55em}
    pre.lines span::before{content:attr(data-n);display:inline-block;min-width:5ch;\
    margin-right:1.2rem;text-align:right;color:var(--ns-dim);-webkit-user-select:none;\
    user-select:none}
    :target{background:color-mix(in srgb,var(--ns-accent) 16%,transparent)}
    section:target{background:var(--ns-surface);border-color:var(--ns-accent)}

    """

  private static let narrow = """
    @media (max-width:40rem){.frame{padding:0 1rem 3rem;gap:1.25rem}\
    header{padding-top:2rem}main>section{padding:1.25rem 1rem 1.25rem;border-radius:.6rem}\
    dl.facts{grid-template-columns:minmax(0,1fr);gap:.1rem}dd{margin-bottom:.6rem}\
    th,td{padding:.45rem .6rem}}
    @media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}

    """

  /// Folds are open on paper, but for those that would take hundreds of sheets.
  private static let paper =
    "@media print{"
      + """
      body{background:#fff}.frame{display:block;max-width:none;padding:0}\
      nav,.skip{display:none}header{padding-top:0}main>section{border:0;padding:0}\
      .scroll{overflow:visible;border:0}details:not(.big){border:0}\
      details:not(.big)::details-content{content-visibility:visible;block-size:auto;display:block}\
      pre,pre.lines span,td,th,td code,th code{white-space:pre-wrap;overflow-wrap:anywhere}\
      .scroll>pre{width:auto}thead{display:table-header-group}tr,figure,ol.rules li{break-inside:avoid}\
      figure svg{width:auto!important;max-width:100%!important;max-height:21cm}\
      h2,h3,h4{break-after:avoid}a{color:inherit;text-decoration:none}}

      """
}
