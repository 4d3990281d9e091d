#ifndef NSH_CSTART_H
#define NSH_CSTART_H

/* What is known of the process before any of its own code runs. */

/* The arguments as the system handed them over, bytes that end in a NUL. Swift's own list is read from /proc, and is empty where
   that is not mounted. */
int nsh_argument_count(void);
const char *nsh_argument(int index);

/* By which path the program was started, as the system has it: of a script that names it in its first line that is the script.
   NULL where it is not known. */
const char *nsh_executable(void);

/* Whether standard input, output or error (0, 1, 2) was closed when the process began. */
int nsh_was_closed(int descriptor);

#endif
