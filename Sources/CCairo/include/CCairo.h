#ifndef NSH_CCAIRO_H
#define NSH_CCAIRO_H

#include <cairo/cairo-pdf.h>
#include <cairo/cairo-svg.h>
#include <cairo/cairo.h>

/* Opens cairo, whose libraries take longer to load than all the rest of the start: to be called before any other of its
   functions. Gives 0 where it is not installed; then none may be called. */
int nsh_cairo_load(void);

#endif
