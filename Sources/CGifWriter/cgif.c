#include "CGifWriter.h"

#include <dlfcn.h>
#include <pthread.h>

static CGIF *(*real_newgif)(CGIF_Config *);
static int (*real_addframe)(CGIF *, CGIF_FrameConfig *);
static int (*real_close)(CGIF *);

CGIF *cgif_newgif(CGIF_Config *config) { return real_newgif(config); }
int cgif_addframe(CGIF *gif, CGIF_FrameConfig *config) { return real_addframe(gif, config); }
int cgif_close(CGIF *gif) { return real_close(gif); }

#ifdef __APPLE__
static const char *const places[] = {"/opt/homebrew/lib/libcgif.dylib", "/usr/local/lib/libcgif.dylib", "libcgif.dylib"};
#else
static const char *const places[] = {"libcgif.so.0"};
#endif

static void load(void) {
  void *library = 0;
  for (unsigned i = 0; i < sizeof places / sizeof *places && !library; i++) library = dlopen(places[i], RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  real_newgif = (CGIF * (*)(CGIF_Config *)) dlsym(library, "cgif_newgif");
  real_addframe = (int (*)(CGIF *, CGIF_FrameConfig *))dlsym(library, "cgif_addframe");
  real_close = (int (*)(CGIF *))dlsym(library, "cgif_close");
}

int nsh_cgif_load(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  return real_newgif && real_addframe && real_close;
}
