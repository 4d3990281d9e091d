#include "CStart.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/auxv.h>
#else
#include <mach-o/dyld.h>
#endif

static int argument_count;
static char **arguments;
static int closed[3];

/* A standard stream that is closed would become the number of whatever is opened next: the pipe of the signals, a file that is
   written. So it is opened in the one way in which it stays useless: to read and write it still fails. */
static void hold(int descriptor) {
  if (fcntl(descriptor, F_GETFD) != -1 || errno != EBADF) return;
  closed[descriptor] = 1;
  int opened = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  if (opened < 0) opened = open("/", O_RDONLY);
  if (opened >= 0 && opened != descriptor) {
    dup2(opened, descriptor);
    close(opened);
  }
}

__attribute__((constructor)) static void begin(int argc, char **argv) {
  argument_count = argc;
  arguments = argv;
  for (int descriptor = 0; descriptor < 3; descriptor++) hold(descriptor);
}

int nsh_argument_count(void) { return argument_count; }
#if defined(__linux__)
const char *nsh_executable(void) { return (const char *)getauxval(AT_EXECFN); }
#else
const char *nsh_executable(void) {
  static char path[4096];
  uint32_t size = sizeof path;
  return _NSGetExecutablePath(path, &size) == 0 ? path : 0;
}
#endif
const char *nsh_argument(int index) { return index >= 0 && index < argument_count ? arguments[index] : ""; }
int nsh_was_closed(int descriptor) { return descriptor >= 0 && descriptor < 3 && closed[descriptor]; }
