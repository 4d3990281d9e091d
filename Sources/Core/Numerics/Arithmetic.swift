import CKernel
import Kernels

#if arch(x86_64)
  import KernelsAVX2
  import KernelsAVX2FMA
  import KernelsAVX512
  import KernelsAVX512FMA
#endif

/// How the kernel computes; `effective` is what is recorded with results. There are five copies of the kernel in the
/// binary, compiled from one source; which one runs depends on this and on the processor.
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
  public var effective: Arithmetic { (self == .fast || self == .fastAVX2) && Self.level > 0 ? .fast : .portable }

  private static let level = nsh_processor_level()

  /// The copy that runs.
  var copy: KernelCopy {
    #if arch(x86_64)
      switch (self, Self.level) {
      case (.baseline, _), (_, 0): .baseline
      case (.portable, 2): .avx512
      case (.fast, 2): .avx512Fused
      case (.portable, _), (.portableAVX2, _): .avx2
      case (.fast, _), (.fastAVX2, _): .avx2Fused
      }
    #else
      .baseline
    #endif
  }

  /// Runs a job in this arithmetic.
  func run(_ job: nsh_job) { copy.run(job) }

  /// Lets bodies pull on some blocks of bodies, in this arithmetic.
  func attract(_ job: nsh_attraction) { copy.attract(job) }
}

/// The functions of one copy of the kernel.
struct KernelCopy: Sendable {
  /// All layers, forward and back.
  let run: @Sendable (nsh_job) -> Void
  /// Bodies that pull on bodies.
  let attract: @Sendable (nsh_attraction) -> Void
  /// tanh and its derivative.
  let squash: @Sendable (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>, Int) -> Void
  /// The second order of the layers at one block.
  let link: @Sendable (nsh_job, nsh_links, Int) -> Void
  /// The Hessian's rows of one layer.
  let rows: @Sendable (nsh_links, Int, UnsafeMutablePointer<Double>, Int, UnsafeMutableRawPointer) -> Void
  /// A symmetric matrix to a tridiagonal one.
  let tridiagonalise:
    @Sendable (
      UnsafeMutablePointer<Double>, Int, Int, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>,
      UnsafeMutablePointer<Double>
    ) -> Void

  static let baseline = KernelCopy(
    run: Kernels.run, attract: Kernels.attract, squash: Kernels.squash, link: Kernels.link, rows: Kernels.rows,
    tridiagonalise: Kernels.tridiagonalise)
  #if arch(x86_64)
    static let avx2 = KernelCopy(
      run: KernelsAVX2.run, attract: KernelsAVX2.attract, squash: KernelsAVX2.squash, link: KernelsAVX2.link,
      rows: KernelsAVX2.rows, tridiagonalise: KernelsAVX2.tridiagonalise)
    static let avx2Fused = KernelCopy(
      run: KernelsAVX2FMA.run, attract: KernelsAVX2FMA.attract, squash: KernelsAVX2FMA.squash,
      link: KernelsAVX2FMA.link, rows: KernelsAVX2FMA.rows, tridiagonalise: KernelsAVX2FMA.tridiagonalise)
    static let avx512 = KernelCopy(
      run: KernelsAVX512.run, attract: KernelsAVX512.attract, squash: KernelsAVX512.squash, link: KernelsAVX512.link,
      rows: KernelsAVX512.rows, tridiagonalise: KernelsAVX512.tridiagonalise)
    static let avx512Fused = KernelCopy(
      run: KernelsAVX512FMA.run, attract: KernelsAVX512FMA.attract, squash: KernelsAVX512FMA.squash,
      link: KernelsAVX512FMA.link, rows: KernelsAVX512FMA.rows, tridiagonalise: KernelsAVX512FMA.tridiagonalise)
  #endif
}
