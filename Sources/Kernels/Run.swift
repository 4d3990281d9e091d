public import CKernel

/// Runs a job by the pass that the compiler made for its family, kernel and number. There are no protocols left inside.
public func run(_ job: nsh_job) {
  switch job.map.family {
  case NSH_BUMP: radial(job, BumpMotion.self, Round.self)
  case NSH_SWIRL: radial(job, SwirlMotion.self, Round.self)
  case NSH_PINCH: radial(job, PinchMotion.self, Round.self)
  case NSH_GENERAL: radial(job, GeneralMotion.self, Round.self)
  case NSH_ELLIPTIC_BUMP: radial(job, BumpMotion.self, Elliptic.self)
  case NSH_FORMULA: job.is_dual == 0 ? formulaPass(job, Lanes.self) : formulaPass(job, Dual.self)
  default: job.is_dual == 0 ? pass(job, AffineLayer<Lanes>.self) : pass(job, AffineLayer<Dual>.self)
  }
}

@inline(__always)
private func radial<M: Motion, S: Shape>(_ job: nsh_job, _ motion: M.Type, _ shape: S.Type) {
  switch job.map.profile {
  case NSH_GAUSS: radial(job, motion, Gauss.self, shape)
  case NSH_LORENTZ: radial(job, motion, Lorentz.self, shape)
  default: radial(job, motion, Compact.self, shape)
  }
}

@inline(__always)
private func radial<M: Motion, P: Profile, S: Shape>(_ job: nsh_job, _ motion: M.Type, _ profile: P.Type, _ shape: S.Type) {
  job.is_dual == 0 ? pass(job, RadialLayer<M, P, S, Lanes>.self) : pass(job, RadialLayer<M, P, S, Dual>.self)
}
