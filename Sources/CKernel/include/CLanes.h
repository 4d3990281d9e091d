#ifndef NSH_CLANES_H
#define NSH_CLANES_H

/* Arithmetic in lanes, on the compiler's own vectors. Swift's SIMD types do one lane after another in its standard library,
   which the optimiser must put together again for each use: it takes most of the time of compiling the kernel and leaves
   worse code. Here an operation is one instruction from the start. Each stands in a function of its own, so that nothing is
   fused unless `fma` says so. */

#pragma STDC FP_CONTRACT OFF
#define NSH_INLINE static inline __attribute__((always_inline))

/* Sixteen doubles, sixteen floats, eight doubles, and their bits; a comparison gives all ones where it holds. */
typedef double nsh_lanes __attribute__((ext_vector_type(16)));
typedef unsigned long nsh_lanes_bits __attribute__((ext_vector_type(16)));
typedef long nsh_lanes_truth __attribute__((ext_vector_type(16)));
typedef float nsh_floats __attribute__((ext_vector_type(16)));
typedef unsigned int nsh_floats_bits __attribute__((ext_vector_type(16)));
typedef int nsh_floats_truth __attribute__((ext_vector_type(16)));
typedef double nsh_half __attribute__((ext_vector_type(8)));

#define NSH_ARITHMETIC(V, E)                                                              \
  NSH_INLINE V V##_all(E x) { return (V)(x); }                                            \
  NSH_INLINE V V##_add(V a, V b) { return a + b; }                                        \
  NSH_INLINE V V##_subtract(V a, V b) { return a - b; }                                   \
  NSH_INLINE V V##_multiply(V a, V b) { return a * b; }                                   \
  NSH_INLINE V V##_divide(V a, V b) { return a / b; }                                     \
  NSH_INLINE V V##_negate(V a) { return -a; }                                             \
  NSH_INLINE V V##_fma(V a, V b, V c) { return __builtin_elementwise_fma(a, b, c); }      \
  NSH_INLINE V V##_root(V a) { return __builtin_elementwise_sqrt(a); }

#define NSH_BITS(V, E)                                                                    \
  NSH_INLINE V##_bits V##_less(V a, V b) { return (V##_bits)(a < b); }                    \
  NSH_INLINE V##_bits V##_at_most(V a, V b) { return (V##_bits)(a <= b); }                \
  NSH_INLINE V##_bits V##_equal(V a, V b) { return (V##_bits)(a == b); }                  \
  NSH_INLINE V V##_choose(V##_bits m, V a, V b) { return (V##_truth)m ? a : b; }          \
  NSH_INLINE V##_bits V##_to_bits(V a) { return (V##_bits)a; }                            \
  NSH_INLINE V V##_of_bits(V##_bits a) { return (V)a; }                                   \
  NSH_INLINE V##_bits V##_bits_all(E x) { return (V##_bits)(x); }                         \
  NSH_INLINE V##_bits V##_bits_plus(V##_bits a, V##_bits b) { return a + b; }             \
  NSH_INLINE V##_bits V##_bits_minus(V##_bits a, V##_bits b) { return a - b; }            \
  NSH_INLINE V##_bits V##_bits_and(V##_bits a, V##_bits b) { return a & b; }              \
  NSH_INLINE V##_bits V##_bits_or(V##_bits a, V##_bits b) { return a | b; }               \
  NSH_INLINE V##_bits V##_bits_not(V##_bits a) { return ~a; }                             \
  NSH_INLINE V##_bits V##_bits_left(V##_bits a, unsigned n) { return a << n; }            \
  NSH_INLINE V##_bits V##_bits_right(V##_bits a, unsigned n) { return a >> n; }           \
  NSH_INLINE V##_bits V##_bits_equal(V##_bits a, V##_bits b) { return (V##_bits)(a == b); }

NSH_ARITHMETIC(nsh_lanes, double)
NSH_ARITHMETIC(nsh_floats, float)
NSH_ARITHMETIC(nsh_half, double)
NSH_BITS(nsh_lanes, unsigned long)
NSH_BITS(nsh_floats, unsigned int)

NSH_INLINE nsh_half nsh_lanes_low(nsh_lanes a) { return a.lo; }
NSH_INLINE nsh_half nsh_lanes_high(nsh_lanes a) { return a.hi; }

/* The sum of all lanes: l and l + 4 of the eight, then l and l + 2, then the two; in one order on every machine. */
NSH_INLINE double nsh_half_total(nsh_half a) {
  double four __attribute__((ext_vector_type(4))) = a.lo + a.hi;
  double two __attribute__((ext_vector_type(2))) = four.lo + four.hi;
  return two.x + two.y;
}

#undef NSH_ARITHMETIC
#undef NSH_BITS
#endif
