// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [.enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault")]

#if arch(x86_64)
  let isIntel = true
#else
  let isIntel = false
#endif

/// What the compiler may use of the processor, in a copy of the kernel that only runs where the processor has it.
func processor(_ flags: String...) -> [SwiftSetting] {
  isIntel ? [.unsafeFlags(flags.flatMap { ["-Xcc", $0] })] : []
}

let package = Package(
  name: "nsh",
  platforms: [.macOS(.v14)],
  products: [
    .executable(name: "nsh", targets: ["nsh"]),
    .library(name: "Core", targets: ["Core"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0")
  ],
  targets: [
    .systemLibrary(
      name: "CLapack", providers: [.apt(["liblapacke-dev"]), .brew(["lapack"])]),
    .target(name: "CReadline", linkerSettings: [.linkedLibrary("readline")]),
    .target(name: "CKernel"),
    // One source, three copies: for any processor, with AVX2, with AVX2 and fused multiply and add (see docs/kernel.md).
    .target(name: "Kernels", dependencies: ["CKernel"], swiftSettings: strict),
    .target(name: "KernelsWide", dependencies: ["CKernel"], swiftSettings: strict + processor("-mavx2")),
    .target(name: "KernelsFast", dependencies: ["CKernel"], swiftSettings: strict + processor("-mavx2", "-mfma") + [.define("FAST")]),
    .target(
      name: "Core", dependencies: ["CLapack", "CKernel", "Kernels"] + (isIntel ? ["KernelsWide", "KernelsFast"] : []), exclude: ["README.md"], swiftSettings: strict),
    .target(name: "Figures", swiftSettings: strict),
    .target(
      name: "Interp", dependencies: ["Core", "Figures"], exclude: ["README.md"],
      swiftSettings: strict),
    .target(
      name: "Shell",
      dependencies: [
        "Core", "Figures", "Interp", "CReadline",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),
    .executableTarget(name: "nsh", dependencies: ["Shell"], swiftSettings: strict),
    .testTarget(
      name: "CoreTests", dependencies: ["Core"], swiftSettings: strict),
    .testTarget(name: "FiguresTests", dependencies: ["Figures"], swiftSettings: strict),
    .testTarget(
      name: "InterpTests", dependencies: ["Interp", "Restricted"], exclude: ["Errors.txt", "FuzzCorpus.txt"], swiftSettings: strict),
    .target(name: "Restricted", dependencies: ["Core", "Interp"], path: "Tests/Restricted", swiftSettings: strict),
    .testTarget(name: "ShellTests", dependencies: ["Shell"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)

// tools/fuzz sets this; the fuzzer brings its own `main`.
if Context.environment["NSH_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "fuzz", dependencies: ["Restricted"], path: "Tests/Fuzz", exclude: ["words.dict"], swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]))
}
