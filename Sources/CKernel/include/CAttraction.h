#ifndef NSH_CATTRACTION_H
#define NSH_CATTRACTION_H

/* Bodies that pull on some blocks of NSH_LANES bodies. Coordinates and masses are padded to whole blocks: padding lies far away and has no mass. */
typedef struct nsh_attraction {
  long count;         /* bodies without padding */
  long first, end;    /* the blocks that are pulled on */
  double softening2;  /* the softening's square */
  const double *x, *y, *masses;
  double *ax, *ay;    /* lane vectors: the accelerations of the blocks first ..< end */
  double *stiffest;   /* one: the largest (m_i + m_j) / d^3 */
} nsh_attraction;

#endif
