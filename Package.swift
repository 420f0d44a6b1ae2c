// swift-tools-version: 6.3
import PackageDescription

/// Every Swift target is compiled under the same rules.
let house: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "methodtransfer",
  products: [
    // The methods alone: no protocols, no YAML, no reports.
    .library(name: "Statistics", targets: ["Statistics"]),
    .library(
      name: "MethodTransfer",
      targets: [
        "Notation", "Statistics", "Workbook", "AssayData", "Transfer", "TransferPlanning", "Reporting", "Dossier",
      ]),
    .executable(name: "methodtransfer", targets: ["methodtransfer"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    // For documentation alone; no target depends on it.
    .package(url: "https://github.com/apple/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: [
    // MARK: - Numbers: as they are written, as GSL computes them, as statistics uses them
    .target(name: "Notation", swiftSettings: house),
    .systemLibrary(name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"]), .brew(["gsl"])]),
    .target(name: "GSL", dependencies: ["CGSL"], swiftSettings: house + [.strictMemorySafety()]),
    // Contracted operations would give other bits where a processor has them.
    .target(
      name: "CElementary", exclude: ["tables.py"],
      cSettings: [.treatAllWarnings(as: .error)]),
    .target(name: "Elementary", dependencies: ["CElementary"], swiftSettings: house),
    .target(
      name: "Statistics", dependencies: ["Elementary", "GSL", "Notation"],
      exclude: ["Distributions/gauss_legendre.py"], swiftSettings: house),

    // MARK: - Texts: YAML as libyaml parses it
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .target(name: "YAML", dependencies: ["CYAML"], swiftSettings: house + [.strictMemorySafety()]),

    // MARK: - Workbooks: a zip archive of XML, as minizip and expat read them
    .systemLibrary(
      name: "CZip", pkgConfig: "minizip", providers: [.apt(["libminizip-dev", "zlib1g-dev"]), .brew(["minizip"])]),
    .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"]), .brew(["expat"])]),
    .target(
      name: "Workbook", dependencies: ["CExpat", "CZip", "Notation"], swiftSettings: house + [.strictMemorySafety()]),

    // MARK: - The domain: what was measured, what was planned, what it means
    .target(name: "AssayData", dependencies: ["Notation", "Workbook"], swiftSettings: house),
    .target(
      name: "Transfer", dependencies: ["AssayData", "Notation", "Statistics", "YAML"], swiftSettings: house),
    .target(
      name: "TransferPlanning", dependencies: ["AssayData", "Notation", "Statistics", "Transfer"], swiftSettings: house),

    // MARK: - What a reader sees, and what is kept
    .target(name: "Plotting", dependencies: ["Elementary"], swiftSettings: house),
    .target(
      name: "Reporting",
      dependencies: [
        "AssayData", "Notation", "Plotting", "Statistics", "Transfer", "TransferPlanning",
      ],
      swiftSettings: house),
    .target(
      name: "Dossier",
      dependencies: ["AssayData", "Notation", "Reporting", "Transfer", "TransferPlanning"], swiftSettings: house),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl"])]),
    .target(name: "Records", dependencies: ["CCrypto", "Notation"], swiftSettings: house + [.strictMemorySafety()]),
    // Explanations and starter studies, embedded by the compiler of C, which has #embed.
    .target(
      name: "CProse", path: "Sources/methodtransfer/Prose", exclude: ["explain", "templates"], sources: ["prose.c"],
      cSettings: [.treatAllWarnings(as: .error), .disableWarning("c23-extensions")]),
    .executableTarget(
      name: "methodtransfer",
      dependencies: [
        "AssayData", "CProse", "Dossier", "Notation", "Records", "Reporting", "Statistics", "Transfer",
        "TransferPlanning",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["Prose"], swiftSettings: house),

    // MARK: - Tests
    .target(
      name: "TestSupport", dependencies: [.product(name: "RealModule", package: "swift-numerics")],
      path: "Tests/TestSupport", swiftSettings: house),
    .testTarget(
      name: "ElementaryTests", dependencies: ["Elementary"], exclude: ["Golden/elementary.py"],
      resources: [.copy("Golden")], swiftSettings: house),
    .testTarget(name: "NotationTests", dependencies: ["Notation"], swiftSettings: house),
    .testTarget(
      name: "WorkbookTests", dependencies: ["Notation", "TestSupport", "Workbook"], exclude: ["Golden/workbooks.py"],
      resources: [.copy("Golden")], swiftSettings: house),
    .testTarget(name: "GSLTests", dependencies: ["GSL"], swiftSettings: house),
    .testTarget(
      name: "StatisticsTests", dependencies: ["Elementary", "GSL", "Notation", "Statistics", "TestSupport"],
      exclude: ["Golden/tost.py", "Golden/tost-inputs.json"], resources: [.copy("Golden")], swiftSettings: house),
    .testTarget(
      name: "AssayDataTests", dependencies: ["AssayData", "Notation"], exclude: ["Workbooks"],
      resources: [.copy("Hostile")],
      swiftSettings: house),
    .testTarget(
      name: "TransferProtocolTests", dependencies: ["AssayData", "Notation", "Transfer"], swiftSettings: house),
    .testTarget(
      name: "TransferAssessmentTests",
      dependencies: ["AssayData", "Notation", "Statistics", "TestSupport", "Transfer"],
      exclude: ["Golden/criteria.py", "Golden/other_references.py", "Golden/unweighted.py"],
      resources: [.copy("Golden")], swiftSettings: house),
    .testTarget(
      name: "TransferPlanningTests",
      dependencies: [
        "AssayData", "Notation", "Statistics", "TestSupport", "Transfer", "TransferPlanning",
      ], swiftSettings: house),
    .testTarget(
      name: "CommandTests", dependencies: ["methodtransfer"], resources: [.copy("Fixtures")], swiftSettings: house),
    .testTarget(name: "PlottingTests", dependencies: ["Plotting"], swiftSettings: house),
    .testTarget(
      name: "ReportingTests",
      dependencies: [
        "AssayData", "Notation", "Plotting", "Reporting", "Statistics", "Transfer", "TransferPlanning",
      ], swiftSettings: house),
    // Compares with the snapshots where they lie.
    .testTarget(
      name: "DossierTests",
      dependencies: ["Dossier", "Notation", "Records", "Reporting", "Statistics", "Transfer", "TransferPlanning"],
      swiftSettings: house),
    // Runs the built command, which it therefore waits for.
    .testTarget(name: "InitTests", dependencies: ["methodtransfer"], swiftSettings: house),
    .testTarget(
      name: "PrecisionTests",
      dependencies: [
        "AssayData", "Notation", "Reporting", "Statistics", "TestSupport", "Transfer", "methodtransfer",
      ],
      resources: [.copy("Fixtures")], swiftSettings: house),
    .testTarget(
      name: "PotencyTests",
      dependencies: [
        "AssayData", "Notation", "Reporting", "Statistics", "TestSupport", "Transfer",
        "methodtransfer",
      ],
      exclude: ["Golden"], swiftSettings: house),
    .testTarget(name: "BridgingTests", dependencies: ["TestSupport", "methodtransfer"], swiftSettings: house),
    // Read where they lie, as `scripts/snapshots` reads and writes them.
    .testTarget(
      name: "SnapshotTests", dependencies: ["TestSupport", "methodtransfer"],
      exclude: ["cases.json", "Snapshots", "Studies"], swiftSettings: house),
    // Reads the snapshots and `docs/schema` where they lie.
    .testTarget(
      name: "SchemaTests", dependencies: ["TestSupport", "Transfer", "methodtransfer"], exclude: ["Studies"],
      swiftSettings: house),
  ],
  swiftLanguageModes: [.v6]
)
