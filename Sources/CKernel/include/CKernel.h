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

/* A stretch of blocks through all layers of a chain, forward and back. Pointers are to lane vectors or plane vectors, theta to doubles; with
   `is_dual` theta, gradient and loss are pairs (value, tangent). */
typedef struct nsh_job {
  nsh_map map;
  int is_dual;
  long layers;
  long blocks;
  const void *theta;     /* layers x parameters */
  const void *states;    /* blocks: x_0 */
  const void *targets;   /* blocks: the destinations; unused with covectors */
  const void *weights;   /* blocks */
  const void *covectors; /* blocks: g_K itself; NULL for weight (x_K - target) */
  void *gradient;        /* layers x parameters, added to */
  void *loss;            /* one: the sum of weight/2 |x_K - target|^2, added to */
  void *kept_states;     /* x_t of block b at t stride + b; NULL where no record is wanted */
  void *kept_costates;   /* g_t likewise */
  long stride;
  const nsh_program *program; /* of a formula; NULL for the other families */
} nsh_job;

/* What this processor has: 0 nothing special, 1 AVX2 and FMA, 2 AVX-512 (F, VL, DQ, BW) too. */
int nsh_processor_level(void);

#endif
