extension Explanation {
  static let decisions = [
    Explanation(
      "verdict", title: "pass, fail, inconclusive, notEvaluated; and overall",
      text: """
        Each criterion, at each sample, level or pooled, and for each receiving laboratory, is a finding with one of four
        verdicts. pass: shown, the interval lies inside the limits. fail: refuted, the interval lies wholly beyond a limit,
        or the opposite bound lies beyond a one-sided one. inconclusive: neither. notEvaluated: it could not be computed,
        for a reason that is printed; it has not passed.

        Overall: fail if any required finding fails; otherwise inconclusive if any is inconclusive or not evaluated, a
        readiness item is open, a limit is only an example, or no criterion is required; otherwise pass. Findings that are
        not required are shown and never decide.

        Exit codes of judge: 0 pass, 1 fail, 2 otherwise. Verdicts come from unrounded figures.
        """,
      source: """
        All required criteria must pass: an intersection-union test, which needs no adjustment of alpha. Berger & Hsu
        (1996), Stat. Sci. 11, 283-319.
        """,
      misread: """
        As "not fail means pass". And as a verdict on the laboratory: it is one on what these data show of these samples,
        analysts and days.
        """),
    Explanation(
      "inconclusive", title: "neither shown nor refuted: the interval crosses a limit",
      text: """
        The data agree with a truth inside the limits and with one beyond them. It is the usual outcome of a study that is
        too small: with two identical laboratories, limits of 0.80 to 1.25, a CV of run means of 20 % and six runs a
        laboratory, equivalence is shown in one study of five and hardly ever refuted. The diagnosis says whether bias,
        imprecision or size stands in the way, and the units needed are printed for a new study, under a protocol of its
        own. Results may not be added to these data until they pass: that would raise the risk above alpha.
        """,
      source: "Altman & Bland (1995), Absence of evidence is not evidence of absence, BMJ 311, 485.",
      misread: "As a mild fail, or as a pass with a reservation. It is neither: nothing was shown."),
    Explanation(
      "alpha", title: "the risk of passing what must not pass, one-sided",
      text: """
        The probability, at most, that a criterion passes although the truth lies at or beyond a limit. It is one-sided and
        stands in the protocol for each criterion; there is no default. Two-sided limits are judged by the interval at
        1 - 2 alpha (90 % for alpha 0.05), one-sided ones by the bound at 1 - alpha (95 %). Above 0.05 it is warned of.
        Several required criteria need no smaller alpha, since all must pass.
        """,
      formula: """
        alpha = 0.05:   two limits, interval at 1 - 2 alpha = 90 %
                        one limit, bound at 1 - alpha = 95 %
        """,
      source: """
        Schuirmann (1987), J. Pharmacokinet. Biopharm. 15, 657-680; Berger & Hsu (1996), Stat. Sci. 11, 283-319.
        """,
      misread: """
        As the 0.05 of a test of difference. There it is the risk of finding a difference that is not there; here it is the
        risk of accepting one that matters. And "90 % interval" is not laxer than a test at 5 %: it is that test.
        """),
    Explanation(
      "limits", title: "how much difference, or variation, still does no harm",
      text: """
        Two numbers for a mean (limits), one for a precision (limit), on the scale that a person says them in: the unit, a
        ratio, percent. They are set before there are data, from the specification and the process, from what the method
        can do, from history or from a regulation, and each carries its justification. There is no default limit. An
        interval that ends exactly on a limit does not pass.
        """,
      source: """
        Limits before data: ASTM E2935 on equivalence testing. That they are never moved afterwards is this program's rule:
        the protocol's SHA-256 stands in the report.
        """,
      misread: """
        As the specification of the product: a limit on a difference between laboratories is much narrower than the range
        for release. And as a multiple of the observed SD: then the noisier the method, the easier the pass.
        """),
    Explanation(
      "tost", title: "two one-sided t tests, the test of equivalence",
      text: """
        Tests the hypothesis that the truth lies at or below the lower limit, and the one that it lies at or above the upper
        limit, each at alpha. Equivalence is shown when both are rejected, which is exactly when the 1 - 2 alpha interval
        lies inside the limits. With a direction only one of the two is tested (non-inferiority).
        """,
      formula: """
        t_L = (d - theta_L)/SE, p_L = P(T >= t_L)
        t_U = (d - theta_U)/SE, p_U = P(T <= t_U)
        shown when max(p_L, p_U) < alpha
        """,
      source: "Schuirmann (1987), J. Pharmacokinet. Biopharm. 15, 657-680.",
      misread: """
        By the p-value of the usual t test. "p > 0.05, so no difference" passes noisy and small studies and fails precise
        ones; these p-values are against the limits, and small ones are good.
        """),
    Explanation(
      "units-needed", title: "how large a new study would have to be",
      text: """
        For a finding that did not pass: the smallest number of units of replication a laboratory, equal at both, at which a
        new study would pass this criterion with a chance of 80 % and of 90 %, at the variability observed: if the truth were
        agreement, and if it were what was observed. "none" where the truth lies beyond a limit, or where 10,000 units would
        not do. For an SD against a limit only the second is given.

        The power of two one-sided t tests is exact for pairs, one laboratory, a common variance, and Welch's test where each
        laboratory's units are one series (see power); with several series a laboratory, or means from a mixed model, the
        degrees of freedom are Satterthwaite's at the variances observed, an approximation. For a ratio of arithmetic means the
        two one-sided powers less one bound it from below. For precision it is the chance that the bound that judges meets the
        limit, units dealt in turn to the analysts or days that took part, as plan deals them.
        """,
      formula: """
        power = E[ P(theta_L + t s SE < d < theta_U - t s SE) ],
                s the ratio of sample to true SD, s^2 ~ chi2(df)/df
        SD:    P(chi2(nu) <= chi2(alpha; nu) limit^2/sigma^2)
        """,
      source: """
        Owen (1965), Biometrika 52, 437-446; Phillips (1990), J. Pharmacokinet. Biopharm. 18, 137-144.
        """,
      misread: """
        As units to add to this study. They are for a new one under a protocol of its own. And the size at the observed
        difference rests on that difference, which is itself uncertain: Hoenig & Heisey (2001), Am. Stat. 55, 19-24.
        """),
    Explanation(
      "tipping-limit", title: "the smallest limits that would have been met",
      text: """
        For a finding that did not pass: the ends of the interval (or the bound) that was judged. Limits any wider than that
        would have been met. It shows how far from a pass the data are.
        """,
      source: "The definition follows from the test: the interval is every limit that the data do not reject.",
      misread: "As a proposal. A limit is not moved once there are data; one that is says nothing."),
  ]
}
