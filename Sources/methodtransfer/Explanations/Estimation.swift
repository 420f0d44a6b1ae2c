extension Explanation {
  static let estimation = [
    Explanation(
      "unit-of-replication", title: "one independent experimental unit, mostly a run",
      text: """
        What was repeated independently: run, day, analyst, sample or result, declared in the protocol for each attribute and
        never assumed. Results are averaged within a unit, and standard errors and degrees of freedom come from the variation
        between units. Replicates, wells and injections within a unit make its mean more precise; they are not units, and
        the report prints the number of units.

        Factors above the unit (analysts and days above a run) are not modelled as random: the verdict is for these analysts
        and days, and a remark says so. With result as unit every result counts as independent, which it must then be. With
        sample as unit lots are paired: see matched-lots.
        """,
      source: "Hurlbert (1984), Pseudoreplication, Ecol. Monogr. 54, 187-211.",
      misread: """
        As the number of results. Six runs of three wells are six units, not eighteen: counting wells raises the chance of
        passing a laboratory that must not pass from 5 % to 10 to 16 % (simulated, correlation within runs 0.3 to 0.8).
        """,
      example: "unitOfReplication: run"),
    Explanation(
      "welch", title: "the t test in which each laboratory has its own variance",
      text: """
        The variances of the laboratories are not assumed equal: each standard error is its own, and the degrees of freedom
        are fractional, between the smaller n - 1 and the sum of both. They are not rounded. It is the default for means;
        variances: pooled takes one common variance with n_R + n_S - 2 degrees of freedom.
        """,
      formula: """
        SE^2 = s_R^2/n_R + s_S^2/n_S
        df = SE^4/((s_R^2/n_R)^2/(n_R - 1) + (s_S^2/n_S)^2/(n_S - 1))
        """,
      source: "Welch (1947), Biometrika 34, 28-35; Satterthwaite (1946), Biometrics Bull. 2, 110-114.",
      misread: """
        As less powerful than the pooled test. With equal units the loss is small, and with unequal variances the pooled test
        does not hold its level. With two units at a laboratory Welch's test holds it only roughly, which page one says.
        """),
    Explanation(
      "satterthwaite", title: "degrees of freedom of a sum of variances",
      text: """
        A sum of independent variance estimates is treated as one with as many degrees of freedom as give it the same
        variance. They are fractional and are used so. In a ratio of arithmetic means they are computed at each ratio.
        """,
      formula: "df = (sum of c_i v_i)^2 / sum of (c_i v_i)^2/nu_i",
      source: "Satterthwaite (1946), Biometrics Bull. 2, 110-114.",
      misread: """
        As exact: it is an approximation, good where no negative coefficient occurs. Bounds of an intermediate precision
        from mean squares do not rest on it (see mls), only the degrees of freedom shown beside them; those of a mixed model
        (unbalanced nesting, crossed sources) do.
        """),
    Explanation(
      "fieller", title: "the confidence set of a ratio of two means",
      text: """
        All ratios that the test T does not reject. Both means are estimates, so the set is not symmetric about R/S. Usually it
        is an interval. When the sender's mean is not clearly different from zero it is unbounded, or everything outside an
        interval (exclusive); it is then shown as such, and a finding that does not pass is inconclusive. It is used for
        mean-ratio on the linear scale and for mean-difference with relative: true.
        """,
      formula: """
        T(theta) = (R - theta S)/sqrt(SE_R^2 + theta^2 SE_S^2)
        set = { theta : |T(theta)| <= t(1 - alpha; df(theta)) }
        """,
      source: """
        Fieller (1954), J. R. Stat. Soc. B 16, 175-185; Hauschke, Kieser & Hothorn (1999), Biom. J. 41, 295-304.
        """,
      misread: """
        As needless: taking the sender's mean as known and its percent as limits in the unit gives a risk of 6 to 9 % (simulated) where
        5 % was meant.
        """),
    Explanation(
      "equivalence-interval", title: "the 1 - alpha interval of Bofinger and Hsu",
      text: """
        The 1 - 2 alpha interval stretched so that it holds the middle of the limits. It has the level 1 - alpha and leads to
        the same verdict. It is shown beside the ordinary interval, never in its place, with equivalenceInterval: true.
        """,
      formula: "[min(C, D_L), max(C, D_U)],  C = (theta_L + theta_U)/2 (log scale: of ln)",
      source: """
        Bofinger (1985), Commun. Stat. Theory Methods 14, 1281-1301; Hsu, Hwang, Liu & Ruberg (1994), Biometrika 81, 103-114.
        """,
      misread: "As the ordinary 95 % interval, which is another one: some programs print this without its name."),
    Explanation(
      "gcv", title: "the geometric coefficient of variation, %GCV",
      text: """
        How far a result on the log scale varies by a factor: with s the SD of ln, one SD up multiplies a result by
        1 + %GCV/100. It is used for limits on precision on the log scale. On the linear scale the measure is cv.
        """,
      formula: """
        %GCV = 100 (exp(s) - 1)            used here
        %CV  = 100 sqrt(exp(s^2) - 1)      the log-normal CV, not used here
        """,
      source: "Kirkwood (1979), Biometrics 35, 908-909.",
      misread: """
        As the log-normal CV, which is also called geometric CV. At s = 0.3 the first is 35.0 %, the second 30.7 %: a limit
        must say which one it is.
        """),
    Explanation(
      "mls", title: "modified large sample bounds of a sum of mean squares",
      text: """
        The bound of each mean square is exact by chi-square; their distances from the estimates are combined as the root of
        their squares; the lower bound has a term for each pair besides, which makes it exact where two mean squares estimate
        one variance. With one mean square the bound is exact. It is used for intermediate precision and for the ratio of two
        of them (see precision-ratio).
        """,
      formula: """
        upper = s^2 + sqrt(sum of (c MS (nu/chi2(alpha; nu) - 1))^2)
        lower = s^2 - sqrt(sum of (G c MS)^2 + sum over pairs of G* c MS c'MS'),
                or 0; G(nu) = 1 - nu/chi2(1 - alpha; nu)
        G* = (G(m + n)^2 (m + n)^2/(m n) - G(m)^2 m/n - G(n)^2 n/m)/(P - 1)
             for m and n degrees of freedom, P mean squares in all
        chi2(p; nu) the lower p quantile
        """,
      source: """
        Graybill & Wang (1980), J. Am. Stat. Assoc. 75, 869-873; Ting, Burdick, Graybill, Jeyaratnam & Lu (1990), J. Stat.
        Comput. Simul. 35, 135-143; Burdick & Graybill (1992), Confidence Intervals on Variance Components.
        """,
      misread: """
        As an approximation for large samples only: the name is of what it modifies. Satterthwaite's upper bound, its rival,
        falls well short of its level with few units.
        """),
    Explanation(
      "scale", title: "linear or log: on which scale means and SDs are formed",
      text: """
        linear: results as reported; means are compared by their difference, or by the ratio of arithmetic means. log: ln of
        results; means are geometric, compared by their ratio, and SDs are of ln. It is declared for each attribute. Results on
        the log scale must be above zero: one that is not is an error, never left out.

        It has nothing to do with data.scaleCheck, which refuses two laboratories that seem to report in different units,
        their medians 10, 100 or 1000 times apart. (data.copyCheck refuses two that have the same results: see
        methods.md, section 5.)
        """,
      formula: "x = y (linear)     x = ln y (log)     back: exp",
      source: "Kirkwood (1979), Biometrics 35, 908-909.",
      misread: """
        As a choice to be made after a look at the data. Potencies, titres and low impurities vary in proportion to their size
        and belong on log; an assay in percent of label claim seldom does.
        """,
      example: "scale: log"),
  ]
}
