// The LAPACKE and BLAS functions that nsh uses, declared here because <lapacke.h> brings complex.h, which Swift cannot read.
#pragma once

#define NSH_LAPACK_ROW_MAJOR 101

// Eigenvalues (ascending, in w) and eigenvectors (columns of a) of the symmetric n x n matrix a.
int LAPACKE_dsyevd(int matrix_layout, char jobz, char uplo, int n, double *a, int lda, double *w);

// Singular values (descending, in s) of the m x n matrix a, its left singular vectors in the columns of u and its right ones in the rows of vt.
int LAPACKE_dgesdd(
  int matrix_layout, char jobz, int m, int n, double *a, int lda, double *s, double *u, int ldu, double *vt, int ldvt);

// QR with column pivoting of the m x n matrix a: column jpvt[j], from 1, is taken j-th.
int LAPACKE_dgeqp3(int matrix_layout, int m, int n, double *a, int lda, int *jpvt, double *tau);

// C = alpha op(A) op(B) + beta C of matrices that lie column by column.
void dgemm_(
  const char *transa, const char *transb, const int *m, const int *n, const int *k, const double *alpha, const double *a, const int *lda,
  const double *b, const int *ldb, const double *beta, double *c, const int *ldc);
