internal import TransferProtocol

extension Template {
  static let comparability = Template(
    kind: "comparability", summary: "a scale-down model against full scale, judged by ratios",
    protocolText: TemplateParts.opening(.comparability) + comparabilityStudy + TemplateParts.dataRest(.comparability)
      + comparabilityAttributes,
    results: comparabilityResults)
}

private let comparabilityStudy = """
  # What the study is. The report shows it.
  study:
    id: CP-0001                        # your number for it
    title: Titre of a scale-down model against full scale
    kind: comparability                # comparability (two scales, sites or instruments) or transfer (two laboratories)
    product: Example antibody          # optional
    method: AM-002 v1                  # optional: the procedure and its version

  # The condition taken as reference, and the one or several that are held against it. Names as results.csv has them;
  # the report calls them so. The keys are the same in every kind of study, whatever the conditions are: scales, sites,
  # instruments.
  sending: full scale
  receiving: [scale-down model]

  # What must be in place. An item that is not done keeps the overall verdict from being pass. Leave out what you
  # do not need; when an item is done, say so and name the evidence.
  readiness:
    - item: Scale-down model described and approved
      owner: process development       # who sees to it
      done: false                      # true once it is
      # evidence: PD-001               # where that can be seen
    - {item: Titre method validated for both scales, owner: quality control, done: false}

  # Optional: what the size of the study was planned on, on the scale of ln: an SD of 0.06 is about 6 %. It is no part
  # of the verdict.
  planning:
    truth:
      bias: 0                          # the true difference of ln means; 0.05 is about 5 %
      runSD: 0.06                      # SD between batches
      repeatabilitySD: 0.02            # SD of replicates within a batch
      sdRatio: 1                       # SD of the model over SD of full scale
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
    # Which column holds which role. Further roles: attribute, level, analyst, day, lot, instrument, referenceLot,
    # validity, status.
    columns:
      laboratory: scale                # the role is always called laboratory
      run: batch                       # the unit of replication below, so it is needed: a batch has the role of a run
      date: started
      sample: sample
      replicate: replicate             # a positive whole number within a batch and sample
      value: titre
      unit: unit                       # each row names it, and it must be the attribute's unit

  """

private let comparabilityAttributes = """
  # What is measured, and what it must meet.
  attributes:
    - id: titre
      title: Product titre
      unit: g/L                        # as results.csv spells it
      # On log, means are formed of ln, so scales are compared by the ratio of geometric means. Titres vary in
      # proportion to their size.
      scale: log
      digits: 2                        # optional: digits shown in the report, never used to decide
      # specification: {lower: 1.0}    # optional: the range for release
      # Optional, for information only: full scale's mean ± multiplier SDs, and how many batches of the model lie inside.
      # It decides nothing, and has no default multiplier; share is the percentage wished inside, and may be left out.
      # qualityRange: {multiplier: 3, share: 90}   # methodtransfer explain quality-range
      # One independent experimental unit: run, day, analyst, sample or result. Samples of one batch share its culture, so
      # they are not independent, and more of them do not replace batches.
      unitOfReplication: run
      # Optional but wise: what was planned for each scale. The report holds what was received against it.
      design:
        samples: [day 7, harvest]      # taken from every batch
        runs: 6                        # batches
        samplesPerRun: all             # every batch has every sample; or 1
        replicates: 2                  # results of one sample of one batch
      # All required criteria must be met. Each names its alpha and its limits; there are no defaults for them.
      criteria:
        # Do the scales agree at each time? The 90 % interval of model over full scale must lie inside the limits.
        - id: AC-1
          kind: mean-ratio             # methodtransfer explain mean-ratio
          scope: each-sample           # every sample must pass by itself; pooled would let opposite differences cancel
          limits: [0.80, 1.25]         # as a ratio; 0.80 and 1.25 = 1/0.80 are equally far from 1 on ln
          alpha: 0.05                  # one-sided; the interval has the level 1 - 2 alpha, here 90 %
          # required: false            # optional: shown for information, never decides
          # direction: lower           # optional: test this side only (non-inferiority); or upper
          # variances: pooled          # optional: one common variance in place of each scale's own
          # equivalenceInterval: true  # optional: show the (1 - alpha) equivalence interval beside
          justification:
            source: example            # make it specification, capability, historical or regulation
            text: "EXAMPLE. Name the full-scale batches whose range this is, or what a shift of 25 % would mean"

        # Do batches of the model vary no more than those at full scale? A model that varies less passes as well.
        - id: AC-2
          kind: precision-ratio
          scope: pooled
          of: intermediate             # from batch to batch and within batches; or repeatability, without sources
          sources: [run]               # of analyst, day, run, outermost first; the unit of replication is among them
          limit: 3.0                   # on the ratio of SDs of ln, model over full scale; not of variances
          alpha: 0.05
          justification: {source: example, text: "EXAMPLE. Name the earlier models whose ratios this rests on"}

  """

private let comparabilityResults = """
  scale,batch,started,sample,replicate,titre,unit
  full scale,FS-01,2026-01-12,day 7,1,1.87,g/L
  full scale,FS-01,2026-01-12,day 7,2,1.84,g/L
  full scale,FS-01,2026-01-12,harvest,1,3.91,g/L
  full scale,FS-01,2026-01-12,harvest,2,3.87,g/L
  full scale,FS-02,2026-01-26,day 7,1,1.86,g/L
  full scale,FS-02,2026-01-26,day 7,2,1.86,g/L
  full scale,FS-02,2026-01-26,harvest,1,4.39,g/L
  full scale,FS-02,2026-01-26,harvest,2,4.41,g/L
  full scale,FS-03,2026-02-09,day 7,1,1.77,g/L
  full scale,FS-03,2026-02-09,day 7,2,1.85,g/L
  full scale,FS-03,2026-02-09,harvest,1,3.76,g/L
  full scale,FS-03,2026-02-09,harvest,2,3.78,g/L
  full scale,FS-04,2026-02-23,day 7,1,1.84,g/L
  full scale,FS-04,2026-02-23,day 7,2,1.88,g/L
  full scale,FS-04,2026-02-23,harvest,1,3.89,g/L
  full scale,FS-04,2026-02-23,harvest,2,3.84,g/L
  full scale,FS-05,2026-03-09,day 7,1,1.90,g/L
  full scale,FS-05,2026-03-09,day 7,2,1.91,g/L
  full scale,FS-05,2026-03-09,harvest,1,4.34,g/L
  full scale,FS-05,2026-03-09,harvest,2,4.28,g/L
  full scale,FS-06,2026-03-23,day 7,1,2.03,g/L
  full scale,FS-06,2026-03-23,day 7,2,2.03,g/L
  full scale,FS-06,2026-03-23,harvest,1,4.49,g/L
  full scale,FS-06,2026-03-23,harvest,2,4.50,g/L
  scale-down model,SD-01,2026-04-12,day 7,1,1.81,g/L
  scale-down model,SD-01,2026-04-12,day 7,2,1.82,g/L
  scale-down model,SD-01,2026-04-12,harvest,1,4.08,g/L
  scale-down model,SD-01,2026-04-12,harvest,2,4.21,g/L
  scale-down model,SD-02,2026-04-26,day 7,1,1.88,g/L
  scale-down model,SD-02,2026-04-26,day 7,2,1.84,g/L
  scale-down model,SD-02,2026-04-26,harvest,1,4.13,g/L
  scale-down model,SD-02,2026-04-26,harvest,2,4.17,g/L
  scale-down model,SD-03,2026-05-10,day 7,1,1.83,g/L
  scale-down model,SD-03,2026-05-10,day 7,2,1.85,g/L
  scale-down model,SD-03,2026-05-10,harvest,1,4.07,g/L
  scale-down model,SD-03,2026-05-10,harvest,2,4.09,g/L
  scale-down model,SD-04,2026-05-24,day 7,1,1.97,g/L
  scale-down model,SD-04,2026-05-24,day 7,2,1.93,g/L
  scale-down model,SD-04,2026-05-24,harvest,1,4.38,g/L
  scale-down model,SD-04,2026-05-24,harvest,2,4.35,g/L
  scale-down model,SD-05,2026-06-07,day 7,1,2.15,g/L
  scale-down model,SD-05,2026-06-07,day 7,2,2.25,g/L
  scale-down model,SD-05,2026-06-07,harvest,1,4.89,g/L
  scale-down model,SD-05,2026-06-07,harvest,2,4.76,g/L
  scale-down model,SD-06,2026-06-21,day 7,1,1.79,g/L
  scale-down model,SD-06,2026-06-21,day 7,2,1.82,g/L
  scale-down model,SD-06,2026-06-21,harvest,1,4.27,g/L
  scale-down model,SD-06,2026-06-21,harvest,2,4.37,g/L

  """
