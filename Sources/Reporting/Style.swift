internal import Plotting

/// The style sheet of the HTML report, on screen and in print.
enum Style {
  private static let fonts = #""Helvetica Neue",Arial,"Liberation Sans","DejaVu Sans",sans-serif"#

  /// The sheet with the running heads of one report.
  static func sheet(running: Report.RunningHeads, title: String) -> String {
    page(running: running, title: title) + base + blocks + tables + tones + wideScreen + narrowScreen + print
  }

  /// `text` as a CSS string that nothing can close: neither a quote nor `</style>`.
  static func quoted(_ lines: [String]) -> String {
    "\""
      + lines.map { line in
        var out = ""
        for scalar in Markup.spelt(line).unicodeScalars {
          let isPlain =
            scalar.properties.isAlphabetic || scalar.value >= 0x80
            || " 0123456789.,:;()/+-_=%#·".unicodeScalars.contains(scalar)
          if isPlain { out.unicodeScalars.append(scalar) } else { out += "\\\(String(scalar.value, radix: 16)) " }
        }
        return out
      }.joined(separator: "\\A ") + "\""
  }

  /// A running head has one line; the whole title stands on page one.
  private static func cut(_ text: String) -> String { text.count > 70 ? text.prefix(69) + "…" : text }

  private static func page(running: Report.RunningHeads, title: String) -> String {
    let small = "font:7.5pt/1.35 \(fonts);color:\(Palette.grey)"
    let foot = [running.status, running.hash.isEmpty ? "" : "record \(running.hash)"].filter { !$0.isEmpty }
    return """
      @page{size:A4;margin:21mm 15mm 17mm 18mm;
      @top-left{content:\(quoted([cut(running.document), cut(title)]));white-space:pre;\(small);vertical-align:bottom;padding-bottom:3mm}
      @top-right{content:\(quoted([cut(running.laboratories), cut(running.subject)]));white-space:pre;text-align:right;\(small);vertical-align:bottom;padding-bottom:3mm}
      @bottom-left{content:\(quoted([cut(foot.joined(separator: " · "))]));white-space:pre;\(small);vertical-align:top;padding-top:3mm}
      @bottom-right{content:"page " counter(page) " of " counter(pages);\(small);vertical-align:top;padding-top:3mm}}

      """
  }

  private static let base = """
    *{box-sizing:border-box}
    html{font-size:15px;-webkit-text-size-adjust:100%}
    body{margin:0;color:\(Palette.ink);background:#fff;font-family:\(fonts);font-size:1rem;line-height:1.45;font-variant-numeric:tabular-nums lining-nums}
    main{max-width:760px;margin:0 auto;padding:1.6rem 1.1rem 4rem}
    nav{display:none}
    h1{font-size:1.75rem;line-height:1.15;margin:.1rem 0 .7rem;letter-spacing:-.01em;overflow-wrap:anywhere}
    h2{font-size:1.25rem;line-height:1.2;margin:2.8rem 0 .8rem;padding-top:.5rem;border-top:1.5px solid \(Palette.ink);break-after:avoid}
    h2 span{display:inline-block;min-width:1.9rem;color:\(Palette.grey);font-weight:400}
    h3{font-size:1rem;margin:1.5rem 0 .5rem;break-after:avoid}
    p{margin:.5rem 0;max-width:44rem;overflow-wrap:break-word}
    main a{color:inherit;text-decoration:none;border-bottom:1px dotted \(Palette.soft)}
    code{font-family:"DejaVu Sans Mono","Liberation Mono",Consolas,monospace;font-size:.82em;overflow-wrap:anywhere}
    del{color:\(Palette.grey)}ins{font-weight:700;text-decoration:underline}
    .lead{break-after:avoid;break-inside:avoid}dl,dd{margin:0}
    .kind{margin:0;font-size:.8rem;color:\(Palette.grey);letter-spacing:.04em;max-width:none}
    .stamp{float:right;border:1px solid \(Palette.soft);padding:0 .4rem}
    .facts{display:flex;flex-wrap:wrap;font-size:.86rem}.facts>div{margin:.1rem 1.5rem .1rem 0}
    .facts dt{color:\(Palette.grey);font-size:.8rem;line-height:1.2}.facts dd{overflow-wrap:anywhere}
    .decision>h2{margin-top:1rem}

    """

  private static let blocks = """
    .bar{display:flex;align-items:center;padding:.65rem .9rem;border:1.5px solid;border-left-width:8px;margin:.5rem 0 .9rem}
    .bar p{margin:0;color:\(Palette.ink)}.bar .word{font-size:1.35rem;font-weight:700;letter-spacing:.03em;line-height:1.15;color:inherit}
    .bar>svg{width:2.5rem;height:2.5rem;flex:none}.bar>div{flex:1 1 20rem;margin:0 1rem}
    .bar .counts{font-size:.84rem;flex:none;border-left:1px solid \(Palette.soft);padding-left:.9rem}
    .verdict{display:inline-block;white-space:nowrap;font-weight:700;font-size:.9em;letter-spacing:.02em}
    .verdict svg{width:1.05em;height:1.05em;margin-right:.35em;vertical-align:-.14em}
    .verdict.informational{color:\(Palette.grey);border:1px solid \(Palette.soft);padding:0 .35em;font-weight:400}
    .says{display:table;border-spacing:0 .32rem;padding:0;margin:.6rem 0;font-size:.92rem}.says li{display:table-row}
    .says li>b{display:table-cell;min-width:3.1rem;padding-right:.9rem;vertical-align:top}.says li>span{display:table-cell;vertical-align:top;overflow-wrap:anywhere}
    figure{margin:1.3rem 0 1.5rem;break-inside:avoid}
    figure svg{display:block;width:100%;height:auto}
    .drawings>div{display:inline-block;vertical-align:top}
    figcaption,.caption,.note{font-size:.84rem;line-height:1.4;color:#33383f;max-width:none}
    figcaption{margin-top:.45rem}.source{color:\(Palette.grey)}
    .box{border:1px solid \(Palette.ink);padding:.6rem .9rem .7rem;margin:.9rem 0 0;break-inside:avoid}
    .box h3{margin:0 0 .35rem;font-size:1rem}
    .box dl>div{display:flex;font-size:.87rem;line-height:1.36;padding:.14rem 0}.box dt{flex:0 0 8.2rem;color:\(Palette.grey)}.box dd{flex:1 1 0;min-width:0;overflow-wrap:break-word}
    .diagnosis{display:flex;flex-wrap:wrap;border-top:1px solid \(Palette.ink);border-bottom:1px solid \(Palette.ink);padding:.7rem 0;margin:.8rem 0;break-inside:avoid}
    .diagnosis>div{flex:1 1 9.5rem;padding-right:1.3rem}.diagnosis p{margin:0;font-size:.86rem;line-height:1.36}.diagnosis .question{color:\(Palette.grey)}
    .diagnosis .answer{font-size:1.06rem;font-weight:700;line-height:1.2;margin:.15rem 0 .3rem}
    .glossary{margin-top:1rem;font-size:.86rem}.glossary div{display:flex;padding:.12rem 0}.glossary dt{flex:0 0 9rem;font-weight:700;padding-right:.8rem}.glossary dd{flex:1 1 0;min-width:0}

    """

  private static let tables = """
    table{border-collapse:collapse;width:100%;font-size:.86rem;line-height:1.3;border-bottom:1px solid \(Palette.ink)}
    th{text-align:left;font-weight:400;color:\(Palette.grey);vertical-align:bottom;border-bottom:1px solid \(Palette.ink)}
    th,td{padding:.28rem .7rem .28rem 0}td{vertical-align:top;border-bottom:1px solid #e4e7ea}
    th:last-child,td:last-child{padding-right:0}
    .n{text-align:right;white-space:nowrap}th.n{white-space:normal}.c,th.span{text-align:center}
    td code{font-size:.9em}.w,.w code{white-space:nowrap}th.n+th:not(.n):not(.c),td.n+td:not(.n):not(.c){padding-left:.5rem}
    .over th,.over td{border-bottom:0;padding-bottom:.1rem}.over th.span{border-bottom:1px solid \(Palette.hair)}
    tr.group td{border-top:1px solid \(Palette.soft)}tbody tr.group:first-child td{border-top:0}
    tr.heading th{color:\(Palette.ink);font-weight:700;padding-top:.6rem;border-bottom:1px solid \(Palette.hair);break-after:avoid}
    .under{display:block;font-size:.9em;color:\(Palette.grey);font-weight:400}td.n .under{white-space:nowrap}
    .flagged{background:#f1f3f5}.faint{color:\(Palette.grey)}
    td.b{overflow-wrap:anywhere;white-space:normal}td{overflow-wrap:break-word}
    .criteria td{vertical-align:middle}.criteria td:first-child{white-space:nowrap}
    .narrow{width:auto;min-width:20rem}.narrow th,.narrow td{padding-right:1.6rem}
    .keys{width:auto;max-width:100%}.keys td:first-child{min-width:12rem;width:30%;color:\(Palette.grey);padding-right:1.4rem}
    .keys td{overflow-wrap:anywhere}
    .matrix td.c{letter-spacing:.08em}.matrix td.c .under{letter-spacing:0}
    .caption{margin:1.3rem 0 .35rem;break-after:avoid}.note{margin:.35rem 0 1rem;color:\(Palette.grey)}
    .table{break-inside:avoid}.table.long{break-inside:auto}
    .form td{height:10mm;border-left:1px solid #e4e7ea}.form td:first-child{border-left:0}.form th:nth-child(1),.form th:last-child{width:13%}
    .table+.scroll{margin-top:1.2rem}.signatures td{height:3.1rem;vertical-align:middle}.signatures td:nth-child(n+3){border-left:6px solid #fff;border-bottom:1px solid \(Palette.grey)}
    .signatures th:nth-child(1){width:21%}.signatures th:nth-child(2){width:31%}.signatures th:nth-child(5){width:12%}

    """

  private static let tones = Tone.allCases.map { tone in
    """
    .verdict.\(tone.rawValue),.bar.\(tone.rawValue){color:\(tone.ink)}
    .bar.\(tone.rawValue){border-color:\(tone.ink);background:\(tone.ground)}

    """
  }.joined()

  private static let wideScreen = """
    @media screen and (min-width:1120px){
    body{padding-left:230px}main{margin:0;max-width:900px;padding-left:2.4rem}
    nav{display:block;position:fixed;left:0;top:0;bottom:0;width:220px;padding:2rem 1rem 1rem 1.4rem;font-size:.84rem;border-right:1px solid \(Palette.hair);overflow-y:auto}
    nav b{display:block;margin-bottom:.7rem;line-height:1.3}
    nav a{display:block;color:\(Palette.ink);text-decoration:none;padding:.2rem 0 .2rem 1.6rem;text-indent:-1.6rem}
    nav a:hover,nav a:focus{text-decoration:underline}nav a span{display:inline-block;width:1.6rem;color:\(Palette.grey);text-indent:0}}

    """

  private static let narrowScreen = """
    @media screen and (max-width:700px){
    h1{font-size:1.5rem}.stamp{float:none;margin-left:.8rem}
    .scroll{overflow-x:auto;background:linear-gradient(to right,#fff 40%,rgba(255,255,255,0)) left/40px 100% no-repeat local,linear-gradient(to left,#fff 40%,rgba(255,255,255,0)) right/40px 100% no-repeat local,linear-gradient(to left,rgba(26,29,33,.18),rgba(26,29,33,0)) right/10px 100% no-repeat scroll}
    .hint>table{min-width:600px}.hint>table.signatures{min-width:640px}.hint>table.narrow{min-width:0;width:100%}
    .drawings>div{display:block;width:100%!important;margin:0 0 1rem!important}
    .drawings svg{width:auto;min-width:100%}.drawings>.small>svg{width:270px;min-width:0}
    .bar{flex-wrap:wrap}.bar>div{flex:1 1 12rem}.bar .counts{border:0;padding:.4rem 0 0;flex-basis:100%}
    .criteria,.criteria tbody,.criteria tr,.criteria td{display:block;width:100%}.criteria thead{display:none}
    .criteria tr{border-top:1px solid \(Palette.ink);padding:.4rem 0}
    .criteria td,.criteria td:first-child{border:0;display:flex;align-items:baseline;justify-content:space-between;padding:.1rem 0;text-align:right;white-space:normal}
    .criteria td{padding-left:0!important}.criteria td::before{content:attr(data-head);color:\(Palette.grey);flex:none;padding-right:1rem}
    .criteria td .under{display:inline;margin-left:.4em}
    .hint::before{content:"scroll sideways \\2192";display:block;position:sticky;left:0;width:max-content;font-size:.72rem;line-height:1.3;color:\(Palette.grey)}
    .box dl>div,.glossary div{display:block;padding:.25rem 0}.box dt{font-weight:700}.keys td:first-child{min-width:7rem}}

    """

  private static let print = """
    @media print{
    html{font-size:9.2pt}body{line-height:1.36}main{max-width:none;padding:0;margin:0}.scroll{overflow:visible}
    main a{border:0}h1{font-size:1.6rem;margin-bottom:.45rem}h2{margin:1.5rem 0 .6rem}
    .alone{break-after:page}.decision>h2{margin:.6rem 0 .4rem}.decision figure{margin:.6rem 0 .5rem}
    .bar{padding:.45rem .8rem;margin:.3rem 0 .6rem}.says{margin:.3rem 0;border-spacing:0 .2rem}
    .box{margin-top:.5rem;padding:.45rem .8rem .5rem}.box dl>div{padding:.08rem 0}
    figure{margin:.8rem 0 .9rem}.caption{margin-top:.8rem}.note{margin-bottom:.7rem}
    .fresh{break-before:page}.alone+.fresh{break-before:auto}.fresh>h2{margin-top:0}.whole{break-inside:avoid}.break{break-after:page}
    .bar,.flagged,figure svg{-webkit-print-color-adjust:exact;print-color-adjust:exact}
    p{orphans:3;widows:3}thead{display:table-header-group}tr{break-inside:avoid}}

    """
}
