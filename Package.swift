// swift-tools-version: 6.1
import Foundation
import PackageDescription

/// Without debug information in release builds: there is less to compile, to link and to carry.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
  .unsafeFlags(["-Xfrontend", "-gnone"], .when(configuration: .release)),
]
/// Tests of little computation are compiled faster than they would run the faster for being optimised.
let unoptimised = strict + [.unsafeFlags(["-Onone"], .when(configuration: .release))]

/// NSH_QUICK leaves the language and the shell unoptimised, for those who work on them: a third of the time to compile.
let language = Context.environment["NSH_QUICK"] == nil ? strict : unoptimised

#if arch(x86_64)
  let isIntel = true
#else
  let isIntel = false
#endif

/// One source, several copies: a folder of Sources/KernelCopies each (tools/kernels lays them out), compiled with what the
/// processors of a level have, which is only run where the processor has it; with fused multiply and add or without.
struct KernelCopy {
  let name: String
  let level: Int
  let flags: [String]
  let isFused: Bool

  init(_ name: String, level: Int, flags: [String], fused: Bool) {
    (self.name, self.level, self.flags, isFused) = (name, level, flags, fused)
  }

  /// Builds begin what is ready in the reverse order of names: the engine before its copies of the kernel, which nothing
  /// but the link waits for.
  var module: String { name + "Kernels" }

  var target: Target {
    .target(
      name: module, dependencies: ["CKernel"], path: "Sources/KernelCopies/" + name,
      swiftSettings: strict + [.unsafeFlags(flags.flatMap { ["-Xcc", $0] })]
        + (isFused ? [.define("FUSED")] : []))
  }
}

let avx2 = ["-mavx2"]
let avx512 = ["-mavx512f", "-mavx512vl", "-mavx512dq", "-mavx512bw", "-mprefer-vector-width=512"]
let allCopies = [
  KernelCopy("Baseline", level: 0, flags: [], fused: false),
  KernelCopy("AVX2", level: 1, flags: avx2, fused: false),
  KernelCopy("AVX2FMA", level: 1, flags: avx2 + ["-mfma"], fused: true),
  KernelCopy("AVX512", level: 2, flags: avx512, fused: false),
  KernelCopy("AVX512FMA", level: 2, flags: avx512 + ["-mfma"], fused: true),
]

/// NSH_KERNELS=native builds the copies alone that this processor would choose, for those who work on the code; `all` is the
/// rule, and what is given to others.
let copies: [KernelCopy] = {
  guard isIntel else { return [allCopies[0]] }
  guard Context.environment["NSH_KERNELS"] == "native",
    let processor = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
  else { return allCopies }
  let has = Set(processor.split(separator: "\n").first { $0.hasPrefix("flags") }?.split(separator: " ") ?? [])
  // As nsh_processor_level counts when the program starts.
  let hasAVX2 = has.isSuperset(of: ["avx2", "fma"])
  let level = hasAVX2 && has.isSuperset(of: ["avx512f", "avx512vl", "avx512dq", "avx512bw"]) ? 2 : hasAVX2 ? 1 : 0
  return allCopies.filter { $0.level == level }
}()
let copyList = copies.map { "COPY(" + $0.name.lowercased() + ", \($0.level), " + ($0.isFused ? "1)" : "0)") }

let package = Package(
  name: "nsh",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "nsh", targets: ["nsh"]),
    .library(name: "Core", targets: ["Core"] + copies.map(\.module)),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0")
  ],
  targets: [
    .target(name: "CReadline", linkerSettings: [.linkedLibrary("readline")]),
    .target(name: "CStart"),
    .target(name: "CKernel", cSettings: [.define("NSH_COPIES", to: copyList.joined(separator: " "))]),
    // What all others build on: from numbers to integers, and ranges, without traps.
    .target(name: "Checked", swiftSettings: strict),
    .target(name: "CLimits"),
    .target(name: "Limits", dependencies: ["CLimits"], swiftSettings: strict),
    .target(
      name: "Core", dependencies: ["CKernel", "Checked", "Limits"], exclude: ["README.md"], swiftSettings: strict),
    // What numbers of exchangeable groups say: tests, and sizes without noise.
    .target(name: "Inference", dependencies: ["Checked", "Core", "Limits"], swiftSettings: strict),
    // Tables in typed columns, and how they lie in files.
    .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
    // Archives of arrays, as numpy writes them, read and written. The only C code is zlib's.
    .target(name: "Archives", dependencies: ["CZlib", "Checked", "Core", "Limits"], swiftSettings: strict),
    .target(
      name: "Tables", dependencies: ["Archives", "Checked", "Core", "Limits"],
      swiftSettings: strict + [.unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))]),
    // What the runs of sweeps are, and the database in which they are kept. SQLite is opened when a store first is.
    .target(name: "CSQLite"),
    .target(
      name: "Sweeps", dependencies: ["CSQLite", "Checked", "Core", "Limits", "Tables"], swiftSettings: strict),
    .target(name: "Recordings", dependencies: ["Archives", "Checked", "Core", "Limits"], swiftSettings: strict),
    // Headers of cairo and libcgif are needed to build; the libraries are opened when the first picture is drawn.
    .target(name: "CCairo"),
    .target(name: "CGifWriter"),
    .target(
      name: "Figures", dependencies: ["CCairo", "CGifWriter", "Checked", "Display", "Limits"],
      resources: ([
        "page.css", "basics.js", "common.js", "process.html", "process.js", "curves.js",
      ]
        + ["random", "population", "chain", "charges", "optimisers", "lbfgs", "newton"].map { "engine/\($0).js" }
        + ["rays", "bodies", "frames"].map { "engine/\($0).js" }
        + ["words", "stage", "charts", "controls", "lens", "orbit", "family", "exchange", "rights", "live"].map {
          "pieces/\($0).js"
        }
        + ["pieces/live.html", "pieces/pieces.css"]
        + [
          "playground.html", "playground.css", "state.js", "plane.js", "train.js", "show.js", "clusters.js", "drawn.js",
          "physics.js", "hand.js",
        ].map { "playground/\($0)" })
        .map { .embedInCode("Page/\($0)") },
      swiftSettings: strict),
    // How text is shown, by whoever shows it.
    .target(name: "Display", swiftSettings: language),
    .target(
      name: "Syntax", dependencies: ["Checked", "Display", "Limits"], exclude: ["README.md"], swiftSettings: language),
    .target(
      name: "Interp",
      dependencies: [
        "Archives", "Checked", "Core", "Display", "Figures", "Inference", "Limits", "Recordings", "Sweeps", "Syntax",
        "Tables",
      ],
      exclude: ["README.md"],
      swiftSettings: language),
    .target(
      name: "Shell",
      dependencies: [
        "Archives", "Checked", "Core", "Display", "Figures", "Interp", "Limits", "Recordings", "Sweeps", "Syntax",
        "Tables", "CReadline",
        "CStart",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      resources: ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"].map { .embedInCode("Jupyter/Logo/\($0)") },
      swiftSettings: language),
    .executableTarget(
      name: "nsh", dependencies: ["Shell"], swiftSettings: strict,
      linkerSettings: [
        .unsafeFlags(
          ["-static-stdlib", "-use-ld=lld", "-l_FoundationCollections", "-l_FoundationCShims"],
          .when(platforms: [.linux]))
      ]),
    .testTarget(
      name: "CoreTests", dependencies: ["Core"], swiftSettings: strict),
    .testTarget(name: "InferenceTests", dependencies: ["Core", "Inference"], swiftSettings: strict),
    .testTarget(
      name: "TablesTests", dependencies: ["Archives", "Core", "Tables"], exclude: ["numpy.npz"], swiftSettings: strict),
    .testTarget(
      name: "RecordingsTests", dependencies: ["Archives", "Core", "Inference", "Limits", "Recordings"],
      swiftSettings: unoptimised
    ),
    .testTarget(name: "SweepsTests", dependencies: ["Core", "Sweeps", "Tables"], swiftSettings: strict),
    .testTarget(name: "SyntaxTests", dependencies: ["Display", "Syntax"], swiftSettings: unoptimised),
    .testTarget(name: "FiguresTests", dependencies: ["Figures"], swiftSettings: unoptimised),
    .testTarget(
      name: "InterpTests", dependencies: ["Interp", "Restricted", "Sweeps", "Syntax"],
      exclude: ["Errors.txt", "FuzzCorpus.txt"],
      swiftSettings: unoptimised),
    .target(
      name: "Restricted", dependencies: ["Core", "Interp", "Sweeps", "Syntax"], path: "Tests/Restricted",
      swiftSettings: strict),
    // tools/torture puts many trials to one process of it.
    .executableTarget(
      name: "trials", dependencies: ["Archives", "Core", "Interp", "Recordings", "Restricted", "Sweeps", "Syntax"],
      path: "Tests/Torture/Trials",
      swiftSettings: strict),
    .testTarget(name: "ShellTests", dependencies: ["Shell"], swiftSettings: unoptimised),
  ],
  swiftLanguageModes: [.v6]
)

// The engine knows the copies by their C symbols alone and is compiled beside them; they come together in what is linked.
package.targets += copies.map(\.target)
for target in package.targets
where ["nsh", "CoreTests", "InferenceTests", "TablesTests", "RecordingsTests", "SweepsTests", "Restricted"].contains(
  target.name)
{
  target.dependencies += copies.map { .target(name: $0.module) }
}

// tools/fuzz sets this; the fuzzer brings its own `main`.
if Context.environment["NSH_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "fuzz", dependencies: ["Restricted"], path: "Tests/Fuzz", exclude: ["words.dict"],
      swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]))
}
