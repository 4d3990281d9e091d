// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [.enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault")]

let package = Package(
  name: "nsh",
  platforms: [.macOS(.v14)],
  products: [.library(name: "Core", targets: ["Core"])],
  targets: [
    .systemLibrary(name: "CLapack", providers: [.apt(["liblapacke-dev"]), .brew(["lapack"])]),
    .target(name: "Core", dependencies: ["CLapack"], exclude: ["README.md"], swiftSettings: strict),
    .testTarget(name: "CoreTests", dependencies: ["Core"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
