internal import TransferProtocol

extension Template {
  static let bridging = Template(
    kind: "bridging", summary: "a new reference standard held against the current one, and the chain to the primary",
    protocolText: bridgingOpening + bridgingStudy + TemplateParts.dataRest(.bridging) + bridgingAttributes,
    results: bridgingResults, command: "bridge")
}

private let bridgingOpening = """
  # A STARTER PROTOCOL, NOT A STUDY.
  #
  # results.csv beside it is simulated, and its figures were chosen so that every criterion is met. All limits here are
  # examples (justification source: example). That makes the study a DRAFT: it is judged, its overall verdict cannot be
  # pass, and no value is given to the candidate. To make it real, before the first result is measured:
  #   1. Say under study, laboratories and readiness what your study is.
  #   2. Under standards, write every standard back to the primary as its certificate has it, and choose the rule.
  #   3. Under attributes, declare the unit of replication and the design that you will really run.
  #   4. Set each limit from your own specification, capability, history or regulation, and write which one, and why,
  #      into its justification. No limit here is a recommendation, and none may be moved once there are results.
  #   5. Have all who take part approve this file. The report names its SHA-256, so that any later change shows.
  #   6. Measure, export the results as CSV, and let data.columns name the columns that your export has.
  # What a word means:  methodtransfer explain bridging   (without a word: the list)
  #
  # Unknown keys are errors. A key behind a mark (#) is optional: remove the mark and it is in force.

  # Which version of the format this file is written in. Always exactly this.
  schema: methodtransfer/protocol/1



  """

private let bridgingStudy = """
  # What the study is. The report shows it.
  study:
    id: BR-0001                        # your number for it
    title: Bridging of reference standard RS-04 to RS-03
    kind: bridging                     # a new reference standard against the current one
    product: Example enzyme            # optional
    method: PA-003 v1                  # optional: the procedure and its version

  # Who measures. Names as results.csv has them. One laboratory is enough; then leave consensus out below.
  laboratories: [Site A, Site B]

  # The chain: every standard with the one that it was measured against, back to the primary, which has no comparator.
  # It may stand in a file of its own, a ledger (schema: methodtransfer/standards/1), named by --standards; then leave
  # this section out.
  standards:
    - id: RS-01                        # the primary: its value defines the unit, or comes from elsewhere
      value: 100
      unit: U/mg                       # optional: of the value; one unit along the chain
      # standardUncertainty: 0.004     # of a primary whose value comes from elsewhere: of ln value, 0.004 is 0.4 %
    - id: RS-02
      comparator: RS-01                # what it was measured against
      value: 100                       # as its label says
      unit: U/mg
      rule: equivalence                # the comparator's value was carried over; or offset: it got what was measured
      ratio: 0.994                     # measured, RS-02 over RS-01; it enters the drift though it was not used
      standardUncertainty: 0.007       # of ln ratio
      degreesOfFreedom: 11             # of that; runs less one in a simple study, or the word infinite
      # lot: 21B015                    # optional: results may name it in place of the id
      # date: 2024-02-12
    - id: RS-03
      comparator: RS-02
      value: 102.1
      unit: U/mg
      rule: offset                     # value = value of RS-02 times ratio
      ratio: 1.021
      standardUncertainty: 0.008
      degreesOfFreedom: 11
      # provisional: true              # its value is to be replaced; every report that rests on it says so
      # correlations: {RS-02: -0.5}    # where comparisons shared readings; methodtransfer explain chain-of-standards

  # The two standards, and the rule that decides. Both rules are always shown; the choice belongs before the data.
  #   equivalence: the ratio must be shown to lie inside the limits of a required mean-ratio; then the current value is
  #                carried over. Differences too small to be shown add up from lot to lot: look at the drift.
  #   offset:      the candidate is given the current value times the ratio, which a required assigned-value says must
  #                be known well enough. The random error of every study adds up: look at the chain's uncertainty.
  comparison:
    current: RS-03
    candidate: RS-04
    rule: offset                       # or equivalence
    # How the laboratories' ratios become one. For these laboratories equal-weights or pooled-within, for laboratories
    # like them laboratory-means, random-effects, mandel-paule or dersimonian-laird. methodtransfer explain consensus
    consensus: equal-weights
    # provisional: true                # optional: the value that this study gives is to be replaced

  # What must be in place. An item that is not done keeps the overall verdict from being pass. Leave out what you
  # do not need; when an item is done, say so and name the evidence.
  readiness:
    - item: RS-04 filled, labelled and homogeneous
      owner: Site A                    # who sees to it
      done: false                      # true once it is
      # evidence: FB-001               # where that can be seen
    - {item: Stability of RS-04, owner: Site A, done: false}

  # Optional: what the size of the study was planned on, on the scale of ln: an SD of 0.03 is about 3 %. It is no part
  # of the verdict.
  planning:
    truth:
      bias: 0.01                       # the true ln ratio, candidate over current; 0.01 is about 1 %
      runSD: 0.02                      # SD of ln ratio between runs
      repeatabilitySD: 0.02            # SD of ln ratio of replicates within a run
    power: 0.9                         # the chance of passing that is aimed at
    simulations: 20000                 # simulated studies
    seed: 1                            # the start of the random numbers, so that the answer repeats

  # How results files are read. Nothing is guessed: what is not declared is an error.
  data:
    # One row a result, the standard in a column. In the layout wide-by-sample it is one row a run, with a column for
    # each standard: then values: {RS-03: current, RS-04: candidate} stands in place of sample and value.
    layout: long
    encoding: utf-8                    # utf-8, utf-16, windows-1252 or iso-8859-1
    delimiter: ","                     # between fields: "," ";" "|" or tab
    decimal: "."                       # the decimal mark: "." or ","
    # Which column holds which role. Further roles: lot, instrument, referenceLot, date, validity, status.
    columns:
      laboratory: lab
      analyst: analyst
      day: day
      run: run                         # one ratio comes from each run, so it is needed
      sample: standard                 # the ids of standards: the current one, the candidate, and the primary if it is
                                       # measured beside them, which gives a back-test of the chain
      replicate: replicate             # a positive whole number within a run and standard
      value: result
      unit: unit                       # each row names it, and it must be the attribute's unit

  """

private let bridgingAttributes = """
  # What is measured, and what it must meet. A bridging study has one attribute.
  attributes:
    - id: activity
      title: Specific activity
      unit: U/mg                       # as results.csv spells it; also "%" or ratio, where results are relative
      scale: log                       # standards are compared by ratios, so it is always log
      digits: 1                        # optional: digits shown in the report, never used to decide
      # specification: {lower: 80, upper: 125}   # optional: the range for release
      # Optional: where results are potencies of the candidate relative to the current standard (100 %, or 1, for the
      # current standard itself), say so; the current standard then has no rows. Plates that are to be fitted have a
      # section doseResponse besides, as init potency writes it, with the current standard as its reference.
      # reference: RS-03
      # One independent experimental unit: run, day or analyst. Results of one run are averaged: it gives one ratio.
      unitOfReplication: run
      # Optional but wise: what was planned for each laboratory. The report holds what was received against it.
      design:
        samples: [RS-03, RS-04]
        analysts: 2
        days: 3
        runs: 6
        samplesPerRun: all             # every run holds both standards
        replicates: 2                  # results of one standard in one run
      # All required criteria must be met. Each names its alpha and its limits; there are no defaults for them.
      criteria:
        # Is the ratio known well enough? The half-width of its two-sided 95 % interval must be below the limit.
        - id: BC-1
          kind: assigned-value         # methodtransfer explain assigned-value
          uncertainty: ratio           # of this study's ratio; or chain: of the value, back to the primary
          limit: 5                     # in percent
          alpha: 0.05                  # the interval has the level 1 - alpha, here 95 %
          justification:
            source: example            # make it specification, capability, historical or regulation
            text: "EXAMPLE. Say what an error of 5 % in the standard would do to a decision on a lot"

        # Do the standards agree? The 90 % interval of candidate over current must lie inside the limits. Under the rule
        # equivalence it is what decides, and must be required.
        - id: BC-2
          kind: mean-ratio
          limits: [0.95, 1.05]         # as a ratio
          alpha: 0.05                  # one-sided; the interval has the level 1 - 2 alpha, here 90 %
          required: false              # shown for information, never decides
          # equivalenceInterval: true  # optional: show the (1 - alpha) equivalence interval beside
          justification: {source: example, text: "EXAMPLE. Say why carrying over a difference of 5 % would do no harm"}

        # How far has the line of standards drifted from the primary, this one included?
        - id: BC-3
          kind: drift                  # measured over stated value, along the whole chain
          limits: [0.95, 1.05]
          alpha: 0.05
          justification: {source: example, text: "EXAMPLE. Say how far from the primary a standard may lie"}

  """

private let bridgingResults = """
  lab,analyst,day,run,standard,replicate,result,unit
  Site A,A1,2026-05-04,R01,RS-03,1,105.8,U/mg
  Site A,A1,2026-05-04,R01,RS-03,2,103.2,U/mg
  Site A,A1,2026-05-04,R01,RS-04,1,107.4,U/mg
  Site A,A1,2026-05-04,R01,RS-04,2,105.8,U/mg
  Site A,A2,2026-05-04,R02,RS-03,1,106.7,U/mg
  Site A,A2,2026-05-04,R02,RS-03,2,106.2,U/mg
  Site A,A2,2026-05-04,R02,RS-04,1,106.5,U/mg
  Site A,A2,2026-05-04,R02,RS-04,2,107.4,U/mg
  Site A,A1,2026-05-05,R03,RS-03,1,100.0,U/mg
  Site A,A1,2026-05-05,R03,RS-03,2,99.5,U/mg
  Site A,A1,2026-05-05,R03,RS-04,1,99.1,U/mg
  Site A,A1,2026-05-05,R03,RS-04,2,99.5,U/mg
  Site A,A2,2026-05-05,R04,RS-03,1,103.5,U/mg
  Site A,A2,2026-05-05,R04,RS-03,2,97.9,U/mg
  Site A,A2,2026-05-05,R04,RS-04,1,99.1,U/mg
  Site A,A2,2026-05-05,R04,RS-04,2,98.7,U/mg
  Site A,A1,2026-05-06,R05,RS-03,1,107.0,U/mg
  Site A,A1,2026-05-06,R05,RS-03,2,102.0,U/mg
  Site A,A1,2026-05-06,R05,RS-04,1,107.4,U/mg
  Site A,A1,2026-05-06,R05,RS-04,2,105.2,U/mg
  Site A,A2,2026-05-06,R06,RS-03,1,103.0,U/mg
  Site A,A2,2026-05-06,R06,RS-03,2,105.9,U/mg
  Site A,A2,2026-05-06,R06,RS-04,1,105.7,U/mg
  Site A,A2,2026-05-06,R06,RS-04,2,106.6,U/mg
  Site B,B1,2026-05-18,R01,RS-03,1,100.4,U/mg
  Site B,B1,2026-05-18,R01,RS-03,2,100.7,U/mg
  Site B,B1,2026-05-18,R01,RS-04,1,102.1,U/mg
  Site B,B1,2026-05-18,R01,RS-04,2,103.8,U/mg
  Site B,B2,2026-05-18,R02,RS-03,1,106.8,U/mg
  Site B,B2,2026-05-18,R02,RS-03,2,109.3,U/mg
  Site B,B2,2026-05-18,R02,RS-04,1,109.8,U/mg
  Site B,B2,2026-05-18,R02,RS-04,2,106.6,U/mg
  Site B,B1,2026-05-19,R03,RS-03,1,105.8,U/mg
  Site B,B1,2026-05-19,R03,RS-03,2,107.3,U/mg
  Site B,B1,2026-05-19,R03,RS-04,1,109.7,U/mg
  Site B,B1,2026-05-19,R03,RS-04,2,107.6,U/mg
  Site B,B2,2026-05-19,R04,RS-03,1,95.1,U/mg
  Site B,B2,2026-05-19,R04,RS-03,2,96.1,U/mg
  Site B,B2,2026-05-19,R04,RS-04,1,95.2,U/mg
  Site B,B2,2026-05-19,R04,RS-04,2,97.9,U/mg
  Site B,B1,2026-05-20,R05,RS-03,1,108.2,U/mg
  Site B,B1,2026-05-20,R05,RS-03,2,110.7,U/mg
  Site B,B1,2026-05-20,R05,RS-04,1,113.1,U/mg
  Site B,B1,2026-05-20,R05,RS-04,2,111.0,U/mg
  Site B,B2,2026-05-20,R06,RS-03,1,92.7,U/mg
  Site B,B2,2026-05-20,R06,RS-03,2,94.4,U/mg
  Site B,B2,2026-05-20,R06,RS-04,1,92.5,U/mg
  Site B,B2,2026-05-20,R06,RS-04,2,93.1,U/mg

  """
