extension Chain {
  /// The Hessian of F over all parameters, exact, row by row: column j is the derivative of the gradient along parameter j, by
  /// evaluating the gradient in dual numbers. Rows and columns of constants are zero.
  ///
  /// - Throws: `CancellationError` when `isCancelled` says so between two columns.
  public func hessian(
    _ population: Population, threads: Int = 1, isCancelled: @Sendable () -> Bool = { false }
  ) throws -> [Double] {
    let blocks = Blocks(population)
    let n = theta.count
    var hessian = [Double](repeating: 0, count: n * n)
    let trained = theta.indices.filter { parameters[$0 % perLayer].isTrained }
    for first in stride(from: 0, to: trained.count, by: 32) {
      if isCancelled() { throw CancellationError() }
      let group = Array(trained[first..<min(first + 32, trained.count)])
      let columns = parallel(group.count, workers: threads) { self.column(group[$0], blocks) }
      for (j, column) in zip(group, columns) {
        for i in trained { hessian[i * n + j] = column[i] }
      }
    }
    for i in trained {
      if parameters[i % perLayer].isAmplitude { hessian[i * n + i] += penalty }
      for j in trained where j < i {
        let mean = (hessian[i * n + j] + hessian[j * n + i]) / 2
        hessian[i * n + j] = mean
        hessian[j * n + i] = mean
      }
    }
    return hessian
  }

  /// The derivative of dL/dtheta along parameter j.
  private func column(_ j: Int, _ blocks: Blocks) -> [Double] {
    var direction = [Double](repeating: 0, count: 2 * theta.count)
    for i in theta.indices { direction[2 * i] = theta[i] }
    direction[2 * j + 1] = 1
    let sum = self.sum(blocks, theta: direction, isDual: true, threads: 1)
    return theta.indices.map { sum.gradient[2 * $0 + 1].sum() }
  }
}
