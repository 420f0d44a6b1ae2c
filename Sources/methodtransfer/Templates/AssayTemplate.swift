internal import TransferProtocol

extension Template {
  static let assay = Template(
    kind: "assay", summary: "an HPLC assay, judged by differences in % of label claim",
    protocolText: TemplateParts.opening(.transfer) + assayStudy + TemplateParts.dataRest(.transfer) + assayAttributes,
    results: assayResults)
}

private let assayStudy = """
  # What the study is. The report shows it.
  study:
    id: TP-0001                        # your number for it
    title: Transfer of an HPLC assay to Site B
    kind: transfer                     # transfer (two laboratories) or comparability (two scales, sites or instruments)
    product: Example tablets           # optional
    method: AM-001 v1                  # optional: the procedure and its version

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
    - {item: Instruments qualified, owner: receiving, done: false}
    - {item: Reference standard shipped with certificate, owner: sending, done: false}

  # Optional: what the size of the study was planned on, in the unit of the results. It is no part of the verdict.
  planning:
    truth:
      bias: 0                          # the true difference, receiving less sending
      runSD: 0.35                      # SD between runs
      repeatabilitySD: 0.4             # SD of replicates within a run
      sdRatio: 1                       # receiving SD over sending SD
    offset: 0.5                        # optional: a realistic true difference, for the risk of failing there
    power: 0.9                         # the chance of passing that is aimed at
    simulations: 100000                # simulated studies
    seed: 1                            # the start of the random numbers, so that the answer repeats

  # How results files are read. Nothing is guessed: what is not declared is an error.
  data:
    layout: long                       # one row a result; also wide-by-replicate and wide-by-laboratory (then: values)
    encoding: utf-8                    # utf-8, utf-16, windows-1252 or iso-8859-1
    delimiter: ","                     # between fields: "," ";" "|" or tab
    decimal: "."                       # the decimal mark: "." or ","
    # Which column holds which role. Further roles: attribute, level, lot, instrument, referenceLot, date, validity,
    # status.
    columns:
      laboratory: lab
      analyst: analyst
      day: day
      run: run                         # the unit of replication below, so it is needed
      sample: sample
      replicate: replicate             # a positive whole number within a run and sample
      value: result
      unit: unit                       # each row names it, and it must be the attribute's unit

  """

private let assayAttributes = """
  # What is measured, and what it must meet.
  attributes:
    - id: assay
      title: Assay
      unit: "% of label claim"         # as results.csv spells it; in quotes because it begins with %
      scale: linear                    # linear: differences of means; log: ratios of geometric means
      digits: 1                        # optional: digits shown in the report, never used to decide
      specification: {lower: 95.0, upper: 105.0}   # optional: the range for release
      # One independent experimental unit: run, day, analyst, sample or result. Injections of one run share its
      # calibration and preparation, so they are not independent, and more of them do not replace runs.
      unitOfReplication: run
      # Optional but wise: what was planned for each laboratory. The report holds what was received against it.
      design:
        samples: [LOT-1, LOT-2, LOT-3]
        analysts: 2
        days: 3
        runs: 6
        samplesPerRun: all             # every run holds every sample; or 1
        replicates: 2                  # results of one sample in one run
      # All required criteria must be met. Each names its alpha and its limits; there are no defaults for them.
      criteria:
        # Do the laboratories' means agree? The 90 % interval of receiving less sending must lie inside the limits.
        - id: AC-1
          kind: mean-difference        # methodtransfer explain mean-difference
          scope: pooled                # all samples together; or each-sample, each-level
          limits: [-2.0, 2.0]          # in the unit; with relative: true in % of the sender's mean
          alpha: 0.05                  # one-sided; the interval has the level 1 - 2 alpha, here 90 %
          # required: false            # optional: shown for information, never decides
          # direction: lower           # optional: test this side only (non-inferiority); or upper
          # variances: pooled          # optional: one common variance in place of each laboratory's own
          # equivalenceInterval: true  # optional: show the (1 - alpha) equivalence interval beside
          justification:
            source: example            # make it specification, capability, historical or regulation
            text: "EXAMPLE. Say why a true difference of 2 % would do no harm to a decision on a lot"

        # Do replicates at the receiving laboratory agree within a run?
        - id: AC-2
          kind: repeatability
          scope: pooled
          laboratory: receiving        # or sending
          measure: sd                  # sd in the unit; or cv, of one sample (scope: each-sample)
          limit: 1.0                   # the upper 95 % bound of the SD must lie below it
          alpha: 0.05
          justification: {source: example, text: "EXAMPLE. Name the validation report that shows what the method can do"}

        # How much does one reportable result vary at the receiving laboratory, from run to run and within runs?
        - id: AC-3
          kind: intermediate-precision
          scope: pooled
          laboratory: receiving
          measure: sd
          sources: [run]               # of analyst, day, run, outermost first; the unit of replication is among them
          # reportable: {runs: 2, replicates: 2}   # optional: judge a mean of runs and replicates, not one result
          limit: 1.5
          alpha: 0.05
          justification: {source: example, text: "EXAMPLE. Name the validation report that shows what the method can do"}

        # Is the receiving laboratory as precise as the sending one?
        - id: AC-4
          kind: precision-ratio
          scope: pooled
          of: repeatability            # or intermediate, which then needs sources
          limit: 2.0                   # on the ratio of SDs, receiving over sending; not of variances
          alpha: 0.05
          justification: {source: example, text: "EXAMPLE. Name the transfers whose ratios this rests on"}

  """

private let assayResults = """
  lab,analyst,day,run,sample,replicate,result,unit
  Site A,A1,2026-03-02,R01,LOT-1,1,99.8,% of label claim
  Site A,A1,2026-03-02,R01,LOT-1,2,99.1,% of label claim
  Site A,A1,2026-03-02,R01,LOT-2,1,100.6,% of label claim
  Site A,A1,2026-03-02,R01,LOT-2,2,100.2,% of label claim
  Site A,A1,2026-03-02,R01,LOT-3,1,99.1,% of label claim
  Site A,A1,2026-03-02,R01,LOT-3,2,99.1,% of label claim
  Site A,A2,2026-03-02,R02,LOT-1,1,99.2,% of label claim
  Site A,A2,2026-03-02,R02,LOT-1,2,99.4,% of label claim
  Site A,A2,2026-03-02,R02,LOT-2,1,100.4,% of label claim
  Site A,A2,2026-03-02,R02,LOT-2,2,100.2,% of label claim
  Site A,A2,2026-03-02,R02,LOT-3,1,98.5,% of label claim
  Site A,A2,2026-03-02,R02,LOT-3,2,98.7,% of label claim
  Site A,A1,2026-03-03,R03,LOT-1,1,99.9,% of label claim
  Site A,A1,2026-03-03,R03,LOT-1,2,99.8,% of label claim
  Site A,A1,2026-03-03,R03,LOT-2,1,99.0,% of label claim
  Site A,A1,2026-03-03,R03,LOT-2,2,99.7,% of label claim
  Site A,A1,2026-03-03,R03,LOT-3,1,98.8,% of label claim
  Site A,A1,2026-03-03,R03,LOT-3,2,98.8,% of label claim
  Site A,A2,2026-03-03,R04,LOT-1,1,99.7,% of label claim
  Site A,A2,2026-03-03,R04,LOT-1,2,100.7,% of label claim
  Site A,A2,2026-03-03,R04,LOT-2,1,101.2,% of label claim
  Site A,A2,2026-03-03,R04,LOT-2,2,100.7,% of label claim
  Site A,A2,2026-03-03,R04,LOT-3,1,99.3,% of label claim
  Site A,A2,2026-03-03,R04,LOT-3,2,99.2,% of label claim
  Site A,A1,2026-03-04,R05,LOT-1,1,98.9,% of label claim
  Site A,A1,2026-03-04,R05,LOT-1,2,98.6,% of label claim
  Site A,A1,2026-03-04,R05,LOT-2,1,99.9,% of label claim
  Site A,A1,2026-03-04,R05,LOT-2,2,99.8,% of label claim
  Site A,A1,2026-03-04,R05,LOT-3,1,98.6,% of label claim
  Site A,A1,2026-03-04,R05,LOT-3,2,98.7,% of label claim
  Site A,A2,2026-03-04,R06,LOT-1,1,99.7,% of label claim
  Site A,A2,2026-03-04,R06,LOT-1,2,99.2,% of label claim
  Site A,A2,2026-03-04,R06,LOT-2,1,100.0,% of label claim
  Site A,A2,2026-03-04,R06,LOT-2,2,100.8,% of label claim
  Site A,A2,2026-03-04,R06,LOT-3,1,98.4,% of label claim
  Site A,A2,2026-03-04,R06,LOT-3,2,98.8,% of label claim
  Site B,B1,2026-03-16,R01,LOT-1,1,99.3,% of label claim
  Site B,B1,2026-03-16,R01,LOT-1,2,99.2,% of label claim
  Site B,B1,2026-03-16,R01,LOT-2,1,100.3,% of label claim
  Site B,B1,2026-03-16,R01,LOT-2,2,100.5,% of label claim
  Site B,B1,2026-03-16,R01,LOT-3,1,98.5,% of label claim
  Site B,B1,2026-03-16,R01,LOT-3,2,99.2,% of label claim
  Site B,B2,2026-03-16,R02,LOT-1,1,99.6,% of label claim
  Site B,B2,2026-03-16,R02,LOT-1,2,100.2,% of label claim
  Site B,B2,2026-03-16,R02,LOT-2,1,101.2,% of label claim
  Site B,B2,2026-03-16,R02,LOT-2,2,100.7,% of label claim
  Site B,B2,2026-03-16,R02,LOT-3,1,99.1,% of label claim
  Site B,B2,2026-03-16,R02,LOT-3,2,99.0,% of label claim
  Site B,B1,2026-03-17,R03,LOT-1,1,99.2,% of label claim
  Site B,B1,2026-03-17,R03,LOT-1,2,99.4,% of label claim
  Site B,B1,2026-03-17,R03,LOT-2,1,101.0,% of label claim
  Site B,B1,2026-03-17,R03,LOT-2,2,100.5,% of label claim
  Site B,B1,2026-03-17,R03,LOT-3,1,99.4,% of label claim
  Site B,B1,2026-03-17,R03,LOT-3,2,99.4,% of label claim
  Site B,B2,2026-03-17,R04,LOT-1,1,99.9,% of label claim
  Site B,B2,2026-03-17,R04,LOT-1,2,99.8,% of label claim
  Site B,B2,2026-03-17,R04,LOT-2,1,99.9,% of label claim
  Site B,B2,2026-03-17,R04,LOT-2,2,100.8,% of label claim
  Site B,B2,2026-03-17,R04,LOT-3,1,98.7,% of label claim
  Site B,B2,2026-03-17,R04,LOT-3,2,99.4,% of label claim
  Site B,B1,2026-03-18,R05,LOT-1,1,99.5,% of label claim
  Site B,B1,2026-03-18,R05,LOT-1,2,99.8,% of label claim
  Site B,B1,2026-03-18,R05,LOT-2,1,100.5,% of label claim
  Site B,B1,2026-03-18,R05,LOT-2,2,100.0,% of label claim
  Site B,B1,2026-03-18,R05,LOT-3,1,99.3,% of label claim
  Site B,B1,2026-03-18,R05,LOT-3,2,98.5,% of label claim
  Site B,B2,2026-03-18,R06,LOT-1,1,99.3,% of label claim
  Site B,B2,2026-03-18,R06,LOT-1,2,99.8,% of label claim
  Site B,B2,2026-03-18,R06,LOT-2,1,100.2,% of label claim
  Site B,B2,2026-03-18,R06,LOT-2,2,99.9,% of label claim
  Site B,B2,2026-03-18,R06,LOT-3,1,98.5,% of label claim
  Site B,B2,2026-03-18,R06,LOT-3,2,99.1,% of label claim

  """
