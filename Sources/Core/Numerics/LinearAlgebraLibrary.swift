#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// LAPACK and BLAS, loaded when they are first needed: most sessions never do, and loading takes longer than all the
/// rest of the start.
///
/// OpenBLAS is told to work on the calling thread alone: threads are ours, in chunks that do not depend on their
/// number, and so are the bits. It is told before it is loaded, since its threads would look for work for some 70 ms on
/// the processors where ours work. Builds of OpenBLAS without threads are no choice, since they may not be called by
/// two at once.
struct LinearAlgebraLibrary: Sendable {
  /// Eigenvalues (ascending, in w) and eigenvectors (columns of a) of the symmetric n x n matrix a: layout, jobz, uplo,
  /// n, a, lda, w.
  typealias Eigenvalues = @convention(c) (Int32, CChar, CChar, Int32, Numbers, Int32, Numbers) -> Int32
  /// Singular values (descending, in s) of the m x n matrix a, its left singular vectors in the columns of u and its
  /// right ones in the rows of vt: layout, jobz, m, n, a, lda, s, u, ldu, vt, ldvt.
  typealias SingularValues =
    @convention(c) (Int32, CChar, Int32, Int32, Numbers, Int32, Numbers, Numbers, Int32, Numbers, Int32) -> Int32
  /// QR with column pivoting of the m x n matrix a: column jpvt[j], from 1, is taken j-th: layout, m, n, a, lda, jpvt,
  /// tau.
  typealias Pivots = @convention(c) (Int32, Int32, Int32, Numbers, Int32, UnsafeMutablePointer<Int32>, Numbers) -> Int32
  /// The solution (in b) of the n x n system a x = b of m right sides: layout, n, m, a, lda, ipiv, b, ldb.
  typealias Solution =
    @convention(c) (Int32, Int32, Int32, Numbers, Int32, UnsafeMutablePointer<Int32>, Numbers, Int32) -> Int32
  /// C = alpha op(A) op(B) + beta C of matrices that lie column by column: transa, transb, m, n, k, alpha, a, lda, b,
  /// ldb, beta, c, ldc.
  typealias Product =
    @convention(c) (
      Letter, Letter, Size, Size, Size, Constants, Constants, Size, Constants, Size, Constants, Numbers, Size
    ) -> Void

  /// The same in single precision.
  typealias SingleProduct =
    @convention(c) (
      Letter, Letter, Size, Size, Size, UnsafePointer<Float>, UnsafePointer<Float>, Size, UnsafePointer<Float>, Size,
      UnsafePointer<Float>, UnsafeMutablePointer<Float>, Size
    ) -> Void

  /// The triangle of C = alpha op(A) op(A)' + beta C: uplo, trans, n, k, alpha, a, lda, beta, c, ldc.
  typealias Square =
    @convention(c) (Letter, Letter, Size, Size, Constants, Constants, Size, Constants, Numbers, Size) -> Void
  /// The same in single precision.
  typealias SingleSquare =
    @convention(c) (
      Letter, Letter, Size, Size, UnsafePointer<Float>, UnsafePointer<Float>, Size, UnsafePointer<Float>,
      UnsafeMutablePointer<Float>, Size
    ) -> Void

  typealias Numbers = UnsafeMutablePointer<Double>
  typealias Constants = UnsafePointer<Double>
  typealias Letter = UnsafePointer<CChar>
  typealias Size = UnsafePointer<Int32>

  static let rowMajor: Int32 = 101

  let dsyevd: Eigenvalues
  let dgesdd: SingularValues
  let dgeqp3: Pivots
  let dgesv: Solution
  let dgemm: Product
  let sgemm: SingleProduct
  let dsyrk: Square
  let ssyrk: SingleSquare

  /// - Throws: `EngineError` where the library is not installed.
  static var loaded: LinearAlgebraLibrary {
    get throws(EngineError) {
      guard let library else {
        throw EngineError(.missingLibrary, "LAPACK is not there", help: installation)
      }
      return library
    }
  }

  /// Nil where it is not installed.
  static let library: LinearAlgebraLibrary? = {
    setenv("OPENBLAS_NUM_THREADS", "1", 1)
    // One that is older than the processor takes it for an old one, and is slower by a factor of two to eight; whoever
    // has set this knows better.
    if let core = coreType { setenv("OPENBLAS_CORETYPE", core, 0) }
    guard let handle = names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first else { return nil }
    func function<F>(_ name: String, _ type: F.Type) -> F? { dlsym(handle, name).map { unsafeBitCast($0, to: type) } }
    guard let dsyevd = function("LAPACKE_dsyevd", Eigenvalues.self),
      let dgesdd = function("LAPACKE_dgesdd", SingularValues.self),
      let dgeqp3 = function("LAPACKE_dgeqp3", Pivots.self),
      let dgesv = function("LAPACKE_dgesv", Solution.self), let dgemm = function("dgemm_", Product.self),
      let sgemm = function("sgemm_", SingleProduct.self), let dsyrk = function("dsyrk_", Square.self),
      let ssyrk = function("ssyrk_", SingleSquare.self)
    else { return nil }
    return LinearAlgebraLibrary(
      dsyevd: dsyevd, dgesdd: dgesdd, dgeqp3: dgeqp3, dgesv: dgesv, dgemm: dgemm, sgemm: sgemm, dsyrk: dsyrk,
      ssyrk: ssyrk)
  }()

  /// OpenBLAS's name of a processor with what this one has; nil where that is not known.
  private static var coreType: String? {
    switch KernelCopy.processorLevel {
    case 2: "SkylakeX"
    case 1: "Haswell"
    default: nil
    }
  }

  #if canImport(Glibc)
    private static let installation = "install it: apt install liblapacke libopenblas0-pthread"
    private static let names = ["liblapacke.so.3", "liblapacke.so"]
  #else
    private static let installation = "install it: brew install lapack"
    private static let names = [
      "/opt/homebrew/opt/lapack/lib/liblapacke.dylib", "/usr/local/opt/lapack/lib/liblapacke.dylib", "liblapacke.dylib",
    ]
  #endif
}
