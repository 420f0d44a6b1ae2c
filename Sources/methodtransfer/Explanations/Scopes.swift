extension Explanation {
  static let scopes = [
    Explanation(
      "pooled", title: "one finding over all samples",
      text: """
        For means: samples are fixed and have equal weights, whatever their numbers of results. Where every unit holds every
        sample, each unit's mean over its samples is one value; where each unit holds one sample, the means of the samples are
        averaged. A sample or level that one laboratory lacks makes a comparison not evaluated. The same question at each sample
        and level is shown beside, for information, and page one names those whose own estimate lies beyond a limit, or that
        differ from the others by more than chance. For precision: the variance averaged over samples.
        """,
      formula: """
        units hold one sample each, K samples:
          SE^2 = sum of s_k^2/n_k / K^2, df by Satterthwaite
        """,
      source: "Satterthwaite (1946), Biometrics Bull. 2, 110-114.",
      misread: """
        As "each sample is fine". Opposite biases cancel: 5 % high at one sample and 5 % low at another pool to nothing. Look at
        the samples beside, or judge each-sample.
        """,
      example: "scope: pooled"),
    Explanation(
      "each-sample", title: "a finding for every sample; all must pass",
      text: """
        The criterion is judged at each sample by the unit means of that sample alone (n - 1 degrees of freedom a laboratory).
        The samples are those of the design, else every one with a row in the files, whatever became of that row; one without
        usable results is not evaluated, so the criterion has not passed. Needs a column with the role sample.
        """,
      source: "All must pass: an intersection-union test. Berger & Hsu (1996), Stat. Sci. 11, 283-319.",
      misread: """
        As needing a smaller alpha for many samples. It needs none, since all must pass; but the chance that all do falls with
        their number.
        """,
      example: "scope: each-sample"),
    Explanation(
      "each-level", title: "a finding for every nominal value; all must pass",
      text: """
        As each-sample, with the nominal values of a column with the role level. Levels are numbers: 0.5 and 0.50 are one. It is
        what a recovery is judged by unless the protocol says otherwise.
        """,
      source: "All must pass: an intersection-union test. Berger & Hsu (1996), Stat. Sci. 11, 283-319.",
      misread: "As proof between the levels: a range is covered as far as the levels that were tested reach.",
      example: "scope: each-level"),
    Explanation(
      "matched-lots", title: "lots as pairs: the sample is the unit of replication",
      text: """
        With unitOfReplication: sample, each lot gives one difference of its means at the two laboratories, and the mean of these
        differences is tested by a one-sample t with lots - 1 degrees of freedom; on the log scale, of ln. That is right only
        where each lot was measured in a run of its own. It is evaluated when a run column shows that, or when there is none and
        the design says samplesPerRun: 1. Where lots share runs they share the run's error, and the finding is not evaluated:
        six lots in one common run a laboratory passed falsely in 24 % of simulated studies. Every lot has the same
        number of results, and there are at least two. The ratio of arithmetic means has no evaluation for matched lots.
        """,
      formula: """
        d_i = mean(R, lot i) - mean(S, lot i),  k lots
        interval: mean(d) -+ t(1 - alpha; k - 1) SD(d)/sqrt(k)
        """,
      source:
        "Paired t: Student (1908), Biometrika 6, 1-25; Schuirmann (1987), J. Pharmacokinet. Biopharm. 15, 657-680.",
      misread: """
        As pairs of replicates: the first injection here and the first there have nothing in common. And as a cure for few runs.
        """,
      example: "unitOfReplication: sample"),
  ]
}
