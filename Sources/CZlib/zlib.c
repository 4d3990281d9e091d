#include "CZlib.h"

#include <stdlib.h>
#include <zlib.h>

struct nsh_inflate {
  z_stream stream;
};

nsh_inflate *nsh_inflate_open(void) {
  nsh_inflate *made = calloc(1, sizeof *made);
  if (made && inflateInit2(&made->stream, -MAX_WBITS) != Z_OK) {
    free(made);
    return NULL;
  }
  return made;
}

void nsh_inflate_close(nsh_inflate *stream) {
  if (!stream) return;
  inflateEnd(&stream->stream);
  free(stream);
}

/* zlib counts in 32 bits. */
static uInt at_most(size_t count) { return count > 1u << 30 ? 1u << 30 : (uInt)count; }

int nsh_inflate_step(
    nsh_inflate *stream, const uint8_t **in, size_t *in_count, uint8_t **out, size_t *out_count) {
  z_stream *z = &stream->stream;
  uInt given = at_most(*in_count), room = at_most(*out_count);
  z->next_in = (Bytef *)*in;
  z->avail_in = given;
  z->next_out = *out;
  z->avail_out = room;
  int status = inflate(z, Z_NO_FLUSH);
  *in += given - z->avail_in;
  *in_count -= given - z->avail_in;
  *out += room - z->avail_out;
  *out_count -= room - z->avail_out;
  if (status == Z_STREAM_END) return 1;
  return status == Z_OK || status == Z_BUF_ERROR ? 0 : -1;
}

uint32_t nsh_crc32(uint32_t before, const uint8_t *bytes, size_t count) {
  uLong crc = before;
  while (count > 0) {
    uInt piece = at_most(count);
    crc = crc32(crc, bytes, piece);
    bytes += piece;
    count -= piece;
  }
  return (uint32_t)crc;
}
