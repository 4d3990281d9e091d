import CKernel
import Kernels
#if arch(x86_64)
  import KernelsAVX2
  import KernelsAVX2FMA
  import KernelsAVX512
  import KernelsAVX512FMA
#endif

/// How the kernel computes; `effective` is what is recorded with results. There are five copies of the kernel in the binary, compiled from
/// one source; which one runs depends on this and on the processor.
public enum Arithmetic: String, CaseIterable, Sendable {
  /// Multiplications and additions, each rounded: the same bits on every machine. Wide registers are used where the processor has them, which
  /// changes no bit.
  case portable
  /// Fused multiply and add, rounded once, where the processor has it; else as portable.
  case fast
  /// As portable, by the copy that uses nothing but what every processor of the kind has.
  case baseline
  /// As portable and as fast, with AVX2 even where the processor has AVX-512.
  case portableAVX2 = "portable-avx2"
  case fastAVX2 = "fast-avx2"

  /// What of portable and fast this processor does when it is asked for this one.
  public var effective: Arithmetic { (self == .fast || self == .fastAVX2) && Self.level > 0 ? .fast : .portable }

  private static let level = nsh_processor_level()

  /// Runs a job in this arithmetic.
  func run(_ job: nsh_job) {
    #if arch(x86_64)
      switch (self, Self.level) {
      case (.baseline, _), (_, 0): Kernels.run(job)
      case (.portable, 2): KernelsAVX512.run(job)
      case (.fast, 2): KernelsAVX512FMA.run(job)
      case (.portable, _), (.portableAVX2, _): KernelsAVX2.run(job)
      case (.fast, _), (.fastAVX2, _): KernelsAVX2FMA.run(job)
      }
    #else
      Kernels.run(job)
    #endif
  }

  /// Lets bodies pull on some blocks of bodies, in this arithmetic.
  func attract(_ job: nsh_attraction) {
    #if arch(x86_64)
      switch (self, Self.level) {
      case (.baseline, _), (_, 0): Kernels.attract(job)
      case (.portable, 2): KernelsAVX512.attract(job)
      case (.fast, 2): KernelsAVX512FMA.attract(job)
      case (.portable, _), (.portableAVX2, _): KernelsAVX2.attract(job)
      case (.fast, _), (.fastAVX2, _): KernelsAVX2FMA.attract(job)
      }
    #else
      Kernels.attract(job)
    #endif
  }
}
