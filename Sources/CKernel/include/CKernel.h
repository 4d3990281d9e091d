#ifndef NSH_CKERNEL_H
#define NSH_CKERNEL_H

#include <stddef.h>

#include "CAttraction.h"
#include "CFormula.h"

/* What the passes work on: plain data, so that the copies of the kernel (Kernels, KernelsAVX2, ...) share no Swift
   type. A lane vector is
   NSH_LANES doubles, one for each of as many neighbouring points; a plane vector is two lane vectors, x and y. */

enum { NSH_LANES = 16 };

enum nsh_family { NSH_BUMP, NSH_SWIRL, NSH_PINCH, NSH_GENERAL, NSH_ELLIPTIC_BUMP, NSH_AFFINE, NSH_FORMULA };
enum nsh_profile { NSH_GAUSS, NSH_LORENTZ, NSH_COMPACT };

/* One layer's kind of map. */
typedef struct nsh_map {
  enum nsh_family family;
  enum nsh_profile profile;
  double scale;   /* the width s; what log s starts at when it is trained */
  int has_scale;  /* whether log s is the last of the layer's parameters */
  int parameters; /* of one layer */
} nsh_map;

/* Neighbouring layers of one kind. */
typedef struct nsh_run {
  nsh_map map;
  long layers;
} nsh_run;

/* What is summed over the points at each state of an inspection, in half lane vectors (NSH_LANES / 2 doubles), of the covector g with the
   point's weight in it: gx, gy, x gx, x gy, y gx, y gy, |g|, |g||x|. */
enum { NSH_MOMENTS = 8 };

/* What a pass computes with. In duals theta, gradient and loss are pairs (value, tangent). In single precision a lane vector has 2 NSH_LANES
   floats, theta too are floats, and there are no records and no moments. */
enum nsh_number { NSH_DOUBLE, NSH_DUAL, NSH_SINGLE };

/* A stretch of blocks through all layers of a chain, forward and back. Pointers are to lane vectors or plane vectors, theta to doubles. */
typedef struct nsh_job {
  const nsh_run *runs;
  long run_count;
  long layers; /* of all runs */
  enum nsh_number number;
  long blocks;
  const void *theta;     /* the parameters, layer by layer */
  const void *states;    /* blocks: x_0 */
  const void *targets;   /* blocks: the destinations; unused with covectors */
  const void *weights;   /* blocks; one for all with weight_step 0 */
  long weight_step;
  const void *covectors; /* blocks: g_K itself; NULL for weight (x_K - target) */
  void *gradient;        /* as theta, added to */
  void *loss;            /* one: the sum of weight/2 |x_K - target|^2, added to */
  void *kept_states;     /* x_t of block b at t stride + b; NULL where no record is wanted */
  void *kept_costates;   /* g_t likewise */
  long stride;
  void *moments;   /* (layers + 1) x NSH_MOMENTS, added to; NULL where none are wanted */
  long scale_every; /* |g| and |g||x| are summed over every so many blocks */
  const nsh_program *program; /* of a formula; NULL for the other families */
} nsh_job;

/* What a layer is to second order at the points of the blocks: where the parts of the Hessian's product lie. With p a layer's parameters, for
   each layer and block: f_x (4 lane vectors, row by row), f_theta (2 p) and M = f_x' H f_theta + (g f)_x_theta (2 p), H the Hessian of the
   later layers. Layer after layer, block after block. */
typedef struct nsh_links {
  const nsh_run *runs;
  long run_count;
  long blocks;
  double *numbers;   /* the lane vectors: 4 + 4 p for each layer and block */
  double *diagonals; /* block after block, layer after layer: p x p, the layer's own block of the Hessian */
} nsh_links;

/* What this processor has: 0 nothing special, 1 AVX2 and FMA, 2 AVX-512 (F, VL, DQ, BW) too. */
int nsh_processor_level(void);

#endif
