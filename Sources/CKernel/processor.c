#include "CKernel.h"

int nsh_processor_is_fast(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return 0; /* the portable copy uses what the processor has */
#endif
}
