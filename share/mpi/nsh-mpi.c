/* What nsh needs of MPI. tools/mpi-shim compiles this against the machine's own mpi.h, whose types and constants differ from one MPI to
   the next; nsh opens the library that comes of it when a launcher has started it several times.

   One transfer at a time: nsh_mpi_gather and nsh_mpi_broadcast begin one, nsh_mpi_poll says whether it is done, so that nsh can be
   interrupted, and give up, while it waits. Every function gives 0 (poll: 1 done, 0 on its way), or -1 where MPI has failed. */
#include <limits.h>
#include <mpi.h>
#include <stdlib.h>
#include <string.h>

/* Raised when what follows changes: nsh refuses another number. */
#define PROTOCOL 1

static MPI_Comm world = MPI_COMM_NULL;
static MPI_Request transfer = MPI_REQUEST_NULL;
static int ranks, *counts, *places;
static char text[MPI_MAX_ERROR_STRING + 1];

static int checked(int code) {
  int length = 0;
  if (code == MPI_SUCCESS) return 0;
  if (MPI_Error_string(code, text, &length) != MPI_SUCCESS) length = 0;
  text[length] = 0;
  return -1;
}

int nsh_mpi_protocol(void) { return PROTOCOL; }

/* What MPI said of the last failure. */
const char *nsh_mpi_error(void) { return text; }

/* The name and version of the library, in one line. */
void nsh_mpi_library(char *name, int room) {
  char whole[MPI_MAX_LIBRARY_VERSION_STRING + 1] = "";
  int length = 0;
  MPI_Get_library_version(whole, &length);
  whole[strcspn(whole, ",\n")] = 0;
  strncpy(name, whole, (size_t)room - 1);
  name[room - 1] = 0;
}

/* Joins the others; it returns when all have come. */
int nsh_mpi_begin(int *rank, int *size) {
  int level;
  if (checked(MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &level))) return -1;
  /* nsh calls it from more than one thread, though never from two at once. */
  if (level < MPI_THREAD_SERIALIZED) return strcpy(text, "this MPI was built for programs of one thread"), -1;
  /* Messages of our own, and errors that are told instead of ending the process. */
  if (checked(MPI_Comm_dup(MPI_COMM_WORLD, &world))) return -1;
  MPI_Comm_set_errhandler(world, MPI_ERRORS_RETURN);
  if (checked(MPI_Comm_rank(world, rank)) || checked(MPI_Comm_size(world, size))) return -1;
  ranks = *size;
  counts = malloc(sizeof *counts * (size_t)ranks);
  places = malloc(sizeof *places * (size_t)ranks);
  return counts && places ? 0 : (strcpy(text, "there is no memory"), -1);
}

/* Begins: counts[r] bytes of each rank r, one behind the other, to all. */
int nsh_mpi_gather(const void *own, void *all, const long long *bytes) {
  long long place = 0;
  int rank = 0, r;
  MPI_Comm_rank(world, &rank);
  for (r = 0; r < ranks; r++) {
    if (place + bytes[r] > INT_MAX) return strcpy(text, "more than 2 GiB at once"), -1;
    counts[r] = (int)bytes[r];
    places[r] = (int)place;
    place += bytes[r];
  }
  return checked(MPI_Iallgatherv(own, counts[rank], MPI_BYTE, all, counts, places, MPI_BYTE, world, &transfer));
}

/* Begins: the bytes of one rank, to all. */
int nsh_mpi_broadcast(void *bytes, long long count, int root) {
  if (count > INT_MAX) return strcpy(text, "more than 2 GiB at once"), -1;
  return checked(MPI_Ibcast(bytes, (int)count, MPI_BYTE, root, world, &transfer));
}

int nsh_mpi_poll(void) {
  int isDone = 0;
  return checked(MPI_Test(&transfer, &isDone, MPI_STATUS_IGNORE)) ? -1 : isDone;
}

/* Leaves, with the others. */
void nsh_mpi_end(void) {
  MPI_Comm_free(&world);
  MPI_Finalize();
}

/* Ends all ranks. */
void nsh_mpi_abort(int status) { MPI_Abort(MPI_COMM_WORLD, status); }
