import CKernel

/// How the kernel computes; `effective` is what is recorded with results. The binary holds several copies of the kernel,
/// compiled from one source; which one runs depends on this and on the processor.
public enum Arithmetic: String, CaseIterable, Sendable {
  /// Multiplications and additions, each rounded: the same bits on every machine. Wide registers are used where the
  /// processor has them, which changes no bit.
  case portable
  /// Fused multiply and add, rounded once, where the processor has it; else as portable.
  case fast
  /// As portable, by the copy that uses nothing but what every processor of the kind has.
  case baseline
  /// As portable and as fast, with AVX2 even where the processor has AVX-512.
  case portableAVX2 = "portable-avx2"
  case fastAVX2 = "fast-avx2"

  /// What of portable and fast this processor does when it is asked for this one.
  public var effective: Arithmetic { copy.isFused ? .fast : .portable }

  /// Whether this binary holds the copy that is meant: one that was built for a single processor lacks those for lesser
  /// ones, and computes the same bits by what it has.
  public var isBuilt: Bool { copy.level <= level }

  /// Whether this binary holds a copy that this processor can run.
  public static var hasCopy: Bool { !KernelCopy.usable.isEmpty }

  /// The functions of the copy that runs.
  var kernel: nsh_kernel { copy.kernel }

  /// The copy that runs.
  private var copy: KernelCopy { Self.copies[Self.allCases.firstIndex(of: self)!] }
  private static let copies = allCases.map(\.choice)

  /// The widest copy up to what is meant, else the narrowest.
  private var choice: KernelCopy {
    let usable = KernelCopy.usable
    let alike = usable.filter { $0.isFused == isFused }
    let candidates = alike.isEmpty ? usable.filter { !$0.isFused } : alike
    guard let narrowest = candidates.first else {
      fatalError("this build holds no copy of the kernel that this processor can run")
    }
    return candidates.last { $0.level <= level } ?? narrowest
  }

  private var isFused: Bool { self == .fast || self == .fastAVX2 }

  /// The most that is meant to be used of the processor.
  private var level: Int {
    switch self {
    case .portable, .fast: KernelCopy.processorLevel
    case .portableAVX2, .fastAVX2: min(1, KernelCopy.processorLevel)
    case .baseline: 0
    }
  }
}

/// One copy of the kernel.
struct KernelCopy: Sendable {
  /// What of the processor it needs, as `nsh_processor_level` counts.
  let level: Int
  /// Whether it multiplies and adds in one operation.
  let isFused: Bool
  let kernel: nsh_kernel

  static let processorLevel = Int(clamping: nsh_processor_level())

  /// The copies in this binary that this processor can run, by level.
  static let usable: [KernelCopy] = {
    var count = 0
    let copies = UnsafeBufferPointer(start: nsh_copies(&count), count: count)
    return copies.map { KernelCopy(level: Int(clamping: $0.level), isFused: $0.is_fused != 0, kernel: $0.kernel()) }
      .filter { $0.level <= processorLevel }
  }()
}
