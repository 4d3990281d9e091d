#ifndef NSH_CSQLITE_H
#define NSH_CSQLITE_H

#include <sqlite3.h>

/* Opens SQLite, which few sessions need: to be called before any other of its functions. Gives 0 where it is not
   installed, or older than 3.35; then none may be called. */
int nsh_sqlite_load(void);

/* sqlite3_bind_text and sqlite3_bind_blob of bytes that are copied. */
int nsh_sqlite_bind_text(sqlite3_stmt *statement, int place, const char *bytes, int count);
int nsh_sqlite_bind_blob(sqlite3_stmt *statement, int place, const void *bytes, int count);

/* Whether a file that is in this folder lies on a file system of another machine, where several processes do not see
   each other's shared memory and locks may fail: 1; on a disk: 0; where that is not known: -1. */
int nsh_is_remote(const char *folder);

#endif
