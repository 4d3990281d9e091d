#include "CSQLite.h"

#include <dlfcn.h>
#include <pthread.h>

#ifdef __linux__
#include <sys/vfs.h>
#else
#include <sys/mount.h>
#include <sys/param.h>
#endif

/* Each function of SQLite that is used: what it returns, its name, its parameters, and what of them is handed on. */
#define FUNCTIONS(F) \
  F(int, sqlite3_libversion_number, (void), ()) \
  F(int, sqlite3_open_v2, (const char *filename, sqlite3 **db, int flags, const char *vfs), (filename, db, flags, vfs)) \
  F(int, sqlite3_close_v2, (sqlite3 *db), (db)) \
  F(int, sqlite3_extended_result_codes, (sqlite3 *db, int onoff), (db, onoff)) \
  F(const char *, sqlite3_errmsg, (sqlite3 *db), (db)) \
  F(int, sqlite3_exec, (sqlite3 *db, const char *sql, int (*callback)(void *, int, char **, char **), void *context, char **message), (db, sql, callback, context, message)) \
  F(int, sqlite3_busy_handler, (sqlite3 *db, int (*handler)(void *, int), void *context), (db, handler, context)) \
  F(void, sqlite3_progress_handler, (sqlite3 *db, int every, int (*handler)(void *), void *context), (db, every, handler, context)) \
  F(int, sqlite3_get_autocommit, (sqlite3 *db), (db)) \
  F(sqlite3_int64, sqlite3_last_insert_rowid, (sqlite3 *db), (db)) \
  F(int, sqlite3_prepare_v2, (sqlite3 *db, const char *sql, int count, sqlite3_stmt **statement, const char **tail), (db, sql, count, statement, tail)) \
  F(int, sqlite3_step, (sqlite3_stmt *statement), (statement)) \
  F(int, sqlite3_reset, (sqlite3_stmt *statement), (statement)) \
  F(int, sqlite3_finalize, (sqlite3_stmt *statement), (statement)) \
  F(int, sqlite3_bind_null, (sqlite3_stmt *statement, int place), (statement, place)) \
  F(int, sqlite3_bind_double, (sqlite3_stmt *statement, int place, double value), (statement, place, value)) \
  F(int, sqlite3_bind_int64, (sqlite3_stmt *statement, int place, sqlite3_int64 value), (statement, place, value)) \
  F(int, sqlite3_bind_text, (sqlite3_stmt *statement, int place, const char *bytes, int count, void (*destroy)(void *)), (statement, place, bytes, count, destroy)) \
  F(int, sqlite3_bind_blob, (sqlite3_stmt *statement, int place, const void *bytes, int count, void (*destroy)(void *)), (statement, place, bytes, count, destroy)) \
  F(int, sqlite3_column_count, (sqlite3_stmt *statement), (statement)) \
  F(int, sqlite3_column_type, (sqlite3_stmt *statement, int column), (statement, column)) \
  F(double, sqlite3_column_double, (sqlite3_stmt *statement, int column), (statement, column)) \
  F(sqlite3_int64, sqlite3_column_int64, (sqlite3_stmt *statement, int column), (statement, column)) \
  F(const unsigned char *, sqlite3_column_text, (sqlite3_stmt *statement, int column), (statement, column)) \
  F(const void *, sqlite3_column_blob, (sqlite3_stmt *statement, int column), (statement, column)) \
  F(int, sqlite3_column_bytes, (sqlite3_stmt *statement, int column), (statement, column))

#define POINTER(result, name, parameters, arguments) static result(*real_##name) parameters;
FUNCTIONS(POINTER)

/* Under the library's own names: they hide it from whoever links with this, and hand on to it. */
#define FORWARD(result, name, parameters, arguments) \
  result name parameters { return real_##name arguments; }
FUNCTIONS(FORWARD)

#ifdef __APPLE__
static const char *const places[] = {"/usr/lib/libsqlite3.dylib"};
#else
static const char *const places[] = {"libsqlite3.so.0"};
#endif

static int is_loaded;

static void load(void) {
  void *library = 0;
  for (unsigned i = 0; i < sizeof places / sizeof *places && !library; i++) library = dlopen(places[i], RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  is_loaded = 1;
#define FIND(result, name, parameters, arguments) \
  if (!(real_##name = (result(*) parameters)dlsym(library, #name))) is_loaded = 0;
  FUNCTIONS(FIND)
  if (is_loaded && sqlite3_libversion_number() < 3035000) is_loaded = 0;
}

int nsh_sqlite_load(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  return is_loaded;
}

int nsh_sqlite_bind_text(sqlite3_stmt *statement, int place, const char *bytes, int count) {
  return sqlite3_bind_text(statement, place, bytes, count, SQLITE_TRANSIENT);
}

int nsh_sqlite_bind_blob(sqlite3_stmt *statement, int place, const void *bytes, int count) {
  return sqlite3_bind_blob(statement, place, bytes, count, SQLITE_TRANSIENT);
}

int nsh_is_remote(const char *folder) {
  struct statfs information;
  if (statfs(folder, &information) != 0) return -1;
#ifdef __linux__
  switch ((unsigned long)information.f_type & 0xFFFFFFFFul) {
  case 0x6969:     /* NFS */
  case 0x517B:     /* SMB */
  case 0xFF534D42: /* CIFS */
  case 0xFE534D42: /* SMB2 */
  case 0x564C:     /* NCP */
  case 0x5346414F: /* AFS */
  case 0x73757245: /* CODA */
  case 0x01021997: /* 9P */
  case 0x65735546: /* FUSE: sshfs, glusterfs and others */
  case 0x00C36400: /* Ceph */
  case 0x0BD00BD0: /* Lustre */
  case 0x47504653: /* GPFS */
  case 0x19830326: /* BeeGFS */
  case 0xAAD7AAEA: /* Panasas */
  case 0x7461636F: /* OCFS2 */
  case 0x01161970: /* GFS2 */
    return 1;
  default: return 0;
  }
#else
  return (information.f_flags & MNT_LOCAL) == 0;
#endif
}
