/// The optimisers. A new one is one file and one line here; `train` has a command for each, and tests check their claims.
public enum OptimiserCatalogue {
  public static let optimisers: [any Optimiser.Type] = [
    Adam.self, GradientDescent.self, Momentum.self, LBFGS.self, Newton.self,
  ]
}
