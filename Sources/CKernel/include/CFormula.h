#ifndef NSH_CFORMULA_H
#define NSH_CFORMULA_H

/* A layer given by a formula: straight-line programs over registers, each of which holds a number for every point of a group of blocks.

   An operand is `space << 12 | index`. Uniforms are the same for all points of a layer: one lane vector each; registers of the other spaces are
   NSH_GROUP lane vectors, one for each block of the group. */

enum { NSH_GROUP = 4 };

enum nsh_space {
  NSH_UNIFORM, /* constants, parameters, and what follows from them alone */
  NSH_KEPT,    /* of one layer, from the forward to the backward pass */
  NSH_SCRATCH,
  NSH_INPUT,   /* x forward, g backward: indices 0 and 1 */
  NSH_OUTPUT   /* y forward, the pulled-back g backward */
};

enum nsh_operation {
  NSH_COPY, NSH_NEGATE, NSH_ADD, NSH_SUBTRACT, NSH_MULTIPLY, NSH_DIVIDE,
  NSH_MULTIPLY_ADD,  /* a b + c */
  NSH_MULTIPLY_FROM, /* c - a b */
  NSH_SQUARE_ROOT, NSH_EXPONENTIAL, NSH_LOGARITHM, NSH_SINE, NSH_COSINE,
  NSH_SINE_AND_COSINE, /* the cosine goes to c */
  NSH_HYPERBOLIC_SINE, NSH_HYPERBOLIC_TANGENT, NSH_ARCTANGENT,
  NSH_ANGLE, /* of the point (b, a): atan2(a, b) */
  NSH_MAGNITUDE, NSH_SIGN, NSH_LARGER, NSH_SMALLER,
  NSH_POWER,      /* a^b, a >= 0 */
  NSH_TIMES_ROOT, /* a sqrt(b), a being a power of b from b on */
  NSH_RATIO,      /* a / b, 0 where both are */
  NSH_HEAVISIDE,  /* 1 where a > b, 1/2 where a = b, else 0 */
  NSH_GAIN, NSH_LOSE, NSH_GAIN_PRODUCT, NSH_LOSE_PRODUCT /* gradient[result] += a, -= a, += a b, -= a b */
};

typedef struct nsh_instruction {
  unsigned short operation, result, a, b, c;
} nsh_instruction;

typedef struct nsh_code {
  const nsh_instruction *instructions;
  long count;
} nsh_code;

typedef struct nsh_program {
  nsh_code uniform, forward, backward;
  const double *constants; /* what the uniforms start with; the first ones are then the layer's parameters, and `uniform` computes some */
  long uniforms, kept, scratch; /* how many registers */
} nsh_program;

#endif
