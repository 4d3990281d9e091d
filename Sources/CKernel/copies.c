#include "CKernel.h"

/* Package.swift defines NSH_COPIES as COPY(name, level, fused) of each copy that it builds. */

#define COPY(name, level, fused) nsh_kernel nsh_kernel_##name(void);
NSH_COPIES
#undef COPY

const nsh_copy *nsh_copies(long *count) {
#define COPY(name, level, fused) {#name, level, fused, nsh_kernel_##name},
  static const nsh_copy copies[] = {NSH_COPIES};
  *count = sizeof copies / sizeof *copies;
  return copies;
}
