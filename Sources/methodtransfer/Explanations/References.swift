extension Explanation {
  /// What results are relative to.
  static let references = [
    Explanation(
      "reference", title: "the standard that results are relative to",
      text: """
        A relative potency is a number about two lots: the sample and the reference that it was measured against. The protocol
        names the reference of an attribute; a column with the role referenceLot says it of each result, and then every result
        must be relative to that lot.

        Where the protocol has standards, or --standards names a ledger, the reference is looked up there by its id or its lot
        number, and reports say its value, what that rests on, and whether it is provisional. One that the ledger does not know
        is refused. The verdict does not change by it: what is relative to one lot at both laboratories is compared as it is.
        """,
      source: """
        European Pharmacopoeia, general text 5.12 (reference standards); WHO Technical Report Series 932 (2006), annex 2.
        """,
      misread: """
        As a constant. A standard has a value that was measured, against one that was measured before it; and one that loses
        potency makes every sample look stronger, at both laboratories alike, which no comparison between them can show.
        """,
      example: """
        reference: RS-03
        """),
    Explanation(
      "provisional", title: "a standard whose value is to be replaced",
      text: """
        A mark of a standard in the ledger. Whatever was measured with it says so: judge, potency and bridge put PROVISIONAL
        REFERENCE on every printed page, name the standard on page one, list it in the table of reference standards, and write
        restsOnProvisional in the record; the table that potency writes has a column reference_provisional. So does whatever was
        measured with a standard whose value rests on a provisional one, however far back in the chain.

        Nothing is refused, and no verdict changes: whether a decision may rest on a provisional value is not for a program.
        """,
      source: "This program's.",
      misread: """
        As a mark that goes away by itself. When the value is replaced, results that were reported in terms of the old one keep
        the mark until they are evaluated again with the ledger as it is then.
        """,
      example: """
        standards:
          - {id: RS-02, value: 1.0, provisional: true}
        """),
    Explanation(
      "other-references", title: "laboratories that used different reference lots",
      text: """
        Results that are relative to two lots are not compared, unless the attribute says otherReferences: bridge. Then each
        laboratory may have used one lot of its own (the role referenceLot says which, or doseResponse a reference for each
        laboratory), and its results are brought to the attribute's reference by the ratio of the two lots as the chain of
        standards measured it. That ratio is not known but measured: its variance is in the standard error, the degrees of
        freedom, the interval and the p-values of the comparison, and no number of further runs removes it. Where both used the
        same other lot the factor is common and cancels.

        It is for mean-ratio on the log scale with separate variances. A constant factor changes no standard deviation of ln, no
        similarity and no slope of dilution, so these are judged as they are. A recovery of results that were brought over, a
        quality range across lots and matched lots are not evaluated.
        """,
      formula: """
        M_X, M_Y  worth of the lots by all measured ratios; A their stated values
        factor = M_X/M_Y                     results in % or as a ratio
        factor = (M_X/A_X)/(M_Y/A_Y)         results in the unit of the standards
        d = mean ln R - mean ln S + ln(M_XR/M_XS)
        SE^2 = v_R + v_S + u^2,  df = SE^4/(v_R^2/f_R + v_S^2/f_S + u^4/f_u)
        u, f_u of ln(M_XR/M_XS): what both ways to the primary share cancels
        """,
      source: "Satterthwaite (1946), Biometrics Bull. 2, 110-114; JCGM 100 (GUM), 5.1 and G.4.",
      misread: """
        As side by side. The error of the bridge is one for all runs: it shifts all of them together, and results that agree
        well with each other say nothing of it. A transfer in which both laboratories use one lot needs no bridge.
        """,
      example: """
        reference: RS-03
        otherReferences: bridge
        """),
  ]
}
