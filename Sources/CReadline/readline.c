#define _XOPEN_SOURCE 700 /* wcwidth */
#define _DEFAULT_SOURCE
#include "CReadline.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include <readline/readline.h>
#include <readline/history.h>

static nsh_completer completer;
static int wake_end = -1;
static char *accepted;
static int finished;
static size_t hidden_prefix; /* bytes of each match that stand before the completed word */

/* Readline calls this when a line is entered (NULL: end of file on an empty line). */
static void accept_line(char *line) {
  accepted = line;
  finished = 1;
  rl_callback_handler_remove(); /* or readline would draw the prompt again */
}

/* Completion ---------------------------------------------------------------------------------------------------
   Readline's own idea of a word is switched off (no break characters): its word is the whole text up to the
   cursor. Each match is therefore that text up to the word that the language completes, then the candidate; the
   list shows only the candidates. So the language decides what a word is, quotes and all. */

static void show_matches(char **matches, int count, int longest) {
  char **tails = calloc((size_t)count + 2, sizeof *tails);
  (void)longest;
  if (!tails) return;
  int widest = 0;
  for (int i = 0; i <= count && matches[i]; i++) {
    size_t length = strlen(matches[i]);
    size_t skipped = length < hidden_prefix ? length : hidden_prefix;
    tails[i] = matches[i] + skipped;
    if (i > 0 && (int)(length - skipped) > widest) widest = (int)(length - skipped);
  }
  rl_display_match_list(tails, count, widest);
  free(tails);
  rl_forced_update_display();
}

/* The length of the longest common prefix of a[] that does not split a UTF-8 character. */
static size_t common_prefix(char **a, size_t count) {
  size_t length = strlen(a[0]);
  for (size_t i = 1; i < count; i++) {
    size_t k = 0;
    while (k < length && a[i][k] == a[0][k]) k++;
    length = k;
  }
  while (length > 0 && ((unsigned char)a[0][length] & 0xC0) == 0x80) length--;
  return length;
}

static char *joined(const char *text, size_t prefix, const char *tail, size_t tail_length) {
  char *whole = malloc(prefix + tail_length + 1);
  if (!whole) return NULL;
  memcpy(whole, text, prefix);
  memcpy(whole + prefix, tail, tail_length);
  whole[prefix + tail_length] = 0;
  return whole;
}

static void free_all(char **a, size_t count) {
  for (size_t i = 0; i < count; i++) free(a[i]);
  free(a);
}

/* matches[0] is what replaces the text, matches[1...] the candidates (none when there is only one). */
static char **matches_for(const char *text, size_t cursor, size_t start, char **candidates, size_t count) {
  char **matches = calloc(count + 2, sizeof *matches);
  if (!matches) return NULL;
  size_t shared = count == 1 ? strlen(candidates[0]) : common_prefix(candidates, count);
  if (count > 1 && start + shared < cursor) /* not prefixes of what was typed: keep that */
    matches[0] = joined(text, cursor, "", 0);
  else
    matches[0] = joined(text, start, candidates[0], shared);
  for (size_t i = 0; count > 1 && i < count; i++)
    matches[i + 1] = joined(text, start, candidates[i], strlen(candidates[i]));
  return matches;
}

static char **complete(const char *text, int start_of_text, int cursor) {
  (void)start_of_text;
  rl_attempted_completion_over = 1; /* never fall back to file names */
  rl_completion_append_character = ' ';
  int start = cursor;
  char **candidates = completer ? completer(rl_line_buffer, cursor, &start) : NULL;
  if (!candidates) return NULL;
  size_t count = 0;
  while (candidates[count]) count++;
  char **matches = NULL;
  if (count > 0 && start >= 0 && start <= cursor) {
    hidden_prefix = (size_t)start;
    const char *first = candidates[0];
    if (count == 1 && *first && strchr("=(/\".,", first[strlen(first) - 1])) rl_completion_suppress_append = 1;
    matches = matches_for(text, (size_t)cursor, (size_t)start, candidates, count);
  }
  free_all(candidates, count);
  return matches;
}

/* Keys ---------------------------------------------------------------------------------------------------------
   Ctrl-C makes the terminal throw away what was typed and not yet read. A read that counted on it would wait, deaf
   to the signal; so each key waits for input and signals alike, takes only what is still there, and a signal reads as a
   key that does nothing. */

static int nothing(int count, int key) {
  (void)count;
  (void)key;
  return 0;
}

/* One byte without waiting: EOF at the end of the input, NOTHING_THERE when it was thrown away since poll told of it. */
enum { NOTHING_THERE = -2 };

static int read_now(int descriptor) {
  int flags = fcntl(descriptor, F_GETFL);
  unsigned char byte;
  fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
  ssize_t got = read(descriptor, &byte, 1);
  int error = errno;
  fcntl(descriptor, F_SETFL, flags);
  if (got == 1) return byte;
  return got < 0 && (error == EAGAIN || error == EINTR) ? NOTHING_THERE : EOF;
}

/* Keys that were read while something else was asked of the terminal. */
static unsigned char typed[256];
static int typed_count, typed_next;

void nsh_readline_typed(const unsigned char *bytes, int count) {
  for (int i = 0; i < count && typed_count < (int)sizeof typed; i++) typed[typed_count++] = bytes[i];
}

static int has_typed(void) {
  if (typed_next < typed_count) return 1;
  typed_next = typed_count = 0;
  return 0;
}

static int read_key(FILE *stream) {
  if (has_typed()) return typed[typed_next++];
  struct pollfd sources[2] = {{fileno(stream), POLLIN, 0}, {wake_end, POLLIN, 0}};
  for (;;) {
    if (poll(sources, 2, -1) < 0 && errno != EINTR) return EOF;
    if (sources[0].revents) {
      int key = read_now(fileno(stream));
      if (key != NOTHING_THERE) return key;
    }
    if (sources[1].revents) return 0;
  }
}

/* Colours and hints --------------------------------------------------------------------------------------------
   Readline draws the line, plain; then the same characters are written over it in colours, the hint behind them, and
   the cursor goes back to where readline left it. Readline need not know: what it believes to be on the screen is
   there. Only a line that fits into the row with its prompt is painted; a longer one stays plain. */

static nsh_painter painter;

/* Columns of the first `bytes` bytes, -1 if one of the characters has no width. */
static int columns_of(const char *text, int bytes) {
  mbstate_t state;
  memset(&state, 0, sizeof state);
  int columns = 0;
  for (int i = 0; i < bytes;) {
    wchar_t wide;
    size_t length = mbrtowc(&wide, text + i, (size_t)(bytes - i), &state);
    if (length == 0 || length > (size_t)(bytes - i)) return -1;
    int width = wcwidth(wide);
    if (width < 0) return -1;
    columns += width;
    i += (int)length;
  }
  return columns;
}

static void paint(int with_hint) {
  if (!painter || !rl_prompt || !rl_display_prompt || strcmp(rl_prompt, rl_display_prompt) != 0) return;
  int rows, columns, prompt = columns_of(rl_prompt, (int)strlen(rl_prompt));
  int width = columns_of(rl_line_buffer, rl_end), point = columns_of(rl_line_buffer, rl_point);
  rl_get_screen_size(&rows, &columns);
  if (prompt < 0 || width < 0 || point < 0 || prompt + width >= columns - 1) return;
  char *hint = NULL, *text = painter(rl_line_buffer, rl_point, &hint);
  if (text) {
    fprintf(rl_outstream, "\r\033[%dC%s\033[0m\033[K", prompt, text);
    int room = columns - 2 - prompt - width;
    if (with_hint && hint && *hint && columns_of(hint, (int)strlen(hint)) <= room)
      fprintf(rl_outstream, "\033[2m%s\033[0m", hint);
    fprintf(rl_outstream, "\r\033[%dC", prompt + point);
    fflush(rl_outstream);
  }
  free(text);
  free(hint);
}

static void redisplay_painted(void) {
  rl_redisplay();
  paint(1);
}

/* The hint must not stay on the screen when the line is entered. */
static int accept_painted(int count, int key) {
  paint(0);
  return rl_newline(count, key);
}

void nsh_readline_paint(nsh_painter function) {
  painter = function;
  rl_redisplay_function = redisplay_painted;
  rl_bind_key('\r', accept_painted);
  rl_bind_key('\n', accept_painted);
}

/* Set-up ------------------------------------------------------------------------------------------------------- */

/* The text is UTF-8 whatever the environment says. Readline asks the environment again for each line, so what it finds
   there must say so too. */
static void choose_locale(void) {
  static const char *const names[] = {"", "C.UTF-8", "en_US.UTF-8"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (!setlocale(LC_CTYPE, names[i]) || strcmp(nl_langinfo(CODESET), "UTF-8") != 0) continue;
    if (i > 0) setenv("LC_ALL", names[i], 1);
    return;
  }
}

void nsh_readline_prepare(nsh_completer function, int wake) {
  completer = function;
  wake_end = wake;
  choose_locale();
  rl_readline_name = "nsh";
  rl_catch_signals = 0;
  rl_catch_sigwinch = 0;
  rl_change_environment = 0;
  rl_completer_word_break_characters = "";
  rl_completer_quote_characters = NULL;
  rl_attempted_completion_function = complete;
  rl_completion_display_matches_hook = show_matches;
  rl_sort_completion_matches = 0;
  rl_variable_bind("page-completions", "off");
  using_history();
  rl_getc_function = read_key;
  rl_bind_key(0, nothing);
  rl_initialize(); /* before the first question about the screen, which needs the input stream */
}

void nsh_readline_remember(const char *entry) { add_history(entry); }

/* Reading ------------------------------------------------------------------------------------------------------ */

static void abandon_line(void) {
  rl_callback_sigcleanup(); /* leaves searches and numeric arguments */
  rl_point = rl_end;
  rl_redisplay();
  paint(0);
  rl_echo_signal_char(SIGINT);
  rl_crlf();
  fflush(rl_outstream);
  rl_free_line_state();
  rl_replace_line("", 1);
  rl_callback_handler_remove();
}

/* Gives the terminal back, stops as the terminal's user asked, and goes on where the line was. */
static void stop_and_continue(void) {
  struct sigaction default_action, ours;
  memset(&default_action, 0, sizeof default_action);
  default_action.sa_handler = SIG_DFL;
  paint(0);
  rl_crlf();
  fflush(rl_outstream);
  (*rl_deprep_term_function)();
  sigaction(SIGTSTP, &default_action, &ours);
  raise(SIGTSTP);
  sigaction(SIGTSTP, &ours, NULL);
}

static void take_terminal_again(void) {
  (*rl_deprep_term_function)();
  (*rl_prep_term_function)(1);
  rl_resize_terminal();
  rl_forced_update_display();
}

/* Acts on the signals that came in. Returns 1 if the line was abandoned. */
static int heed_signals(void) {
  unsigned char bytes[64];
  ssize_t got = read(wake_end, bytes, sizeof bytes);
  for (ssize_t i = 0; i < got; i++) {
    switch (bytes[i]) {
    case SIGINT: abandon_line(); return 1;
    case SIGTSTP: stop_and_continue(); take_terminal_again(); break;
    case SIGCONT: take_terminal_again(); break;
    case SIGWINCH: rl_resize_terminal(); break;
    default: break;
    }
  }
  return 0;
}

/* Readline writes through a FILE, which loses what a terminal that does not wait cannot take at once. Gives the flags that
   were, or -1 if nothing was changed. */
static int let_output_wait(void) {
  int descriptor = fileno(rl_outstream ? rl_outstream : stdout), flags = fcntl(descriptor, F_GETFL);
  if (flags == -1 || !(flags & O_NONBLOCK)) return -1;
  fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK);
  return flags;
}

static int read_line(const char *prompt, char **line);

int nsh_readline_read(const char *prompt, char **line) {
  int flags = let_output_wait();
  int status = read_line(prompt, line);
  if (flags != -1) fcntl(fileno(rl_outstream ? rl_outstream : stdout), F_SETFL, flags);
  return status;
}

static int read_line(const char *prompt, char **line) {
  *line = NULL;
  accepted = NULL;
  finished = 0;
  rl_reset_screen_size();
  rl_callback_handler_install(prompt, accept_line);
  struct pollfd sources[2] = {{fileno(rl_instream ? rl_instream : stdin), POLLIN, 0}, {wake_end, POLLIN, 0}};
  while (!finished) {
    if (has_typed()) {
      rl_callback_read_char();
      continue;
    }
    if (poll(sources, 2, -1) < 0) {
      if (errno == EINTR) continue;
      rl_callback_handler_remove();
      return NSH_READ_END;
    }
    if (sources[1].revents && heed_signals()) return NSH_READ_INTERRUPTED;
    if (sources[0].revents) rl_callback_read_char();
  }
  *line = accepted;
  return accepted ? NSH_READ_LINE : NSH_READ_END;
}
