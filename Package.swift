// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
]

#if arch(x86_64)
  let isIntel = true
#else
  let isIntel = false
#endif

/// What the compiler may use of the processor, in a copy of the kernel that only runs where the processor has it.
func processor(_ flags: [String]) -> [SwiftSetting] {
  isIntel ? [.unsafeFlags(flags.flatMap { ["-Xcc", $0] })] : []
}
let avx2 = ["-mavx2"]
let avx512 = ["-mavx512f", "-mavx512vl", "-mavx512dq", "-mavx512bw", "-mprefer-vector-width=512"]

let package = Package(
  name: "nsh",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "nsh", targets: ["nsh"]),
    .library(name: "Core", targets: ["Core"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0")
  ],
  targets: [
    .target(name: "CReadline", linkerSettings: [.linkedLibrary("readline")]),
    .target(name: "CKernel"),
    // One source, five copies: for any processor, with AVX2 or AVX-512, with fused multiply and add or without (see
    // docs/kernel.md).
    .target(name: "Kernels", dependencies: ["CKernel"], swiftSettings: strict),
    .target(name: "KernelsAVX2", dependencies: ["CKernel"], swiftSettings: strict + processor(avx2)),
    .target(
      name: "KernelsAVX2FMA", dependencies: ["CKernel"],
      swiftSettings: strict + processor(avx2 + ["-mfma"]) + [.define("FUSED")]),
    .target(name: "KernelsAVX512", dependencies: ["CKernel"], swiftSettings: strict + processor(avx512)),
    .target(
      name: "KernelsAVX512FMA", dependencies: ["CKernel"],
      swiftSettings: strict + processor(avx512 + ["-mfma"]) + [.define("FUSED")]),
    .target(
      name: "Core",
      dependencies: ["CKernel", "Kernels"]
        + (isIntel ? ["KernelsAVX2", "KernelsAVX2FMA", "KernelsAVX512", "KernelsAVX512FMA"] : []),
      exclude: ["README.md"], swiftSettings: strict),
    .systemLibrary(name: "CCairo", providers: [.apt(["libcairo2-dev"]), .brew(["cairo"])]),
    .systemLibrary(name: "CGifWriter", providers: [.apt(["libcgif-dev"])]),
    .target(
      name: "Figures", dependencies: ["CCairo", "CGifWriter"],
      resources: ["page.css", "common.js", "process.html", "process.js", "explorer.html", "explorer.js"].map {
        .embedInCode("Page/\($0)")
      },
      swiftSettings: strict),
    .target(name: "Syntax", exclude: ["README.md"], swiftSettings: strict),
    .target(
      name: "Interp", dependencies: ["Core", "Figures", "Syntax"], exclude: ["README.md"],
      swiftSettings: strict),
    .target(
      name: "Shell",
      dependencies: [
        "Core", "Figures", "Interp", "Syntax", "CReadline",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),
    .executableTarget(name: "nsh", dependencies: ["Shell"], swiftSettings: strict),
    .testTarget(
      name: "CoreTests", dependencies: ["Core"], swiftSettings: strict),
    .testTarget(name: "SyntaxTests", dependencies: ["Syntax"], swiftSettings: strict),
    .testTarget(name: "FiguresTests", dependencies: ["Figures"], swiftSettings: strict),
    .testTarget(
      name: "InterpTests", dependencies: ["Interp", "Restricted", "Syntax"], exclude: ["Errors.txt", "FuzzCorpus.txt"],
      swiftSettings: strict),
    .target(
      name: "Restricted", dependencies: ["Core", "Interp", "Syntax"], path: "Tests/Restricted", swiftSettings: strict),
    .testTarget(name: "ShellTests", dependencies: ["Shell"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)

// tools/fuzz sets this; the fuzzer brings its own `main`.
if Context.environment["NSH_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "fuzz", dependencies: ["Restricted"], path: "Tests/Fuzz", exclude: ["words.dict"],
      swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]))
}
