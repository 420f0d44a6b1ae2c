extension Explanation {
  /// What a bridging study and its ledger rest on.
  static let standards = [
    Explanation(
      "bridging", title: "a new reference standard held against the current one",
      text: """
        A study of the kind bridging compares two standards, the candidate and the current one. Each run gives one ratio: from
        both standards measured in it, or from the candidate's potency relative to the current one (plates are fitted so). The
        ratios of a laboratory's runs are averaged on ln, those of several laboratories by a consensus that the protocol names.

        Two rules give the candidate its value, and the protocol says which one decides. equivalence: the ratio is shown to lie
        inside limits set in advance, and the current value is carried over. offset: the candidate is given the current value
        times the measured ratio, which must be known well enough. Both are shown. Nothing is given unless the verdict is pass.

        Runs in which one of the two has no usable result give no ratio and are told; a run that holds the candidate and no row
        of the current standard is refused.
        """,
      formula: """
        d_i = mean ln(candidate) - mean ln(current)      run i, over its results
        ratio = exp(consensus of d)
        equivalence: value = value(current)
        offset:      value = value(current) ratio
        """,
      source: """
        Replacement and calibration of standards: WHO Technical Report Series 932 (2006), annex 2. The rules by these names are
        this program's.
        """,
      misread: """
        As "the new lot is the same". Always accepting lets differences that are too small to be shown add up, one lot after the
        other; always correcting adds up the random error of every study. Look at the drift and at the uncertainty of the chain,
        and choose the rule before the data.
        """,
      example: """
        comparison: {current: RS-03, candidate: RS-04, rule: offset}
        """),
    Explanation(
      "chain-of-standards", title: "the ratios from a standard back to the primary",
      text: """
        Every standard of a ledger names the comparator that it was measured against, back to a primary, whose value defines the
        unit or comes from elsewhere. What a standard is worth by all measured ratios is the primary's value times their product;
        its uncertainty adds theirs. Stated values may differ from that, where one was carried over: see drift.

        Two comparisons that share readings are correlated, and the ledger states the correlation: above zero where the shared
        standard is the comparator of both, or the new one of both; below zero where it is new in one and comparator in the next.
        With equal variances it is 1/2 or -1/2. Without a statement they count as independent.

        A provisional standard is told of in every report that rests on it, however far down the chain.
        """,
      formula: """
        ln M_k = ln value(primary) + ln r_1 + ... + ln r_k
        u^2(ln M_k) = u^2(primary) + sum of u_j^2 + 2 sum of rho_jl u_j u_l
        df by Satterthwaite, each comparison with its own
        """,
      source: "JCGM 100 (GUM), 5.2; Satterthwaite (1946), Biometrics Bull. 2, 110-114.",
      misread: """
        As weaker only at its last link: the uncertainty of the first comparison is in every value that follows, and no number of
        runs in a later study lessens it. A new comparison with the primary does.
        """,
      example: """
        standards:
          - {id: RS-01, value: 1.0}
          - {id: RS-02, comparator: RS-01, value: 1.02, rule: offset,
             ratio: 1.02, standardUncertainty: 0.01, degreesOfFreedom: 11}
        """),
    Explanation(
      "consensus", title: "how the ratios of several laboratories become one",
      text: """
        Named by the protocol where several laboratories take part; there is no default. Two questions are asked by different
        names. What is the ratio at these laboratories: equal-weights (the mean of laboratory means, each with its own variance
        between runs) or pooled-within (one common variance). What is it at laboratories like these: laboratory-means (the
        scatter of laboratory means alone, as collaborative studies give it; one figure a laboratory is enough), random-effects,
        mandel-paule and dersimonian-laird (weights by each laboratory's precision and the variance between laboratories).

        The second question has wider intervals, from as many laboratories as there are: with two of them it has one degree of
        freedom. Every method is shown beside the one that decides.
        """,
      formula: """
        m_l mean of the n_l runs of laboratory l, s_l their SD, L laboratories
        equal-weights:     mean of m_l, SE^2 = sum of s_l^2/n_l / L^2
        pooled-within:     the same with one s^2, N - L df
        laboratory-means:  mean of m_l, SE = SD of m_l / sqrt(L), L - 1 df
        random-effects:    weights 1/(s_l^2/n_l + tau^2), tau^2 by REML
        mandel-paule:      tau^2 by Mandel and Paule
        dersimonian-laird: tau^2 by DerSimonian and Laird
        the last three with the interval of Hartung and Knapp, L - 1 df
        """,
      source: """
        Mandel & Paule (1970), Anal. Chem. 42, 1194-1197; DerSimonian & Laird (1986), Control. Clin. Trials 7, 177-188; Hartung &
        Knapp (2001), Stat. Med. 20, 3875-3889; Satterthwaite (1946), Biometrics Bull. 2, 110-114.
        """,
      misread: """
        As a choice that the data may make. A test that finds no difference between two laboratories does not show that there is
        none. Weights by precision may follow the laboratory that was precise by chance, or that counted wells as runs.
        """,
      example: """
        comparison: {current: RS-03, candidate: RS-04, rule: offset,
                     consensus: laboratory-means}
        """),
    Explanation(
      "back-test", title: "the newest standard, directly against the primary",
      text: """
        Where runs of a bridging study hold the primary beside the two standards, the candidate is measured against it without
        the chain. What the chain says of the current standard over what these runs say of it should be 1: the candidate's own
        readings are on both sides and cancel, so that what is uncertain is the chain before this study and these runs'
        comparison of the current standard with the primary. It is shown with its 95 % interval and decides nothing.
        """,
      formula: """
        direct = value(primary) candidate/primary, in the same runs
        chain over direct = M(current) / (value(primary) current/primary)
        u^2 = u^2(chain to the current standard) + SE^2(current/primary)
        """,
      source: "This program's. Added variances: JCGM 100 (GUM), 5.1.",
      misread: """
        As proof of the chain when the interval holds 1: with few runs it holds much else. An interval without 1 is a reason to
        look: at the primary's stability, at a comparison of the past, at a correlation that the ledger does not state.
        """),
  ]
}
