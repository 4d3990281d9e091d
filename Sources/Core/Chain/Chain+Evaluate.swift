import Checked

extension Chain {
  /// F and its gradient in one fused pass. The same bits for any number of threads: the chunks depend on the number of
  /// points alone and their partial sums are added in order.
  public func evaluate(_ population: Population, threads: Int = 1) -> Evaluation {
    evaluate(Blocks(kept: population), threads: threads)
  }

  func evaluate(_ blocks: Blocks, threads: Int) -> Evaluation {
    let sum = sum(blocks, theta: theta, isDual: false, threads: threads)
    return Evaluation(loss: sum.loss[0], penalty: penaltyValue, gradient: penalised(sum.gradient))
  }

  /// dF/dtheta by what charges are made of, which saves a pass.
  public func gradient(from source: any ChargeSource) -> [Double] {
    penalised(Range(from: 1, through: layers).flatMap { source.layerGradient($0, of: self, cluster: nil) })
  }
}
