#ifndef NSH_CKERNEL_H
#define NSH_CKERNEL_H

#include <stddef.h>

#include "CAttraction.h"
#include "CFormula.h"
#include "CLanes.h"

/* What the kernel works on and what it does: plain data and C functions, so that its copies share no Swift type, and that
   the engine is compiled beside them. A lane vector is
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

/* What a copy of the kernel does. */
typedef struct nsh_kernel {
  /* All layers, forward and back. */
  void (*run)(const nsh_job *job);
  /* Bodies that pull on bodies. */
  void (*attract)(const nsh_attraction *job);
  /* z becomes tanh z, and slope its derivative; `count` numbers. */
  void (*squash)(double *z, double *slope, long count);
  /* The second order of the layers at one block, which is the job's only one; its place in the links. */
  void (*link)(const nsh_job *job, const nsh_links *links, long block);
  /* Adds the Hessian's rows of one layer; `work` holds 4 lane vectors a block. */
  void (*rows)(const nsh_links *links, long layer, double *hessian, long order, void *work);
  /* A symmetric matrix, `order` rows of `stride` doubles, to a tridiagonal one; `work` holds 3 stride. */
  void (*tridiagonalise)(double *a, long order, long stride, double *diagonal, double *side, double *work);
} nsh_kernel;

/* A copy of the kernel in this binary. */
typedef struct nsh_copy {
  const char *name;
  int level;    /* the processor that it needs, as below */
  int is_fused; /* whether it multiplies and adds in one operation */
  nsh_kernel (*kernel)(void);
} nsh_copy;

/* The copies in this binary: all, or those that the build was asked for. */
const nsh_copy *nsh_copies(long *count);

/* What this processor has: 0 nothing special, 1 AVX2 and FMA, 2 AVX-512 (F, VL, DQ, BW) too. */
int nsh_processor_level(void);

#endif
