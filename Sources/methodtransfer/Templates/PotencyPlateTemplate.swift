internal import TransferProtocol

extension Template {
  static let potency = Template(
    kind: "potency", summary: "a relative potency, from plate readings to the verdict",
    protocolText: TemplateParts.opening(.transfer) + plateStudy + plateDataRest + plateAttributes, results: plateResults
  )
}

private let plateStudy = """
  # What the study is. The report shows it.
  study:
    id: TP-0003                        # your number for it
    title: Transfer of a potency assay to Site B, from plates
    kind: transfer                     # transfer (two laboratories) or comparability (two scales, sites or instruments)
    product: Example vector            # optional
    method: PA-002 v1                  # optional: the procedure and its version

  # The laboratory taken as reference, and the one or several that are judged against it. Names as results.csv has them.
  sending: Site A
  receiving: [Site B]

  # What must be in place. An item that is not done keeps the overall verdict from being pass. Leave out what you
  # do not need; when an item is done, say so and name the evidence.
  readiness:
    - item: Receiving analysts trained
      owner: receiving                 # who sees to it
      done: false                      # true once it is
      # evidence: TR-001               # where that can be seen
    - {item: Cell bank at the receiving laboratory, owner: sending, done: false}
    - {item: Reference lot shipped with certificate, owner: sending, done: false}

  # Optional: what the size of the study was planned on, on the scale of ln: an SD of 0.08 is about 8 %. It is no
  # part of the verdict.
  planning:
    truth:
      bias: 0                          # the true difference of ln means; 0.05 is about 5 %
      runSD: 0.08                      # SD between runs
      repeatabilitySD: 0.06            # SD of replicates within a run
      sdRatio: 1                       # receiving SD over sending SD
    offset: 0.05                       # optional: a realistic true difference, for the risk of failing there
    power: 0.9                         # the chance of passing that is aimed at
    simulations: 100000                # simulated studies
    seed: 1                            # the start of the random numbers, so that the answer repeats

  # How results files are read. Nothing is guessed: what is not declared is an error.
  data:
    layout: long                       # one row a well
    encoding: utf-8                    # utf-8, utf-16, windows-1252 or iso-8859-1
    delimiter: ","                     # between fields: "," ";" "|" or tab
    decimal: "."                       # the decimal mark: "." or ","
    # Which column holds which role. Further roles: instrument, date, validity, status.
    # Those of the readings themselves stand under doseResponse, below.
    columns:
      laboratory: lab
      analyst: analyst
      day: day

  """

/// As for other studies, but for the sample, which is a preparation here.
private let plateDataRest = TemplateParts.dataRest(.transfer)
  .split(separator: "{sample: {Lot 1: LOT-1}}", omittingEmptySubsequences: false)
  .joined(separator: "{preparation: {Lot 1: LOT-1}}")

private let plateAttributes = """
  # What is measured, and what it must meet.
  attributes:
    - id: potency
      title: Relative potency
      unit: "%"                        # of the potencies: the assumed potency of each lot is 100 (%)
      # On log, means are formed of ln, so laboratories are compared by the ratio of geometric means. Potencies vary in
      # proportion to their size, and 50 % and 200 % are equally far from 100 %.
      scale: log
      digits: 0                        # optional: digits shown in the report, never used to decide
      specification: {lower: 50, upper: 200}   # optional: the range for release
      reference: RS-01                 # the reference lot, at both laboratories; a potency needs it
      # One independent experimental unit: run, day, analyst, sample or result. Wells and plates of one run share its
      # cells and dilutions, so they are not independent: counted as if they were, they pass laboratories that differ.
      unitOfReplication: run
      # How the readings become potencies: every run of a laboratory is fitted alone, each lot with the reference.
      doseResponse:
        model: 4pl                     # methodtransfer explain 4pl; also 5pl, parallel-line, slope-ratio
        reference: RS-01               # the preparation in the file that the others are relative to
        # transform: none              # optional: ln, log10, sqrt or square of each response first
        # weights: none                # optional: replicates (1/variance of a dose), mean-squared (1/mean^2)
        # zeroDose: refuse             # optional: asymptote, where a dose of 0 is the response at no dose
        # fit: pairs                   # optional: common, all lots of a run with one set of asymptotes and slope
        # interval: profile            # optional: fieller, delta
        # standardErrors: expected     # optional: observed (from second derivatives)
        # level: 0.95                  # optional: of each potency's interval; no criterion rests on it
        columns:
          preparation: preparation
          dose: dose                   # numbers in one unit: 1:10 is a dilution, and refused
          response: response
          run: run                     # the unit of replication below, so it is needed
          plate: plate                 # optional, as well: they place a reading on its plate
          well: well
          assumedPotency: assumed_potency   # optional: what a relative potency is multiplied by
      # Optional but wise: what was planned for each laboratory. The report holds what was received against it.
      design:
        samples: [LOT-1]               # the test preparations
        analysts: 2
        days: 3
        runs: 6
        samplesPerRun: all             # every run holds every sample; or 1
        replicates: 1                  # potencies of one sample in one run, not wells
      # All required criteria must be met. Each names its alpha and its limits; there are no defaults for them.
      criteria:
        # Do the laboratories' means agree? The 90 % interval of receiving over sending must lie inside the limits.
        - id: AC-1
          kind: mean-ratio             # methodtransfer explain mean-ratio
          scope: pooled                # all samples together; or each-sample, each-level
          limits: [0.80, 1.25]         # as a ratio; 0.80 and 1.25 = 1/0.80 are equally far from 1 on ln
          alpha: 0.05                  # one-sided; the interval has the level 1 - 2 alpha, here 90 %
          # required: false            # optional: shown for information, never decides
          # direction: lower           # optional: test this side only (non-inferiority); or upper
          # variances: pooled          # optional: one common variance in place of each laboratory's own
          # equivalenceInterval: true  # optional: show the (1 - alpha) equivalence interval beside
          justification:
            source: example            # make it specification, capability, historical or regulation
            text: "EXAMPLE. Say why a true shift of 25 % would do no harm to a decision on a lot"

        # How much does one reportable result vary at the receiving laboratory, from run to run and within runs?
        - id: AC-2
          kind: intermediate-precision
          scope: pooled
          laboratory: receiving        # or sending
          measure: gcv                 # %GCV = 100 (exp(s) - 1), s the SD of ln; or sd, which is s itself
          sources: [run]               # of analyst, day, run, outermost first; the unit of replication is among them
          # reportable: {runs: 2, replicates: 2}   # optional: judge a mean of runs and replicates, not one result
          limit: 30                    # the upper 95 % bound of the %GCV must lie below it
          alpha: 0.05
          justification: {source: example, text: "EXAMPLE. Name the validation report that shows what the method can do"}

        # Do test and reference have curves of one shape? Without that there is no relative potency.
        - id: AC-3
          kind: similarity
          scope: each-sample
          parameter: slope             # test over reference; also lower-asymptote, upper-asymptote, nonparallelism
          limits: [0.60, 1.67]         # the 90 % interval of each run must lie inside
          mayFail: 1                   # of the runs of both laboratories
          alpha: 0.05
          justification: {source: example, text: "EXAMPLE. Name the runs of the reference against itself"}

  """

/// Simulated: two laboratories, six runs of one plate each; reference in rows B and C, the lot in D and E.
private let plateResults: String = {
  let doses = ["200", "80", "32", "12.8", "5.12", "2.048", "0.8192", "0.32768"]
  var text = "lab,analyst,day,run,plate,well,preparation,dose,response,assumed_potency\n"
  let readings = plateReadings.split { $0 == " " || $0 == "\n" }
  for plate in 0..<12 {
    let (laboratory, run) = (plate / 6, plate % 6)
    let head =
      "Site \(laboratory == 0 ? "A" : "B"),\(laboratory == 0 ? "A" : "B")\(run % 2 + 1),2026-04-\((laboratory == 0 ? 13 : 27) + run / 2),R0\(run + 1),P0\(run + 1)"
    for (well, reading) in readings[32 * plate..<32 * (plate + 1)].enumerated() {
      guard let thousandths = Int(reading) else { continue }
      let digits = String(thousandths % 1000)
      let response = "\(thousandths / 1000).\(String(repeating: "0", count: 3 - digits.count))\(digits)"
      let (row, column) = (well / 8, well % 8)
      let name = "\(["B", "C", "D", "E"][row])\(column < 7 ? "0" : "")\(column + 3)"
      text += "\(head),\(name),\(row < 2 ? "RS-01" : "LOT-1"),\(doses[column]),\(response),100\n"
    }
  }
  return text
}()

/// Responses in thousandths, two lines a plate: wells in the order of rows and columns.
private let plateReadings = """
  1880 1801 1500 1098 565 409 182 123 1886 1785 1534 1092 612 285 208 128
  1953 1836 1572 1129 638 371 168 128 1934 1785 1579 1167 639 307 201 37
  2060 1901 1589 1123 605 351 201 137 2074 1909 1594 1142 628 295 148 139
  2053 1918 1535 1077 539 313 98 97 2054 1941 1517 1058 584 265 225 87
  2032 1887 1733 1167 606 309 166 95 2017 1919 1722 1089 559 258 162 138
  1984 1945 1710 1158 581 255 163 109 2073 1917 1672 1127 592 274 242 170
  1961 1769 1644 1170 570 269 148 134 1965 1921 1596 1159 621 364 202 180
  1935 1820 1653 1152 603 286 192 108 1909 1865 1687 1121 594 261 128 151
  2154 1985 1726 1193 588 274 137 113 2179 2024 1736 1217 638 350 93 155
  2156 2072 1791 1242 634 353 158 121 2179 2024 1829 1241 704 296 154 132
  2144 1959 1736 1143 573 263 122 129 2124 1988 1721 1223 616 294 154 67
  2031 2020 1736 1263 648 278 183 106 2086 1999 1732 1217 622 300 96 120
  2296 2203 1927 1450 752 279 160 109 2295 2165 1985 1457 728 318 167 95
  2304 2193 1992 1533 945 382 191 137 2296 2308 2001 1561 870 410 145 181
  2171 2080 1797 1295 704 325 204 144 2148 2071 1816 1260 667 349 242 116
  2150 2098 1729 1301 750 309 232 144 2135 2062 1740 1268 772 307 245 122
  2150 1988 1700 1254 670 285 168 167 2127 2061 1801 1242 653 299 191 167
  2168 2027 1788 1270 719 318 144 122 2110 2009 1801 1283 832 396 177 166
  1979 2023 1718 1273 616 254 217 83 2093 2046 1743 1218 643 325 135 142
  2172 1997 1743 1305 673 327 175 164 2067 2006 1685 1248 741 293 146 80
  2162 2050 1681 1213 620 290 151 117 2183 2014 1741 1172 653 323 166 59
  2187 2045 1758 1184 629 278 222 133 2142 1993 1733 1251 658 285 225 177
  2263 2090 1849 1206 671 207 185 158 2224 2134 1822 1218 581 274 196 168
  2243 2138 1864 1208 587 297 127 105 2243 2148 1791 1273 571 312 110 81
  """
