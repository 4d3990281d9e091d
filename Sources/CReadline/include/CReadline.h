#ifndef NSH_CREADLINE_H
#define NSH_CREADLINE_H

/* The few functions of GNU readline that the line editor needs.
   No global of readline is visible outside this target; everything here runs on one thread. */

/* Called for Tab with the edited text up to its end, the cursor's byte offset, and where to store the
   byte offset at which the replaced word begins (<= cursor). Returns a NULL-terminated array of candidates
   or NULL; the array and every string in it come from malloc and are freed here. */
typedef char **(*nsh_completer)(const char *line, int cursor, int *start);

/* Called when the line has changed: the line as it should look on the screen, with escape sequences for colours, and in *hint what is shown
   greyed behind it (NULL for nothing). Both come from malloc and are freed here. */
typedef char *(*nsh_painter)(const char *line, int cursor, char **hint);

/* How reading a line ended. */
enum nsh_read_status { NSH_READ_LINE = 0, NSH_READ_END = 1, NSH_READ_INTERRUPTED = 2 };

/* Prepares readline. `wake` is the reading end of a self-pipe: signal handlers write the number of the signal
   (SIGINT, SIGWINCH, SIGTSTP, SIGCONT) as one byte into the other end. */
void nsh_readline_prepare(nsh_completer completer, int wake);

/* Colours what is edited. Called at most once, after nsh_readline_prepare, on terminals that know the usual escape sequences. */
void nsh_readline_paint(nsh_painter painter);

/* Edits one line after `prompt`. On NSH_READ_LINE *line is a malloc'ed string, else NULL.
   The terminal is back in its own mode on return. */
int nsh_readline_read(const char *prompt, char **line);

/* Keys that were read outside of nsh_readline_read; the next line begins with them. */
void nsh_readline_typed(const unsigned char *bytes, int count);

/* Adds an entry, possibly of several lines, to the list that the arrow keys walk through. */
void nsh_readline_remember(const char *entry);

#endif
