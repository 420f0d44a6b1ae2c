internal import TransferProtocol

extension Template {
  static let computedPotency = Template(
    kind: "potency-results", summary: "relative potencies that another program has computed",
    protocolText: TemplateParts.opening(.transfer) + potencyStudy + TemplateParts.dataRest(.transfer)
      + potencyAttributes,
    results: potencyResults)
}

private let potencyStudy = """
  # What the study is. The report shows it.
  study:
    id: TP-0002                        # your number for it
    title: Transfer of a potency assay to Site B
    kind: transfer                     # transfer (two laboratories) or comparability (two scales, sites or instruments)
    product: Example vector            # optional
    method: PA-001 v1                  # optional: the procedure and its version

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
    layout: long                       # one row a result; also wide-by-replicate and wide-by-laboratory (then: values)
    encoding: utf-8                    # utf-8, utf-16, windows-1252 or iso-8859-1
    delimiter: ","                     # between fields: "," ";" "|" or tab
    decimal: "."                       # the decimal mark: "." or ","
    # Which column holds which role. Further roles: attribute, level, lot, instrument, date, validity, status.
    columns:
      laboratory: lab
      analyst: analyst
      day: day
      run: run                         # the unit of replication below, so it is needed
      sample: sample
      replicate: replicate             # a positive whole number within a run and sample
      value: result
      unit: unit                       # each row names it, and it must be the attribute's unit
      referenceLot: reference_lot      # each row names it, and it must be the attribute's reference

  """

private let potencyAttributes = """
  # What is measured, and what it must meet.
  attributes:
    - id: potency
      title: Relative potency
      unit: "%"                        # as results.csv spells it; in quotes because it is a sign
      # On log, means are formed of ln, so laboratories are compared by the ratio of geometric means. Potencies vary in
      # proportion to their size, and 50 % and 200 % are equally far from 100 %.
      scale: log
      digits: 0                        # optional: digits shown in the report, never used to decide
      specification: {lower: 50, upper: 200}   # optional: the range for release
      reference: RS-01                 # the reference lot of every result, at both laboratories; a potency needs it
      # One independent experimental unit: run, day, analyst, sample or result. Wells and plates of one run share its
      # cells and dilutions, so they are not independent: counted as if they were, they pass laboratories that differ.
      unitOfReplication: run
      # Optional but wise: what was planned for each laboratory. The report holds what was received against it.
      design:
        samples: [LOT-1, LOT-2]
        analysts: 2
        days: 3
        runs: 6
        samplesPerRun: all             # every run holds every sample; or 1
        replicates: 2                  # results of one sample in one run
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

        # Do replicates within a run agree as well as at the sending laboratory?
        - id: AC-3
          kind: precision-ratio
          scope: pooled
          of: repeatability            # or intermediate, which then needs sources
          limit: 2.5                   # on the ratio of SDs of ln, receiving over sending; not of variances
          alpha: 0.05
          justification: {source: example, text: "EXAMPLE. Name the transfers whose ratios this rests on"}

  """

private let potencyResults = """
  lab,analyst,day,run,sample,replicate,result,unit,reference_lot
  Site A,A1,2026-04-13,R01,LOT-1,1,109.2,%,RS-01
  Site A,A1,2026-04-13,R01,LOT-1,2,99.0,%,RS-01
  Site A,A1,2026-04-13,R01,LOT-2,1,95.2,%,RS-01
  Site A,A1,2026-04-13,R01,LOT-2,2,89.7,%,RS-01
  Site A,A2,2026-04-13,R02,LOT-1,1,109.3,%,RS-01
  Site A,A2,2026-04-13,R02,LOT-1,2,107.6,%,RS-01
  Site A,A2,2026-04-13,R02,LOT-2,1,89.1,%,RS-01
  Site A,A2,2026-04-13,R02,LOT-2,2,92.3,%,RS-01
  Site A,A1,2026-04-14,R03,LOT-1,1,100.6,%,RS-01
  Site A,A1,2026-04-14,R03,LOT-1,2,98.7,%,RS-01
  Site A,A1,2026-04-14,R03,LOT-2,1,81.8,%,RS-01
  Site A,A1,2026-04-14,R03,LOT-2,2,83.1,%,RS-01
  Site A,A2,2026-04-14,R04,LOT-1,1,110.5,%,RS-01
  Site A,A2,2026-04-14,R04,LOT-1,2,88.4,%,RS-01
  Site A,A2,2026-04-14,R04,LOT-2,1,80.7,%,RS-01
  Site A,A2,2026-04-14,R04,LOT-2,2,79.5,%,RS-01
  Site A,A1,2026-04-15,R05,LOT-1,1,118.3,%,RS-01
  Site A,A1,2026-04-15,R05,LOT-1,2,97.5,%,RS-01
  Site A,A1,2026-04-15,R05,LOT-2,1,99.8,%,RS-01
  Site A,A1,2026-04-15,R05,LOT-2,2,91.8,%,RS-01
  Site A,A2,2026-04-15,R06,LOT-1,1,95.3,%,RS-01
  Site A,A2,2026-04-15,R06,LOT-1,2,106.3,%,RS-01
  Site A,A2,2026-04-15,R06,LOT-2,1,85.9,%,RS-01
  Site A,A2,2026-04-15,R06,LOT-2,2,88.8,%,RS-01
  Site B,B1,2026-04-27,R01,LOT-1,1,100.1,%,RS-01
  Site B,B1,2026-04-27,R01,LOT-1,2,101.2,%,RS-01
  Site B,B1,2026-04-27,R01,LOT-2,1,86.7,%,RS-01
  Site B,B1,2026-04-27,R01,LOT-2,2,92.7,%,RS-01
  Site B,B2,2026-04-27,R02,LOT-1,1,106.5,%,RS-01
  Site B,B2,2026-04-27,R02,LOT-1,2,116.8,%,RS-01
  Site B,B2,2026-04-27,R02,LOT-2,1,99.2,%,RS-01
  Site B,B2,2026-04-27,R02,LOT-2,2,88.3,%,RS-01
  Site B,B1,2026-04-28,R03,LOT-1,1,102.9,%,RS-01
  Site B,B1,2026-04-28,R03,LOT-1,2,108.8,%,RS-01
  Site B,B1,2026-04-28,R03,LOT-2,1,97.5,%,RS-01
  Site B,B1,2026-04-28,R03,LOT-2,2,90.4,%,RS-01
  Site B,B2,2026-04-28,R04,LOT-1,1,94.2,%,RS-01
  Site B,B2,2026-04-28,R04,LOT-1,2,98.3,%,RS-01
  Site B,B2,2026-04-28,R04,LOT-2,1,77.0,%,RS-01
  Site B,B2,2026-04-28,R04,LOT-2,2,86.3,%,RS-01
  Site B,B1,2026-04-29,R05,LOT-1,1,107.0,%,RS-01
  Site B,B1,2026-04-29,R05,LOT-1,2,117.6,%,RS-01
  Site B,B1,2026-04-29,R05,LOT-2,1,104.0,%,RS-01
  Site B,B1,2026-04-29,R05,LOT-2,2,96.5,%,RS-01
  Site B,B2,2026-04-29,R06,LOT-1,1,91.0,%,RS-01
  Site B,B2,2026-04-29,R06,LOT-1,2,98.0,%,RS-01
  Site B,B2,2026-04-29,R06,LOT-2,1,73.8,%,RS-01
  Site B,B2,2026-04-29,R06,LOT-2,2,75.8,%,RS-01

  """
