/* Loaded before the C library (LD_PRELOAD): fails one of the calls that concern files below a folder, or the start of threads.

   TORTURE_FOLDER   the folder, absolute
   TORTURE_CALL     the call's name, such as write
   TORTURE_FIRST    the number of the first that fails, from 1
   TORTURE_LAST     the number of the last that fails
   TORTURE_ERROR    the error's number; 0 for a read or write of half the bytes
   TORTURE_TRACE    a file, outside the folder, that takes the name of every such call; none fails then */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static _Atomic long count;

static int isBelow(const char *path) {
  const char *folder = getenv("TORTURE_FOLDER");
  if (folder == NULL || path == NULL) return 0;
  return path[0] != '/' || strncmp(path, folder, strlen(folder)) == 0;
}

static int isOpen(int descriptor) {
  char name[64], path[PATH_MAX];
  if (descriptor < 3) return 0;
  snprintf(name, sizeof name, "/proc/self/fd/%d", descriptor);
  long length = syscall(SYS_readlink, name, path, sizeof path - 1);
  if (length <= 0 || path[0] != '/') return 0;
  path[length] = 0;
  return isBelow(path);
}

/* The error with which this call fails; -1 if it does not. */
static int failure(const char *call, int concerns) {
  if (!concerns) return -1;
  const char *trace = getenv("TORTURE_TRACE"), *which = getenv("TORTURE_CALL");
  if (trace != NULL) {
    int file = (int)syscall(SYS_openat, AT_FDCWD, trace, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    char line[64];
    int length = snprintf(line, sizeof line, "%s\n", call);
    syscall(SYS_write, file, line, length);
    syscall(SYS_close, file);
    return -1;
  }
  if (which == NULL || strcmp(which, call) != 0) return -1;
  long number = ++count;
  if (number < atol(getenv("TORTURE_FIRST")) || number > atol(getenv("TORTURE_LAST"))) return -1;
  return atoi(getenv("TORTURE_ERROR"));
}

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

/* A call that fails as a whole: its result is -1. */
#define FAILING(result, name, parameters, arguments, concerns) \
  result name parameters { \
    static result(*original) parameters; \
    if (original == NULL) original = next(#name); \
    int error = failure(#name, concerns); \
    if (error > 0) { errno = error; return -1; } \
    return original arguments; \
  }

/* A call that moves bytes: it may also move half of them. */
#define MOVING(name, kind, parameters, whole, half) \
  ssize_t name parameters { \
    static ssize_t(*original) parameters; \
    if (original == NULL) original = next(#name); \
    int error = failure(#name, isOpen(descriptor)); \
    if (error > 0) { errno = error; return -1; } \
    return error == 0 && size > 1 ? original half : original whole; \
  }

MOVING(read, void *, (int descriptor, void *bytes, size_t size), (descriptor, bytes, size), (descriptor, bytes, size / 2))
MOVING(write, const void *, (int descriptor, const void *bytes, size_t size), (descriptor, bytes, size), (descriptor, bytes, size / 2))
MOVING(pread, void *, (int descriptor, void *bytes, size_t size, off_t at), (descriptor, bytes, size, at), (descriptor, bytes, size / 2, at))
MOVING(pwrite, const void *, (int descriptor, const void *bytes, size_t size, off_t at), (descriptor, bytes, size, at), (descriptor, bytes, size / 2, at))
MOVING(pread64, void *, (int descriptor, void *bytes, size_t size, off64_t at), (descriptor, bytes, size, at), (descriptor, bytes, size / 2, at))
MOVING(pwrite64, const void *, (int descriptor, const void *bytes, size_t size, off64_t at), (descriptor, bytes, size, at), (descriptor, bytes, size / 2, at))

FAILING(int, fsync, (int descriptor), (descriptor), isOpen(descriptor))
FAILING(int, fdatasync, (int descriptor), (descriptor), isOpen(descriptor))
FAILING(int, ftruncate, (int descriptor, off_t size), (descriptor, size), isOpen(descriptor))
FAILING(int, ftruncate64, (int descriptor, off64_t size), (descriptor, size), isOpen(descriptor))
FAILING(int, fchmod, (int descriptor, mode_t mode), (descriptor, mode), isOpen(descriptor))
FAILING(int, fchown, (int descriptor, uid_t user, gid_t group), (descriptor, user, group), isOpen(descriptor))
FAILING(int, fstat, (int descriptor, struct stat *into), (descriptor, into), isOpen(descriptor))
FAILING(int, flock, (int descriptor, int operation), (descriptor, operation), isOpen(descriptor))
FAILING(off_t, lseek, (int descriptor, off_t by, int from), (descriptor, by, from), isOpen(descriptor))
FAILING(int, stat, (const char *path, struct stat *into), (path, into), isBelow(path))
FAILING(int, lstat, (const char *path, struct stat *into), (path, into), isBelow(path))
FAILING(int, fstatat, (int at, const char *path, struct stat *into, int flags), (at, path, into, flags), isBelow(path))
FAILING(int, access, (const char *path, int mode), (path, mode), isBelow(path))
FAILING(int, faccessat, (int at, const char *path, int mode, int flags), (at, path, mode, flags), isBelow(path))
FAILING(int, mkdir, (const char *path, mode_t mode), (path, mode), isBelow(path))
FAILING(int, mkdirat, (int at, const char *path, mode_t mode), (at, path, mode), isBelow(path))
FAILING(int, rename, (const char *from, const char *to), (from, to), isBelow(from))
FAILING(int, renameat, (int a, const char *from, int b, const char *to), (a, from, b, to), isBelow(from))
FAILING(int, renameat2, (int a, const char *from, int b, const char *to, unsigned flags), (a, from, b, to, flags), isBelow(from))
FAILING(int, linkat, (int a, const char *from, int b, const char *to, int flags), (a, from, b, to, flags), isBelow(to))
FAILING(ssize_t, readlink, (const char *path, char *into, size_t size), (path, into, size), isBelow(path))
FAILING(ssize_t, readlinkat, (int at, const char *path, char *into, size_t size), (at, path, into, size), isBelow(path))

/* Whatever close says, the descriptor is closed. */
int close(int descriptor) {
  static int (*original)(int);
  if (original == NULL) original = next("close");
  int error = failure("close", isOpen(descriptor)), result = original(descriptor);
  if (error > 0) { errno = error; return -1; }
  return result;
}

/* Gives the error instead of -1. It is not in traces: who wants it to fail asks for it by its name. */
int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *), void *argument) {
  static int (*original)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  if (original == NULL) original = next("pthread_create");
  int error = getenv("TORTURE_TRACE") == NULL ? failure("pthread_create", 1) : -1;
  return error > 0 ? error : original(thread, attributes, body, argument);
}

#define OPENING(name, parameters, at, path) \
  int name parameters { \
    va_list rest; \
    va_start(rest, flags); \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
    va_end(rest); \
    int error = failure(#name, isBelow(path)); \
    if (error > 0) { errno = error; return -1; } \
    return (int)syscall(SYS_openat, at, path, flags, mode); \
  }

OPENING(open, (const char *path, int flags, ...), AT_FDCWD, path)
OPENING(open64, (const char *path, int flags, ...), AT_FDCWD, path)
OPENING(openat, (int at, const char *path, int flags, ...), at, path)
OPENING(openat64, (int at, const char *path, int flags, ...), at, path)
