#ifndef NSH_CZLIB_H
#define NSH_CZLIB_H

#include <stddef.h>
#include <stdint.h>

/* A stream of deflated bytes without a header, as members of zip archives are (RFC 1951). */
typedef struct nsh_inflate nsh_inflate;

/* NULL where there is no memory. */
nsh_inflate *nsh_inflate_open(void);
void nsh_inflate_close(nsh_inflate *stream);

/*
 * Takes bytes from `*in`, of which there are `*in_count`, and puts what they stand for to `*out`, which has room for
 * `*out_count`; all four move on. Gives 1 at the end of the stream, 0 where more is to come, -1 of bytes that are no
 * deflated stream.
 */
int nsh_inflate_step(
    nsh_inflate *stream, const uint8_t **in, size_t *in_count, uint8_t **out, size_t *out_count);

/* CRC-32 as zip archives have it, of what went before and these bytes; it begins with 0. */
uint32_t nsh_crc32(uint32_t before, const uint8_t *bytes, size_t count);

#endif
