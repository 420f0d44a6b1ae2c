internal import Notation

/// A statistic that laboratories write a row of below their results.
enum Statistic {
  case mean, geometricMean, median, standardDeviation, coefficientOfVariation, standardError
  case minimum, maximum, sum, count, range, variance
  /// One that is not computed here, such as a confidence interval.
  case other

  /// The statistic that a cell names by itself, in one of the languages that laboratories write; `nil` for any other cell.
  ///
  /// Without regard to case, blanks, points, commas, underscores, asterisks and brackets; a number of results may follow:
  /// `Mean (n=3)`, `Mean, n=3`, `Mean (3)`.
  init?(_ cell: String) {
    guard cell.utf8.count <= 64 else { return nil }
    // These stand for statistics in small letters only, for a sample may well be called N or S.
    switch cell {
    case "n": self = .count
    case "s": self = .standardDeviation
    default:
      guard let found = Self.words[Self.key(cell)] else { return nil }
      self = found
    }
  }

  /// The statistic that one word of a longer text names: `Overall mean`, `Mean ± SD`, `grand mean of 6`; the first of several.
  ///
  /// Such a text may be a remark as well, so that its numbers have to agree.
  init?(in text: String) {
    guard text.utf8.count <= 64 else { return nil }
    let words = text.split { !$0.isLetter && !"%.-'".contains($0) }
    guard words.count > 1 else { return nil }
    for word in words where word.count > 1 {
      guard let found = Self.words[Self.key(String(word))], !Self.isLabelAsOften(String(word)) else { continue }
      self = found
      return
    }
    return nil
  }

  /// Whether the word is a letter that much else is called by, and names a statistic only beside another such word.
  static func needsCompany(_ cell: String) -> Bool { cell == "n" || cell == "s" }

  /// Whether the word is a label as often as the name of a statistic: plate n, speed max.
  static func isLabelAsOften(_ cell: String) -> Bool { labels.contains(cell.lowercased()) }

  private static let labels: Set<String> = [
    "n", "s", "min", "max", "minimum", "maximum", "total", "sum", "count", "range", "media", "medias",
  ]

  /// The first bytes of all words, to settle most cells at no cost.
  static let firstBytes: [Bool] = {
    var first = [Bool](repeating: false, count: 256)
    for word in words.keys {
      guard let byte = word.utf8.first else { continue }
      first[Int(byte)] = true
      if byte >= 0x61, byte <= 0x7A { first[Int(byte - 0x20)] = true }
      // Capitals beyond ASCII may begin with other bytes.
      if byte >= 0xC0 { for byte in 0xC3...0xE9 { first[byte] = true } }
    }
    for byte in "%([ .".utf8 { first[Int(byte)] = true }
    return first
  }()

  private static func key(_ cell: String) -> String {
    var text = folded(cell)
    // What says how many results it is of.
    for mark in ["(n", "[n", " n=", " n =", ",n=", "(of", " of ", "(", "["] {
      guard let at = text.range(ofText: mark) else { continue }
      let rest = text[at.upperBound...]
      guard rest.allSatisfy({ $0.isNumber || " =)]-".contains($0) }) else { continue }
      // (n), (n-1), (3): how many, or by which divisor.
      guard rest.contains(where: { $0.isNumber }) || mark == "(n" || mark == "[n" else { continue }
      text = String(text[..<at.lowerBound])
    }
    if text.hasPrefix("n="), text.dropFirst(2).allSatisfy({ $0.isNumber || $0 == " " }) { return "n=" }
    text = String(text.filter { !" .:()[],_*\"<>".contains($0) })
    // écart-type and erreur-type, but no sample S-D.
    return text.count > 6 ? String(text.filter { $0 != "-" }) : text
  }

  /// Without blanks, points, hyphens and brackets, in small letters.
  private static let words: [String: Statistic] = {
    var words: [String: Statistic] = [:]
    func add(_ statistic: Statistic, _ list: String) {
      for word in list.split(separator: " ") { words[String(word)] = statistic }
    }
    add(
      .mean,
      """
      mean means average averages avg ave arithmeticmean meanvalue averagevalue xbar x̄ x̅ ø mittelwert mittelwerte mittel mw \
      durchschnitt moyenne moyennes moy media medias media promedio prom média médias gemiddelde gemiddeld medel medelvärde \
      gennemsnit middelværdi gjennomsnitt snitt keskiarvo średnia srednia śr wartośćśrednia wartoscsrednia průměr prumer среднее среднеезначение \
      срзнач сред ср valeurmoyenne valormedio valoremedio valormédio arithmean arithmeticaverage arithmetischesmittel medelv gns \
      átlag atlag középérték ortalama medie mediaaritmetică μέσοςόρος μέσητιμή ממוצע متوسط المتوسط المعدل xquer \
      平均 平均値 平均值 均值 평균 평균값
      """)
    add(
      .geometricMean,
      """
      geomean geometricmean gmean gmt geometrischesmittel geommittel geommean moyennegéométrique moyennegeometrique \
      mediageométrica mediageometrica médiageométrica 幾何平均 几何平均 几何平均值
      """)
    add(.median, "median mediane médiane mediana mediaan медиана 中央値 中位数 중앙값")
    add(
      .standardDeviation,
      """
      sd stdev stddev std standarddeviation standarddev stdabw stabw standardabweichung standardabw écarttype ecarttype \
      desviaciónestándar desviacionestandar desvest desvestándar desvestandar desvstd deviazionestandard devstandard devst \
      scartotipo desviopadrão desviopadrao standaarddeviatie standaardafwijking stdafw standardavvikelse standardafvigelse \
      standardavvik keskihajonta odchyleniestandardowe směrodatnáodchylka smerodatnaodchylka стандартноеотклонение ско sigma \
      σ σn1 sn1 stdevs stdevp sdev odchstd odchylstd devstandard szórás szoras standartsapma abaterestandard \
      τυπικήαπόκλιση סטייתתקן انحرافمعياري الانحرافالمعياري 標準偏差 标准差 标准偏差 표준편차 gsd geosd
      """)
    add(
      .coefficientOfVariation,
      """
      cv %cv cv% cv(%) rsd %rsd rsd% relsd relsd% relstddev relstdev relstdev% relstddev% relativestandarddeviation \
      relativesd relativesd% coefficientofvariation coefficientofvariation% coeffvar coefvar variationskoeffizient vk vk% %vk \
      relstabw relstabw% relstdabw srel srel% relativestandardabweichung coefficientdevariation coefficientdevariation% \
      coeficientedevariación coeficientedevariacion coeficientedevariação coeficientedevariacao coefficientedivariazione \
      variatiecoëfficiënt variatiecoefficient variationskoefficient variasjonskoeffisient 変動係数 相対標準偏差 变异系数 \
      相对标准偏差 변동계수 gcv %gcv gcv% dsr dsr% współczynnikzmienności wspolczynnikzmiennosci коэффициентвариации variációsegyüttható
      """)
    add(
      .standardError,
      """
      sem standarderror stderr stderror standarderrorofthemean standardfehler erreurtype errorestándar errorestandar \
      errorestandard errorestd erroestandar erropadrão erropadrao standaardfout 標準誤差 标准误 标准误差
      """)
    add(.minimum, "min minimum minimo mínimo kleinsterwert kleinstes 最小 最小値 最小值 минимум")
    add(.maximum, "max maximum máximo maximo massimo größterwert 最大 最大値 最大值 максимум")
    add(
      .sum,
      "sum sums total totals subtotal summe gesamt gesamtsumme somme suma somma soma totaal som totale 合計 合计 总计 сумма")
    add(.count, "n= count counts nvalues nresults anzahl effectif conteo aantal antal numerodidati 件数 个数")
    add(.range, "range ranges spannweite étendue etendue rango 範囲 范围 极差")
    add(.variance, "variance varianz varianza variância variancia variantie 分散 方差")
    add(
      .other,
      """
      ci 95%ci ci95% ci95 confidenceinterval 95%confidenceinterval konfidenzintervall vertrauensbereich lcl ucl mad iqr skewness \
      kurtosis statistics statistik statistiques summary zusammenfassung
      """)
    return words
  }()
}

extension String {
  /// Where `text` first stands in this one, by characters.
  fileprivate func range(ofText text: String) -> Range<String.Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
