#ifndef NSH_CGIFWRITER_H
#define NSH_CGIFWRITER_H

#include <cgif.h>

/* Opens libcgif: to be called before any other of its functions. Gives 0 where it is not installed; then none may be. */
int nsh_cgif_load(void);

#endif
