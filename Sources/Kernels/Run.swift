import CKernel

/// What a copy of the kernel offers: the functions of CKernel.h.
var kernel: nsh_kernel {
  nsh_kernel(
    run: { run($0!.pointee) },
    attract: { attract($0!.pointee) },
    squash: { squash($0!, $1!, $2) },
    link: { link($0!.pointee, $1!.pointee, block: $2) },
    rows: { rows($0!.pointee, layer: $1, into: $2!, order: $3, work: $4!) },
    tridiagonalise: { tridiagonalise($0!, order: $1, stride: $2, diagonal: $3!, side: $4!, work: $5!) })
}

/// Runs a job: forward and backward through all layers. Those of a formula are all of one family and have a pass of
/// their own.
func run(_ job: nsh_job) {
  switch (job.program == nil, job.number) {
  case (false, NSH_DUAL): formulaPass(job, Dual.self)
  case (false, _): formulaPass(job, Lanes.self)
  case (true, NSH_SINGLE): pass(job, Singles.self)
  case (true, NSH_DUAL): pass(job, Dual.self)
  case (true, _): pass(job, Lanes.self)
  }
}
