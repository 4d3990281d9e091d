import CKernel
import Kernels
#if arch(x86_64)
  import KernelsFast
  import KernelsWide
#endif

/// How the kernel computes: `effective` is what is recorded with results. There are three copies of it in the binary, compiled from one source.
public enum Arithmetic: String, CaseIterable, Sendable {
  /// Multiplications and additions, each rounded: the same bits on every machine. AVX2 registers are used where the processor has them,
  /// which changes no bit.
  case portable
  /// Fused multiply and add, rounded once, where the processor has it; else as portable.
  case fast
  /// As portable, by the copy that uses nothing but what every processor of the kind has.
  case baseline

  /// What of the two this processor does when it is asked for this one.
  public var effective: Arithmetic { self == .fast && Self.processorIsFast ? .fast : .portable }

  static let processorIsFast = nsh_processor_is_fast() != 0

  /// Runs a job in this arithmetic.
  func run(_ job: nsh_job) {
    #if arch(x86_64)
      guard Self.processorIsFast, self != .baseline else { return Kernels.run(job) }
      self == .fast ? KernelsFast.run(job) : KernelsWide.run(job)
    #else
      Kernels.run(job)
    #endif
  }


}
