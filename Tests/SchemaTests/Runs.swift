/// The commands that are run, and what they do not bring about.
extension Records {
  /// Small and quick, and among them of every kind of study.
  static let runs: [Run] = [
    Run("Tests/SnapshotTests/Studies/below", "judge results.csv --protocol one.yaml --json"),
    Run("Tests/SnapshotTests/Studies/below", "judge results.csv --protocol four.yaml --json"),
    Run("Tests/SnapshotTests/Studies/many", "judge seven.csv --protocol seven.yaml --json"),
    Run("Tests/SnapshotTests/Studies/similar", "judge results.csv --protocol protocol.yaml --json"),
    Run("Tests/SnapshotTests/Studies/similar", "judge results.csv --protocol refuse.yaml --json"),
    Run("Tests/SnapshotTests/Studies/similar", "judge results.csv second.csv --protocol twice.yaml --json"),
    Run("Tests/SnapshotTests/Studies/other-lots", "judge results.csv --protocol protocol.yaml --json"),
    Run("Tests/SnapshotTests/Studies/remarks", "judge results.csv --protocol protocol.yaml --json"),
    Run(
      "Tests/SnapshotTests/Studies/other-lots",
      "plan protocol.yaml --run-sd 0.02 --repeatability-sd 0.02 --power 0.9 --simulations 100 --json"),
    Run("Tests/SnapshotTests/Studies/lots", "check results.csv --protocol protocol.yaml --json"),
    Run("datasets/bridging-three-generations", "check results.csv --protocol protocol.yaml --json"),
    Run(
      "datasets/bridging-three-generations",
      "plan protocol.yaml --run-sd 0.03 --repeatability-sd 0.05 --offset 0.01 --power 0.9 --simulations 100 --json"),
    Run(
      "datasets/impurity-imprecision-fail",
      "plan protocol.yaml --run-sd 0.03 --repeatability-sd 0.05 --mean 1 --offset 0.01 --power 0.9 --simulations 100 --json"
    ),
    Run(
      "datasets/hplc-assay-pass",
      "plan protocol.yaml --pilot results.csv --offset 0.2 --power 0.9 --simulations 100 --json"),
    Run(
      "datasets/potency-plates",
      "potency results.csv --model 4pl --reference RS-03 --assumed-potency assumed_potency --combine weighted --json"),
    Run("datasets/potency-plates", "potency results.csv --protocol protocol.yaml --json"),
    Run(
      "Tests/PrecisionTests/Fixtures",
      "precision simulated-potency.csv --value potency --factors lab,day,run --by sample --scale log --method anova --target 5% --json"
    ),
    Run("datasets/two-files-two-locales", "calc tost_n diff=0 sd=1 lower=-2 upper=2 alpha=0.05 power=0.8 --json"),
    Run("datasets/two-files-two-locales", "explain alpha --json"),
    Run("datasets/two-files-two-locales", "explain E_TYPE --json"),
    Run(
      "Tests/PrecisionTests/Fixtures",
      "precision penicillin.csv --value diameter --factors plate,sample --crossed --method anova --json"),
    Run(
      "datasets/bioassay-examples",
      "potency heparin.csv --model slope-ratio --reference S --assumed-potency assumed_potency --json"),
    Run(
      "datasets/bioassay-examples",
      "potency agar-diffusion.csv --model parallel-line --reference S --block row,column --dilution dilution --assumed-potency assumed_potency --json"
    ),
    Run(
      "datasets/bioassay-examples",
      "potency hepatitis-b-vaccine.csv --model parallel-line --reference Standard_1 --json"),
    Run(
      "Tests/SchemaTests/Studies",
      "potency levels.csv --model 4pl --reference S --nominal made --specification 0.4,2.5 --bias-limit 50 --gcv-limit 30 --limits-from H --combine weighted --curve rising --standards ledger.yaml --json"
    ),
    Run("Tests/SchemaTests/Studies", "precision runs.csv --value y --factors run --by sample --json"),
    Run("Tests/SchemaTests/Studies", "precision runs.csv --value y --factors run,sample --json"),
    // So many that sums of squares have no second value.
    Run("Tests/SchemaTests/Studies", "judge many.csv --protocol many.yaml --json"),
    Run("Tests/SchemaTests/Studies", "calc --batch points.jsonl"),
    Run(
      "datasets/comparability-scale-down",
      "plan protocol.yaml --run-sd 0.03 --repeatability-sd 0.05 --analyst-sd 0.01 --power 0.9 --simulations 100 --json"),
    Run("datasets/impurity-spiked-recovery", "check results.csv --protocol protocol.yaml --json"),
    Run("datasets/impurity-imprecision-fail", "check results.csv --protocol protocol.yaml --json"),
  ]

  /// Keys that none of these runs writes, since they need a study that is out of the ordinary. That each is written
  /// somewhere is a claim of WriterTests; the list may only become shorter.
  static let rare: [String] = [
    "bridge.schema.json#.belowLimit",
    "bridge.schema.json#.leftOutRemark",
    "bridge.schema.json#.plannedPower",
    "bridge.schema.json#/$defs/backTest.obstacle",
    "bridge.schema.json#/$defs/consensusFigure.obstacle",
    "bridge.schema.json#/$defs/leftOut.reason",
    "check.schema.json#/$defs/design.levels",
    // Depend on the machine: a second fit that comes to no end there.
    "manifest.schema.json#.notCrossChecked",
    "manifest.schema.json#.standards",
    "manifest.schema.json#/$defs/notCrossChecked.kind",
    "manifest.schema.json#/$defs/notCrossChecked.number",
    "manifest.schema.json#/$defs/notCrossChecked.place",
    "manifest.schema.json#/$defs/notCrossChecked.reason",
    "plan.schema.json#/$defs/assuredSize.laboratories",
    "plan.schema.json#/$defs/attributePlan.bridged",
    "plan.schema.json#/$defs/bridgedLaboratory.laboratory",
    "plan.schema.json#/$defs/bridgedLaboratory.sendersStandard",
    "plan.schema.json#/$defs/bridgedLaboratory.standard",
    "plan.schema.json#/$defs/bridgedLaboratory.standardUncertainty",
    "plan.schema.json#/$defs/criterionPlan.reach",
    "plan.schema.json#/$defs/halfWidthSizes.units",
    "plan.schema.json#/$defs/laboratorySize.obstacle",
    "potency.schema.json#.excluded",
    "potency.schema.json#.references",
    "potency.schema.json#/$defs/combination.reason",
    "potency.schema.json#/$defs/entry.noWeight",
    "potency.schema.json#/$defs/entry.plate",
    "potency.schema.json#/$defs/entry.withheld",
    "potency.schema.json#/$defs/excludedReadings.laboratory",
    "potency.schema.json#/$defs/excludedReadings.line",
    "potency.schema.json#/$defs/excludedReadings.preparations",
    "potency.schema.json#/$defs/excludedReadings.readings",
    "potency.schema.json#/$defs/excludedReadings.reason",
    "potency.schema.json#/$defs/excludedReadings.run",
    "potency.schema.json#/$defs/linearity.reason",
    "potency.schema.json#/$defs/request.references",
    "potency.schema.json#/$defs/request.requireSimilar",
    "potency.schema.json#/$defs/validationLevel.reason",
    "precision.schema.json#.obstacle",
    "precision.schema.json#.precisionOverOneCondition",
    "precision.schema.json#/$defs/byLevel.precisionOverOneCondition",
    "precision.schema.json#/$defs/byLevel.residualWithInteraction",
    "result.schema.json#/$defs/diagnosis.remark",
    "result.schema.json#/$defs/qualityRange.level",
    "result.schema.json#/$defs/qualityRange.obstacle",
    "shared.schema.json#/$defs/assay.plate",
    "shared.schema.json#/$defs/assayPotency.notSimilar",
    "shared.schema.json#/$defs/belowLimit.readings",
    "shared.schema.json#/$defs/fixedSource.laboratory",
    "shared.schema.json#/$defs/fixedSource.levels",
    "shared.schema.json#/$defs/fixedSource.source",
    "shared.schema.json#/$defs/plannedPower.obstacle",
    "shared.schema.json#/$defs/precisionGrounds.fixedSource",
    "shared.schema.json#/$defs/protocolFile.standards",
    "shared.schema.json#/$defs/referenceUse.date",
    "shared.schema.json#/$defs/referenceUse.unit",
  ]
}
