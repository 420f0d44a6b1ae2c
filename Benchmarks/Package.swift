// swift-tools-version: 6.3
import PackageDescription

let house: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// Long simulations and timings: a package of its own, so that building the product does not pay for it.
let package = Package(
  name: "Benchmarks",
  dependencies: [
    .package(name: "methodtransfer", path: ".."),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
  ],
  targets: [
    .executableTarget(
      name: "verification",
      dependencies: [
        .product(name: "MethodTransfer", package: "methodtransfer"),
        .product(name: "RealModule", package: "swift-numerics"),
      ],
      swiftSettings: house)
  ],
  swiftLanguageModes: [.v6]
)
